"""Which hosts a package would ask when it is played, names in its scripts, and links to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from builder.inspect.opened import shown

PAGES = frozenset({".html", ".htm", ".xhtml", ".svg"})
STYLES = frozenset({".css"})
SCRIPTS = frozenset({".js", ".mjs"})
TEXTS = PAGES | STYLES | SCRIPTS

_IS = rb"\s*=\s*[\"']?\s*"
_HOST = rb"(?:https?:)?//([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}|[0-9.]+|localhost)"
_LOADED = re.compile(
    rb"<(?:link(?=\s)[^<>]*?\shref|[a-z][^<>]*?\s(?:src|srcset|data|poster|action|xlink:href))"
    + _IS
    + _HOST,
    re.IGNORECASE,
)
_STYLED = re.compile(rb"(?:url\(|@import)\s*[\"']?\s*" + _HOST, re.IGNORECASE)
_LINKED = re.compile(rb"<a(?=\s)[^<>]*?\shref" + _IS + _HOST, re.IGNORECASE)
_NAMED = re.compile(rb"[\"'`]" + _HOST, re.IGNORECASE)
_NAMESPACES = {b"www.w3.org"}  # an XML namespace is a name, not an address


@dataclass(frozen=True, slots=True)
class Hosts:
    """``asked`` when a page opens; ``named`` in scripts, to be asked or not; ``linked`` to."""

    asked: tuple[str, ...]
    named: tuple[str, ...]
    linked: tuple[str, ...]


def hosts(texts: Iterable[tuple[str, bytes]]) -> Hosts:
    """Look through the pages, styles and scripts of a package."""
    asked: set[bytes] = set()
    named: set[bytes] = set()
    linked: set[bytes] = set()
    for name, data in texts:
        suffix = "." + name.rpartition(".")[2].lower()
        if suffix in SCRIPTS:
            named.update(_NAMED.findall(data))
            continue
        asked.update(_STYLED.findall(data))
        if suffix in PAGES:
            asked.update(_LOADED.findall(data))
            linked.update(_LINKED.findall(data))
    return Hosts(*map(_sorted, (asked - _NAMESPACES, named - _NAMESPACES, linked)))


def _sorted(found: set[bytes]) -> tuple[str, ...]:
    return tuple(sorted({shown(host.decode("ascii", "replace").lower()) for host in found}))

"""Which hosts a package would ask when it is played, and which it only links to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder.inspect.opened import shown

PAGES = frozenset({".html", ".htm", ".xhtml", ".svg"})
STYLES = frozenset({".css"})
SCRIPTS = frozenset({".js", ".mjs"})
TEXTS = PAGES | STYLES | SCRIPTS

_HOST = rb"(?:https?:)?//([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}|[0-9.]+|localhost)"
_LOADED = re.compile(
    rb"<(?!a[\s>])[a-z][^<>]*?\s(?:src|srcset|data|poster|action|xlink:href|href)\s*=\s*[\"']?\s*"
    + _HOST,
    re.IGNORECASE,
)
_LINKED = re.compile(rb"<a(?=\s)[^<>]*?\shref\s*=\s*[\"']?\s*" + _HOST, re.IGNORECASE)
_STYLED = re.compile(rb"(?:url\(|@import)\s*[\"']?\s*" + _HOST, re.IGNORECASE)
_NAMED = re.compile(rb"[\"'`]" + _HOST, re.IGNORECASE)
_NAMESPACES = {b"www.w3.org"}  # an XML namespace is a name, not an address


@dataclass(frozen=True, slots=True)
class Hosts:
    """Hosts that are asked when a page opens or a script runs, and hosts that are linked to."""

    asked: tuple[str, ...]
    linked: tuple[str, ...]


def hosts(texts: Iterable[tuple[str, bytes]]) -> Hosts:
    """Look through the pages, styles and scripts of a package."""
    asked: set[bytes] = set()
    linked: set[bytes] = set()
    for name, data in texts:
        asked.update(_asked("." + name.rpartition(".")[2].lower(), data))
        linked.update(_LINKED.findall(data))
    return Hosts(_sorted(asked - _NAMESPACES), _sorted(linked))


def _asked(suffix: str, data: bytes) -> Iterator[bytes]:
    if suffix in SCRIPTS:
        yield from _NAMED.findall(data)
        return
    yield from _STYLED.findall(data)
    if suffix in PAGES:
        yield from _LOADED.findall(data)


def _sorted(found: set[bytes]) -> tuple[str, ...]:
    return tuple(sorted({shown(host.decode("ascii", "replace").lower()) for host in found}))

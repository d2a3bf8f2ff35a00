"""Where a link or a picture points, as the author wrote it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):|//", re.IGNORECASE)
_SCREENS = (".md", ".yaml", ".yml")


class Goal(NamedTuple):
    """``kind`` is ``outside``, ``anchor`` (of this page), ``screen`` or ``media``."""

    kind: str
    name: str
    anchor: str = ""


def goal(target: str) -> Goal:
    """What a link's target means."""
    if _SCHEME.match(target):
        return Goal("outside", target)
    path, _, anchor = target.partition("#")
    if not path:
        return Goal("anchor", "", unquote(anchor))
    path = unquote(path)
    if path.endswith(_SCREENS):
        return Goal("screen", PurePosixPath(path).stem, unquote(anchor))
    return Goal("media", path)


class Address(NamedTuple):
    """The parts of a web address that rules look at; all empty when it is not one."""

    scheme: str
    host: str
    user: str
    query: str


def address(target: str) -> Address:
    """The parts of an address; a malformed one has none."""
    try:
        parts = urlsplit(target)
        return Address(
            parts.scheme.lower(), parts.hostname or "", parts.username or "", parts.query
        )
    except ValueError:
        return Address("", "", "", "")

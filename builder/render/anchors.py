"""Anchors of headings: ASCII, stable, one of a kind in the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# What the page's frame and the player call their own.
_OURS = re.compile(
    r"(?:page|hatch|menu|search|settings|glossary|outline|notes|sources)\Z"
    r"|(?:i|q|n|r|c|d|f|w|s|g|ref|src|cite|card|mot)-"
)
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


def slug(text: str) -> str:
    """``text`` in ``a-z0-9`` and single hyphens; "section" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    made = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return own(made) or "section"


def own(name: str) -> str:
    """``name``, changed when it is one that the page's frame and the player use."""
    return f"{name}-section" if _OURS.match(name) else name


class Anchors:
    """The ids of one page: the author's stay, ours make way."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)

    def new(self, wish: str) -> str:
        """``wish``, with a number when it is taken; it is taken from now on."""
        name, number = wish, 1
        while name in self.taken:
            number += 1
            name = f"{wish}-{number}"
        self.taken.add(name)
        return name

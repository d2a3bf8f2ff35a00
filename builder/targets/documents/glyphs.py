"""Which face shows a text on paper: PDF/UA refuses a sign that its font lacks, we say its number.

Text is in our font; signs that only Typst's own mono face has are set in that; a sign that neither
has (an emoji, Hebrew, Chinese) is written as its code point, such as ``[U+1F600]``: nothing is
lost in silence, and no face that we did not choose is ever embedded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from builder.fonts import FAMILY, MONO, characters

SPACES = "\n\t\r"
INVISIBLE = {"Cc", "Cf", "Mn", "Me", "Zl", "Zp"}  # dropped where no face has them


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Parts of a text, each with the family that shows it. Text is composed (NFC) first."""
    signs = unicodedata.normalize("NFC", text)
    for family, group in groupby(signs, _family):
        part = "".join(group)
        if family:
            yield family, part
        elif shown := "".join(_number(sign) for sign in part):
            yield FAMILY, shown


def in_mono(text: str) -> str:
    """A listing's text, held to what the mono face has."""
    mono = characters(MONO)
    signs = unicodedata.normalize("NFC", text.expandtabs(4))
    return "".join(s if s in mono or s in SPACES else _number(s) for s in signs)


def in_drawing(text: str) -> str:
    """A label's text, held to what the two faces have."""
    return "".join(part for _, part in runs(text))


def _family(sign: str) -> str:
    if sign in SPACES or sign in characters(FAMILY):
        return FAMILY
    return MONO if sign in characters(MONO) else ""


def _number(sign: str) -> str:
    """The code point in words; nothing for what is never seen; a plain space for a rare one."""
    kind = unicodedata.category(sign)
    if kind == "Zs":
        return " "
    return "" if kind in INVISIBLE else f"[U+{ord(sign):04X}]"

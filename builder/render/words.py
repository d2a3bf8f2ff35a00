"""What the search and the checks want of a text: its words, folded; how it begins; its years."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

WORD = re.compile(r"[^\W_]{2,}")
MARKS = re.compile("[\u0300-\u036f]+")
OPENING = 140  # signs of a page's text that a result shows
_ENDS = " .,;:!?…\u00a0\u202f«“("
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})

_INNER = tuple("0123456789.,")  # before it, four digits are the end of a number
_NO_MORE = "(?![0-9]|[.,][0-9])"
_YEARS = [re.compile(start + _NO_MORE) for start in ("1[0-9]{3}", "20[0-9]{2}")]  # each: fast


@cache
def fold(word: str) -> str:
    """A word in small letters without accents; the player folds the reader's words so too."""
    low = word.lower()
    if low.isascii():
        return low
    return MARKS.sub("", unicodedata.normalize("NFD", low.translate(LETTERS)))


def vocabulary(text: str) -> set[str]:
    """The folded words of a text, each once."""
    return set().union(*map(_in_token, set(text.split())))


@lru_cache(1 << 16)
def _in_token(token: str) -> frozenset[str]:
    """The folded words of what stands between two spaces: pages share most of it."""
    return frozenset(map(fold, WORD.findall(token)))


def opening(text: str) -> str:
    """The first words of a text, cut at a word."""
    flat = " ".join(text[: OPENING * 2].split())
    if len(flat) <= OPENING:
        return flat
    return flat[:OPENING].rsplit(" ", 1)[0].rstrip(_ENDS) + "…"


def years(text: str) -> set[str]:
    """The years from 1000 to 2099 that a text names; no part of a longer number is one."""
    found = (match for pattern in _YEARS for match in pattern.finditer(text))
    return {year.group() for year in found if text[year.start() - 1 : year.start()] not in _INNER}

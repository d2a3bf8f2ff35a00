"""The index of the search in the course: small, folded (no case, no accents), made in one pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from builder.pages.questions import plain
from builder.pages.view import Stop, Way
from builder.render import LanguagePages

WORD = re.compile(r"[^\W_]{2,}")
MARKS = re.compile("[\u0300-\u036f]+")
OPENING = 140  # signs of a page's text that a result shows
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


@cache
def fold(word: str) -> str:
    """A word in small letters without accents; the player folds the reader's words so too."""
    low = word.lower()
    if low.isascii():
        return low
    return MARKS.sub("", unicodedata.normalize("NFD", low.translate(LETTERS)))


def index(way: Way, pages: LanguagePages) -> dict[str, object]:
    """``openings``: how each screen's text begins, in order; ``words``: the screens that have a
    word, by number from 0, each as its distance from the one before, in base 36."""
    found: dict[str, list[int]] = {}
    openings = []
    for number, stop in enumerate(way.stops):
        text = " ".join(_texts(pages, stop))
        openings.append(opening(text))
        for word in _words(f"{stop.title} {text}"):
            found.setdefault(word, []).append(number)
    return {
        "openings": openings,
        "words": {word: " ".join(_apart(found[word])) for word in sorted(found)},
    }


def _words(text: str) -> set[str]:
    return set().union(*map(_in_token, set(text.split())))


@lru_cache(1 << 16)
def _in_token(token: str) -> frozenset[str]:
    """The folded words of what stands between two spaces: pages share most of it."""
    return frozenset(map(fold, WORD.findall(token)))


def opening(text: str) -> str:
    """The first words of a text, cut at a word."""
    flat = " ".join(text[: OPENING * 2].split())
    return flat if len(flat) <= OPENING else f"{flat[:OPENING].rsplit(' ', 1)[0]}…"


def _texts(pages: LanguagePages, stop: Stop) -> Iterator[str]:
    if stop.kind == "page":
        yield pages.pages[stop.id].facts.text
        return
    quiz = pages.quizzes[stop.id]
    yield plain(quiz.intro)
    yield from (plain(text) for key, text in quiz.texts.items() if key.endswith("/text"))


def _apart(numbers: list[int]) -> Iterator[str]:
    before = 0
    for number in numbers:
        yield base36(number - before)
        before = number


def base36(number: int) -> str:
    """A natural number in base 36, as JavaScript's ``parseInt(text, 36)`` reads it."""
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not number:
            return digits

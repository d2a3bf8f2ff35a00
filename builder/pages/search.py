"""The index of the search in the course: small, folded (no case, no accents), made in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.pages.questions import plain
from builder.pages.view import Stop, Way
from builder.render import LanguagePages
from builder.render.words import opening, vocabulary


def index(way: Way, pages: LanguagePages) -> dict[str, object]:
    """``openings``: how each screen's text begins, in order; ``words``: the screens that have a
    word, by number from 0, each as its distance from the one before, in base 36."""
    found: dict[str, list[int]] = {}
    openings = []
    for number, stop in enumerate(way.stops):
        start, words = _said(pages, stop)
        openings.append(start)
        for word in vocabulary(stop.title).union(words):
            found.setdefault(word, []).append(number)
    return {
        "openings": openings,
        "words": {word: " ".join(_apart(found[word])) for word in sorted(found)},
    }


def _said(pages: LanguagePages, stop: Stop) -> tuple[str, Iterable[str]]:
    """How a screen's text begins, and its folded words."""
    if stop.kind == "page":
        facts = pages.pages[stop.id].facts
        return facts.opening, facts.vocabulary.split()
    quiz = pages.quizzes[stop.id]
    texts = (text for key, text in quiz.texts.items() if key.endswith("/text"))
    said = " ".join(map(plain, (quiz.intro, *texts)))
    return opening(said), vocabulary(said)


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

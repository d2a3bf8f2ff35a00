"""How a response is marked: 0 to 1, and 1 only when all of it is right (decision 13).

``builder/marking.py`` and ``builder/runtime/marking.js`` do the same; all three run
``tests/vectors/marking.json``. A *spec* is what ``exam.json`` says of an item in one language.
Responses: ``"a"`` (single choice), ``["a", "c"]`` (multiple choice; ordering), ``"true"``,
``{"a": "1"}`` (matching, categorise, cloze), text as typed (numeric, short text).

Scoring, where a question has several items: *all-or-nothing* is 1 or 0; *per-item* is the part of
the items that is right (an option left alone rightly counts, but an empty response is 0);
*right-minus-wrong* takes a point back for each wrong item and never goes below 0 (an item left
blank is not wrong).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal, assert_never

Scoring = Literal["all-or-nothing", "per-item", "right-minus-wrong"]
Tally = tuple[int, int, int]  # items right, items wrong (not blank), items in all

_SPELLINGS = str.maketrans(
    dict.fromkeys("‘’ʼ´`′", "'") | dict.fromkeys("“”«»„", '"') | dict.fromkeys("‐‑‒–—−", "-")
)
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_THOUSANDS = {
    ",": re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?\Z"),
    ".": re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*\Z|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}\Z"),
}
_CLOSE = 1e-12  # of the numbers compared: 3.6 is within 0.1 of 3.5, whatever binary fractions say


def mark(spec: Mapping[str, Any], response: Any) -> float:  # noqa: C901 - an arm a type
    """How right ``response`` is, 0 to 1; ValueError for a type that is not graded."""
    match spec["type"]:
        case "single-choice" | "true-false":
            return float(response == spec["answer"])
        case "multiple-choice":
            return _mark_set(spec, response)
        case "matching":
            return score(_tally(spec["pairs"], response), spec["scoring"])
        case "categorise":
            return score(_tally(spec["belongs"], response), spec["scoring"])
        case "ordering":
            places = {str(place): key for place, key in enumerate(spec["answer"])}
            given = {str(place): key for place, key in enumerate(response)}
            return score(_tally(places, given), spec["scoring"])
        case "numeric":
            return float(_near(spec, response))
        case "short-text":
            return float(accepted(spec, response))
        case "cloze":
            return score(_tally_blanks(spec["blanks"], response), spec["scoring"])
        case kind:
            raise ValueError(f"{kind} is not graded")


def score(tally: Tally, scoring: Scoring) -> float:
    """What a count of right and wrong items is worth under a scoring rule."""
    right, wrong, count = tally
    if right == count and not wrong:
        return 1.0
    match scoring:
        case "all-or-nothing":
            return 0.0
        case "per-item":
            return right / count
        case "right-minus-wrong":
            return max(0, right - wrong) / count
    assert_never(scoring)


def _mark_set(spec: Mapping[str, Any], response: Sequence[str]) -> float:
    answers, chosen = set(spec["answers"]), set(response)
    if chosen == answers:
        return 1.0
    if not chosen:
        return 0.0
    if spec["scoring"] == "per-item":
        wrong = len(chosen ^ answers)
        return score((len(spec["keys"]) - wrong, wrong, len(spec["keys"])), "per-item")
    right = len(chosen & answers)
    return score((right, len(chosen - answers), max(1, len(answers))), spec["scoring"])


def _tally(answers: Mapping[str, str], response: Mapping[str, str]) -> Tally:
    given = {name: response[name] for name in answers if response.get(name)}
    right = sum(given[name] == answers[name] for name in given)
    return right, len(given) - right, len(answers)


def _tally_blanks(blanks: Mapping[str, Mapping[str, Any]], response: Mapping[str, str]) -> Tally:
    given = {key: response[key] for key in blanks if response.get(key)}
    right = sum(
        given[key] == blanks[key]["answer"]
        if "keys" in blanks[key]
        else accepted(blanks[key], given[key])
        for key in given
    )
    return right, len(given) - right, len(blanks)


def accepted(spec: Mapping[str, Any], text: str) -> bool:
    """Whether ``text`` is one of the accepted forms, under the case and accent rules."""
    forms = {plain(form, case=spec["case"], accents=spec["accents"]) for form in spec["accept"]}
    return plain(text, case=spec["case"], accents=spec["accents"]) in forms - {""}


def plain(text: str, *, case: bool, accents: bool) -> str:
    """``text`` without the differences that do not count: spaces, quotes and dashes always, case
    and accents unless asked for. In NFKC, so that composed and decomposed forms are equal."""
    text = unicodedata.normalize("NFKC", text.translate(_SPELLINGS))  # NFKC takes ´ apart
    if not case:
        text = text.upper().lower()
    if not accents:
        marked = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in marked if unicodedata.category(c) != "Mn").translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFKC", text.translate(_SPELLINGS)).split())


def _near(spec: Mapping[str, Any], response: str) -> bool:
    value = number(response, spec["thousands"], spec["unit"])
    if value is None:
        return False
    answer, tolerance = spec["answer"], spec["tolerance"]
    slack = _CLOSE * max(abs(value), abs(answer), tolerance)
    return bool(abs(value - answer) <= tolerance + slack)


def number(text: str, thousands: str, unit: str = "") -> float | None:
    """The number a person typed: ``20 000``, ``3,5``, ``3.5 €``; None when it is none.

    A comma alone is the decimal comma, unless ``thousands`` is ``","`` and it parts threes.
    """
    text = plain(text, case=True, accents=True)
    unit = plain(unit, case=True, accents=True)
    if unit and text.endswith(unit):
        text = text.removesuffix(unit)
    text = text.replace(" ", "").replace("'", "")
    if _THOUSANDS[thousands].match(text):
        text = text.replace(thousands, "")
    text = text.replace(",", ".")
    return float(text) if _NUMBER.match(text) else None

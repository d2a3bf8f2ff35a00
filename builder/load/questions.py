"""Questions from the data of a quiz or of the bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.findings import Anchor
from builder.load import codes
from builder.load.sources import Doc, Sources
from builder.load.texts import forms, text
from builder.model import (
    Blank,
    Categorise,
    Cloze,
    Likert,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Reflection,
    ShortText,
    SingleChoice,
    TrueFalse,
)


def questions(
    sources: Sources, doc: Doc, name: str, lead: str, tries: int = 0
) -> Iterator[Question]:
    """The questions listed under ``name`` that can be made; findings say why others can't.

    ``tries`` is for those that give none.
    """
    for index, data in enumerate(doc.data[name]):
        if not doc.sound(name, index):
            continue
        reader = _Reader(doc.at(name, index), data, lead, tries)
        if data["type"] == "single-choice" and not _one_is_right(sources, reader):
            continue
        yield _MAKERS[data["type"]](reader)


def _one_is_right(sources: Sources, reader: _Reader) -> bool:
    count = len(reader.correct())
    if count != 1:
        code = codes.MANY_RIGHT if count else codes.NO_RIGHT
        place = sources.place(reader.at.child("options"))
        sources.findings.append(code.at(place, id=reader.data["id"], count=count))
    return count == 1


@dataclass(frozen=True, slots=True)
class _Reader:
    """The data of one question, which fits its schema."""

    at: Anchor
    data: Mapping[str, Any]
    lead: str
    tries: int

    def common(self) -> dict[str, Any]:
        """What every question has, ready for its class."""
        data = self.data
        feedback = data.get("feedback", {})
        plain = ("objective", "points", "page", "difficulty", "variant_of")
        return {
            "id": data["id"],
            "at": self.at,
            "text": text(data["text"], self.lead),
            "right": text(feedback.get("right"), self.lead),
            "wrong": text(feedback.get("wrong"), self.lead),
            "tries": data.get("tries", self.tries),
            **{key: data[key] for key in plain if key in data},
        }

    def given(self, *keys: str) -> dict[str, Any]:
        """Those of the keys that the source gives, as they are."""
        return {key: self.data[key] for key in keys if key in self.data}

    def options(self, name: str) -> tuple[Option, ...]:
        return options(self.data[name], self.at.child(name), self.lead)

    def correct(self) -> list[str]:
        return [str(option["key"]) for option in self.data["options"] if option.get("correct")]

    def text(self, name: str) -> Mapping[str, str]:
        return text(self.data.get(name), self.lead)


def options(items: list[dict[str, Any]], at: Anchor, lead: str) -> tuple[Option, ...]:
    """What can be chosen, matched, ordered or sorted, from data that fits."""
    return tuple(
        Option(
            key=str(item["key"]),
            text=text(item["text"], lead),
            at=at.child(index),
            feedback=text(item.get("feedback"), lead),
        )
        for index, item in enumerate(items)
    )


def _single(q: _Reader) -> SingleChoice:
    answer = q.correct()[0]
    return SingleChoice(
        **q.common(), options=q.options("options"), answer=answer, **q.given("shuffle")
    )


def _multiple(q: _Reader) -> MultipleChoice:
    answers = tuple(sorted(set(q.correct())))
    given = q.given("scoring", "shuffle")
    return MultipleChoice(**q.common(), options=q.options("options"), answers=answers, **given)


def _true_false(q: _Reader) -> TrueFalse:
    return TrueFalse(**q.common(), answer=q.data["answer"])


def _matching(q: _Reader) -> Matching:
    return Matching(
        **q.common(),
        left=q.options("left"),
        right_items=q.options("right"),
        pairs={key: str(value) for key, value in q.data["pairs"].items()},
        **q.given("scoring", "shuffle"),
    )


def _ordering(q: _Reader) -> Ordering:
    return Ordering(**q.common(), items=q.options("items"), **q.given("scoring"))


def _numeric(q: _Reader) -> Numeric:
    return Numeric(
        **q.common(),
        answer=float(q.data["answer"]),
        tolerance=float(q.data.get("tolerance", 0)),
        unit=q.text("unit"),
        **q.given("max_length"),
    )


def _short_text(q: _Reader) -> ShortText:
    accept = forms(q.data["accept"], q.lead)
    return ShortText(**q.common(), accept=accept, **q.given("case", "accents", "max_length"))


def _cloze(q: _Reader) -> Cloze:
    at = q.at.child("blanks")
    blanks = tuple(_blank(b, at.child(i), q.lead) for i, b in enumerate(q.data["blanks"]))
    return Cloze(**q.common(), passage=q.text("passage"), blanks=blanks, **q.given("scoring"))


def _blank(data: dict[str, Any], at: Anchor, lead: str) -> Blank:
    answer = data.get("answer")
    plain = ("case", "accents", "max_length")
    return Blank(
        key=str(data["key"]),
        at=at,
        accept=forms(data.get("accept"), lead),
        options=options(data.get("options", []), at.child("options"), lead),
        answer=None if answer is None else str(answer),
        **{key: data[key] for key in plain if key in data},
    )


def _categorise(q: _Reader) -> Categorise:
    return Categorise(
        **q.common(),
        categories=q.options("categories"),
        items=q.options("items"),
        belongs={str(item["key"]): str(item["category"]) for item in q.data["items"]},
        **q.given("scoring", "shuffle"),
    )


def _likert(q: _Reader) -> Likert:
    return Likert(**q.common(), scale=q.data["scale"], low=q.text("low"), high=q.text("high"))


def _reflection(q: _Reader) -> Reflection:
    return Reflection(**q.common(), **q.given("rows"))


_MAKERS: Mapping[str, Callable[[_Reader], Question]] = {
    "single-choice": _single,
    "multiple-choice": _multiple,
    "true-false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short-text": _short_text,
    "cloze": _cloze,
    "categorise": _categorise,
    "likert": _likert,
    "reflection": _reflection,
}

"""What an attempt is worth: each answer marked by its language's rules, then points, then a score.

Scores are basis points, 0 to 10 000, and 10 000 only when everything is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from lti_tool.bank.types import BankView
from lti_tool.exam.draw import Paper
from lti_tool.exam.responses import markable
from lti_tool.marking import mark
from lti_tool.policy import FULL


class Sat(Protocol):
    """An attempt, of which the paper matters."""

    @property
    def paper(self) -> Mapping[str, Any]: ...


class Given(Protocol):
    """An answer as it is kept; ``response`` in the author's keys, None for nothing."""

    @property
    def position(self) -> int: ...
    @property
    def response(self) -> Any: ...
    @property
    def language(self) -> str: ...


class Corrected(Protocol):
    """What staff decided: the fraction of one question, or the whole score."""

    @property
    def id(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...
    @property
    def position(self) -> int | None: ...
    @property
    def fraction(self) -> float | None: ...
    @property
    def score_bp(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class QuestionMark:
    """A question's part: ``fraction`` of its ``points``, 0 to 1; position from 1."""

    position: int
    item: str
    objective: str
    points: float
    fraction: float
    answered: bool
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveMark:
    """An objective's part: its score, and how many of its questions are wholly right."""

    score_bp: int
    right: int
    total: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What an attempt is worth, in all, by question, by objective."""

    score_bp: int
    questions: tuple[QuestionMark, ...]
    objectives: Mapping[str, ObjectiveMark]

    def to_json(self) -> dict[str, Any]:
        """Plain data, to be kept with the attempt."""
        return asdict(self) | {"questions": [asdict(one) for one in self.questions]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Marks:
        """From what ``to_json`` gave; whatever else was kept beside it is passed over."""
        questions = tuple(QuestionMark(**one) for one in data["questions"])
        objectives = {name: ObjectiveMark(**one) for name, one in data["objectives"].items()}
        return cls(data["score_bp"], questions, objectives)


def marks(
    attempt: Sat, bank: BankView, answers: Iterable[Given], corrections: Iterable[Corrected]
) -> Marks:
    """The marks of an attempt. Of several corrections of one thing the latest counts; one of the
    whole score stands above those of questions."""
    given = {answer.position: answer for answer in answers}
    asked = enumerate(Paper.from_json(attempt.paper).questions, 1)
    questions = [_question(bank, n, one.item, given.get(n)) for n, one in asked]
    return corrected(questions, corrections)


def corrected(questions: Iterable[QuestionMark], corrections: Iterable[Corrected]) -> Marks:
    """The marks of questions, with what staff decided in place of what was counted."""
    decided = sorted(corrections, key=lambda one: (one.at, one.id))
    fractions = {one.position: one.fraction for one in decided if one.fraction is not None}
    whole = [one.score_bp for one in decided if one.score_bp is not None]
    made = tuple(
        replace(one, fraction=float(fractions[one.position]), corrected=True)
        if one.position in fractions
        else one
        for one in questions
    )
    return Marks(whole[-1] if whole else score(made), made, _objectives(made))


def score(questions: Sequence[QuestionMark]) -> int:
    """The part of the points that was got, in basis points, halves rounded up."""
    total = math.fsum(one.points for one in questions)
    if not total:
        return 0
    got = math.fsum(one.points * one.fraction for one in questions)
    rounded = math.floor(FULL * got / total + 0.5)
    full = all(one.fraction == 1 for one in questions)
    return FULL if full else max(0, min(rounded, FULL - 1))


def _question(bank: BankView, position: int, name: str, given: Given | None) -> QuestionMark:
    item = bank.items[name]
    response = None if given is None else markable(item, given.response)
    right = 0.0
    if given is not None and response is not None:
        right = mark(item.spec(given.language), response)
    return QuestionMark(
        position, item.id, item.objective, item.points, right, answered=response is not None
    )


def _objectives(questions: Sequence[QuestionMark]) -> dict[str, ObjectiveMark]:
    """In the order in which the paper first asks about them."""
    found: dict[str, list[QuestionMark]] = {}
    for one in questions:
        found.setdefault(one.objective, []).append(one)
    return {
        name: ObjectiveMark(score(asked), sum(one.fraction == 1 for one in asked), len(asked))
        for name, asked in found.items()
    }

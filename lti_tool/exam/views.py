"""What the exam's pages show a candidate, as data for their templates: nothing beyond it.

Every function is given a session in the scope of ``here``, the words and the moment. Addresses are
paths of the tool. Keys, feedback and scores come only from ``results``, as far as policy allows.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.bank import store
from lti_tool.bank.types import BankView
from lti_tool.errors import NotFound
from lti_tool.exam import responses, sitting
from lti_tool.exam.asking import Asking, Question
from lti_tool.exam.draw import Paper
from lti_tool.exam.results import ResultView, result
from lti_tool.exam.showing import languages
from lti_tool.exam.starting import StartView, bank_of_link, start
from lti_tool.exam.telling import TimeView, in_words, time_view
from lti_tool.models import Answer, Attempt
from lti_tool.policy import ExamPolicy
from lti_tool.seating import Here
from lti_tool.words import Words, language_for

__all__ = [
    "HandInView",
    "QuestionView",
    "ResultView",
    "StartView",
    "asking",
    "bank_of_link",
    "flagged",
    "hand_in",
    "question",
    "result",
    "start",
    "unanswered",
]


@dataclass(frozen=True, slots=True)
class Stop:
    """A question in the line of an exam's questions."""

    number: int
    classes: str
    state: str
    here: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question of an attempt that is sat."""

    title: str
    attempt: str
    base: str
    action: str
    number: int
    total: int
    points: str
    time: TimeView
    stops: tuple[Stop, ...]
    question: Question
    content: str  # the language of the question's texts
    tab: str  # this page among others of the same question
    seq: int
    flagged: bool
    saved_at: datetime | None
    onward: str
    notices: tuple[str, ...]
    languages: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the count before handing in."""

    count: int
    said: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class HandInView:
    """The page before handing in."""

    title: str
    attempt: str
    base: str
    home: str
    here: str
    time: TimeView
    said: str
    tally: tuple[Line, ...]
    back: str
    back_said: str
    languages: Sequence[tuple[str, str]]


def question(
    db: Session,
    here: Here,
    attempt: Attempt,
    number: int,
    *,
    t: Words,
    now: datetime,
    notices: Sequence[str] = (),
) -> QuestionView:
    """The page of a question, by its number from 1. NotFound out of the paper."""
    asked = asking(db, here, attempt, number, t)
    bank = store.view(db, attempt.bank_id)
    answers = sitting.answers(db, attempt.id)
    answer, base = answers[number - 1], _base(here, attempt)
    unfinished = asked.item.type == "ordering" and isinstance(answer.response, dict)
    return QuestionView(
        title=_title(bank, asked.language),
        attempt=str(attempt.id),
        base=base,
        action=f"{base}q/{number}",
        number=number,
        total=len(answers),
        points=_points(bank, attempt, asked.item.points, t),
        time=time_view(attempt, ExamPolicy.from_json(attempt.policy), t, now),
        stops=tuple(_stop(one, number, t) for one in answers),
        question=asked.question(answer.response),
        content=asked.language,
        tab=secrets.token_hex(8),
        seq=answer.seq,
        flagged=answer.flagged,
        saved_at=answer.saved_at,
        onward="next" if number < len(answers) else "review",
        notices=(*notices, *((t(responses.PLACES),) if unfinished else ())),
        languages=languages(bank, here),
    )


def hand_in(db: Session, here: Here, attempt: Attempt, *, t: Words, now: datetime) -> HandInView:
    """The page before handing in: what is answered, what is not, what was marked."""
    answers = sitting.answers(db, attempt.id)
    bank = store.view(db, attempt.bank_id)
    base = _base(here, attempt)
    empty = [one.position for one in answers if one.response is None]
    last = next(iter(empty), len(answers))
    time = time_view(attempt, ExamPolicy.from_json(attempt.policy), t, now)
    return HandInView(
        title=_title(bank, language_for(here.locale, bank.languages)),
        attempt=str(attempt.id),
        base=base,
        home=_home(here),
        here=f"{base}review",
        time=time,
        said=f"{time.said}. {_empty_said(len(empty), t)}",
        tally=tuple(_tally(answers, base, t)),
        back=f"{base}q/{last}",
        back_said=t("exam.back-to", n=last),
        languages=languages(bank, here),
    )


def asking(db: Session, here: Here, attempt: Attempt, number: int, t: Words) -> Asking:
    """A question of an attempt in the candidate's language. NotFound out of the paper."""
    bank = store.view(db, attempt.bank_id)
    drawn = Paper.from_json(attempt.paper).questions
    if not 1 <= number <= len(drawn):
        raise NotFound("question")
    asked = drawn[number - 1]
    language = language_for(here.locale, bank.languages)
    return Asking(bank.items[asked.item], asked, language, f"{_home(here)}media/", t)


def said(db: Session, here: Here, attempt: Attempt, number: int, answer: object, t: Words) -> str:
    """An answer to a question as plain text, for who must know what was there."""
    return in_words(asking(db, here, attempt, number, t), answer)


def flagged(db: Session, attempt_id: UUID, number: int) -> bool:
    """Whether the candidate marked a question to come back to."""
    mark = select(Answer.flagged).where(Answer.attempt_id == attempt_id, Answer.position == number)
    return bool(db.scalar(mark))


def unanswered(db: Session, attempt: Attempt) -> int:
    """The first question that was never answered; the first of all when each was."""
    empty = select(Answer.position).where(Answer.attempt_id == attempt.id, Answer.seq == 0)
    return db.scalar(empty.order_by(Answer.position).limit(1)) or 1


def _home(here: Here) -> str:
    return f"/s/{here.seat_id}/"


def _base(here: Here, attempt: Attempt) -> str:
    return f"{_home(here)}exam/{attempt.id}/"


def _title(bank: BankView, language: str) -> str:
    return bank.title.get(language) or next(iter(bank.title.values()))


def _points(bank: BankView, attempt: Attempt, points: float, t: Words) -> str:
    """What a question is worth, said only where they differ: else it says nothing."""
    drawn = Paper.from_json(attempt.paper).questions
    if len({bank.items[one.item].points for one in drawn}) == 1:
        return ""
    whole = int(points) if points == int(points) else 2
    return t.count("exam.points", whole, points=f"{points:g}")


def _stop(answer: Answer, here: int, t: Words) -> Stop:
    has, now = answer.response is not None, answer.position == here
    marks = [("now", now), ("has", has), ("empty", not has), ("flag", answer.flagged)]
    said = [t(f"exam.js.{_SAID[name]}") for name, true in marks if true]
    classes = " ".join(name for name, true in marks if true)
    return Stop(answer.position, classes, ", ".join(said), now)


_SAID = {"now": "now", "has": "has", "empty": "empty", "flag": "flagged"}


def _empty_said(empty: int, t: Words) -> str:
    return t.count("exam.unanswered", empty) if empty else t("exam.all-answered")


def _tally(answers: Sequence[Answer], base: str, t: Words) -> list[Line]:
    given = [one.position for one in answers if one.response is not None]
    empty = [one.position for one in answers if one.response is None]
    flagged = [one.position for one in answers if one.flagged]
    lines = [Line(len(given), t.count("exam.tally-answered", len(given)))]
    for name, numbers in (("empty", empty), ("flagged", flagged)):
        if numbers:
            text = t.count(f"exam.tally-{name}", len(numbers), which=_listed(numbers, t))
            link = t.count(f"exam.tally-{name}-link", len(numbers))
            lines.append(Line(len(numbers), text, f"{base}q/{numbers[0]}", link))
    return lines


def _listed(numbers: Sequence[int], t: Words) -> str:
    """Question numbers as a sentence has them: 3, 7 et 9."""
    if len(numbers) == 1:
        return t("exam.the-question", n=numbers[0])
    said = [t("exam.the-question", n=one) for one in numbers]
    return t("exam.and", first=", ".join(said[:-1]), last=said[-1])

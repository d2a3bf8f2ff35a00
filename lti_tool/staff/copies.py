"""One copy as it was drawn, answered and marked; and an example of the paper, with its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from lti_tool.bank import store
from lti_tool.bank.types import BankView
from lti_tool.errors import NotFound, Undrawable
from lti_tool.exam import sitting
from lti_tool.exam.asking import Asking
from lti_tool.exam.draw import Paper, draw
from lti_tool.exam.results import expected
from lti_tool.exam.scoring import Marks, QuestionMark
from lti_tool.exam.telling import in_words
from lti_tool.models import Answer, Attempt
from lti_tool.policy import ExamPolicy
from lti_tool.staff import progress, who
from lti_tool.words import language_for

if TYPE_CHECKING:
    from lti_tool.seating import Here
    from lti_tool.words import Words

EXAMPLE = "0" * 32  # the seed of the example: always the same paper


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a copy; ``mark`` is solid, hatch or open, as on a plan."""

    number: int
    item: str
    text: Markup
    given: str
    expected: str
    mark: str
    word: str
    points: str
    corrected: bool
    saved_at: datetime | None
    language: str
    saves: int


@dataclass(frozen=True, slots=True)
class Copy:
    """The page of an attempt."""

    id: UUID
    person_id: UUID
    name: str
    number: int
    title: str
    state: str
    said: str
    more: tuple[str, ...]
    drawn: bool
    score_bp: int | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """An example of the paper: nothing of it is kept."""

    title: str
    rules: ExamPolicy
    questions: tuple[tuple[str, Markup, str], ...]


def of_attempt(db: Session, here: Here, attempt_id: UUID, t: Words) -> Copy:
    """An attempt of the seat's link, whosever it is. NotFound."""
    attempt = sitting.found(db, here.link_id, attempt_id)
    bank = store.view(db, attempt.bank_id)
    language = language_for(here.locale, bank.languages)
    return Copy(
        id=attempt.id,
        person_id=attempt.person_id,
        name=who.people(db, t)[attempt.person_id].name,
        number=attempt.number,
        title=bank.title[language],
        state=attempt.state,
        said=_said(attempt, t),
        more=tuple(_more(attempt, bank, t)),
        drawn=drawn_again(bank, attempt),
        score_bp=attempt.score_bp if attempt.state != "sitting" else None,
        questions=_questions(db, here, attempt, bank, t),
    )


def drawn_again(bank: BankView, attempt: Attempt) -> bool:
    """Whether the draw, done again from its seed, gives the very paper that was sat."""
    paper = Paper.from_json(attempt.paper)
    try:
        again = draw(bank, ExamPolicy.from_json(attempt.policy), paper.seed, paper.seen)
    except Undrawable:
        return False
    return again == paper


def sample(db: Session, here: Here, t: Words) -> Sample:
    """A paper of a fixed seed with its keys; no row is written. NotFound without an exam."""
    link = progress.link_of(db, here)
    bank = store.current(db, link.course, link.format)
    if bank is None or bank.policy is None:
        raise NotFound("bank")
    language = language_for(here.locale, bank.languages)
    asked = draw(bank, bank.policy, EXAMPLE, {}).questions
    media = f"/s/{here.seat_id}/media/"
    shown = [Asking(bank.items[one.item], one, language, media, t) for one in asked]
    return Sample(
        bank.title[language],
        bank.policy,
        tuple((one.item.id, _text(one), _key(one, language)) for one in shown),
    )


def _key(asking: Asking, language: str) -> str:
    return in_words(asking, expected(asking.item, language))


def _text(asking: Asking) -> Markup:
    return asking.html(asking.item.text)


def _said(attempt: Attempt, t: Words) -> str:
    if attempt.state == "sitting" or attempt.score_bp is None:
        return t("staff.copy.sitting", due=t.moment(attempt.due_at))
    passed = ExamPolicy.from_json(attempt.policy).passed(attempt.score_bp)
    word = "withdrawn" if attempt.state == "withdrawn" else "passed" if passed else "failed"
    return t(f"staff.copy.{word}", score=t.percent(attempt.score_bp))


def _more(attempt: Attempt, bank: BankView, t: Words) -> list[str]:
    said = [t("staff.copy.started", at=t.moment(attempt.started_at))]
    if attempt.submitted_at is not None:
        key = f"staff.copy.ended.{attempt.ended_by or 'learner'}"
        said.append(t(key, at=t.moment(attempt.submitted_at)))
    if attempt.extra_minutes:
        said.append(t.count("staff.copy.extra", attempt.extra_minutes))
    said.append(t("staff.copy.version", version=bank.version))
    return said


def _questions(
    db: Session, here: Here, attempt: Attempt, bank: BankView, t: Words
) -> tuple[Question, ...]:
    language = language_for(here.locale, bank.languages)
    media = f"/s/{here.seat_id}/media/"
    marks = (
        Marks.from_json(attempt.marks).questions
        if attempt.marks and "questions" in attempt.marks
        else ()
    )
    found = sitting.answers(db, attempt.id)
    asked = Paper.from_json(attempt.paper).questions
    return tuple(
        _question(
            Asking(bank.items[one.item], one, language, media, t),
            found[at],
            marks[at] if at < len(marks) else None,
            t,
        )
        for at, one in enumerate(asked)
    )


def _question(asking: Asking, answer: Answer, mark: QuestionMark | None, t: Words) -> Question:
    word = _word(answer, mark)
    right = mark is not None and mark.fraction == 1
    return Question(
        number=answer.position,
        item=asking.item.id,
        text=_text(asking),
        given=in_words(asking, answer.response) or t("staff.copy.empty"),
        expected="" if right else _key(asking, answer.language),
        mark={"right": "solid", "partly": "hatch"}.get(word, "open"),
        word=t(f"staff.answer.{word}"),
        points=_points(mark),
        corrected=mark is not None and mark.corrected,
        saved_at=answer.saved_at,
        language=answer.language,
        saves=answer.seq,
    )


def _word(answer: Answer, mark: QuestionMark | None) -> str:
    if mark is None:
        return "unmarked"
    if mark.fraction == 1:
        return "right"
    if mark.fraction:
        return "partly"
    return "wrong" if answer.response is not None else "empty"


def _points(mark: QuestionMark | None) -> str:
    return "" if mark is None else f"{round(mark.fraction * mark.points, 2):g} / {mark.points:g}"

"""The tables that a teacher takes away: people, attempts, answers by question, questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from lti_tool.bank import store
from lti_tool.exam import sitting
from lti_tool.exam.asking import Asking
from lti_tool.exam.draw import Paper
from lti_tool.exam.scoring import Marks
from lti_tool.exam.telling import in_words
from lti_tool.models import Attempt
from lti_tool.staff import figures, progress
from lti_tool.staff.exports import Table, Value
from lti_tool.words import language_for

if TYPE_CHECKING:
    from lti_tool.seating import Here
    from lti_tool.words import Words

Made = Callable[[Session, "Here", datetime, "Words"], Table]


def people(db: Session, here: Here, now: datetime, t: Words) -> Table:
    """One row a person: how far, the mark that counts, where it is."""
    rows = progress.of_link(db, here, now, t).rows
    return Table(
        t("staff.table.people"),
        _names(t, "person", "state", "started", "score", "passed", "attempts", "delivery"),
        [
            (
                row.name,
                row.state,
                row.started_at,
                _percent(row.score_bp),
                _yes(row.passed, t) if row.score_bp is not None else None,
                len(row.attempts),
                row.said.sentence if row.said else None,
            )
            for row in rows
        ],
    )


def attempts(db: Session, here: Here, now: datetime, t: Words) -> Table:
    """One row an attempt."""
    return Table(
        t("staff.table.attempts"),
        _names(t, "person", "attempt", "state", "started", "ended", "score", "version", "language"),
        [
            (
                name,
                one.number,
                t(f"staff.attempt.{one.state}"),
                one.started_at,
                one.submitted_at,
                _percent(one.score_bp) if one.state != "sitting" else None,
                store.view(db, one.bank_id).version,
                one.language,
            )
            for name, one in _attempts(db, here, t)
        ],
    )


def answers(db: Session, here: Here, now: datetime, t: Words) -> Table:
    """One row an answer of what was handed in, in words."""
    return Table(
        t("staff.table.answers"),
        _names(t, "person", "attempt", "position", "item", "given", "points", "saved"),
        [row for name, one in _attempts(db, here, t) for row in _answers(db, here, name, one, t)],
    )


def items(db: Session, here: Here, now: datetime, t: Words) -> Table:
    """One row a question: counts, and below ten copies nothing but counts."""
    found = figures.of_link(db, here, t)
    return Table(
        t("staff.table.items"),
        _names(t, "item", "text", "copies", "right", "partly", "wrong", "difficulty", "spread"),
        [
            (
                one.item,
                one.text,
                one.figure.n,
                one.figure.right,
                one.figure.partial,
                one.figure.wrong,
                one.figure.difficulty,
                one.figure.discrimination,
            )
            for one in found.items
        ],
    )


TABLES: Mapping[str, Made] = {
    "people": people,
    "attempts": attempts,
    "answers": answers,
    "items": items,
}


def _names(t: Words, *names: str) -> list[str]:
    return [t(f"staff.column.{name}") for name in names]


def _percent(score_bp: int | None) -> float | None:
    return None if score_bp is None else score_bp / 100


def _yes(true: bool, t: Words) -> str:
    return t("staff.yes" if true else "staff.no")


def _attempts(db: Session, here: Here, t: Words) -> Iterator[tuple[str, Attempt]]:
    found = progress.held(db, here, t)
    for person in found.people.values():
        for attempt in found.attempts.get(person.id, ()):
            yield person.name, attempt


def _answers(
    db: Session, here: Here, name: str, attempt: Attempt, t: Words
) -> Iterator[tuple[Value, ...]]:
    if attempt.state == "sitting" or not attempt.marks:
        return
    bank = store.view(db, attempt.bank_id)
    language = language_for(here.locale, bank.languages)
    asked = Paper.from_json(attempt.paper).questions
    marks = Marks.from_json(attempt.marks).questions
    found = sitting.answers(db, attempt.id)
    for one, answer, mark in zip(asked, found, marks, strict=True):
        asking = Asking(bank.items[one.item], one, language, "", t)
        given = in_words(asking, answer.response)
        points = mark.fraction * mark.points
        yield name, attempt.number, answer.position, one.item, given, points, answer.saved_at

"""Who has begun, sits, has handed in, and whether the platform has the mark."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.bank import store
from lti_tool.bank.types import BankView
from lti_tool.errors import NotFound
from lti_tool.grades.words import Said, say
from lti_tool.models import Attempt, Context, Delivery, Grade, LineItem, Link
from lti_tool.policy import ExamPolicy
from lti_tool.staff import who
from lti_tool.staff.who import Known, capital, number
from lti_tool.words import language_for

if TYPE_CHECKING:
    from lti_tool.seating import Here
    from lti_tool.words import Words

LATE = timedelta(minutes=2)  # how long the worker may take to close what is over


@dataclass(frozen=True, slots=True)
class Row:
    """One person: ``mark`` is ``solid`` (handed in), ``hatch`` (sits) or ``open``."""

    id: UUID
    name: str
    enrolled: bool
    mark: str
    state: str
    started_at: datetime | None
    score_bp: int | None
    passed: bool
    attempts: tuple[tuple[int, UUID], ...]
    delivery_id: UUID | None
    said: Said | None


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something that somebody must do: what, why, and the form that does it (none: elsewhere)."""

    strong: str
    text: str
    action: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The page of a link: a sentence, what needs a gesture, then the people."""

    title: str
    course: str
    said: str
    gestures: tuple[Gesture, ...]
    rows: tuple[Row, ...]
    scores: tuple[int, ...]
    median: float
    pass_bp: int
    opens_at: datetime | None
    closes_at: datetime | None
    roster_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """The rows that the pages of a link stand on, all of its course and link."""

    link: Link
    bank: BankView | None
    people: Mapping[UUID, Known]
    attempts: Mapping[UUID, Sequence[Attempt]]
    grades: Mapping[UUID, Grade]
    deliveries: Mapping[UUID, Delivery]
    line_item: LineItem | None


def link_of(db: Session, here: Here) -> Link:
    """The link of a seat. NotFound."""
    link = db.get(Link, here.link_id) if here.link_id else None
    if link is None:
        raise NotFound("link")
    return link


def held(db: Session, here: Here, t: Words) -> Held:
    """Everything about a link, in a handful of selects. NotFound."""
    link = link_of(db, here)
    attempts: dict[UUID, list[Attempt]] = {}
    asked = select(Attempt).where(Attempt.link_id == link.id)
    for attempt in db.scalars(asked.order_by(Attempt.started_at, Attempt.number)):
        attempts.setdefault(attempt.person_id, []).append(attempt)
    grades = db.scalars(select(Grade).where(Grade.link_id == link.id))
    item = db.scalar(select(LineItem).where(LineItem.link_id == link.id))
    sent = select(Delivery).where(Delivery.line_item_id == item.id) if item else None
    return Held(
        link,
        store.current(db, link.course, link.format),
        who.people(db, t),
        attempts,
        {one.person_id: one for one in grades},
        {one.person_id: one for one in db.scalars(sent)} if sent is not None else {},
        item,
    )


def of_link(db: Session, here: Here, now: datetime, t: Words) -> Progress:
    """The progress of a link's people. NotFound."""
    found = held(db, here, t)
    rows = tuple(_row(found, one, here, now, t) for one in _learners(found))
    context = db.get_one(Context, here.scope.context_id)
    scores = tuple(sorted(row.score_bp for row in rows if row.score_bp is not None))
    gestures = tuple(_gestures(found, rows, here, now, t))
    return Progress(
        title=title(found, here),
        course=context.title,
        said=_said(rows, gestures, t),
        gestures=gestures,
        rows=rows,
        scores=scores,
        median=statistics.median(scores) if scores else 0,
        pass_bp=pass_bp(found),
        opens_at=found.link.opens_at,
        closes_at=found.link.closes_at,
        roster_at=context.roster_at,
    )


def title(found: Held, here: Here) -> str:
    """What the exam is called, in the reader's language."""
    if found.bank is None:
        return found.link.title
    return found.bank.title[language_for(here.locale, found.bank.languages)]


def rules(found: Held) -> ExamPolicy | None:
    """The rules of new attempts; None when no exam is loaded for the link."""
    return found.bank.policy if found.bank else None


def pass_bp(found: Held) -> int:
    """The pass mark of new attempts, in basis points."""
    now = rules(found)
    return round(now.pass_mark * 100) if now else 0


def _learners(found: Held) -> Iterator[Known]:
    for one in found.people.values():
        if one.id in found.attempts or (one.enrolled and one.role == "learner"):
            yield one


def _row(found: Held, one: Known, here: Here, now: datetime, t: Words) -> Row:
    attempts = found.attempts.get(one.id, ())
    grade, delivery = found.grades.get(one.id), found.deliveries.get(one.id)
    sits = any(attempt.state == "sitting" for attempt in attempts)
    mark = "hatch" if sits else "solid" if grade else "open"
    return Row(
        id=one.id,
        name=one.name,
        enrolled=one.enrolled,
        mark=mark,
        state=t(f"staff.state.{mark}"),
        started_at=attempts[-1].started_at if attempts else None,
        score_bp=grade.score_bp if grade else None,
        passed=grade is not None and _passed(attempts, grade),
        attempts=tuple((attempt.number, attempt.id) for attempt in attempts),
        delivery_id=delivery.id if delivery else None,
        said=say(delivery, here.family, now, t) if delivery else None,
    )


def _passed(attempts: Sequence[Attempt], grade: Grade) -> bool:
    kept = next(one for one in attempts if one.id == grade.attempt_id)
    return ExamPolicy.from_json(kept.policy).passed(grade.score_bp)


def _said(rows: Sequence[Row], gestures: Sequence[Gesture], t: Words) -> str:
    """What a colleague would say."""
    handed = sum(row.score_bp is not None for row in rows)
    sitting = sum(row.mark == "hatch" for row in rows)
    if not rows:
        return t("staff.said.nobody")
    said = [_counted("staff.said.people", len(rows), t)]
    if handed:
        passed = sum(row.passed for row in rows)
        above = t("staff.said.none-passed")
        if passed:
            above = t.count("staff.said.passed", passed, number=number(passed, t))
        said.append(f"{_counted('staff.said.handed', handed, t)}, {above}.")
    else:
        said.append(t("staff.said.none"))
    if sitting:
        said.append(_counted("staff.said.sitting", sitting, t))
    troubles = sum(bool(one.action) for one in gestures)
    if troubles:
        said.append(_counted("staff.said.troubles", troubles, t))
    return " ".join(said)


def _counted(key: str, n: int, t: Words) -> str:
    return capital(t.count(key, n, number=number(n, t)))


def _gestures(
    found: Held, rows: Sequence[Row], here: Here, now: datetime, t: Words
) -> Iterator[Gesture]:
    base = f"/s/{here.seat_id}"
    for row in rows:
        if row.said is not None and row.said.gesture == "send":
            strong = t("staff.gesture.grade", name=row.name)
            action = f"{base}/staff/grades/{row.delivery_id}/send"
            yield Gesture(strong, row.said.sentence, action, t("staff.send-again"))
    late = [a for a in _sat(found) if a.closes_at + LATE <= now]
    if late:
        yield Gesture(t.count("staff.gesture.late", len(late)), t("staff.gesture.late-why"))
    if found.bank is None:
        yield Gesture(t("staff.gesture.no-bank"), t("staff.gesture.no-bank-why"))
    elif found.bank.public:
        yield Gesture(t("staff.gesture.public"), t("staff.gesture.public-why"))
    if found.line_item is not None and found.line_item.state in ("absent", "suspended"):
        yield Gesture(t("staff.gesture.no-column"), t("staff.gesture.no-column-why"))


def _sat(found: Held) -> Iterator[Attempt]:
    for attempts in found.attempts.values():
        yield from (one for one in attempts if one.state == "sitting")

"""One person in a link: attempts, what was granted, and what was done, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import audit, policy
from lti_tool.errors import NotFound
from lti_tool.exam import sitting
from lti_tool.exam.sitting import Situation
from lti_tool.models import Allowance, Attempt
from lti_tool.policy import ExamPolicy
from lti_tool.staff import progress

if TYPE_CHECKING:
    from lti_tool.seating import Here
    from lti_tool.words import Words


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt, in a line."""

    id: UUID
    number: int
    said: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was granted or done."""

    at: datetime
    what: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """The page of a person."""

    id: UUID
    name: str
    title: str
    enrolled: bool
    said: str
    tries: tuple[Try, ...]
    granted: tuple[Told, ...]
    trail: tuple[Told, ...]
    sitting: bool


def of_person(db: Session, here: Here, person_id: UUID, now: datetime, t: Words) -> PersonView:
    """A person of the seat's course. NotFound."""
    found = progress.held(db, here, t)
    known = found.people.get(person_id)
    if known is None:
        raise NotFound("person")
    place = sitting.situation(db, here.link_id, person_id)
    names = {one.id: one.name for one in found.people.values()}
    granted = _allowances(db, here, person_id)
    return PersonView(
        id=person_id,
        name=known.name,
        title=progress.title(found, here),
        enrolled=known.enrolled,
        said=_said(place, progress.rules(found), now, t),
        tries=tuple(Try(one.id, one.number, _try(one, t)) for one in place.attempts),
        granted=tuple(_granted(granted, names, t)),
        trail=tuple(_trail(db, place, granted, person_id, names, t)),
        sitting=place.sitting is not None,
    )


def _said(place: Situation, rules: ExamPolicy | None, now: datetime, t: Words) -> str:
    if place.sitting is not None:
        return t("staff.person.sits", due=t.moment(place.sitting.due_at))
    if rules is None:
        return t("staff.gesture.no-bank")
    refusal = policy.may_start(rules, place.window, place.finished, place.granted, now)
    if refusal is None:
        left = policy.attempts_left(rules, place.finished, place.granted)
        return t.count("staff.person.may", left)
    until = t.moment(refusal.until) if refusal.until else ""
    return t(f"staff.person.{refusal.reason}", until=until)


def _try(attempt: Attempt, t: Words) -> str:
    if attempt.state == "sitting" or attempt.score_bp is None:
        return t("staff.try.sitting", at=t.moment(attempt.started_at))
    ended = t.moment(attempt.submitted_at or attempt.started_at)
    return t(f"staff.try.{attempt.state}", at=ended, score=t.percent(attempt.score_bp))


def _allowances(db: Session, here: Here, person_id: UUID) -> Sequence[Allowance]:
    asked = select(Allowance).where(
        Allowance.link_id == here.link_id, Allowance.person_id == person_id
    )
    return db.scalars(asked.order_by(Allowance.at.desc())).all()


def _granted(rows: Sequence[Allowance], names: dict[UUID, str], t: Words) -> Iterator[Told]:
    for one in rows:
        key, n = f"staff.granted.{one.kind}", one.minutes
        if one.kind == "extra-time" and one.percent is not None:
            key, n = "staff.granted.percent", one.percent
        by = names.get(one.by_person_id, "")
        yield Told(one.at, t.count(key, n or 0), by, one.reason)


def _trail(
    db: Session,
    place: Situation,
    granted: Sequence[Allowance],
    person_id: UUID,
    names: dict[UUID, str],
    t: Words,
) -> Iterator[Told]:
    """What the audit trail has of this person's copies and of what was granted, newest first."""
    subjects = [person_id, *(one.id for one in place.attempts), *(one.id for one in granted)]
    for one in audit.entries(db, subject_ids=subjects, limit=100):
        key = f"staff.audit.{one.action}"
        what = t(key) if key in t else one.action
        by = names.get(one.actor_person_id, "") if one.actor_person_id else ""
        yield Told(one.at, what, by or t(f"staff.actor.{one.actor}"), one.reason or "")

"""How long each kind of data is kept, and what then becomes of it: one table, run every day.

The table of the administrator's guide is written from `RULES` (a test compares them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.config import Retention
from lti_tool.database import Database
from lti_tool.models import (
    AccessToken,
    Allowance,
    Answer,
    Attempt,
    AuditEntry,
    Base,
    Correction,
    Delivery,
    DeliveryEvent,
    Grade,
    Keyset,
    Login,
    Membership,
    Person,
    Seat,
    Visit,
)

PENDING: Final = timedelta(minutes=2)
DAY: Final = timedelta(days=1)
ROSTER: Final = timedelta(days=90)
FAST: Final = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Act:
    """Rows of ``table`` where ``where`` holds get ``values``, or are deleted without any."""

    table: type[Base]
    where: ColumnElement[bool]
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: ``kept`` says how long, ``acts`` what is done to what is older."""

    name: str
    kept: Callable[[Retention], timedelta]
    acts: Callable[[datetime, datetime], Iterator[Act]]  # (older than this, now)


def run(
    database: Database, retention: Retention, now: datetime, *, dry: bool = False
) -> dict[str, int]:
    """Apply every rule; how many rows each touched, or would with ``dry``."""
    done: dict[str, int] = {}
    for rule in RULES:
        acts = rule.acts(now - rule.kept(retention), now)
        with database.system(read=dry, erasing=True) as db:
            done[rule.name] = sum(_count(db, act) if dry else _do(db, act) for act in acts)
    return done


def _count(db: Session, act: Act) -> int:
    return db.scalar(select(func.count()).select_from(act.table).where(act.where)) or 0


def _do(db: Session, act: Act) -> int:
    statement = (
        delete(act.table).where(act.where)
        if act.values is None
        else update(act.table).where(act.where).values(act.values)
    )
    return int(db.execute(statement, execution_options=FAST).rowcount)  # type: ignore[attr-defined]


def _logins(old: datetime, now: datetime) -> Iterator[Act]:
    waiting = Login.pending.is_not(None) & (Login.used_at < now - PENDING)
    yield Act(Login, waiting, {"pending": None, "confirm_hash": None})
    yield Act(Login, Login.created_at < old)


def _visits(_old: datetime, now: datetime) -> Iterator[Act]:
    yield Act(Seat, Seat.expires_at <= now)
    yield Act(Visit, Visit.expires_at <= now)


def _services(old: datetime, now: datetime) -> Iterator[Act]:
    yield Act(AccessToken, AccessToken.expires_at <= now)
    yield Act(Keyset, Keyset.fetched_at < old)


def _people(old: datetime, _now: datetime) -> Iterator[Act]:
    nobody = {
        "sub": literal("erased:") + cast(Person.id, String),
        "name": None,
        "email": None,
        "locale": None,
        "state": "erased",
    }
    yield Act(Person, (Person.last_seen < old) & (Person.state != "erased"), nobody)


def _answers(old: datetime, _now: datetime) -> Iterator[Act]:
    over = func.coalesce(Attempt.submitted_at, Attempt.closes_at) < old
    theirs = Answer.attempt_id.in_(select(Attempt.id).where(over))
    yield Act(Answer, theirs & Answer.response.is_not(None), {"response": None})


def _grades(old: datetime, _now: datetime) -> Iterator[Act]:
    grades = select(Grade.id).where(Grade.decided_at < old)
    deliveries = select(Delivery.id).where(Delivery.grade_id.in_(grades))
    yield Act(DeliveryEvent, DeliveryEvent.delivery_id.in_(deliveries))
    yield Act(Delivery, Delivery.grade_id.in_(grades))
    yield Act(Grade, Grade.decided_at < old)


def _reasons(old: datetime, _now: datetime) -> Iterator[Act]:
    yield Act(Allowance, (Allowance.at < old) & (Allowance.reason != ""), {"reason": ""})
    yield Act(Correction, (Correction.at < old) & (Correction.reason != ""), {"reason": ""})
    told = (AuditEntry.at < old) & AuditEntry.reason.is_not(None)
    yield Act(AuditEntry, told, {"reason": None})


def _audit(old: datetime, _now: datetime) -> Iterator[Act]:
    yield Act(AuditEntry, AuditEntry.at < old)


def _roster(old: datetime, _now: datetime) -> Iterator[Act]:
    from_roster = or_(Membership.source == "roster", Membership.status != "active")
    yield Act(Membership, from_roster & (Membership.seen_at < old))


RULES: Final = (
    Rule("login", lambda _: DAY, _logins),
    Rule("visit", lambda _: DAY, _visits),
    Rule("service", lambda _: DAY, _services),
    Rule("roster", lambda _: ROSTER, _roster),
    Rule("reasons", lambda kept: timedelta(days=kept.reasons), _reasons),
    Rule("answers", lambda kept: timedelta(days=kept.attempts), _answers),
    Rule("people", lambda kept: timedelta(days=kept.people), _people),
    Rule("audit", lambda kept: timedelta(days=kept.audit), _audit),
    Rule("grades", lambda kept: timedelta(days=kept.grades), _grades),
)

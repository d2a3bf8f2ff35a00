"""What came of a delivery, written down: its new state, and what it says of the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import or_, update

from lti_tool.grades.decide import event
from lti_tool.grades.outcomes import GIVE_UP
from lti_tool.models import Delivery, Registration

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lti_tool.database import Database
    from lti_tool.grades.claim import Job

FAULTS = 5  # in a row, before a platform is left alone for a while
PAUSE, LONGEST = timedelta(minutes=15), timedelta(hours=2)
NOW = timedelta(0)
ELSEWISE = ("differs", "conflict")  # the platform holds something else than we thought
State = Literal["pending", "confirming", "done", "sent", "waiting", "conflict", "refused"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be written about one try.

    ``wait``: until it is looked at again. ``accepted``: the platform took this score (2xx), so
    tries begin anew. ``content``: the hash of what the platform now holds. ``platform``: what the
    try says of the platform as a whole; ``pause``: how long it asked to be left alone.
    """

    state: State
    kind: str
    reason: str | None = None
    wait: timedelta = NOW
    status: int | None = None
    maybe_applied: bool = False
    accepted: bool = False
    content: bytes | None = None
    platform: Literal["well", "fault", "unknown"] = "unknown"
    pause: timedelta | None = None


def apply(database: Database, job: Job, verdict: Verdict, now: datetime) -> str:
    """Writes the verdict, if the lease is still ours; the state that the delivery is in then."""
    return database.retrying(lambda: _apply(database, job, verdict, now))


def _apply(database: Database, job: Job, verdict: Verdict, now: datetime) -> str:
    with database.write(job.scope) as db:
        delivery = db.get_one(Delivery, job.delivery_id, with_for_update=True)
        if delivery.lease_owner != job.owner or delivery.lease_until != job.lease_until:
            event(db, delivery, "lease-lost", now, status=verdict.status, detail=verdict.kind)
            return delivery.state
        _platform(db, delivery, verdict, now)
        _write(delivery, job, verdict, now)
        event(db, delivery, verdict.kind, now, status=verdict.status, detail=verdict.reason or "")
        return delivery.state


def _write(delivery: Delivery, job: Job, verdict: Verdict, now: datetime) -> None:
    withdrawn = delivery.reason == "withdrawn"  # while the score was on its way
    delivery.lease_owner = delivery.lease_until = None
    delivery.state, delivery.reason = verdict.state, verdict.reason
    delivery.next_at, delivery.updated_at = now + verdict.wait, now
    delivery.maybe_applied = verdict.maybe_applied
    if verdict.accepted:
        delivery.tries, delivery.forced = 0, False
    if verdict.content is not None:
        delivery.comment_hash, delivery.confirmed_revision = verdict.content, job.revision
    elif verdict.kind in ELSEWISE:
        delivery.comment_hash, delivery.confirmed_revision = None, 0
    if verdict.state in ("pending", "confirming"):
        _give_up(delivery, job, verdict, now)
    if withdrawn:
        delivery.state, delivery.reason = "conflict", "withdrawn"
    elif delivery.wanted_revision > job.revision:
        _newer(delivery, now)


def _give_up(delivery: Delivery, job: Job, verdict: Verdict, now: datetime) -> None:
    """After 72 h: a dead letter for staff; or sent, when only the reading back failed."""
    if verdict.accepted or now - job.first_try_at < GIVE_UP:
        return
    delivery.state = "sent" if verdict.state == "confirming" else "refused"
    if delivery.state == "sent":
        delivery.reason = None


def _newer(delivery: Delivery, now: datetime) -> None:
    """A newer grade came while this one was on its way."""
    if delivery.state == "waiting":
        return
    failed = delivery.state == "pending" and delivery.reason is not None
    delivery.next_at = delivery.next_at if failed else now
    delivery.state, delivery.reason = "pending", delivery.reason if failed else None
    delivery.tries, delivery.first_try_at = 0, None


def _platform(db: Session, delivery: Delivery, verdict: Verdict, now: datetime) -> None:
    """Counts what went wrong in a row; five faults and it is left alone, longer each time."""
    ours = Registration.id == delivery.registration_id
    if verdict.pause is not None:
        db.execute(update(Registration).where(ours).values(paused_until=now + verdict.pause))
    elif verdict.platform == "well":
        troubled = or_(Registration.faults > 0, Registration.paused_until.is_not(None))
        db.execute(update(Registration).where(ours, troubled).values(faults=0, paused_until=None))
    elif verdict.platform == "fault":
        more = update(Registration).where(ours).values(faults=Registration.faults + 1)
        faults = db.execute(more.returning(Registration.faults)).scalar_one()
        if faults >= FAULTS:
            until = now + min(PAUSE * 2 ** min(faults - FAULTS, 9), LONGEST)
            db.execute(update(Registration).where(ours).values(paused_until=until))

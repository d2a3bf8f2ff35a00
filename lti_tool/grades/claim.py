"""Which delivery is next: taken under a lease, in one short transaction, before anything is sent.

One row for each (line item, person) and a lease on it: two workers never send for one person at
once. A worker that dies leaves a lease that runs out; what it had sent is then looked at before
it is sent again. Timestamps rise by whole seconds, because Moodle compares whole seconds and
refuses equal ones (facts/lti.md § 3.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.database import Database, Scope
from lti_tool.grades.decide import event
from lti_tool.models import Delivery, Registration
from lti_tool.quirks import for_family

LEASE = timedelta(seconds=90)
SECOND = timedelta(seconds=1)
AHEAD = timedelta(seconds=3)  # Canvas and people's clocks bear no timestamps of the future
LOOKS = 5  # rows looked at in one claim


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery under our lease.

    ``timestamp`` is the one to send with, whole seconds; ``before`` the revision sent before.
    """

    delivery_id: UUID
    scope: Scope
    kind: Literal["send", "confirm"]
    revision: int
    timestamp: datetime
    maybe_applied: bool
    forced: bool
    before: int
    tries: int
    first_try_at: datetime
    owner: str
    lease_until: datetime


def claim(database: Database, owner: str, now: datetime, *, lift: int = 0) -> Job | None:
    """The next delivery, leased to ``owner``; None when nothing is due.

    ``lift`` replaces every platform's concurrency, for the bench alone.
    """
    return database.retrying(lambda: _claim(database, owner, now, lift))


def _claim(database: Database, owner: str, now: datetime, lift: int) -> Job | None:
    with database.system() as db:
        open_to = _open_registrations(db, now, lift)
        for _ in range(LOOKS if open_to else 0):
            delivery = _next(db, open_to, now)
            if delivery is None:
                return None
            if database.dialect == "postgresql" and not _room(db, delivery, now, lift):
                open_to = [one for one in open_to if one != delivery.registration_id]
                continue
            if job := _lease(db, delivery, owner, now):
                return job
        return None


def _open_registrations(db: Session, now: datetime, lift: int) -> list[UUID]:
    """The platforms that may take one more request now."""
    usable = select(Registration.id, Registration.family).where(
        Registration.state == "active",
        or_(Registration.paused_until.is_(None), Registration.paused_until <= now),
    )
    busy = _live(db, now)
    return [
        id_
        for id_, family in db.execute(usable)
        if busy.get(id_, 0) < (lift or for_family(family).concurrency)
    ]


def _live(db: Session, now: datetime) -> dict[UUID, int]:
    counted = (
        select(Delivery.registration_id, func.count(Delivery.id))
        .where(Delivery.state == "sending", Delivery.lease_until > now)
        .group_by(Delivery.registration_id)
    )
    return {one: count for one, count in db.execute(counted)}  # noqa: C416  typed so


def _next(db: Session, open_to: Sequence[UUID], now: datetime) -> Delivery | None:
    """What is due: a look in the index for each state, so that nothing is sorted."""
    due = (
        select(Delivery)
        .where(Delivery.registration_id.in_(open_to))
        .order_by(Delivery.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    asked = (
        due.where(Delivery.state == "confirming", Delivery.next_at <= now),
        due.where(Delivery.state == "sending", Delivery.lease_until <= now),
        due.where(Delivery.state == "pending", Delivery.next_at <= now),
    )
    rows = (db.scalars(one).one_or_none() for one in asked)
    return next((row for row in rows if row is not None), None)


def _room(db: Session, delivery: Delivery, now: datetime, lift: int) -> bool:
    """Counts again under the platform's lock: claims of one platform queue for a millisecond."""
    mark = hashlib.sha256(b"delivery" + delivery.registration_id.bytes).digest()[:8]
    db.execute(select(func.pg_advisory_xact_lock(int.from_bytes(mark, "big", signed=True))))
    family = db.get_one(Registration, delivery.registration_id).family
    most = lift or for_family(family).concurrency
    return _live(db, now).get(delivery.registration_id, 0) < most


def _lease(db: Session, delivery: Delivery, owner: str, now: datetime) -> Job | None:
    """The lease, written before anything is sent; None when its timestamp must wait."""
    crashed = delivery.state == "sending"
    kind: Literal["send", "confirm"] = "confirm" if delivery.state == "confirming" else "send"
    before = delivery.sent_revision
    if kind == "send" and not _stamp(delivery, now):
        db.flush()
        return None
    delivery.state, delivery.lease_owner, delivery.lease_until = "sending", owner, now + LEASE
    delivery.tries += 1
    delivery.first_try_at = delivery.first_try_at or now
    delivery.maybe_applied = delivery.maybe_applied or crashed
    delivery.updated_at = now
    event(db, delivery, "claimed", now, detail=kind)
    db.flush()
    return Job(
        delivery_id=delivery.id,
        scope=Scope(delivery.registration_id, delivery.context_id),
        kind=kind,
        revision=delivery.sent_revision,
        timestamp=delivery.last_timestamp or now.replace(microsecond=0),
        maybe_applied=delivery.maybe_applied,
        forced=delivery.forced,
        before=before,
        tries=delivery.tries,
        first_try_at=delivery.first_try_at,
        owner=owner,
        lease_until=now + LEASE,
    )


def _stamp(delivery: Delivery, now: datetime) -> bool:
    """A new timestamp and the wanted revision; False, and later, when it would lie ahead."""
    timestamp = now.replace(microsecond=0)
    if delivery.last_timestamp is not None:
        timestamp = max(timestamp, delivery.last_timestamp + SECOND)
    if timestamp > now + AHEAD:
        delivery.state, delivery.next_at = "pending", timestamp
        return False
    delivery.last_timestamp, delivery.sent_revision = timestamp, delivery.wanted_revision
    return True

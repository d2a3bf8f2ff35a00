"""The list of a course's people, as the platform keeps it (NRPS 2.0).

What it says outweighs an older launch: who has left enters no more (row 30 of facts/lti.md § 4).
A list that broke off says nothing of who is absent, so it changes nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import ids
from lti_tool.database import Scope
from lti_tool.errors import NotFound, ToolError
from lti_tool.lti.services import Services
from lti_tool.models import Attempt, Context, Membership, Person, Registration

if TYPE_CHECKING:
    from lti_tool.clock import Clock
    from lti_tool.config import Config
    from lti_tool.database import Database
    from lti_tool.lti.ports import Member
    from lti_tool.outbound import Outbound
    from lti_tool.sealing import Sealer

EVERY = timedelta(minutes=15)
LIVE = timedelta(days=1)  # a course where somebody sat so lately has a live exam
MOST_NAME = 300
log = structlog.get_logger()


def services(
    database: Database, outbound: Outbound, sealer: Sealer, config: Config, now: Clock
) -> Services:
    """The platforms' services, for who has no worker."""
    return Services(database, outbound, sealer, config, now)


def refresh(database: Database, services: Services, scope: Scope, now: datetime) -> int:
    """Fetch the list whole, then write it in one transaction; how many people it has.

    ServiceFailed, OutboundRefused, OutboundFailed: nothing changed. NotFound without a list.
    """
    with database.read(scope) as db:
        context = db.get_one(Context, scope.context_id)
        registration = db.get_one(Registration, scope.registration_id)
    if not context.memberships_url:
        raise NotFound("roster")
    found = list(services.members(registration).members(context.memberships_url))

    def work() -> None:
        with database.write(scope) as db:
            _write(db, scope, found, now)

    database.retrying(work)
    return len(found)


def refresh_due(database: Database, services: Services, now: datetime) -> int:
    """Refresh the lists of courses with a live exam that are older than 15 minutes; how many."""
    with database.system(read=True) as db:
        due = db.execute(
            select(Context.registration_id, Context.id)
            .join(Registration, Registration.id == Context.registration_id)
            .where(
                Registration.state == "active",
                Context.memberships_url.is_not(None),
                Context.roster_at.is_(None) | (Context.roster_at <= now - EVERY),
                select(Attempt.id)
                .where(Attempt.context_id == Context.id, Attempt.started_at >= now - LIVE)
                .exists(),
            )
        ).all()
    return sum(_tried(database, services, Scope(*one), now) for one in due)


def _tried(database: Database, services: Services, scope: Scope, now: datetime) -> bool:
    try:
        refresh(database, services, scope, now)
    except ToolError as fault:
        log.warning("roster_failed", context_id=scope.context_id, code=fault.code)
        with database.write(scope) as db:
            db.get_one(Context, scope.context_id).roster_state = "failed"
        return False
    return True


def _write(db: Session, scope: Scope, members: Sequence[Member], now: datetime) -> None:
    """What the list says, in a fixed order so that two refreshes can't wait for each other."""
    for member in sorted(members, key=lambda one: one.sub):
        person = _person(db, scope, member, now)
        if person is not None:
            _place(db, scope, person, member, now)
    _absent(db, {member.sub for member in members}, now)
    context = db.get_one(Context, scope.context_id)
    context.roster_at, context.roster_state = now, "complete"


def _person(db: Session, scope: Scope, member: Member, now: datetime) -> Person | None:
    """The person, made at first sight; None for who is to be left alone."""
    known = db.scalar(
        select(Person).where(
            Person.registration_id == scope.registration_id, Person.sub == member.sub
        )
    )
    if known is None:
        if member.status != "active" or not member.sub or len(member.sub) > 255:
            return None
        known = Person(
            id=ids.new(now),
            registration_id=scope.registration_id,
            sub=member.sub,
            state="active",
            first_seen=now,
            last_seen=now,
        )
        db.add(known)
        db.flush()
    if member.name and known.state == "active":
        known.name = member.name[:MOST_NAME]
    return known


def _place(db: Session, scope: Scope, person: Person, member: Member, now: datetime) -> None:
    place = db.get(Membership, (scope.context_id, person.id))
    if place is None:
        if member.role is None:
            return
        place = Membership(
            registration_id=scope.registration_id,
            context_id=scope.context_id,
            person_id=person.id,
            role=member.role,
        )
        db.add(place)
    place.role = member.role or place.role
    place.status, place.source, place.seen_at = member.status, "roster", now


def _absent(db: Session, subs: set[str], now: datetime) -> None:
    """Who is not in the list: out, until a newer launch vouches for them."""
    rows = db.execute(
        select(Membership, Person.sub)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.status == "active",
            Membership.role != "administrator",
            Membership.seen_at < now,  # who launched meanwhile is newer than the list
        )
    )
    for place, sub in rows:
        if sub not in subs:
            place.status, place.source, place.seen_at = "inactive", "launch", now

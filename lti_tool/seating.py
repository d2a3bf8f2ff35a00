"""Visits and seats: a browser's session, and each verified presence that it holds.

A launch makes a new visit with a new token (row 11 of facts/lti.md § 4): seats of the same person
move to it, anybody else's die. The seat's id is in the address, so two tabs live side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import delete, select, update

from lti_tool import ids
from lti_tool.database import Scope
from lti_tool.errors import NotFound, PlatformDisabled, Suspended, VisitOver
from lti_tool.lti.launch import Kind, Role
from lti_tool.models import Membership, Person, Registration, Seat, Visit
from lti_tool.sealing import digest, fresh

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lti_tool.database import Database

IDLE = timedelta(hours=4)  # a visit after its last use
MOST = timedelta(hours=24)  # a visit, and a seat, whatever its use
SEEN = timedelta(minutes=5)  # the last use is written no more often
MOST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class Here:
    """Who asks, and where: what a request below `/s/<seat>/` stands on."""

    seat_id: UUID
    visit_id: UUID
    scope: Scope
    person_id: UUID
    link_id: UUID | None
    role: Role
    kind: Kind
    locale: str
    family: str


def open_visit(
    db: Session, old: Visit | None, person: Person, carrier: str, now: datetime
) -> tuple[Visit, str]:
    """A new visit and its token; of the old one, only seats of the same person survive."""
    token = fresh()
    new = Visit(
        id=ids.new(now),
        token_hash=digest(token),
        csrf=fresh(),
        carrier=carrier,
        registration_id=person.registration_id,
        person_id=person.id,
        created_at=now,
        seen_at=now,
        expires_at=now + IDLE,
    )
    db.add(new)
    db.flush()
    if old is not None:
        _close(db, old, new)
    return new, token


def _close(db: Session, old: Visit, new: Visit) -> None:
    if old.person_id == new.person_id:
        moved = update(Seat).where(Seat.visit_id == old.id).values(visit_id=new.id)
        db.execute(moved, execution_options={"synchronize_session": False})
    gone = delete(Visit).where(Visit.id == old.id)
    db.execute(gone, execution_options={"synchronize_session": False})


def take_seat(db: Session, wanted: Seat) -> Seat:
    """The seat of a launch: the one that the visit has for this link, else ``wanted``.

    Seats of the same course in another role die: who is no teacher any more is none in any tab.
    """
    other = delete(Seat).where(
        Seat.visit_id == wanted.visit_id,
        Seat.context_id == wanted.context_id,
        Seat.role != wanted.role,
    )
    db.execute(other, execution_options={"synchronize_session": False})
    had = None
    if wanted.link_id is not None:
        mine = select(Seat).where(Seat.visit_id == wanted.visit_id, Seat.kind == wanted.kind)
        had = db.scalar(mine.where(Seat.link_id == wanted.link_id))
    if had is None:
        db.add(wanted)
        return wanted
    had.login_id, had.locale = wanted.login_id, wanted.locale
    had.document_target, had.expires_at = wanted.document_target, wanted.expires_at
    had.return_url = wanted.return_url
    return had


def visit_of(db: Session, token: str, now: datetime) -> Visit | None:
    """The visit of a token, while it lasts."""
    if not token or len(token) > MOST_TOKEN:
        return None
    visit = db.scalar(select(Visit).where(Visit.token_hash == digest(token)))
    return visit if visit is not None and visit.expires_at > now else None


def seat_here(database: Database, token: str, seat_id: UUID, now: datetime) -> Here:
    """Who asks for this seat; VisitOver, NotFound for a seat of another visit.

    PlatformDisabled and Suspended where the right to be here has ended since (row 30).
    """
    with database.system(read=True) as db:
        visit = visit_of(db, token, now)
        if visit is None or visit.person_id is None:
            raise VisitOver
        here = _here(db, visit, seat_id, now)
        due = visit.seen_at + SEEN <= now
    if due:
        touch(database, visit, now)
    return here


def touch(database: Database, visit: Visit, now: datetime) -> None:
    """Notes that a visit is used: it lasts four hours more, a day at most."""
    until = min(now + IDLE, visit.created_at + MOST)
    with database.system() as db:
        used = update(Visit).where(Visit.id == visit.id).values(seen_at=now, expires_at=until)
        db.execute(used, execution_options={"synchronize_session": False})


def _here(db: Session, visit: Visit, seat_id: UUID, now: datetime) -> Here:
    found = db.execute(
        select(Seat, Person.state, Registration.state, Registration.family, Membership)
        .join(Person, Person.id == Seat.person_id)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(
            Membership,
            (Membership.context_id == Seat.context_id) & (Membership.person_id == Seat.person_id),
        )
        .where(Seat.id == seat_id, Seat.visit_id == visit.id)
    ).one_or_none()
    if found is None or found[0].expires_at <= now or found[0].person_id != visit.person_id:
        raise NotFound
    seat, person, platform, family, member = found
    if platform != "active":
        raise PlatformDisabled
    if person != "active" or member.status != "active":
        raise Suspended
    if _demoted(seat, member):
        raise NotFound("role")
    return Here(
        seat_id=seat.id,
        visit_id=visit.id,
        scope=Scope(seat.registration_id, seat.context_id),
        person_id=seat.person_id,
        link_id=seat.link_id,
        role=cast("Role", seat.role),
        kind=cast("Kind", seat.kind),
        locale=seat.locale,
        family=family,
    )


def _demoted(seat: Seat, member: Membership) -> bool:
    """Whether who taught at this seat's launch has been called a learner since."""
    launched = seat.expires_at - MOST
    return seat.role == "instructor" and member.role == "learner" and member.seen_at >= launched

"""A verified launch becomes a seat, in one transaction; or is refused, and nothing is written.

Everything that is found or made belongs to the launch's own registration: the session is given in
its scope, so that a token can't name another tenant's rows (rows 6, 16, 30 of facts/lti.md § 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from lti_tool import ids, seating
from lti_tool.errors import (
    LinkChanged,
    NotReady,
    PlatformDisabled,
    Suspended,
    Waiting,
)
from lti_tool.grades import decide
from lti_tool.lti.link import Part, Target
from lti_tool.lti.messages import GRADED, MAXIMUM
from lti_tool.models import (
    Attempt,
    Bank,
    Context,
    Deployment,
    LineItem,
    Link,
    Login,
    Membership,
    Person,
    Registration,
    Seat,
    Visit,
)
from lti_tool.seating import Here, seat_here

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lti_tool.lti.launch import Launch
    from lti_tool.sealing import Sealer

__all__ = ["DEEP_LINK", "HOMES", "Admitted", "Here", "admit", "aim", "is_set", "seat_here"]

HOMES: Mapping[Part, str] = {"exam": "exam.start"}  # the endpoint that opens a part for a learner
DEEP_LINK = "deep-link"  # purpose of the sealed settings
ROSTER = timedelta(minutes=15)  # how long what the roster said outweighs a launch


@dataclass(frozen=True, slots=True)
class Admitted:
    """A seat, in a new visit whose token only the browser gets; ``link`` if there is one."""

    seat: Seat
    visit: Visit
    token: str
    link: Link | None


def admit(
    db: Session,
    launch: Launch,
    visit: Visit | None,
    *,
    carrier: str,
    login: Login,
    now: datetime,
    sealer: Sealer,
) -> Admitted:
    """The seat of a launch; ``visit`` is the browser's, if it has one.

    Waiting, PlatformDisabled, Suspended, NotReady, LinkChanged: the caller rolls back.
    """
    registration = db.get_one(Registration, launch.registration_id)
    if registration.state != "active":
        raise PlatformDisabled
    context = _context(db, launch, _deployment(db, launch), now)
    person = _person(db, launch, now)
    _membership(db, launch, context, person, now)
    link = _link(db, launch, context, now) if _has_link(launch) else None
    _family(registration, launch)
    db.flush()
    if link is not None:
        _line_item(db, link, launch.services.lineitem, now)
        decide.wake(db, link_id=link.id, now=now)
        decide.wake(db, person_id=person.id, now=now)
    new, token = seating.open_visit(db, visit, person, carrier, now)
    seat = Seat(
        id=ids.new(now),
        registration_id=launch.registration_id,
        context_id=context.id,
        visit_id=new.id,
        login_id=login.id,
        person_id=person.id,
        link_id=link.id if link else None,
        role=launch.role,
        kind=launch.kind,
        locale=launch.locale,
        document_target=launch.document_target,
        return_url=launch.return_url,
        deep_link=_sealed(launch, sealer),
        created_at=now,
        expires_at=now + seating.MOST,
    )
    return Admitted(seating.take_seat(db, seat), new, token, link)


def is_set(link: Link) -> bool:
    """Whether a link says what it opens: a teacher may still have to."""
    return bool(link.course)


def _has_link(launch: Launch) -> bool:
    return launch.kind == "resource" and launch.role != "administrator"


def _deployment(db: Session, launch: Launch) -> Deployment:
    """The deployment, known and active; else it waits for our administrator (row 6)."""
    known = select(Deployment).where(
        Deployment.registration_id == launch.registration_id,
        Deployment.deployment_key == launch.deployment_key,
    )
    found = db.scalar(known)
    if found is None or found.state != "active":
        raise Waiting(launch.deployment_key[:40])
    return found


def _context(db: Session, launch: Launch, deployment: Deployment, now: datetime) -> Context:
    found = db.scalar(
        select(Context).where(
            Context.deployment_id == deployment.id, Context.context_key == launch.context_key
        )
    )
    if found is None:
        found = Context(
            id=ids.new(now),
            registration_id=launch.registration_id,
            deployment_id=deployment.id,
            context_key=launch.context_key,
            title="",
            label="",
            ags_scopes=[],
            roster_state="unknown",
        )
        db.add(found)
    found.title = launch.context_title or found.title
    found.label = launch.context_label or found.label
    services = launch.services
    found.memberships_url = services.memberships or found.memberships_url
    found.lineitems_url = services.lineitems or found.lineitems_url
    if services.scopes:
        found.ags_scopes = sorted(services.scopes)
    return found


def _person(db: Session, launch: Launch, now: datetime) -> Person:
    found = db.scalar(
        select(Person).where(
            Person.registration_id == launch.registration_id, Person.sub == launch.sub
        )
    )
    if found is None:
        found = Person(
            id=ids.new(now),
            registration_id=launch.registration_id,
            sub=launch.sub,
            state="active",
            first_seen=now,
            last_seen=now,
        )
        db.add(found)
    if found.state not in ("active", "removed"):
        raise Suspended
    found.state, found.last_seen = "active", now  # the platform has just vouched for them
    found.name, found.locale = launch.name or found.name, launch.locale
    return found


def _membership(
    db: Session, launch: Launch, context: Context, person: Person, now: datetime
) -> None:
    """Their place in the course; Suspended when the roster has just said that they have none."""
    found = db.get(Membership, (context.id, person.id))
    if found is None:
        found = Membership(
            registration_id=launch.registration_id, context_id=context.id, person_id=person.id
        )
        db.add(found)
    elif found.status != "active" and found.source == "roster" and now - found.seen_at <= ROSTER:
        raise Suspended("roster")
    found.role, found.status, found.source, found.seen_at = launch.role, "active", "launch", now


def _link(db: Session, launch: Launch, context: Context, now: datetime) -> Link:
    """The link with what it opens; NotReady for a learner whose teacher must still say it."""
    found = db.scalar(
        select(Link).where(Link.context_id == context.id, Link.link_key == launch.link_key)
    )
    if found is None:
        found = Link(
            id=ids.new(now),
            registration_id=launch.registration_id,
            context_id=context.id,
            link_key=launch.link_key,
            course="",
            format="",
            part="exam",
            title="",
            created_at=now,
        )
        db.add(found)
    found.title = launch.link_title or found.title
    if isinstance(launch.target, Target) and _is_loaded(db, launch.target):
        _aim(db, found, launch.target)
    if not is_set(found) and launch.role == "learner":
        raise NotReady
    return found


def _aim(db: Session, link: Link, target: Target) -> None:
    """What the launch says, on the row; LinkChanged once somebody sat something else."""
    if (link.course, link.format, link.part) == (target.course, target.format, target.part):
        return
    if db.scalar(select(Attempt.id).where(Attempt.link_id == link.id).limit(1)) is not None:
        raise LinkChanged
    link.course, link.format, link.part = target.course, target.format, target.part


def _is_loaded(db: Session, target: Target) -> bool:
    """Whether a bank serves a target, and the part can be opened at all."""
    loaded = select(Bank.id).where(
        Bank.course == target.course, Bank.format == target.format, Bank.retired_at.is_(None)
    )
    return target.part in HOMES and db.scalar(loaded.limit(1)) is not None


def aim(db: Session, link: Link, target: Target, now: datetime) -> None:
    """A teacher's own word on what a link opens; LinkChanged once somebody sat there."""
    _aim(db, link, target)
    db.flush()
    _line_item(db, link, None, now)


def _line_item(db: Session, link: Link, url: str | None, now: datetime) -> None:
    """The link's column; ``url``: as a launch of this very link named it (row 16)."""
    if link.part not in GRADED or not is_set(link):
        return
    found = db.scalar(select(LineItem).where(LineItem.link_id == link.id))
    if found is None:
        found = _new_line_item(link, now)
        db.add(found)
    found.resource_id, found.tag = f"{link.course}/{link.format}", link.part
    if url is not None:
        found.url, found.origin = url, "launch"
        found.state, found.reason, found.checked_at = "ready", None, now
    elif found.state in ("suspended", "absent"):
        found.state = "unresolved"  # it will be looked for again


def _new_line_item(link: Link, now: datetime) -> LineItem:
    return LineItem(
        id=ids.new(now),
        registration_id=link.registration_id,
        context_id=link.context_id,
        link_id=link.id,
        label=(link.title or f"{link.course}/{link.format}")[:300],
        resource_id=f"{link.course}/{link.format}",
        tag=link.part,
        maximum=float(MAXIMUM),
        origin="found",
        state="unresolved",
    )


def _family(registration: Registration, launch: Launch) -> None:
    if launch.family and registration.family != launch.family:
        registration.family = launch.family
    if launch.product_version and registration.product_version != launch.product_version:
        registration.product_version = launch.product_version


def _sealed(launch: Launch, sealer: Sealer) -> bytes | None:
    if launch.deep_linking is None:
        return None
    return sealer.seal(DEEP_LINK, launch.deep_linking.to_json())

"""How the tool and its platforms do: for administrators, over all tenants, names of nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFound, OutboundFailed, OutboundRefused, ToolError
from lti_tool.lti.keysets import usable
from lti_tool.lti.services import Place, Services
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Context,
    Delivery,
    Deployment,
    Invitation,
    Person,
    Registration,
    Seat,
    ToolKey,
)
from lti_tool.outbound import reach_of

if TYPE_CHECKING:
    from lti_tool.clock import Clock
    from lti_tool.config import Config
    from lti_tool.database import Database
    from lti_tool.outbound import Outbound
    from lti_tool.sealing import Sealer
    from lti_tool.words import Words

LATE = timedelta(minutes=2)  # how long the worker may take
CLOCK = timedelta(seconds=60)
OPEN = ("pending", "sending", "confirming")
STUCK = ("waiting", "conflict", "refused")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``name`` is the key of its words, ``detail`` a fact."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One platform in a line."""

    row: Registration
    last_launch: datetime | None
    last_grade: datetime | None
    queue: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Health:
    """The administrator's first page; ``troubles`` are sentences."""

    platforms: tuple[Standing, ...]
    queue: Mapping[str, int]
    sitting: int
    late: int
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """What looking at a platform needs of the tool."""

    database: Database
    outbound: Outbound
    sealer: Sealer
    config: Config
    clock: Clock


def overview(db: Session, now: datetime, t: Words) -> Health:
    """The state of everything; ``db`` is a system session that reads."""
    places = tuple(_places(db))
    by_state = select(Delivery.state, func.count(Delivery.id)).group_by(Delivery.state)
    queue = {row[0]: row[1] for row in db.execute(by_state)}
    sits = select(func.count(Attempt.id)).where(Attempt.state == "sitting")
    over = Attempt.closes_at <= now - LATE
    late = db.scalar(sits.where(over)) or 0
    due = select(func.count(Delivery.id)).where(
        Delivery.state.in_(OPEN), Delivery.next_at <= now - LATE
    )
    waiting = db.scalar(due) or 0
    troubles = _troubles(places, queue, late + waiting, now, t)
    return Health(places, queue, db.scalar(sits) or 0, late, tuple(troubles))


def _troubles(
    places: Sequence[Standing], queue: Mapping[str, int], late: int, now: datetime, t: Words
) -> Iterator[str]:
    if not places:
        yield t("admin.trouble.none")
    if late:
        yield t.count("admin.trouble.late", late)
    for one in places:
        if one.row.paused_until is not None and one.row.paused_until > now:
            until = t.moment(one.row.paused_until)
            yield t("admin.trouble.paused", name=one.row.name, until=until)
    stuck = sum(queue.get(state, 0) for state in STUCK)
    if stuck:
        yield t.count("admin.trouble.stuck", stuck)


def _places(db: Session) -> Iterator[Standing]:
    launches = dict(_by_registration(db, func.max(Seat.created_at), Seat))
    grades = dict(_sent(db))
    queues: dict[UUID, dict[str, int]] = {}
    counted = select(Delivery.registration_id, Delivery.state, func.count(Delivery.id))
    for registration, state, n in db.execute(
        counted.group_by(Delivery.registration_id, Delivery.state)
    ):
        queues.setdefault(registration, {})[state] = n
    seen = dict(_by_registration(db, func.max(Person.last_seen), Person))
    for row in db.scalars(select(Registration).order_by(Registration.created_at)):
        last = seen.get(row.id) or launches.get(row.id)
        yield Standing(row, last, grades.get(row.id), queues.get(row.id, {}))


def _by_registration(
    db: Session, what: object, table: type[Seat | Person]
) -> Iterator[tuple[UUID, datetime]]:
    asked = select(table.registration_id, what).group_by(table.registration_id)  # type: ignore[call-overload]
    yield from ((row[0], row[1]) for row in db.execute(asked))


def _sent(db: Session) -> Iterator[tuple[UUID, datetime]]:
    asked = select(Delivery.registration_id, func.max(Delivery.updated_at))
    there = asked.where(Delivery.state.in_(("done", "sent")))
    yield from ((row[0], row[1]) for row in db.execute(there.group_by(Delivery.registration_id)))


def keys(db: Session) -> Sequence[ToolKey]:
    """Our keys, the newest first."""
    return db.scalars(select(ToolKey).order_by(ToolKey.created_at.desc())).all()


def invitations(db: Session, now: datetime) -> Sequence[Invitation]:
    """Those that may still be used."""
    asked = select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now)
    return db.scalars(asked.order_by(Invitation.created_at.desc())).all()


def unsent(db: Session, most: int) -> Sequence[tuple[Delivery, Registration]]:
    """What has not arrived, the longest first, each with its platform."""
    asked = select(Delivery, Registration).join(
        Registration, Registration.id == Delivery.registration_id
    )
    found = asked.where(Delivery.state.in_((*OPEN, *STUCK))).order_by(Delivery.updated_at)
    return [(row[0], row[1]) for row in db.execute(found.limit(most))]


def search(db: Session, asked: str, most: int) -> Sequence[tuple[Person, Registration]]:
    """Who has this in their name, or is called just so by a platform."""
    found = (
        select(Person, Registration)
        .join(Registration, Registration.id == Person.registration_id)
        .where(Person.name.icontains(asked, autoescape=True) | (Person.sub == asked))
    )
    rows = db.execute(found.order_by(Person.last_seen.desc()).limit(most))
    return [(row[0], row[1]) for row in rows]


def about(
    db: Session, platform: Registration, most: int
) -> tuple[Sequence[Deployment], Sequence[AuditEntry]]:
    """A platform's deployments, and what was done to it, newest first."""
    deployed = select(Deployment).where(Deployment.registration_id == platform.id)
    told = select(AuditEntry).where(AuditEntry.subject_id == platform.id)
    trail = db.scalars(told.order_by(AuditEntry.at.desc()).limit(most)).all()
    return db.scalars(deployed).all(), trail


def check(tool: Tool, registration_id: UUID, now: datetime) -> list[Check]:
    """Look at a platform from here: keys, clock, token, gradebook, frame; kept on its row."""
    with tool.database.system(read=True) as db:
        registration = db.get(Registration, registration_id)
        context = db.scalar(
            select(Context)
            .join(Person, Person.registration_id == Context.registration_id)
            .where(Context.registration_id == registration_id, Context.lineitems_url.is_not(None))
            .order_by(Person.last_seen.desc())
            .limit(1)
        )
    if registration is None:
        raise NotFound("registration")
    found = [*_keys(tool, registration, now), *_services(tool, registration, context, now)]
    found.append(_frame(tool, registration))
    with tool.database.system() as db:
        row = db.get_one(Registration, registration_id)
        row.checked_at, row.check_report = now, [asdict(one) for one in found]
    return found


def _keys(tool: Tool, registration: Registration, now: datetime) -> Iterator[Check]:
    reach = reach_of(registration, tool.config)
    try:
        answer = tool.outbound.request("GET", registration.jwks_url, reach)
        said = answer.json() if answer.status == 200 else {}
    except (OutboundFailed, OutboundRefused) as fault:
        yield Check("keys", False, fault.code)
        return
    count = len(usable(said)) if isinstance(said, dict) else 0
    yield Check("keys", count > 0, str(count))
    apart = _apart(answer.headers, now)
    if apart is not None:
        yield Check("clock", apart <= CLOCK, f"{apart.total_seconds():.0f} s")


def _apart(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How far the platform's clock is from ours; None when it says nothing."""
    said = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        there = datetime.strptime(said, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
    return abs(there - now)


def _services(
    tool: Tool, registration: Registration, context: Context | None, now: datetime
) -> Iterator[Check]:
    if context is None:
        yield Check("launch", False)
        return
    services = Services(tool.database, tool.outbound, tool.sealer, tool.config, tool.clock)
    for scope in sorted(context.ags_scopes):
        yield _tried("token", partial(services.tokens.get, registration, [scope], now), scope)
    if context.lineitems_url:
        book = services.gradebook(registration, context.ags_scopes)
        place = Place(context.lineitems_url, "", "cartable-check", "exam", "")
        yield _tried("columns", partial(book.find_line_item, place))
    if context.memberships_url:
        url = context.memberships_url
        roster = services.members(registration)
        yield _tried("roster", lambda: next(iter(roster.members(url)), None))


def _tried(name: str, work: Callable[[], object], detail: str = "") -> Check:
    short = detail.rpartition("/")[2]
    try:
        work()
    except ToolError as fault:
        return Check(name, False, f"{short} {fault.code}".strip())
    return Check(name, True, short)


def _frame(tool: Tool, registration: Registration) -> Check:
    """Whether a browser lets the platform's page frame ours: https does not frame http."""
    theirs = any(origin.startswith("https:") for origin in registration.frame_origins)
    ours = tool.config.public_url.startswith("https:")
    return Check("frame", ours or not theirs, " ".join(registration.frame_origins))

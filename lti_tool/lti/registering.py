"""Registrations as rows: invited, kept, renewed; the same way by hand and by dynamic registration.

An invitation names its issuer, lasts an hour and serves once; only the hash of its token is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from lti_tool import audit, ids
from lti_tool.addresses import origin_of
from lti_tool.errors import NotFound, PlatformRefused
from lti_tool.models import AccessToken, Deployment, Invitation, Keyset, Registration
from lti_tool.sealing import digest, fresh

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

LIFE = timedelta(hours=1)
MOST_TOKEN = 100
_RENEWED = (
    "name", "family", "product_version", "auth_login_url", "token_url", "jwks_url",
    "token_audience", "private_network",
)  # fmt: skip
_ADDRESSES = ("auth_login_url", "token_url", "jwks_url", "token_audience")


@dataclass(frozen=True, slots=True)
class Facts:
    """What makes a registration."""

    issuer: str
    client_id: str
    deployment_key: str | None
    auth_login_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None = None
    name: str = ""
    family: str = "unknown"
    product_version: str = ""
    private_network: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The row, whether it is new, and what changed on it: name -> (before, after)."""

    registration: Registration
    new: bool
    changes: Mapping[str, tuple[Any, Any]]


def invite(
    db: Session, issuer: str, *, private_network: bool, now: datetime, actor: audit.Actor
) -> tuple[Invitation, str]:
    """A new invitation and its token, which is shown once. ValueError if issuer is no address."""
    if origin_of(issuer) is None:
        raise ValueError(issuer)
    token = fresh()
    invitation = Invitation(
        id=ids.new(now),
        token_hash=digest(token),
        issuer=issuer,
        private_network=private_network,
        created_at=now,
        expires_at=now + LIFE,
    )
    db.add(invitation)
    db.flush()
    audit.record(
        db, "invitation.made", subject=invitation, actor=actor, now=now, data={"issuer": issuer}
    )
    return invitation, token


def find(db: Session, token: str, now: datetime) -> Invitation:
    """The invitation of a token, open still; NotFound for all others alike."""
    if not token or len(token) > MOST_TOKEN:
        raise NotFound
    found = db.scalar(select(Invitation).where(Invitation.token_hash == digest(token)))
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise NotFound
    return found


def approval(db: Session, invitation: Invitation) -> str:
    """A new approval secret for the page that shows what will be registered."""
    secret = fresh()
    change = update(Invitation).where(Invitation.id == invitation.id)
    db.execute(
        change.values(approval_hash=digest(secret)),
        execution_options={"synchronize_session": False},
    )
    return secret


def consume(db: Session, invitation_id: UUID, approval: str, now: datetime) -> bool:
    """Uses an invitation up, once, for the page that was shown last (row 15)."""
    used = (
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Invitation.approval_hash == digest(approval[:MOST_TOKEN]),
        )
        .values(used_at=now, approval_hash=None)
        .returning(Invitation.id)
    )
    done = db.execute(used, execution_options={"synchronize_session": False})
    return done.scalar_one_or_none() is not None


def keep(
    db: Session, facts: Facts, now: datetime, actor: audit.Actor, *, dynamic: bool = False
) -> Kept:
    """The registration, made or renewed, and its deployment; a second deployment is added.

    ValueError, naming the field, for an address that is none; PlatformRefused when the platform's
    own word (``dynamic``) would give other addresses to a registration that is there already.
    """
    origins = _origins(facts)
    found = db.scalar(
        select(Registration).where(
            Registration.issuer == facts.issuer, Registration.client_id == facts.client_id
        )
    )
    new = found is None
    if found is None:
        found = _made(facts, origins, now)
        db.add(found)
    elif dynamic and any(getattr(found, name) != getattr(facts, name) for name in _ADDRESSES):
        raise PlatformRefused("known")
    changes: dict[str, tuple[Any, Any]] = {} if new else _renewed(found, facts, origins)
    if changes.keys() & {"jwks_url", "token_url"}:
        _forget(db, found)
    db.flush()
    if facts.deployment_key is not None and deploy(db, found, facts.deployment_key, now):
        changes["deployment"] = (None, facts.deployment_key)
    if new or changes:
        action = "registration.made" if new else "registration.changed"
        data = {name: list(pair) for name, pair in changes.items()}
        audit.record(db, action, subject=found, actor=actor, now=now, data=data)
    return Kept(found, new, changes)


def set_state(
    db: Session, registration: Registration, state: str, now: datetime, actor: audit.Actor
) -> None:
    """Switches a registration off or on; its people's seats die at their next request (row 30)."""
    before = registration.state
    registration.state = state
    registration.disabled_at = now if state == "disabled" else None
    if before != state:
        data = {"state": [before, state]}
        audit.record(
            db, "registration.state", subject=registration, actor=actor, now=now, data=data
        )


def _origins(facts: Facts) -> list[str]:
    """Where the platform's pages and services live, as far as its addresses say."""
    found: list[str] = []
    for name in ("issuer", "auth_login_url", "token_url", "jwks_url"):
        origin = origin_of(getattr(facts, name))
        if origin is None:
            raise ValueError(name)
        if origin not in found:
            found.append(origin)
    return found


def _made(facts: Facts, origins: list[str], now: datetime) -> Registration:
    return Registration(
        id=ids.new(now),
        issuer=facts.issuer,
        client_id=facts.client_id,
        service_origins=origins,
        frame_origins=origins,
        state="active",
        faults=0,
        created_at=now,
        **{name: _value(facts, name) for name in _RENEWED},
    )


def _value(facts: Facts, name: str) -> Any:
    return getattr(facts, name) or facts.issuer[:200] if name == "name" else getattr(facts, name)


def _renewed(found: Registration, facts: Facts, origins: list[str]) -> dict[str, tuple[Any, Any]]:
    """Applies what differs; origins are added to those that an administrator may have given."""
    wanted = {name: _value(facts, name) for name in _RENEWED}
    if not facts.name:
        wanted.pop("name")
    for name in ("service_origins", "frame_origins"):
        had = list(getattr(found, name))
        wanted[name] = had + [origin for origin in origins if origin not in had]
    changes = {
        name: (getattr(found, name), value)
        for name, value in wanted.items()
        if getattr(found, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(found, name, value)
    return changes


def _forget(db: Session, registration: Registration) -> None:
    """Drops the keys and tokens that the addresses before gave."""
    for table in (Keyset, AccessToken):
        db.execute(delete(table).where(table.registration_id == registration.id))


def deploy(db: Session, registration: Registration, key: str, now: datetime) -> bool:
    """Adds a deployment; False when it was known."""
    known = select(Deployment.id).where(
        Deployment.registration_id == registration.id, Deployment.deployment_key == key
    )
    if db.scalar(known) is not None:
        return False
    db.add(
        Deployment(
            id=ids.new(now),
            registration_id=registration.id,
            deployment_key=key,
            state="active",
            created_at=now,
        )
    )
    db.flush()
    return True

"""The login transaction: one row that begins with the platform's request and is used up once.

A state, a nonce, a binder and a proof are random, and only their SHA-256 is kept. The nonce lives
and dies with its state; the state names its registration (rows 8, 9, 10 of facts/lti.md § 4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select, update

from lti_tool import ids, quirks
from lti_tool.errors import BadForm, ForeignTarget, LoginOver, PlatformDisabled, UnknownPlatform
from lti_tool.lti.claims import own_target
from lti_tool.lti.link import LAUNCH
from lti_tool.models import Login, Registration
from lti_tool.sealing import digest, fresh

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from sqlalchemy.sql.dml import ReturningUpdate

    from lti_tool.sealing import Sealer

LIFE = timedelta(minutes=10)
PENDING = timedelta(minutes=2)
AGAIN = timedelta(hours=8)  # an own-tab link keeps its use for a working day
MOST_STATE = 100
TICKET = "again"  # purpose of the ticket in an own-tab address
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # of `fresh`
_FRAME = re.compile(r"[A-Za-z0-9_-]{1,100}")

Binding = Literal["cookie", "storage", "none"]


@dataclass(frozen=True, slots=True)
class LoginParams:
    """What the platform sends to begin a login (OpenID Connect third-party initiated login)."""

    issuer: str
    target_link_uri: str
    login_hint: str
    client_id: str | None = None
    message_hint: str = ""
    deployment_hint: str | None = None
    storage_target: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A begun login; ``browser`` is the binder cookie's value, ``proof`` the platform storage's."""

    login: Login
    auth_url: str
    browser: str
    proof: str | None


def params(form: Mapping[str, str], public_url: str) -> LoginParams:
    """The platform's parameters; BadForm for missing or oversized, ForeignTarget for not ours."""
    target = _param(form, "target_link_uri", 2_000)
    if not own_target(target, public_url):
        raise ForeignTarget("login")
    frame = form.get("lti_storage_target", "")
    return LoginParams(
        issuer=_param(form, "iss", 500),
        target_link_uri=target,
        login_hint=_param(form, "login_hint", 1_000),
        client_id=_param(form, "client_id", 255, must=False) or None,
        message_hint=_param(form, "lti_message_hint", 4_000, must=False),
        deployment_hint=_param(form, "lti_deployment_id", 255, must=False) or None,
        storage_target=frame if _FRAME.fullmatch(frame) else None,
    )


def registration_of(db: Session, issuer: str, client_id: str | None) -> Registration:
    """The registration that a login names; UnknownPlatform, PlatformDisabled.

    Without a client, the issuer's only one: with several it would be a guess.
    """
    wanted = select(Registration).where(Registration.issuer == issuer)
    if client_id is not None:
        wanted = wanted.where(Registration.client_id == client_id)
    found = db.scalars(wanted.limit(2)).all()
    if len(found) != 1:
        raise UnknownPlatform
    if found[0].state != "active":
        raise PlatformDisabled
    return found[0]


def begin(
    db: Session,
    registration: Registration,
    params: LoginParams,
    *,
    public_url: str,
    browser: str | None,
    now: datetime,
) -> Begun:
    """A new login, written; the browser keeps the binder that it has, since two frames may log in.

    ``auth_url`` carries state and nonce; the caller sends the browser there.
    """
    state, nonce = fresh(), fresh()
    binder = browser if browser and _SECRET.fullmatch(browser) else fresh()
    proof = fresh() if params.storage_target else None
    login = Login(
        id=ids.new(now),
        registration_id=registration.id,
        state_hash=digest(state),
        nonce_hash=digest(nonce),
        binder_hash=digest(binder),
        proof_hash=digest(proof) if proof else None,
        storage_target=params.storage_target,
        target_link_uri=params.target_link_uri,
        login_hint=params.login_hint,
        message_hint=params.message_hint,
        deployment_hint=params.deployment_hint,
        created_at=now,
        expires_at=now + LIFE,
    )
    db.add(login)
    return Begun(login, _auth_url(registration, login, state, nonce, public_url), binder, proof)


def again(login: Login, registration: Registration, now: datetime) -> LoginParams:
    """The parameters of a login to begin anew in a tab; LoginOver when it is of another day."""
    if login.created_at < now - AGAIN:
        raise LoginOver("ticket")
    return LoginParams(
        issuer=registration.issuer,
        target_link_uri=login.target_link_uri,
        login_hint=login.login_hint,
        client_id=registration.client_id,
        message_hint=login.message_hint,
        deployment_hint=login.deployment_hint,
    )


def restart(registration: Registration, login: Login, sealer: Sealer, public_url: str) -> str:
    """Where a new tab begins the same launch anew: never a session handed over, a new login.

    The platform's own address where the quirks know one, because its hint may serve only once.
    """
    quirk = quirks.for_family(registration.family)
    own = quirk.restart_url(registration, login.message_hint)
    return own or f"{public_url}/lti/again/{sealer.ticket(TICKET, login.id)}"


def find(db: Session, state: str) -> Login:
    """The login of a state, used or not; LoginOver when there is none."""
    if not state or len(state) > MOST_STATE:
        raise LoginOver("state")
    login = db.scalar(select(Login).where(Login.state_hash == digest(state)))
    if login is None:
        raise LoginOver("unknown")
    return login


def check_open(login: Login, now: datetime) -> None:
    """LoginOver when a login was used, or is older than ten minutes."""
    if login.used_at is not None:
        raise LoginOver("used")
    if login.expires_at <= now:
        raise LoginOver("expired")


def consume(db: Session, login: Login, binding: Binding, now: datetime) -> bool:
    """Uses a login up; False when somebody did before, or it is too late (row 8)."""
    used = update(Login).where(
        Login.id == login.id, Login.used_at.is_(None), Login.expires_at > now
    )
    return _once(db, used.values(used_at=now, binding=binding).returning(Login.id)) is not None


def suspend(db: Session, login: Login, sealed: bytes, confirm: str) -> None:
    """Keeps a sealed launch until the browser proves itself by the platform's storage."""
    kept = update(Login).where(Login.id == login.id)
    _once(db, kept.values(pending=sealed, confirm_hash=digest(confirm)).returning(Login.id))


def resume(db: Session, confirm: str, now: datetime) -> tuple[Login, bytes]:
    """The login and its sealed launch, given out once; LoginOver afterwards or after two minutes.

    One statement takes ``confirm_hash`` away, so of two requests one finds it.
    """
    if not confirm or len(confirm) > MOST_STATE:
        raise LoginOver("confirm")
    login = db.scalar(select(Login).where(Login.confirm_hash == digest(confirm)))
    if login is None or login.pending is None or login.used_at is None:
        raise LoginOver("confirm")
    sealed, used_at = login.pending, login.used_at
    taken = update(Login).where(Login.id == login.id, Login.confirm_hash == digest(confirm))
    taken = taken.values(pending=None, confirm_hash=None)
    if _once(db, taken.returning(Login.id)) is None or used_at + PENDING < now:
        raise LoginOver("confirm")
    return login, sealed


def _once(db: Session, statement: ReturningUpdate[UUID]) -> UUID | None:
    """The id of the one row that an UPDATE found, if it found it."""
    done = db.execute(statement, execution_options={"synchronize_session": False})
    return done.scalar_one_or_none()


def _auth_url(
    registration: Registration, login: Login, state: str, nonce: str, public_url: str
) -> str:
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": f"{public_url}{LAUNCH}",
        "login_hint": login.login_hint,
        "state": state,
        "nonce": nonce,
    }
    if login.message_hint:
        query["lti_message_hint"] = login.message_hint
    joint = "&" if "?" in registration.auth_login_url else "?"
    return f"{registration.auth_login_url}{joint}{urlencode(query)}"


def _param(form: Mapping[str, str], name: str, limit: int, *, must: bool = True) -> str:
    value = form.get(name, "")
    if len(value) > limit or (must and not value):
        raise BadForm(name)
    return value

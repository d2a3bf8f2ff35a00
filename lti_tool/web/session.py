"""A browser's session: a row `visit`, found by a cookie, a bearer or an administrator's cookie.

Flask's session holds nothing but the visit's CSRF secret, which Flask-WTF reads, and is never
written to a cookie.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool import ids, seating
from lti_tool.models import Registration, Seat, Visit
from lti_tool.sealing import digest, fresh
from lti_tool.web.wiring import KEY, Wiring, wiring

if TYPE_CHECKING:
    from lti_tool.admission import Admitted

COOKIE = "__Host-cartable"
ADMIN_COOKIE = "__Host-cartable-admin"
ADMIN_STAY = timedelta(hours=8)
ADMIN_LINK = timedelta(minutes=10)
DAY = 86_400  # seconds: the cookie's life; the server decides earlier


class VisitSession(dict[str, Any], SessionMixin):
    """The session of one request: its visit, if any, and the secret that found it."""

    visit: Visit | None = None
    token: str = ""


class Visits(SessionInterface):
    """Opens sessions from the database; saves nothing."""

    def open_session(self, app: Flask, request: Request) -> VisitSession:
        """The visit that the request's secret opens; an empty session for anybody else."""
        parts: Wiring = app.extensions[KEY]
        found = VisitSession()
        carrier, token = _carried(request)
        if not token or request.endpoint == "static":
            return found
        now = parts.clock()
        with parts.database.system(read=True) as db:
            visit = seating.visit_of(db, token, now)
        if visit is None or visit.carrier != carrier:
            return found
        found.visit, found.token = visit, token
        found["csrf_token"] = visit.csrf
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing: what must last is in the database."""


def _carried(request: Request) -> tuple[str, str]:
    """How a secret came, and the secret; a path takes only the carrier that is meant for it."""
    if request.path.startswith("/admin"):
        return "admin", request.cookies.get(ADMIN_COOKIE, "")
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer ") and request.path.startswith("/s/"):
        return "bearer", bearer.removeprefix("Bearer ")
    return "cookie", request.cookies.get(COOKIE, "")


def mine() -> VisitSession:
    """The session of this request."""
    return cast("VisitSession", session)


def visit() -> Visit | None:
    """The visit of this request, detached: what `admission.admit` takes as the old one."""
    return mine().visit


def give(response: Response, admitted: Admitted) -> Response:
    """Put the visit's secret into a cookie, when the visit travels by cookie."""
    if admitted.visit.carrier == "cookie":
        response.set_cookie(
            COOKIE,
            admitted.token,
            max_age=DAY,
            secure=True,
            httponly=True,
            samesite="None",
            partitioned=True,
        )
    return response


def invite_admin(db: Session, now: datetime) -> str:
    """The secret of a one-time link to `/admin/enter/<secret>`, good for 10 minutes."""
    return _admin_visit(db, "enter", ADMIN_LINK, now)[1]


def enter_admin(db: Session, secret: str, now: datetime) -> str | None:
    """Use a one-time link up: the secret of an administrator's visit, or None. Run in a write."""
    used = db.scalar(
        delete(Visit)
        .where(Visit.token_hash == digest(secret), Visit.carrier == "enter")
        .where(Visit.expires_at > now)
        .returning(Visit.id),
        execution_options={"synchronize_session": False},
    )
    return None if used is None else _admin_visit(db, "admin", ADMIN_STAY, now)[1]


def give_admin(response: Response, secret: str) -> Response:
    """The administrator's cookie, which no other site's link or frame carries."""
    response.set_cookie(
        ADMIN_COOKIE,
        secret,
        max_age=int(ADMIN_STAY.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Strict",
    )
    return response


def _admin_visit(db: Session, carrier: str, stay: timedelta, now: datetime) -> tuple[Visit, str]:
    secret = fresh()
    made = Visit(
        id=ids.new(now),
        token_hash=digest(secret),
        csrf=fresh(),
        carrier=carrier,
        created_at=now,
        seen_at=now,
        expires_at=now + stay,
    )
    db.add(made)
    return made, secret


def frame_origins(seat_id: UUID) -> Sequence[str]:
    """Who may frame a seat's pages, also when its visit is over and the page has to say so."""
    asked = (
        select(Registration.frame_origins)
        .join(Seat, Seat.registration_id == Registration.id)
        .where(Seat.id == seat_id)
    )
    with wiring().database.system(read=True) as db:
        return db.scalar(asked) or ()

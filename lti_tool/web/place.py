"""A seat's own addresses, whatever its part: the way in, the language, media, the way back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField

from lti_tool.admission import HOMES, is_set
from lti_tool.errors import BadForm, NotFound, NotReady
from lti_tool.exam import showing
from lti_tool.lti import claims
from lti_tool.lti import login as logins
from lti_tool.models import Link, Login, Registration, Seat
from lti_tool.seating import Here
from lti_tool.web import current
from lti_tool.web.forms import StrictForm

bp = Blueprint("place", __name__, url_prefix="/s/<uuid:seat>")


class LanguageForm(StrictForm):
    """Which language, and the page to come back to."""

    language = StringField()
    to = StringField()


@bp.get("/")
def home(seat: UUID) -> ResponseReturnValue:
    """Go to what the seat is for."""
    here = current.here()
    if here.kind == "deep-link":
        return redirect(f"/s/{seat}/deep-link", 303)
    if here.role == "administrator":
        return redirect(f"/s/{seat}/platform", 303)
    with current.reader() as db:
        link = _link(db, here)
        part, aimed = link.part, is_set(link)
    if here.role == "instructor":
        return redirect(f"/s/{seat}/{'staff/' if aimed else 'link'}", 303)
    endpoint = next((end for name, end in HOMES.items() if name == part), None)
    if endpoint is None:
        raise NotReady("part")
    return redirect(url_for(endpoint, seat=seat), 303)


@bp.post("/language")
def language(seat: UUID) -> ResponseReturnValue:
    """Speak another of the bank's languages, and come back."""
    here, form = current.here(), LanguageForm().checked()
    to, home = form.to.data or "", f"/s/{seat}/"
    inside = to.startswith(home) and showing.PATH.fullmatch(to)
    take_language(here, form.language.data or "")
    return redirect(to if inside else home, 303)


@bp.get("/media/<path:name>")
def media(seat: UUID, name: str) -> Response:
    """A file that a question of one's own papers shows; a teacher sees those of the bank."""
    here = current.here()
    with current.reader() as db:
        found = showing.medium(db, here, name, current.now())
    if found is None:
        raise NotFound("medium")
    sent = Response(found.data, content_type=found.kind)
    sent.headers["Content-Disposition"] = "inline"
    sent.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return sent


@bp.get("/back")
def back(seat: UUID) -> ResponseReturnValue:
    """Return to the platform's course, where it said how; a script in a frame asks for JSON."""
    here = current.here()
    with current.reader() as db:
        registration = _registration(db, here)
        own = db.get(Seat, here.seat_id)
    said = own.return_url if own else None
    to = claims.platform_url(said, registration, current.config.public_url)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(to=to)
    return redirect(to, 303) if to else render_template("exam/left.html")


def take_language(here: Here, code: str) -> None:
    """Write the seat's language. BadForm for one that its bank has not."""
    with current.writer() as db:
        seat = db.get(Seat, here.seat_id)
        if seat is None or code not in showing.languages_of(db, here):
            raise BadForm("language")
        seat.locale = code


def own_tab(db: Session, here: Here) -> str:
    """Where the same activity opens in a tab of its own by a new login; empty when it is in one."""
    seat = db.get(Seat, here.seat_id)
    if seat is None or seat.document_target == "window" or seat.login_id is None:
        return ""
    login = db.get(Login, seat.login_id)
    if login is None:
        return ""
    public_url = current.config.public_url
    return logins.restart(_registration(db, here), login, current.sealer, public_url)


def _registration(db: Session, here: Here) -> Registration:
    found = db.get(Registration, here.scope.registration_id)
    if found is None:
        raise NotFound("registration")
    return found


def _link(db: Session, here: Here) -> Link:
    link = db.get(Link, here.link_id) if here.link_id else None
    if link is None:
        raise NotFound("link")
    return link

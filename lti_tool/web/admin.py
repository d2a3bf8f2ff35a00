"""Administrators' pages: platforms, grades, keys, people, exams. All tenants, so names of nobody
but who is searched for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lti_tool import audit
from lti_tool.addresses import origin_of
from lti_tool.audit import Actor
from lti_tool.bank import store
from lti_tool.errors import BadForm, NotFound
from lti_tool.grades import decide
from lti_tool.grades.words import say
from lti_tool.lti import keys, registering
from lti_tool.models import Person, Registration, ToolKey
from lti_tool.people import dossier, retention
from lti_tool.staff import health
from lti_tool.web import current
from lti_tool.web.forms import StrictForm
from lti_tool.web.wiring import wiring

bp = Blueprint("admin", __name__)
ADMIN = Actor("admin")
MOST = 100  # rows of a list


class InviteForm(StrictForm):
    """The issuer to invite."""

    issuer = StringField(validators=[InputRequired(), Length(1, 500)])
    private = StringField()


class OriginsForm(StrictForm):
    """Origins, one a line, that may frame the tool, and whose services it may call."""

    frame = StringField(validators=[Length(0, 2000)])
    service = StringField(validators=[Length(0, 2000)])


class EraseForm(StrictForm):
    """The reference, typed again."""

    reference = StringField(validators=[InputRequired(), Length(1, 40)])


@bp.get("/admin/")
def home() -> str:
    """Say how everything is."""
    current.admin()
    with _reading() as db:
        view = health.overview(db, current.now(), current.t)
        invited = health.invitations(db, current.now())
        return _page("home", v=view, invited=invited)


@bp.get("/admin/platforms/<uuid:platform>")
def platform(platform: UUID) -> str:
    """Show one platform."""
    current.admin()
    return _platform(platform)


@bp.get("/admin/grades")
def grades() -> str:
    """Show what has not arrived, the longest first."""
    current.admin()
    now, t = current.now(), current.t
    with _reading() as db:
        rows = [
            (row, platform, say(row, platform.family, now, t))
            for row, platform in health.unsent(db, MOST)
        ]
    return _page("grades", rows=rows)


@bp.get("/admin/keys")
def our_keys() -> str:
    """Show our keys."""
    current.admin()
    with _reading() as db:
        return _page("keys", rows=health.keys(db))


@bp.get("/admin/retention")
def kept() -> str:
    """Say what is kept how long, and what would go now."""
    current.admin()
    rules = current.config.retention
    counted = retention.run(wiring().database, rules, current.now(), dry=True)
    rows = [(one.name, one.kept(rules), counted.get(one.name, 0)) for one in retention.RULES]
    return _page("retention", rows=rows)


@bp.get("/admin/people")
def people() -> str:
    """Search somebody by name, or by a platform's reference."""
    current.admin()
    asked = request.args.get("q", "").strip()[:255]
    with _reading() as db:
        rows = health.search(db, asked, MOST) if asked else []
    return _page("people", q=asked, rows=rows)


@bp.get("/admin/exams")
def exams() -> str:
    """Show the exams that were loaded."""
    current.admin()
    with _reading() as db:
        return _page("exams", rows=store.listed(db))


@bp.post("/admin/platforms/<uuid:platform>/check")
def check(platform: UUID) -> ResponseReturnValue:
    """Look at a platform from here."""
    _posted()
    parts = wiring()
    tool = health.Tool(parts.database, parts.outbound, parts.sealer, parts.config, parts.clock)
    health.check(tool, platform, current.now())
    return redirect(f"/admin/platforms/{platform}", 303)


@bp.post("/admin/platforms/<uuid:platform>/disable")
def disable(platform: UUID) -> ResponseReturnValue:
    """Refuse a platform's launches."""
    return _state(platform, "disabled")


@bp.post("/admin/platforms/<uuid:platform>/enable")
def enable(platform: UUID) -> ResponseReturnValue:
    """Take a platform's launches again."""
    return _state(platform, "active")


@bp.post("/admin/platforms/<uuid:platform>/origins")
def origins(platform: UUID) -> ResponseReturnValue:
    """Say who may frame the tool, and whose services it may call, beside the platform itself."""
    current.admin()
    form = OriginsForm().checked()
    frame, service = _origins(form.frame.data), _origins(form.service.data)

    def work(db: Session) -> None:
        row = _registration(db, platform)
        before = {"frame": row.frame_origins, "service": row.service_origins}
        row.frame_origins, row.service_origins = frame, service
        data = {"before": before, "after": {"frame": frame, "service": service}}
        now = current.now()
        audit.record(db, "registration.origins", subject=row, actor=ADMIN, now=now, data=data)

    return _done(work, f"/admin/platforms/{platform}")


@bp.post("/admin/invitations")
def invite() -> ResponseReturnValue:
    """Invite a platform; the address is shown once."""
    current.admin()
    form = InviteForm().checked()
    try:
        with current.database.system() as db:
            _, token = registering.invite(
                db,
                str(form.issuer.data).strip(),
                private_network=form.private.data == "1",
                now=current.now(),
                actor=ADMIN,
            )
    except ValueError as fault:
        raise BadForm("issuer") from fault
    address = f"{current.config.public_url}/lti/register?invite={token}"
    return _page("invited", address=address, issuer=form.issuer.data)


@bp.post("/admin/keys/rotate")
def rotate() -> ResponseReturnValue:
    """Sign with the next key from now on."""
    _posted()

    def work(db: Session) -> None:
        kid = keys.rotate(db, current.sealer, current.now())
        row = db.scalars(select(ToolKey).where(ToolKey.kid == kid)).one()
        audit.record(db, "key.rotated", subject=row, actor=ADMIN, now=current.now())

    return _done(work, "/admin/keys")


@bp.post("/admin/retention/run")
def forget() -> ResponseReturnValue:
    """Forget what is older than the rules say."""
    _posted()
    retention.run(wiring().database, current.config.retention, current.now())
    return redirect("/admin/retention", 303)


@bp.post("/admin/people/<uuid:person>/export")
def export(person: UUID) -> Response:
    """Give all that is kept of somebody, as a file."""
    _posted()
    with current.database.system() as db:
        row = _person(db, person)
        data = dossier.export_person(db, row)
        now = current.now()
        audit.record(db, "person-exported", subject=row, actor=ADMIN, now=now)
    answer = Response(data, content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{person}.zip")
    return answer


@bp.post("/admin/people/<uuid:person>/erase")
def erase(person: UUID) -> ResponseReturnValue:
    """Forget who somebody was; the reference must be typed."""
    current.admin()
    form = EraseForm().checked()
    if str(form.reference.data).strip() != str(person):
        raise BadForm("reference")
    with current.database.system(erasing=True) as db:
        row = _person(db, person)
        dossier.erase_person(db, row, sealer=current.sealer, actor=ADMIN, now=current.now())
    return redirect("/admin/people", 303)


@bp.post("/admin/grades/<uuid:delivery>/send")
def send(delivery: UUID) -> ResponseReturnValue:
    """Send a grade once more."""
    _posted()
    return _done(lambda db: decide.send_again(db, delivery, current.now(), ADMIN), "/admin/grades")


def _posted() -> None:
    current.admin()
    StrictForm().checked()


def _reading() -> AbstractContextManager[Session]:
    return current.database.system(read=True)


def _done(work: Callable[[Session], None], to: str) -> ResponseReturnValue:
    with current.database.system() as db:
        work(db)
    return redirect(to, 303)


def _state(platform: UUID, state: str) -> ResponseReturnValue:
    _posted()
    return _done(
        lambda db: registering.set_state(
            db, _registration(db, platform), state, current.now(), ADMIN
        ),
        f"/admin/platforms/{platform}",
    )


def _platform(platform: UUID) -> str:
    with _reading() as db:
        row = _registration(db, platform)
        deployed, trail = health.about(db, row, MOST)
        return _page("platform", row=row, deployed=deployed, trail=trail)


def _registration(db: Session, registration_id: UUID) -> Registration:
    row = db.get(Registration, registration_id)
    if row is None:
        raise NotFound("registration")
    return row


def _person(db: Session, person_id: UUID) -> Person:
    row = db.get(Person, person_id)
    if row is None:
        raise NotFound("person")
    return row


def _origins(text: str | None) -> list[str]:
    """One origin a line. BadForm for what is none."""
    lines = [line.strip() for line in (text or "").split() if line.strip()]
    if not all(origin_of(line) == line for line in lines):
        raise BadForm("origins")
    return lines


def _page(name: str, **values: object) -> str:
    return render_template(f"admin/{name}.html", page=name, **values)

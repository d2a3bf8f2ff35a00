"""What a teacher decides: every act has a reason, and the audit trail keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import DateTimeLocalField, DecimalField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from lti_tool import audit
from lti_tool.errors import BadForm, NotFound, Refused, ToolError
from lti_tool.exam import rulings
from lti_tool.grades import decide
from lti_tool.models import Context, Delivery, LineItem, Membership
from lti_tool.people import roster
from lti_tool.seating import Here
from lti_tool.staff import progress
from lti_tool.web import current
from lti_tool.web.forms import StrictForm
from lti_tool.web.staff import attempt_page, person_page, progress_page, teacher

bp = Blueprint("staff_acts", __name__, url_prefix="/s/<uuid:seat>/staff")

Page = Callable[[str], str]
WHEN = "%Y-%m-%dT%H:%M"


class Reasoned(StrictForm):
    """A form that says why."""

    reason = StringField(validators=[InputRequired(), Length(1, rulings.REASON)])


class TimeForm(Reasoned):
    """More time: so many minutes, or per cent of the exam's time."""

    amount = IntegerField(validators=[InputRequired(), NumberRange(0, rulings.MINUTES)])
    unit = StringField(validators=[InputRequired(), AnyOf(["minutes", "percent"])])


class AttemptForm(Reasoned):
    """One attempt more, or an end to the wait."""

    kind = StringField(validators=[InputRequired(), AnyOf(["extra-attempt", "no-wait"])])


class ReopenForm(Reasoned):
    """How long somebody may go on."""

    minutes = IntegerField(validators=[InputRequired(), NumberRange(1, rulings.MINUTES)])


class CorrectForm(Reasoned):
    """A mark in per cent: of a question by its number, or of the whole (0)."""

    question = IntegerField(validators=[InputRequired(), NumberRange(0, 1_000)])
    mark = DecimalField(validators=[InputRequired(), NumberRange(0, 100)])


class WindowForm(Reasoned):
    """From when to when one may sit, in UTC; empty: always."""

    opens = DateTimeLocalField(format=WHEN, validators=[Optional()])
    closes = DateTimeLocalField(format=WHEN, validators=[Optional()])


@bp.post("/people/<uuid:person>/time")
def time(seat: UUID, person: UUID) -> ResponseReturnValue:
    """Grant more time; it stands in place of what was granted before."""
    here, form = teacher(), TimeForm()

    def work(db: Session) -> None:
        _enrolled(db, here, person)
        amount = {str(form.unit.data): form.amount.data}
        reason = str(form.reason.data)
        rulings.allow(db, here, person, "extra-time", reason, current.now(), **amount)

    return _act(form, work, lambda wrong: person_page(here, person, wrong), f"people/{person}")


@bp.post("/people/<uuid:person>/attempt")
def attempt(seat: UUID, person: UUID) -> ResponseReturnValue:
    """Grant one attempt more, or lift the wait before the next."""
    here, form = teacher(), AttemptForm()

    def work(db: Session) -> None:
        _enrolled(db, here, person)
        kind: rulings.Kind = "no-wait" if form.kind.data == "no-wait" else "extra-attempt"
        rulings.allow(db, here, person, kind, str(form.reason.data), current.now())

    return _act(form, work, lambda wrong: person_page(here, person, wrong), f"people/{person}")


@bp.post("/attempts/<uuid:attempt>/reopen")
def reopen(seat: UUID, attempt: UUID) -> ResponseReturnValue:
    """Let somebody go on with a copy."""
    here, form = teacher(), ReopenForm()

    def work(db: Session) -> None:
        minutes = int(form.minutes.data or 0)
        reason = str(form.reason.data)
        rulings.reopen(db, here, attempt, reason, current.now(), minutes=minutes)

    return _act(form, work, lambda wrong: attempt_page(here, attempt, wrong), f"attempts/{attempt}")


@bp.post("/attempts/<uuid:attempt>/withdraw")
def withdraw(seat: UUID, attempt: UUID) -> ResponseReturnValue:
    """Take a copy out of the count."""
    here, form = teacher(), Reasoned()

    def work(db: Session) -> None:
        rulings.withdraw(db, here, attempt, str(form.reason.data), current.now())

    return _act(form, work, lambda wrong: attempt_page(here, attempt, wrong), f"attempts/{attempt}")


@bp.post("/attempts/<uuid:attempt>/correct")
def correct(seat: UUID, attempt: UUID) -> ResponseReturnValue:
    """Set the mark of a question, or of the whole copy."""
    here, form = teacher(), CorrectForm()

    def work(db: Session) -> None:
        now, reason = current.now(), str(form.reason.data)
        question, mark = form.question.data or 0, form.mark.data or 0
        if question:
            part = float(mark / 100)
            rulings.correct(db, here, attempt, reason, now, position=question, fraction=part)
        else:
            rulings.correct(db, here, attempt, reason, now, score_bp=round(mark * 100))

    return _act(form, work, lambda wrong: attempt_page(here, attempt, wrong), f"attempts/{attempt}")


@bp.post("/grades/<uuid:delivery>/send")
def send(seat: UUID, delivery: UUID) -> ResponseReturnValue:
    """Send a mark once more."""
    here, form = teacher(), StrictForm()

    def work(db: Session) -> None:
        row = db.get(Delivery, delivery)
        item = db.get(LineItem, row.line_item_id) if row else None
        if item is None or item.link_id != here.link_id:
            raise NotFound("delivery")
        decide.send_again(db, delivery, current.now(), audit.Actor("person", here.person_id))

    return _act(form, work, lambda wrong: progress_page(here, wrong), "", "sent")


@bp.post("/window")
def window(seat: UUID) -> ResponseReturnValue:
    """Say from when to when one may sit."""
    here, form = teacher(), WindowForm()

    def work(db: Session) -> None:
        link = progress.link_of(db, here)
        before = [_iso(link.opens_at), _iso(link.closes_at)]
        link.opens_at, link.closes_at = _aware(form.opens.data), _aware(form.closes.data)
        if link.opens_at and link.closes_at and link.opens_at >= link.closes_at:
            raise BadForm("window")
        audit.record(
            db,
            "link.window",
            subject=link,
            actor=audit.Actor("person", here.person_id),
            now=current.now(),
            reason=str(form.reason.data),
            data={"before": before, "after": [_iso(link.opens_at), _iso(link.closes_at)]},
        )

    return _act(form, work, lambda wrong: progress_page(here, wrong), "")


@bp.post("/roster")
def renew(seat: UUID) -> ResponseReturnValue:
    """Fetch the list of the course's people from the platform."""
    here = teacher()
    StrictForm().checked()
    with current.reader() as db:
        known = db.get_one(Context, here.scope.context_id).memberships_url
    if not known:
        return progress_page(here, current.t("staff.no-roster")), 409
    services = roster.services(
        current.database, current.outbound, current.sealer, current.config, current.now
    )
    try:
        roster.refresh(current.database, services, here.scope, current.now())
    except ToolError:
        return progress_page(here, current.t("staff.roster-failed")), 502
    return redirect(f"/s/{seat}/staff/?done=roster", 303)


def _act(
    form: StrictForm, work: Callable[[Session], None], page: Page, to: str, done: str = "kept"
) -> ResponseReturnValue:
    """Do it and go back; what a form lacks is said on its page, 400, and what can't be, 409."""
    form.strict()
    if not form.validate():
        return page(_wrong(form)), 400

    def kept() -> None:
        with current.writer() as db:
            work(db)

    try:
        current.database.retrying(kept)
    except BadForm:
        return page(current.t("staff.wrong.values")), 400
    except Refused:
        return page(current.t("staff.wrong.state")), 409
    return redirect(f"/s/{current.here().seat_id}/staff/{to}?done={done}", 303)


def _wrong(form: StrictForm) -> str:
    key = "reason" if "reason" in form.errors else "values"
    return current.t(f"staff.wrong.{key}")


def _enrolled(db: Session, here: Here, person_id: UUID) -> None:
    """NotFound for who is not of this course: a person belongs to the platform, not to a course."""
    if db.get(Membership, (here.scope.context_id, person_id)) is None:
        raise NotFound("person")


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

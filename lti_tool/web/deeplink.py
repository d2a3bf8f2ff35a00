"""A teacher's choices: what a course will hold (deep linking), what an unclear link opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectMultipleField

from lti_tool import admission, audit
from lti_tool.addresses import origin_of
from lti_tool.bank import store
from lti_tool.bank.types import BankView
from lti_tool.errors import BadForm, LoginOver, NotFound
from lti_tool.lti import keys, messages
from lti_tool.lti.launch import DeepLinking
from lti_tool.lti.link import Target
from lti_tool.models import Context, Deployment, Link, Registration, Seat
from lti_tool.seating import Here
from lti_tool.web import current, security
from lti_tool.web.forms import StrictForm
from lti_tool.words import language_for

bp = Blueprint("deeplink", __name__)

LIFE = timedelta(hours=1)  # of a deep-linking request (row 21)


class ChoiceForm(StrictForm):
    """The banks that a teacher ticked, as ``course/format``."""

    bank = SelectMultipleField(validate_choice=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One bank to tick."""

    value: str
    title: str
    note: str
    target: Target


@bp.get("/s/<uuid:seat>/deep-link")
def choose(seat: UUID) -> str:
    """What the course may hold."""
    return _choosing(seat)[0]


def _choosing(seat: UUID, status: int = 200) -> tuple[str, int]:
    here = _deep_linking()
    with current.reader() as db:
        settings = _settings(db, here)
        choices = _choices(db)
    page = render_template(
        "lti/choose.html",
        seat=seat,
        choices=choices,
        multiple=settings.multiple,
        missing=status == 400,
    )
    return page, status


@bp.post("/s/<uuid:seat>/deep-link")
def chosen(seat: UUID) -> AnyResponse | tuple[str, int]:
    """The signed answer, in a form that goes to the platform."""
    here = _deep_linking()
    form = ChoiceForm().checked()
    with current.reader() as db:
        settings = _settings(db, here)
        taken = _taken(form, _choices(db), multiple=settings.multiple)
        if not taken:
            return _choosing(seat, 400)
        signed = _signed(db, here, settings, taken)
    security.also_post_to(origin_of(settings.return_url) or "")
    page = render_template("lti/chosen.html", jwt=signed, return_url=settings.return_url)
    return Response(page, content_type="text/html; charset=utf-8")


def _deep_linking() -> Here:
    here = current.instructor()
    if here.kind != "deep-link":
        raise NotFound("not a deep-linking seat")
    return here


def _settings(db: Session, here: Here) -> DeepLinking:
    """How the platform wants its answer; LoginOver an hour after it asked."""
    seat = db.get_one(Seat, here.seat_id)
    if seat.deep_link is None or seat.created_at + LIFE <= current.now():
        raise LoginOver("deep-link")
    return DeepLinking.from_json(current.sealer.unseal(admission.DEEP_LINK, seat.deep_link))


def _taken(form: ChoiceForm, choices: Sequence[Choice], *, multiple: bool) -> list[Choice]:
    """The choices ticked; BadForm for one that was not offered, or several where one is taken."""
    values = form.bank.data or []
    offered = {choice.value: choice for choice in choices}
    if not set(values) <= offered.keys() or (len(values) > 1 and not multiple):
        raise BadForm("bank")
    return [choice for value, choice in offered.items() if value in values]


def _signed(db: Session, here: Here, settings: DeepLinking, taken: Sequence[Choice]) -> str:
    context = db.get_one(Context, here.scope.context_id)
    return messages.deep_link_jwt(
        db.get_one(Registration, here.scope.registration_id),
        db.get_one(Deployment, context.deployment_id).deployment_key,
        settings,
        [messages.Item(choice.target, choice.title) for choice in taken],
        keys.signer(db, current.sealer),
        current.now(),
        public_url=current.config.public_url,
    )


def _choices(db: Session) -> list[Choice]:
    return [_choice(bank) for bank in store.choices(db)]


def _choice(bank: BankView) -> Choice:
    t = current.t
    title = bank.title[language_for(current.language(), bank.languages)]
    return Choice(
        value=f"{bank.course}/{bank.format}",
        title=t("lti.exam-title", title=title),
        note=t("lti.exam-note", format=bank.format, version=bank.version),
        target=Target(bank.course, bank.format, "exam"),
    )


@bp.get("/s/<uuid:seat>/link")
def which(seat: UUID) -> str:
    """What does this link open? Asked of a teacher, where the link does not say it."""
    return _asking(seat)[0]


def _asking(seat: UUID, status: int = 200) -> tuple[str, int]:
    here = current.instructor()
    with current.reader() as db:
        _link(db, here)
        choices = _choices(db)
    page = render_template(
        "lti/which.html",
        seat=seat,
        said=current.t("lti.which-said"),
        choices=choices,
        missing=status == 400,
    )
    return page, status


@bp.post("/s/<uuid:seat>/link")
def aimed(seat: UUID) -> AnyResponse | tuple[str, int]:
    """Writes what a link opens, while nobody has sat anything there. LinkChanged after."""
    here = current.instructor()
    form = ChoiceForm().checked()
    with current.writer() as db:
        link = _link(db, here)
        taken = _taken(form, _choices(db), multiple=False)
        if taken:
            _aim(db, here, link, taken[0].target)
    return redirect(f"/s/{seat}/", 303) if taken else _asking(seat, 400)


def _aim(db: Session, here: Here, link: Link, target: Target) -> None:
    before = [link.course, link.format, link.part]
    admission.aim(db, link, target, current.now())
    after = [link.course, link.format, link.part]
    audit.record(
        db,
        "link.aimed",
        subject=link,
        actor=audit.Actor("person", here.person_id),
        now=current.now(),
        data={"target": [before, after]},
    )


def _link(db: Session, here: Here) -> Link:
    link = db.get(Link, here.link_id) if here.link_id else None
    if link is None:
        raise NotFound("link")
    return link

"""The ways in for administrators: of the tool, by a link that is good once; of a platform, by a
launch, to what concerns their own platform."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from lti_tool.errors import NotFound
from lti_tool.models import Registration
from lti_tool.web import current, security, session

bp = Blueprint("signin", __name__)
security.csrf.exempt(bp)  # there is no visit yet: the secret of the address, and our Origin


@bp.get("/admin/enter/<token>")
def ask(token: str) -> str:
    """Show a button: a link that a mail program opens beforehand is not used up."""
    return render_template("admin/enter.html", token=token)


@bp.post("/admin/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Use the link up and open an administrator's visit. NotFound."""
    with current.database.system() as db:
        secret = session.enter_admin(db, token, current.now())
    if secret is None:
        raise NotFound("admin link")
    answer: Response = make_response(redirect("/admin/", 303))
    return session.give_admin(answer, secret)


@bp.get("/s/<uuid:seat>/platform")
def own(seat: UUID) -> str:
    """Show a platform's administrator their own registration, and nobody of it."""
    here = current.here()
    if here.role != "administrator":
        raise NotFound("for administrators")
    with current.reader() as db:
        row = db.get_one(Registration, here.scope.registration_id)
        return render_template("admin/own.html", row=row)

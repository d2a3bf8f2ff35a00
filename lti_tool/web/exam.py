"""The exam as a candidate has it: start, questions, hand in, result. All of it works as forms."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import AttemptClosed, Refused
from lti_tool.exam import attempts, responses, views
from lti_tool.exam.attempts import Entry, Saved
from lti_tool.exam.telling import seconds_left
from lti_tool.metrics import SAVE_SECONDS
from lti_tool.models import Attempt
from lti_tool.seating import Here
from lti_tool.web import current
from lti_tool.web.answering import Filled, filled, spoken, told
from lti_tool.web.forms import StrictForm
from lti_tool.web.place import own_tab, take_language

bp = Blueprint("exam", __name__, url_prefix="/s/<uuid:seat>/exam")

HOLES: Mapping[str, str] = {
    name: f"{{{name}}}" for name in ("hour", "minutes", "total", "was", "what", "place")
}
"""What the page's script fills in: the words keep their holes."""


@bp.get("")
def start(seat: UUID) -> ResponseReturnValue:
    """Say the rules, the attempts so far, and whether one may begin."""
    return _start_page(current.learner())


@bp.post("")
def begin(seat: UUID) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is being sat."""
    here, now, seed = current.learner(), current.now(), secrets.token_hex(16)
    StrictForm().checked()

    def work() -> str:
        with current.writer() as db:
            attempt = attempts.start(db, here, views.bank_of_link(db, here), now, seed)
            return _question(here, attempt.id, views.unanswered(db, attempt))

    try:
        return redirect(current.database.retrying(work), 303)
    except Refused:
        return _start_page(here), 409


@bp.get("/<uuid:attempt>/q/<int:n>")
def question(seat: UUID, attempt: UUID, n: int) -> ResponseReturnValue:
    """Ask a question."""
    here = current.learner()
    if not _sat(here, attempt):
        return redirect(_result(here, attempt), 303)
    return _question_page(here, attempt, n)


@bp.post("/<uuid:attempt>/q/<int:n>")
def answer(seat: UUID, attempt: UUID, n: int) -> ResponseReturnValue:
    """Keep an answer, then go where the button says. What it replaced is said first."""
    here = current.learner()
    if not _sat(here, attempt):
        return redirect(_result(here, attempt), 303)
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt)
        asked = views.asking(db, here, mine, n, current.t)
    about = told(request.form, current.now())
    response, _ = responses.read(asked.asked, asked.item, request.form)
    given = Filled(about, response, spoken(about.language, asked))
    try:
        saved = _save(here, attempt, n, given)
    except AttemptClosed:
        return redirect(_result(here, attempt), 303)
    if about.go.startswith("in."):
        take_language(here, about.go.removeprefix("in."))
    elif saved.replaced:
        return _question_page(here, attempt, n, notices=(_replaced(here, attempt, n, saved),))
    return redirect(_next(here, mine, n, about.go), 303)


@bp.put("/<uuid:attempt>/q/<int:n>")
def keep(seat: UUID, attempt: UUID, n: int) -> ResponseReturnValue:
    """Keep an answer that a page's script sends; JSON both ways."""
    here, now = current.learner(), current.now()
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt)
        asked = views.asking(db, here, mine, n, current.t)
        left = seconds_left(mine, now)
    given = filled(request.get_json(silent=True), asked)
    try:
        saved = _save(here, attempt, n, given)
    except AttemptClosed as closed:
        said = current.t("error.closed")
        return jsonify(error=closed.code, say=said, result=_result(here, attempt)), 409
    return jsonify(
        seq=saved.seq,
        at=saved.at.isoformat() if saved.at else None,
        replaced=saved.replaced,
        was=_was(here, attempt, n, saved) if saved.replaced else "",
        left=left,
    )


@bp.get("/<uuid:attempt>/time")
def time(seat: UUID, attempt: UUID) -> Response:
    """Say how much time is left, by the only clock that counts."""
    here = current.learner()
    sat = _sat(here, attempt)
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt)
    total = (mine.due_at - mine.started_at).total_seconds()
    left = seconds_left(mine, current.now()) if sat else 0
    return jsonify(left=left, due=mine.due_at.isoformat(), total=total, over=not sat)


@bp.get("/<uuid:attempt>/review")
def review(seat: UUID, attempt: UUID) -> ResponseReturnValue:
    """Show what is answered and what is not, before handing in."""
    here = current.learner()
    if not _sat(here, attempt):
        return redirect(_result(here, attempt), 303)
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt)
        view = views.hand_in(db, here, mine, t=current.t, now=current.now())
    return render_template("exam/handin.html", v=view, holes=HOLES)


@bp.post("/<uuid:attempt>/submit")
def submit(seat: UUID, attempt: UUID) -> ResponseReturnValue:
    """Hand in, once however often it is asked."""
    here, now = current.learner(), current.now()
    _sat(here, attempt)
    StrictForm().checked()

    def work() -> None:
        with current.writer() as db:
            attempts.submit(db, attempt, now, "learner")

    current.database.retrying(work)
    return redirect(_result(here, attempt), 303)


@bp.get("/<uuid:attempt>/result")
def result(seat: UUID, attempt: UUID) -> ResponseReturnValue:
    """Show what the policy lets a candidate know."""
    here = current.learner()
    if _sat(here, attempt):
        return redirect(_question(here, attempt, 1), 303)
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt)
        view = views.result(db, here, mine, t=current.t, now=current.now())
    return render_template("exam/result.html", v=view)


def _sat(here: Here, attempt_id: UUID) -> bool:
    """Whether the person's attempt is being sat; one that is over is closed first. NotFound."""
    now = current.now()
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt_id)
        if not attempts.over(mine, now):
            return mine.state == "sitting"

    def work() -> Attempt:
        with current.writer() as db:
            return attempts.own(db, here, attempt_id, now)

    return current.database.retrying(work).state == "sitting"


def _save(here: Here, attempt_id: UUID, n: int, given: Filled) -> Saved:
    """Keep an answer; what the form doesn't say of its mark stays."""

    def work() -> Saved:
        with current.writer() as db:
            flagged = given.about.flagged
            if flagged is None:
                flagged = views.flagged(db, attempt_id, n)
            about = given.about
            entry = Entry(about.tab, about.n, about.seen, given.response, given.language, flagged)
            return attempts.save(db, here, attempt_id, n, entry, current.now())

    with SAVE_SECONDS.time():
        return current.database.retrying(work)


def _was(here: Here, attempt_id: UUID, n: int, saved: Saved) -> str:
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt_id)
        return views.said(db, here, mine, n, saved.response, current.t)


def _replaced(here: Here, attempt_id: UUID, n: int, saved: Saved) -> str:
    was = _was(here, attempt_id, n, saved)
    key = "exam.js.replaced" if was else "exam.js.replaced-empty"
    return current.t(key, was=was)


def _start_page(here: Here) -> str:
    with current.reader() as db:
        tab = own_tab(db, here)
        view = views.start(db, here, t=current.t, now=current.now(), own_tab=tab)
    return render_template("exam/start.html", v=view)


def _question_page(here: Here, attempt_id: UUID, n: int, notices: tuple[str, ...] = ()) -> str:
    t, now = current.t, current.now()
    with current.reader() as db:
        mine = attempts.mine(db, here, attempt_id)
        view = views.question(db, here, mine, n, t=t, now=now, notices=notices)
    return render_template("exam/question.html", v=view, holes=HOLES)


def _next(here: Here, attempt: Attempt, n: int, go: str) -> str:
    """Where a button of a question's page leads; a number beyond the paper is its 404's matter."""
    if go == "review" or (go == "next" and n == len(attempt.paper["questions"])):
        return f"/s/{here.seat_id}/exam/{attempt.id}/review"
    to = {"next": n + 1, "previous": max(1, n - 1)}.get(go, go)
    return _question(here, attempt.id, int(to) if str(to).isdecimal() else n)


def _question(here: Here, attempt_id: UUID, n: int) -> str:
    return f"/s/{here.seat_id}/exam/{attempt_id}/q/{n}"


def _result(here: Here, attempt_id: UUID) -> str:
    return f"/s/{here.seat_id}/exam/{attempt_id}/result"

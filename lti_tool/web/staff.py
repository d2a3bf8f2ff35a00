"""A teacher's pages of a link. They read; what changes anything is in ``staff_acts``."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.admission import is_set
from lti_tool.errors import NotFound
from lti_tool.seating import Here
from lti_tool.staff import charts, copies, exports, figures, persons, progress, sent, tables
from lti_tool.web import current

bp = Blueprint("staff", __name__, url_prefix="/s/<uuid:seat>/staff")

CSV, ODS = "text/csv; charset=utf-8", "application/vnd.oasis.opendocument.spreadsheet"


@bp.get("/")
def home(seat: UUID) -> ResponseReturnValue:
    """Say who has begun, handed in, passed, and what needs somebody."""
    here = teacher()
    with current.reader() as db:
        if not is_set(progress.link_of(db, here)):
            return redirect(f"/s/{seat}/link", 303)
    return progress_page(here)


def progress_page(here: Here, wrong: str = "") -> str:
    """The page of a link; ``wrong``: why a form of it was refused."""
    now, t = current.now(), current.t
    with current.reader() as db:
        view = progress.of_link(db, here, now, t)
    chart = charts.dots(view.scores, view.pass_bp, t) if view.scores else ""
    return _page("progress", here, v=view, chart=chart, wrong=wrong)


@bp.get("/attempts/<uuid:attempt>")
def attempt(seat: UUID, attempt: UUID) -> str:
    """Show a copy as it was drawn, answered and marked."""
    return attempt_page(teacher(), attempt)


def attempt_page(here: Here, attempt_id: UUID, wrong: str = "") -> str:
    """The page of a copy. NotFound."""
    with current.reader() as db:
        view = copies.of_attempt(db, here, attempt_id, current.t)
    return _page("attempt", here, v=view, wrong=wrong)


@bp.get("/people/<uuid:person>")
def person(seat: UUID, person: UUID) -> str:
    """Show what one person did, was granted, and may do."""
    return person_page(teacher(), person)


def person_page(here: Here, person_id: UUID, wrong: str = "") -> str:
    """The page of a person. NotFound."""
    with current.reader() as db:
        view = persons.of_person(db, here, person_id, current.now(), current.t)
    return _page("person", here, v=view, wrong=wrong)


@bp.get("/items")
def items(seat: UUID) -> str:
    """Say what the copies tell of the questions."""
    here, t = teacher(), current.t
    with current.reader() as db:
        view = figures.of_link(db, here, t)
    chart = charts.dots(view.scores, view.pass_bp, t) if view.scores else ""
    return _page("items", here, v=view, chart=chart, squares=charts.squares, bar=charts.bar)


@bp.get("/grades")
def grades(seat: UUID) -> str:
    """Say what the platform has of the marks."""
    here = teacher()
    with current.reader() as db:
        view = sent.of_link(db, here, current.now(), current.t)
    return _page("grades", here, v=view)


@bp.get("/paper")
def paper(seat: UUID) -> str:
    """Show an example of the paper with its keys; nothing is kept."""
    here = teacher()
    with current.reader() as db:
        view = copies.sample(db, here, current.t)
    return _page("paper", here, v=view)


@bp.get("/export.csv")
def export_csv(seat: UUID) -> Response:
    """One table: ``table`` is people, attempts, answers or items."""
    here = teacher()
    made = tables.TABLES.get(request.args.get("table", "people"))
    if made is None:
        raise NotFound("table")
    with current.reader() as db:
        table = made(db, here, current.now(), current.t)
    return _attached(exports.csv(table, current.language()), CSV, f"{table.name}.csv")


@bp.get("/export.ods")
def export_ods(seat: UUID) -> Response:
    """All tables, one sheet each."""
    here = teacher()
    with current.reader() as db:
        book = [made(db, here, current.now(), current.t) for made in tables.TABLES.values()]
    return _attached(exports.ods(book), ODS, "cartable.ods")


def teacher() -> Here:
    """Who teaches in a link; NotFound for anybody else, and for a deep-linking seat."""
    here = current.instructor()
    if here.link_id is None:
        raise NotFound("no link")
    return here


def _page(name: str, here: Here, **values: object) -> str:
    done = request.args.get("done", "")
    key = f"staff.done.{done}"
    return render_template(
        f"staff/{name}.html",
        base=f"/s/{here.seat_id}/staff",
        home=f"/s/{here.seat_id}/",
        page=name,
        done=current.t(key) if key in current.t else "",
        **values,
    )


def _attached(data: bytes, kind: str, name: str) -> Response:
    sent_file = Response(data, content_type=kind)
    sent_file.headers.set("Content-Disposition", "attachment", filename=name)
    return sent_file

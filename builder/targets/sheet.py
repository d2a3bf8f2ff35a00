"""The integration sheet of a SCORM package: what an administrator ticks, and what reports mean.

The same HTML gives the page and, through the walk of the documents, the PDF/UA; the CSV has the
interactions for a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from builder.archive import PackageFile
from builder.language import Words, words
from builder.model import Course, is_graded
from builder.playerdata.interactions import Interaction, Standard, interactions
from builder.targets.base import Plan
from builder.targets.documents.blocks import blocks
from builder.targets.documents.pdf import Sheet, pdf

FOLDER = "sheets/"
TEMPLATES = Path(__file__).parents[1] / "templates" / "documents"
BOM = "\ufeff"  # a spreadsheet then reads the accents right
ALTERNATIVES = " | "


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of Moodle's form: where it is, its name, what to choose, and why."""

    section: str
    name: str
    value: str
    why: str


SETTINGS = (
    ("appearance", "display", "display-value"),
    ("appearance", "skip", "skip-value"),
    ("appearance", "structure", "structure-value"),
    ("appearance", "navigation", "navigation-value"),
    ("grade", "method", "method-value"),
    ("grade", "maximum", "maximum-value"),
    ("attempts", "number", "number-value"),
    ("attempts", "which", "which-value"),
    ("attempts", "force-new", "no"),
    ("attempts", "lock", "no"),
    ("compatibility", "force-completed", "no"),
    ("compatibility", "mastery", "no"),
    ("completion", "require-status", ""),
)


def files(
    course: Course, plan: Plan, entry: Mapping[str, Any], standard: Standard
) -> Iterator[PackageFile]:
    """The sheet as HTML, PDF and CSV, under ``sheets/`` of ``dist/``."""
    language = plan.language or course.languages[0]
    rows = [row for _, row in interactions(course, plan.format, language, plan.module, standard)]
    say, name = words(language), FOLDER + plan.stem
    title = say("sheet.title")
    body = _body(course, plan, entry, rows, say)
    page = _environment().get_template("sheet-page.html")
    html = page.render(body=Markup(body), title=title, say=say)  # noqa: S704 - autoescaped above
    yield PackageFile(f"{name}.html", html.encode())
    yield PackageFile(f"{name}.csv", table(rows, say))
    yield PackageFile(f"{name}.pdf", _pdf(course, language, title, body, say))


def _pdf(course: Course, language: str, title: str, body: str, say: Words) -> bytes:
    sheet = Sheet(
        title=title,
        language=language,
        course=course.title[language],
        kind=say("document.kind-integration"),
        authors=course.authors,
        date=course.date,
        page_word=say("page.page"),
        body=blocks(body),
    )
    return pdf(sheet, {})


def _body(
    course: Course, plan: Plan, entry: Mapping[str, Any], rows: list[Interaction], say: Words
) -> str:
    graded = any(row.points for row in rows)
    tracking = course.format(plan.format).tracking
    rule = tracking.completion if graded else "pages"
    return (
        _environment()
        .get_template("sheet.html")
        .render(
            say=say,
            entry=entry,
            settings=list(settings(say, passed=rule != "pages")),
            rows=rows,
            rule=say(f"sheet.rule-{rule}", mark=tracking.pass_mark),
            failed=tracking.report_failed and rule != "pages",
            silent=_silent(course, plan),
        )
    )


def settings(say: Words, *, passed: bool) -> Iterator[Setting]:
    """The lines of the form of Moodle's SCORM activity, in the words that Moodle uses."""
    status = "sheet.status-passed" if passed else "sheet.status-completed"
    for section, name, value in SETTINGS:
        chosen = say(f"sheet.{value}") if value else say(status)
        why = say(f"sheet.{name}-why")
        yield Setting(say(f"sheet.section-{section}"), say(f"sheet.{name}"), chosen, why)


def _silent(course: Course, plan: Plan) -> bool:
    """Whether the package has questions that are never reported (opinions and reflections)."""
    taken = course.format(plan.format).modules
    screens = (s for item in taken if plan.module in {None, item.id} for s in item.screens)
    quizzes = (course.quizzes[screen] for screen in screens if screen in course.quizzes)
    return any(not is_graded(question) for quiz in quizzes for question in quiz.questions)


def table(rows: list[Interaction], say: Words) -> bytes:
    """The interactions as CSV (RFC 4180), UTF-8 with a mark for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ("id", "type", "question", "answer", "meaning", "points")
    writer.writerow([say(f"sheet.column-{name}") for name in columns])
    for row in rows:
        answer, meaning = ALTERNATIVES.join(row.patterns), meanings(row)
        cells = (row.id, row.type, row.text, answer, meaning, f"{row.points:g}")
        writer.writerow([_safe(cell) for cell in cells])
    return (BOM + out.getvalue()).encode()


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def meanings(row: Interaction) -> str:
    """What each key of a question's answer means, in one line."""
    return ALTERNATIVES.join(f"{key} = {text}" for key, text in row.meanings)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["alternatives"] = ALTERNATIVES
    return environment

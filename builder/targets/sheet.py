"""The integration sheet of a SCORM package: what an administrator ticks, and what reports mean.

The same HTML gives the page and, through the walk of the documents, the PDF/UA; the CSV has the
interactions for a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Any

from babel.numbers import format_decimal
from jinja2 import Environment
from markupsafe import Markup

from builder import bundle, templating
from builder.archive import PackageFile
from builder.language import Words, words
from builder.model import Course, is_graded
from builder.playerdata.interactions import Interaction, Standard, interactions
from builder.render import typography
from builder.targets.base import Plan
from builder.targets.documents.blocks import blocks
from builder.targets.documents.pdf import Sheet, pdf

FOLDER = "sheets/"
HERE = "<!-- bytes -->"
SIGNS = {"keys": "[,]", "pair": "[.]", "range": "[:]"}  # SCORM 2004 RTE 4.2.9.1
BOM = "\ufeff"  # a spreadsheet then reads the accents right
ALTERNATIVES = " | "
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet may run (OWASP: CSV injection)


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of Moodle's form: its name, what to choose, and why."""

    name: str
    value: str
    why: str


MANY = 50  # interactions, at 1.2 kB each in Moodle 4.5's last post

SETTINGS = (
    ("appearance", "display", "display-value"),
    ("appearance", "skip", "skip-value"),
    ("appearance", "preview", "yes"),
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
    ("completion", "tracking", "tracking-value"),
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
    body = _body(course, plan, entry, _Reported(standard, rows), say)
    html = (
        _environment()
        .get_template("sheet-page.html")
        .render(
            body=Markup(body.replace(HERE, _digest(entry, say))),  # noqa: S704 - autoescaped above
            title=title,
            file=entry["file"],
            language=language,
            font=_font(),
        )
    )
    yield PackageFile(f"{name}.html", html.encode())
    yield PackageFile(f"{name}.csv", table(rows, say))
    yield PackageFile(f"{name}.pdf", _pdf(course, language, title, body.replace(HERE, ""), say))


def _digest(entry: Mapping[str, Any], say: Words) -> Markup:
    """What tells the package's bytes from others: not on paper, which outlives many a package."""
    size, digest = format_decimal(entry["bytes"], locale=say.language), entry["sha256"]
    return Markup(
        '<tr><th scope="row">{}</th><td>{}</td></tr>\n<tr><th scope="row">SHA-256</th>'
        "<td><code>{}</code> <code>{}</code></td></tr>"
    ).format(say("sheet.bytes"), size, digest[:32], digest[32:])


@dataclass(frozen=True, slots=True)
class _Reported:
    """What a package reports, in the format of its standard."""

    standard: Standard
    rows: list[Interaction]

    def by_quiz(self, course: Course, language: str) -> list[tuple[str, list[Interaction]]]:
        """The interactions under the title of their quiz (ids are module.quiz.question)."""
        quizzes = groupby(self.rows, key=lambda row: row.id.split(".")[1])
        return [(course.quizzes[key].title[language], list(rows)) for key, rows in quizzes]


@cache
def _font() -> str:
    return b64encode(bundle.font().read_bytes()).decode()


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
    course: Course, plan: Plan, entry: Mapping[str, Any], reported: _Reported, say: Words
) -> str:
    language = plan.language or course.languages[0]
    tracking = course.format(plan.format).tracking
    rule = tracking.completion if any(row.points for row in reported.rows) else "pages"
    return (
        _environment()
        .get_template("sheet.html")
        .render(
            say=say,
            number=partial(format_decimal, locale=say.language),
            typeset=partial(typography.text, language),
            entry=entry,
            settings=list(settings(say, passed=rule != "pages")),
            groups=reported.by_quiz(course, language),
            reading=say(f"sheet.reading-{reported.standard}", **SIGNS),
            rule=say(f"sheet.rule-{rule}", mark=tracking.pass_mark),
            failed=tracking.report_failed and rule != "pages",
            silent=_silent(course, plan),
            many=len(reported.rows) if _too_many(reported) else 0,
        )
    )


def settings(say: Words, *, passed: bool) -> Iterator[tuple[str, list[Setting]]]:
    """The form of Moodle's SCORM activity by section, in the words that Moodle uses."""
    status = "sheet.status-passed" if passed else "sheet.status-completed"
    for section, lines in groupby(SETTINGS, key=lambda line: line[0]):
        yield (
            say(f"sheet.section-{section}"),
            [
                Setting(
                    say(f"sheet.{name}"),
                    say(f"sheet.{value}" if value else status),
                    say(f"sheet.{name}-why"),
                )
                for _, name, value in lines
            ],
        )


def _too_many(reported: _Reported) -> bool:
    """Whether Moodle's last post of a 2004 attempt, all of it anew, may be more than the 64 KB that
    a closing page can send."""
    return reported.standard != "scorm12" and len(reported.rows) > MANY


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
    """A cell that no spreadsheet takes for a formula; a number is none."""
    return f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def chosen(row: Interaction) -> frozenset[str]:
    """The keys of the right options, where options are ticked."""
    if row.type != "choice":
        return frozenset()
    return frozenset(row.patterns[0].replace("[,]", ",").split(","))


def meanings(row: Interaction) -> str:
    """What each key of a question's answer means, in one line."""
    return ALTERNATIVES.join(f"{key} = {text}" for key, text in row.meanings)


@cache
def _environment() -> Environment:
    environment = templating.environment(templating.TEMPLATES / "documents")
    environment.globals.update(alternatives=ALTERNATIVES, chosen=chosen)
    return environment

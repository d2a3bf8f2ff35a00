"""I: ids are used once, and published ids last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder import lock
from builder.checks.rule import ERROR, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Anchor

# The targets of design.md; a package's name ends with one of them.
TARGETS = (
    *("scorm12", "scorm2004", "scorm2004-3rd", "exam", "documents"),
    *("moodle", "cartridge", "cmi5", "web", "print"),
)


def repeated(scope: Scope, items: Iterable[tuple[str, Anchor]]) -> Iterator[Hit]:
    """A hit for each id that came before."""
    first: dict[str, Anchor] = {}
    for name, at in items:
        if name in first:
            other = scope.place(first[name])
            yield hit(scope.place(at, "id"), id=name, other=f"{other.path}:{other.line}")
        first.setdefault(name, at)


@rule("I-003", ERROR, "the question id '{id}' is already used at {other}", "rename this question")
def question_ids_differ(scope: Scope) -> Iterator[Hit]:
    """No two questions of quizzes and bank have the same id."""
    yield from repeated(scope, ((question.id, question.at) for _, question in scope.asked))


@rule("I-004", ERROR, "the objective id '{id}' is already used at {other}", "rename this objective")
def objective_ids_differ(scope: Scope) -> Iterator[Hit]:
    """No two objectives of the course have the same id."""
    objectives = (item for module in scope.course.modules for item in module.objectives)
    yield from repeated(scope, ((item.id, item.at) for item in objectives))


@rule(
    "I-005",
    ERROR,
    "the published id '{id}' ({kind}) is gone: learners would lose their attempts",
    "bring it back, or list it in course.yaml under retired: {kind}",
)
def published_ids_last(scope: Scope) -> Iterator[Hit]:
    """Each id of ids.lock.json is still there, or retired."""
    for kind, name in lock.missing(scope.course):
        yield hit(scope.place(scope.course.at, "retired"), kind=kind, id=name)


@rule(
    "I-006",
    ERROR,
    "the id '{id}' ({kind}) is retired, and is in the course",
    "take it out of retired, or give what is new another id",
)
def retired_ids_stay_away(scope: Scope) -> Iterator[Hit]:
    """No retired id is used."""
    for kind, name in lock.revived(scope.course):
        yield hit(scope.place(scope.course.at, "retired", kind), kind=kind, id=name)


@rule("I-007", ERROR, "module '{id}' is named as a package format", "rename the module")
def module_is_no_target(scope: Scope) -> Iterator[Hit]:
    """A module's id is not the name of a target."""
    for module in scope.course.modules:
        if module.id in TARGETS:
            yield hit(scope.place(module.at, "id"), id=module.id)


@rule("I-008", ERROR, "the half-day id '{id}' is already used at {other}", "rename this half-day")
def half_day_ids_differ(scope: Scope) -> Iterator[Hit]:
    """Within a format, no two half-days have the same id."""
    for form in scope.course.formats:
        yield from repeated(scope, ((day.id, day.at) for day in form.schedule))


@rule("I-009", ERROR, "the field id '{id}' is already used at {other}", "rename this field")
def field_ids_differ(scope: Scope) -> Iterator[Hit]:
    """Within a worksheet, no two fields have the same id."""
    for sheet in scope.course.worksheets.values():
        yield from repeated(scope, ((item.id, item.at) for item in sheet.fields))


@rule("I-010", ERROR, "the id '{id}' is already used at {other}", "rename this one")
def certification_ids_differ(scope: Scope) -> Iterator[Hit]:
    """Criteria, sections, phases, statements and moments have ids of their own."""
    certification = scope.course.certification
    if certification is None:
        return
    lists = {
        "rubric": ("criteria",),
        "dossier": ("sections",),
        "peer": ("phases",),
        "positioning": ("times", "statements", "open"),
    }
    for part, names in lists.items():
        data: Mapping[str, Any] = getattr(certification, part)
        for name in names:
            at = Anchor(f"certification/{part}.yaml", (name,))
            rows = enumerate(data.get(name, ()))
            yield from repeated(scope, ((row["id"], at.child(i)) for i, row in rows))


@rule(
    "I-011",
    ERROR,
    "ids.lock.json belongs to the course '{other}', not to '{id}'",
    "delete it when this is a new course; give the course its old id when it is not",
)
def lock_is_of_this_course(scope: Scope) -> Iterator[Hit]:
    """The published ids are those of this course."""
    other = scope.course.lock.data.get("course", scope.course.id)
    if other != scope.course.id:
        place = scope.place(Anchor("ids.lock.json", ("course",)))
        yield hit(place, id=scope.course.id, other=other)

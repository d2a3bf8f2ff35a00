"""F: formats and their schedules add up."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope, screens_of
from builder.model import Activity, Format, HalfDay, is_graded
from builder.source.code import did_you_mean

INTERACTIONS, OBJECTIVES = 250, 100  # SCORM 2004 4th ed., RTE 4.1.1: smallest permitted maximum


@rule("F-001", ERROR, "format '{form}' takes the module '{id}', which does not exist")
def modules_exist(scope: Scope) -> Iterator[Hit]:
    """Each module of a format is a module of the course."""
    known = {module.id for module in scope.course.modules}
    folders = {path.split("/")[1] for path in scope.course.positions.nodes if "/module." in path}
    for form in scope.course.formats:
        for module in form.modules:
            if module.id not in known | folders:
                better = did_you_mean(module.id, known) or "list it in course.yaml"
                yield hit(scope.place(module.at, "id"), better, form=form.id, id=module.id)


@rule("F-002", ERROR, "module '{module}' has no screen '{id}' for the format '{form}'")
def screens_exist(scope: Scope) -> Iterator[Hit]:
    """Each screen that a format takes is one of that module's."""
    own = {module.id: module.contents for module in scope.course.modules}
    for form in scope.course.formats:
        for module in form.modules:
            known = own.get(module.id, module.screens)
            for index, name in enumerate(module.screens):
                if name not in known:
                    better = did_you_mean(name, known) or "add it to the module's contents"
                    place = scope.place(module.at, "screens", index)
                    yield hit(place, better, module=module.id, id=name, form=form.id)


def _activities(scope: Scope) -> Iterator[tuple[Format, HalfDay, Activity]]:
    for form in scope.course.formats:
        for day in form.schedule:
            yield from ((form, day, activity) for activity in day.activities)


@rule("F-003", ERROR, "the schedule uses the page '{id}', which does not exist")
def scheduled_pages_exist(scope: Scope) -> Iterator[Hit]:
    """Each page of the schedule is a screen of the course."""
    for _, _, activity in _activities(scope):
        for index, name in enumerate(activity.pages):
            if name not in scope.screens:
                better = did_you_mean(name, scope.screens) or "add the page, or take it out"
                yield hit(scope.place(activity.at, "pages", index), better, id=name)


@rule("F-004", ERROR, "the schedule uses the page '{id}', which the format '{form}' leaves out")
def scheduled_pages_are_in_the_format(scope: Scope) -> Iterator[Hit]:
    """Each page of the schedule is a screen of its format."""
    for form, _, activity in _activities(scope):
        screens = screens_of(form)
        for index, name in enumerate(activity.pages):
            if name in scope.screens and name not in screens:
                place = scope.place(activity.at, "pages", index)
                yield hit(place, "add it to the format's modules", id=name, form=form.id)


@rule(
    "F-005",
    ERROR,
    "the half-day '{id}' says {minutes} minutes, and its activities take {total}",
    "make the two the same",
)
def half_days_add_up(scope: Scope) -> Iterator[Hit]:
    """The activities of a half-day take as long as it lasts."""
    for form in scope.course.formats:
        for day in form.schedule:
            total = sum(activity.minutes for activity in day.activities)
            if total != day.minutes:
                place = scope.place(day.at, "minutes")
                yield hit(place, id=day.id, minutes=day.minutes, total=total)


@rule(
    "F-006",
    WARNING,
    "the activity takes {minutes} minutes, and its pages {total}",
    "give it more time, or fewer pages",
)
def activities_have_time_for_their_pages(scope: Scope) -> Iterator[Hit]:
    """An activity lasts at least as long as its pages take."""
    known = scope.made
    for _, _, activity in _activities(scope):
        total = sum(known[name].minutes for name in activity.pages if name in known)
        if total > activity.minutes:
            place = scope.place(activity.at, "minutes")
            yield hit(place, minutes=activity.minutes, total=total)


@rule(
    "F-007",
    WARNING,
    "no activity of the format '{form}' uses '{id}'",
    "add it to an activity, or leave it out of the format",
)
def screens_are_scheduled(scope: Scope) -> Iterator[Hit]:
    """Each screen of a format is used in its schedule, where it has one."""
    for form in scope.course.formats:
        used = {name for day in form.schedule for item in day.activities for name in item.pages}
        for module in form.modules:
            for index, name in enumerate(module.screens):
                if form.schedule and name in scope.screens and name not in used:
                    place = scope.place(module.at, "screens", index)
                    yield hit(place, form=form.id, id=name)


@rule(
    "F-008",
    ERROR,
    "format '{form}' is completed by quizzes, and has no graded question",
    "write completion: pages, or take a quiz in",
)
def completion_is_possible(scope: Scope) -> Iterator[Hit]:
    """A format that is completed by quizzes has a graded question."""
    for form in scope.course.formats:
        screens = screens_of(form)
        graded = (q for quiz, q in scope.course.questions() if quiz.id in screens and is_graded(q))
        if form.tracking.completion != "pages" and not any(True for _ in graded):
            yield hit(scope.place(form.at, "tracking", "completion"), form=form.id)


@rule("F-009", ERROR, "format '{form}' takes the module '{id}' twice", "take it once")
def modules_are_taken_once(scope: Scope) -> Iterator[Hit]:
    """No module comes twice in a format."""
    for form in scope.course.formats:
        seen: set[str] = set()
        for module in form.modules:
            if module.id in seen:
                yield hit(scope.place(module.at), form=form.id, id=module.id)
            seen.add(module.id)


@rule("F-010", ERROR, "format '{form}' takes '{id}' twice", "take it once")
def screens_are_taken_once(scope: Scope) -> Iterator[Hit]:
    """No screen comes twice in a module of a format."""
    for form in scope.course.formats:
        for module in form.modules:
            for index, name in enumerate(module.screens):
                if name in module.screens[:index]:
                    place = scope.place(module.at, "screens", index)
                    yield hit(place, form=form.id, id=name)


@rule("F-011", ERROR, "document '{id}' is for the format '{form}', which does not exist")
def document_formats_exist(scope: Scope) -> Iterator[Hit]:
    """Each format of a document is a format of the course."""
    known = {form.id for form in scope.course.formats}
    for document in scope.course.documents.values():
        for index, name in enumerate(document.formats):
            if name not in known:
                better = did_you_mean(name, known) or f"the formats are {', '.join(sorted(known))}"
                place = scope.place(document.at, "formats", index)
                yield hit(place, better, id=document.id, form=name)


@rule("F-012", WARNING, "no format takes the module '{id}'", "add it to a format")
def modules_are_taken(scope: Scope) -> Iterator[Hit]:
    """Each module is in a format."""
    taken = {module.id for form in scope.course.formats for module in form.modules}
    for module in scope.course.modules:
        if module.id not in taken:
            yield hit(scope.place(module.at), id=module.id)


@rule("F-013", WARNING, "the schedule of format '{form}' is empty", "write its half-days")
def formats_have_a_schedule(scope: Scope) -> Iterator[Hit]:
    """Each format has a schedule."""
    for form in scope.course.formats:
        if not form.schedule:
            yield hit(scope.place(form.at, "schedule"), form=form.id)


@rule(
    "F-014",
    ERROR,
    "format '{form}' gives a learner {count} graded questions; SCORM 2004 keeps {most} at least",
    "draw fewer, or split the course",
)
def interactions_fit(scope: Scope) -> Iterator[Hit]:
    """A format reports at most 250 interactions (SCORM 2004 4th ed., RTE 4.2.9)."""
    for form in scope.course.formats:
        count = sum(_given(scope, name) for name in screens_of(form))
        if count > INTERACTIONS:
            yield hit(scope.place(form.at), form=form.id, count=count, most=INTERACTIONS)


def _given(scope: Scope, name: str) -> int:
    """How many graded questions a learner may get of a screen."""
    quiz = scope.course.quizzes.get(name)
    if quiz is None:
        return 0
    graded = sum(is_graded(question) for question in quiz.questions)
    return min(graded, quiz.draw or graded)


@rule(
    "F-015",
    ERROR,
    "format '{form}' has {count} objectives; SCORM 2004 keeps {most} at least",
    "put objectives together",
)
def objectives_fit(scope: Scope) -> Iterator[Hit]:
    """A format reports at most 100 objectives (SCORM 2004 4th ed., RTE 4.2.17)."""
    own = {module.id: len(module.objectives) for module in scope.course.modules}
    for form in scope.course.formats:
        count = sum(own.get(module.id, 0) for module in form.modules)
        if count > OBJECTIVES:
            yield hit(scope.place(form.at), form=form.id, count=count, most=OBJECTIVES)

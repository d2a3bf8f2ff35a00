"""B: time, size and the saved state stay within bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from builder import state
from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Anchor, Place
from builder.model import is_graded

SPEED = 200  # words a minute, an adult reading to learn
LONG = 2500  # words; a page that takes a quarter of an hour
HEAVY = 200_000_000  # bytes; more than most Moodle sites take in one upload
NEAR = 0.9


@rule(
    "B-001",
    ERROR,
    "a learner's saved state may take {size} characters; SCORM 1.2 keeps {most}",
    "ask fewer typed answers, or lower their max_length; then split the course",
)
def state_fits(scope: Scope) -> Iterator[Hit]:
    """The largest saved state is at most 4,096 characters (SCORM 1.2, cmi.suspend_data)."""
    size = state.worst_case(state.layout(scope.course))
    if size <= state.LIMIT:
        return
    then = state.worst_case(state.released(state.layout(scope.course)))
    better = (
        f"run `cartable release`: once published it takes {then}" if then <= state.LIMIT else ""
    )
    yield hit(scope.place(scope.course.at), better, size=size, most=state.LIMIT)


@rule(
    "B-002",
    WARNING,
    "a learner's saved state may take {size} of the {most} characters that SCORM 1.2 keeps",
    "there is little room for further questions; lower max_length of typed answers",
)
def state_has_room(scope: Scope) -> Iterator[Hit]:
    """The largest saved state leaves a tenth of the room free."""
    size = state.worst_case(state.layout(scope.course))
    if NEAR * state.LIMIT < size <= state.LIMIT:
        yield hit(scope.place(scope.course.at), size=size, most=state.LIMIT)


@rule(
    "B-003",
    WARNING,
    "reading the page's {words} words takes {wanted} minutes, and it says {minutes}",
    "write minutes: {wanted}, in every language",
)
def reading_fits_the_minutes(scope: Scope) -> Iterator[Hit]:
    """A page's words can be read, at 200 a minute, in the minutes that it gives."""
    for seen in scope.texts:
        page = scope.course.pages.get(seen.id)
        wanted = math.ceil(seen.facts.words / SPEED)
        if seen.screen and page is not None and wanted > page.minutes:
            place = scope.place(Anchor(page.texts[seen.language].path, ("minutes",)))
            yield hit(place, words=seen.facts.words, wanted=wanted, minutes=page.minutes)


@rule(
    "B-004",
    WARNING,
    "quiz '{id}' gives {minutes} minutes for {count} questions",
    "half a minute a question is the least",
)
def quizzes_have_time(scope: Scope) -> Iterator[Hit]:
    """A quiz gives half a minute a question at least."""
    for quiz in scope.course.quizzes.values():
        count = min(len(quiz.questions), quiz.draw or len(quiz.questions))
        if quiz.minutes * 2 < count:
            place = scope.place(quiz.at, "minutes")
            yield hit(place, id=quiz.id, minutes=quiz.minutes, count=count)


@rule("B-005", WARNING, "the page has {words} words", "make two pages of it")
def pages_are_short(scope: Scope) -> Iterator[Hit]:
    """A page has at most 2,500 words."""
    for seen in scope.texts:
        if seen.screen and seen.facts.words > LONG:
            yield hit(seen.place(0), words=seen.facts.words)


@rule(
    "B-006",
    WARNING,
    "the course's media weigh {size} MB; many Moodle sites refuse uploads beyond {most}",
    "make the films smaller, or import one package a module",
)
def media_are_light(scope: Scope) -> Iterator[Hit]:
    """The media together weigh at most 200 MB."""
    size = sum(medium.size for medium in scope.course.media.values())
    if size > HEAVY:
        heaviest = max(scope.course.media.values(), key=lambda medium: medium.size)
        place = Place(f"media/{heaviest.path}")
        yield hit(place, size=size // 1_000_000, most=HEAVY // 1_000_000)


@rule(
    "B-007",
    WARNING,
    "module '{id}' has no graded question: its package gives no score",
    "add a quiz",
)
def modules_give_a_score(scope: Scope) -> Iterator[Hit]:
    """Each module has a graded question, since each has a package of its own."""
    for module in scope.course.modules:
        quizzes = (scope.course.quizzes.get(name) for name in module.contents)
        if scope.broken.intersection(module.contents):
            continue
        if not any(is_graded(q) for quiz in quizzes if quiz for q in quiz.questions):
            yield hit(scope.place(module.at), id=module.id)

"""A course with the quizzes and lock that a test wants, on the ground of the course `mini`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from builder.load import load
from builder.model import Course, Lock, Question, Quiz
from builder.state import Answer, Layout, State
from tests.builder.state.questions import AT

MINI = Path(__file__).parents[2] / "courses" / "mini"


@cache
def ground() -> Course:
    course, findings = load(MINI)
    assert course is not None, findings
    return replace(course, quizzes={}, pages={})


def course_of(
    questions: Iterable[Question], pages: Iterable[str] = (), lock: Mapping[str, Any] | None = None
) -> Course:
    """One quiz with these questions; pages by id; ``lock``: what stands under its ``layout``."""
    quiz = Quiz("quiz", AT, {"fr": "Quiz"}, tuple(questions), minutes=5)
    data = {} if lock is None else {"layout": lock}
    named: Any = dict.fromkeys(pages)  # a layout asks of a page no more than its id
    return replace(ground(), quizzes={quiz.id: quiz}, pages=named, lock=Lock(data))


def filled(layout: Layout, responses: Mapping[str, Any], **values: Any) -> State:
    """A state that has seen every screen and answered these questions."""
    graded = {i.id: i.shape[0] not in {"level", "done"} for i in layout.items}
    answers = {
        name: Answer(1 if graded[name] else 0, place if graded[name] else None, response)
        for place, (name, response) in enumerate(responses.items())
    }
    seen = frozenset(item.id for item in layout.items if item.kind == "screen")
    return replace(State(2**32 - 1, seen=seen, answers=answers), **values)

"""What the player knows of a course: the content of ``course.js``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from builder.language import words
from builder.marking import spec
from builder.model import Course, FormatModule, Likert, Ordering, Question, Quiz, Reflection, Screen
from builder.playerdata.interactions import Interaction, Standard, decimal, interactions
from builder.state import Layout, data

SCHEMA = 1
FIRST = "index.html"


class Shown(Protocol):
    """A format in a language, all of it or one module, for an LMS or none (``pages.View``)."""

    @property
    def format_id(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def module_id(self) -> str | None: ...
    @property
    def lms(self) -> str: ...


def course_data(course: Course, view: Shown, layout: Layout) -> dict[str, Any]:
    """What ``course.js`` carries for one package, JSON-able: ids, keys, rules, titles.

    Raises KeyError when the course has no such format or module.
    """
    modules = _modules(course, view)
    quizzes = {
        screen: course.quizzes[screen]
        for module in modules
        for screen in module.screens
        if screen in course.quizzes
    }
    tracking = course.format(view.format_id).tracking
    return {
        "schema": SCHEMA,
        "course": course.id,
        "format": view.format_id,
        "module": view.module_id,
        "version": course.version,
        "language": view.language,
        "lms": view.lms,
        "key": f"{course.id}/{view.format_id}/{view.module_id or '-'}",
        "title": course.title.get(view.language, ""),
        "tracking": {
            "completion": tracking.completion,
            "pass": tracking.pass_mark,
            "failed": tracking.report_failed,
        },
        "screens": list(_screens(course, view, modules)),
        "modules": [
            {"id": m.id, "title": course.module(m.id).title.get(view.language, "")} for m in modules
        ],
        "objectives": [
            {"id": objective.id, "module": m.id, "text": objective.text.get(view.language, "")}
            for m in modules
            for objective in course.module(m.id).objectives
        ],
        "quizzes": {name: _quiz(quiz) for name, quiz in quizzes.items()},
        "questions": _questions(course, view, quizzes),
        "layout": data(layout),
        "strings": words(view.language).section("player"),
    }


def _modules(course: Course, view: Shown) -> list[FormatModule]:
    modules = course.format(view.format_id).modules
    chosen = [m for m in modules if view.module_id in {None, m.id}]
    if not chosen:
        raise KeyError(view.module_id)
    return chosen


def _screens(course: Course, view: Shown, modules: list[FormatModule]) -> Iterator[dict[str, Any]]:
    names = [(module.id, name) for module in modules for name in module.screens]
    for place, (module_id, name) in enumerate(names):
        screen: Screen = course.screen(name)
        yield {
            "id": name,
            "file": f"{name}.html" if place else FIRST,
            "title": screen.title.get(view.language, ""),
            "kind": "quiz" if isinstance(screen, Quiz) else "page",
            "module": module_id,
            "minutes": screen.minutes,
        }


def _quiz(quiz: Quiz) -> dict[str, Any]:
    questions = [question.id for question in quiz.questions]
    return {"draw": quiz.draw, "shuffle": quiz.shuffle, "questions": questions}


def _questions(course: Course, view: Shown, quizzes: Mapping[str, Quiz]) -> dict[str, Any]:
    standard: Standard = "scorm2004" if view.lms == "scorm2004" else "scorm12"
    reported = dict(interactions(course, view.format_id, view.language, view.module_id, standard))
    return {
        question.id: _question(question, view.language)
        | {"quiz": name}
        | _reported(reported.get(question.id))
        for name, quiz in quizzes.items()
        for question in quiz.questions
    }


def _question(question: Question, language: str) -> dict[str, Any]:
    ungraded = isinstance(question, Likert | Reflection)
    return spec(question, language) | {
        "points": 0 if ungraded else question.points,
        "tries": question.tries,
        "objective": question.objective,
        "shuffle": getattr(question, "shuffle", isinstance(question, Ordering)),
    }


def _reported(interaction: Interaction | None) -> dict[str, Any]:
    """Empty for what is never reported: the player takes a question without this as ungraded."""
    if interaction is None:
        return {}
    told = {
        "id": interaction.id,
        "type": interaction.type,
        "patterns": interaction.patterns,
        "weighting": decimal(interaction.points),
    }
    return {"interaction": told}

"""What one package shows: the screens of a format, in order, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from builder.language import Words, words
from builder.model import Course, Page

Lms: TypeAlias = Literal["scorm12", "scorm2004", "none"]
Kind: TypeAlias = Literal["page", "quiz"]


@dataclass(frozen=True, slots=True)
class View:
    """A way to show a course: a format, a language, all of it or a module, and for which LMS."""

    format_id: str
    language: str
    module_id: str | None
    lms: Lms


@dataclass(frozen=True, slots=True)
class Stop:
    """A screen on the way. ``number`` counts from 1; ``part`` is the module's index."""

    id: str
    file: str
    title: str
    kind: Kind
    part: int
    number: int
    minutes: int
    questions: int


@dataclass(frozen=True, slots=True)
class Part:
    """A module as the way takes it."""

    id: str
    title: str
    stops: tuple[Stop, ...]

    @property
    def minutes(self) -> int:
        """How long the module takes."""
        return sum(stop.minutes for stop in self.stops)


@dataclass(frozen=True)
class Way:
    """The screens of a view, by module and in one row."""

    course: Course
    view: View
    parts: tuple[Part, ...]

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """Every screen in order."""
        return tuple(stop for part in self.parts for stop in part.stops)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The file of each screen, by screen id."""
        return {stop.id: stop.file for stop in self.stops}

    @cached_property
    def words(self) -> Words:
        """The interface's words in the view's language."""
        return words(self.view.language)

    @property
    def title(self) -> str:
        """What the package is called: the course, or the course's module."""
        return self.course.title[self.view.language]


def way(course: Course, view: View) -> Way:
    """The way of a view; KeyError when the format or the module is not the course's."""
    chosen = [
        item
        for item in course.format(view.format_id).modules
        if view.module_id is None or item.id == view.module_id
    ]
    if not chosen:
        raise KeyError(view.module_id)
    parts: list[Part] = []
    number = 0
    for index, item in enumerate(chosen):
        stops = tuple(
            _stop(course, view.language, screen, index, number + step)
            for step, screen in enumerate(item.screens, 1)
        )
        number += len(stops)
        parts.append(Part(item.id, course.module(item.id).title[view.language], stops))
    return Way(course, view, tuple(parts))


def _stop(course: Course, language: str, screen_id: str, part: int, number: int) -> Stop:
    screen = course.screen(screen_id)
    is_page = isinstance(screen, Page)
    return Stop(
        id=screen_id,
        file="index.html" if number == 1 else f"{screen_id}.html",
        title=screen.title[language],
        kind="page" if is_page else "quiz",
        part=part,
        number=number,
        minutes=screen.minutes,
        questions=0 if isinstance(screen, Page) else screen.draw or len(screen.questions),
    )

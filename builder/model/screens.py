"""Screens (pages and quizzes), modules and the ways through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from builder.findings import Anchor, Place
from builder.model.questions import Question, Text

Completion: TypeAlias = Literal["pages", "quiz", "both"]


@dataclass(frozen=True, slots=True)
class Quiz:
    """A screen of questions.

    ``draw``: how many are given to a learner (None: all); ``intro`` is Markdown.
    """

    id: str
    at: Anchor
    title: Text
    questions: tuple[Question, ...]
    minutes: int
    intro: Text = field(default_factory=dict)
    draw: int | None = None
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """A page in one language: its Markdown, includes expanded, and where each line came from.

    ``lines[i]`` is the place of line ``i`` (from 0) of ``markdown``; None when nothing was
    included, and then line ``i`` is line ``first_line + i`` of ``path``.
    """

    language: str
    path: str
    title: str
    markdown: str
    first_line: int
    lines: tuple[Place, ...] | None = None

    def place(self, index: int, col: int = 1) -> Place:
        """Where line ``index`` (from 0) of the Markdown stands in the sources."""
        if self.lines is None:
            return Place(self.path, self.first_line + index, col)
        origin = self.lines[min(index, len(self.lines) - 1)]
        return Place(origin.path, origin.line, col)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown screen; ``texts`` has one entry a language that exists."""

    id: str
    at: Anchor
    minutes: int
    objectives: tuple[str, ...]
    texts: Mapping[str, PageText]

    @property
    def title(self) -> Text:
        """The page's title by language."""
        return {language: text.title for language, text in self.texts.items()}


Screen: TypeAlias = Page | Quiz


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do after a module; ``text`` starts with an action verb."""

    id: str
    text: Text
    at: Anchor


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the course with its objectives and the ids of its screens in order."""

    id: str
    at: Anchor
    title: Text
    objectives: tuple[Objective, ...]
    contents: tuple[str, ...]
    summary: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """A line of a half-day: what is done, for how long (minutes), on which screens."""

    title: Text
    minutes: int
    pages: tuple[str, ...]
    at: Anchor
    kind: str = ""


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A half-day (or day) of the schedule."""

    id: str
    at: Anchor
    title: Text
    minutes: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is told to the LMS.

    ``completion``: what completes the course; ``pass_mark`` in percent; ``report_failed``: whether
    *failed* is reported once every try is spent (it closes the attempt in Moodle).
    """

    completion: Completion = "both"
    pass_mark: int = 70
    report_failed: bool = True


@dataclass(frozen=True, slots=True)
class FormatModule:
    """A module as one format takes it: ``screens`` are ids in the order of this format."""

    id: str
    screens: tuple[str, ...]
    at: Anchor


@dataclass(frozen=True, slots=True)
class Format:
    """One way through the course."""

    id: str
    at: Anchor
    title: Text
    modules: tuple[FormatModule, ...]
    schedule: tuple[HalfDay, ...]
    tracking: Tracking = field(default_factory=Tracking)
    description: Text = field(default_factory=dict)

"""The course that holds everything, its certification, its lock and the positions of its nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.findings import Anchor, Place
from builder.model.apparatus import CivicTech, Document, Medium, Reference, Term, Worksheet
from builder.model.questions import Question, Text
from builder.model.screens import Format, Module, Page, Quiz, Screen


@dataclass(frozen=True, slots=True)
class Certification:
    """What the exam needs, checked now and used by the tool later.

    ``items`` are the public bank; the others are the plain data of their files.
    """

    items: tuple[Question, ...]
    policy: Mapping[str, Any]
    rubric: Mapping[str, Any]
    dossier: Mapping[str, Any]
    peer: Mapping[str, Any]
    positioning: Mapping[str, Any]
    tool_url: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """The published ids (decision 2) and the state's layout (decision 5).

    ``data`` is the plain data of ``ids.lock.json``; an unpublished course has an empty one.
    """

    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Positions:
    """Line and column of every YAML node read, by path and pointer."""

    nodes: Mapping[str, Mapping[tuple[str | int, ...], tuple[int, int]]]

    def find(self, anchor: Anchor) -> Place:
        """The place of the anchor's node, else of its nearest known ancestor."""
        known = self.nodes.get(anchor.path, {})
        pointer = anchor.pointer
        while pointer and pointer not in known:
            pointer = pointer[:-1]
        return Place(anchor.path, *known.get(pointer, (1, 1)))


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course. ``root`` is its folder; ``date`` is ISO 8601; the first language leads.

    ``retired`` lists, by kind, published ids that the author has taken out on purpose;
    ``credits`` says beside the licence who is to be named, and what has another licence."""

    id: str
    at: Anchor
    root: str
    version: str
    date: str
    title: Text
    description: Text
    languages: tuple[str, ...]
    licence: str
    authors: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    modules: tuple[Module, ...]
    formats: tuple[Format, ...]
    pages: Mapping[str, Page]
    quizzes: Mapping[str, Quiz]
    glossary: tuple[Term, ...]
    references: Mapping[str, Reference]
    civic_techs: Mapping[str, CivicTech]
    worksheets: Mapping[str, Worksheet]
    documents: Mapping[str, Document]
    media: Mapping[str, Medium]
    certification: Certification | None
    lock: Lock
    positions: Positions
    theme: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credits: Text = field(default_factory=dict)

    def screen(self, screen_id: str) -> Screen:
        """The page or quiz of this id; KeyError when there is none."""
        page = self.pages.get(screen_id)
        return page if page is not None else self.quizzes[screen_id]

    def module(self, module_id: str) -> Module:
        """The module of this id; KeyError when there is none."""
        for module in self.modules:
            if module.id == module_id:
                return module
        raise KeyError(module_id)

    def format(self, format_id: str) -> Format:
        """The format of this id; KeyError when there is none."""
        for item in self.formats:
            if item.id == format_id:
                return item
        raise KeyError(format_id)

    def questions(self) -> Iterator[tuple[Quiz, Question]]:
        """Every question of the quizzes (not of the bank) with its quiz."""
        for quiz in self.quizzes.values():
            for question in quiz.questions:
                yield quiz, question

    def place(self, at: Anchor, *steps: str | int) -> Place:
        """Line and column of what ``at`` (and ``steps`` below it) names."""
        return self.positions.find(at.child(*steps))

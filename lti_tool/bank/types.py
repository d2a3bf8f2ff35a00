"""The items of ``exam.json`` as frozen dataclasses. Texts are by language; HTML is sanitised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from lti_tool.policy import ExamPolicy

Text = Mapping[str, str]
ItemType = Literal[
    "single-choice",
    "multiple-choice",
    "true-false",
    "matching",
    "ordering",
    "numeric",
    "short-text",
    "cloze",
    "categorise",
]
PLAIN_LENGTH = 40  # bytes of a typed answer whose item says nothing


@dataclass(frozen=True, slots=True)
class Option:
    """What may be chosen, paired or put in order; ``key`` is the author's, never shown."""

    key: str
    text: Text
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap of a passage: chosen from its options, or typed (≤ ``max_length`` bytes)."""

    key: str
    max_length: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A question with what marks it: ``marking`` by language is a spec of ``marking.mark``."""

    id: str
    type: ItemType
    objective: str
    points: float
    difficulty: int | None
    variant_of: str | None
    page: str | None
    text: Text
    right: Text
    wrong: Text
    marking: Mapping[str, Mapping[str, Any]]
    options: tuple[Option, ...] = ()
    left: tuple[Option, ...] = ()
    right_items: tuple[Option, ...] = ()
    items: tuple[Option, ...] = ()
    categories: tuple[Option, ...] = ()
    passage: Text = field(default_factory=dict)
    blanks: tuple[Blank, ...] = ()
    unit: Text = field(default_factory=dict)
    shuffle: bool = True
    max_length: int = PLAIN_LENGTH

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Item:
        """From an item that ``exam.schema.json`` holds."""
        made = dict(data)
        for name in ("options", "left", "right_items", "items", "categories"):
            made[name] = options(data.get(name, ()))
        made["blanks"] = tuple(
            Blank(one["key"], one["max_length"], options(one["options"]))
            for one in data.get("blanks", ())
        )
        return cls(**made)

    def spec(self, language: str) -> Mapping[str, Any]:
        """What marks an answer given in ``language``; the first language's where it has none."""
        return self.marking.get(language) or next(iter(self.marking.values()))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the course to read again."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Objective:
    """What an item asks about, and where the course treats it."""

    id: str
    text: Text
    module: str
    module_title: Text
    pages: tuple[Page, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Objective:
        """From an objective that ``exam.schema.json`` holds."""
        pages = tuple(Page(one["id"], one["title"]) for one in data["pages"])
        return cls(data["id"], data["text"], data["module"], data["module_title"], pages)


@dataclass(frozen=True, slots=True)
class BankView:
    """A loaded bank, as the exam and its pages use it; it never changes."""

    id: UUID
    course: str
    format: str
    version: str
    public: bool
    languages: tuple[str, ...]
    policy: ExamPolicy | None
    objectives: Mapping[str, Objective]
    items: Mapping[str, Item]
    title: Text
    format_title: Text
    course_url: str | None = None

    @classmethod
    def from_json(cls, bank_id: UUID, data: Mapping[str, Any]) -> BankView:
        """From the data of an ``exam.json`` that was read and checked."""
        policy = data["exam"]
        return cls(
            id=bank_id,
            course=data["course"],
            format=data["format"],
            version=data["version"],
            public=data["public"],
            languages=tuple(data["languages"]),
            policy=ExamPolicy.from_json(policy) if policy else None,
            objectives={one["id"]: Objective.from_json(one) for one in data["objectives"]},
            items={one["id"]: Item.from_json(one) for one in data["items"]},
            title=data["title"],
            format_title=data["format_title"],
        )


def options(data: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Options of ``exam.json``."""
    return tuple(Option(one["key"], one["text"], one["feedback"]) for one in data)

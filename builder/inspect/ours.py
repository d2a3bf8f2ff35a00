"""``course.js`` of a package of ours: what the learner's saved work hangs on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.findings import BuilderError
from builder.state import Item, Layout, worst_case

DATA = "course.js"
NOT_MARKING = frozenset({"quiz", "interaction", "objective", "shuffle", "unit"})


class NotOurs(BuilderError):
    """A ``course.js`` that this version did not write."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a package has it. ``tag`` and ``slot``: what its saved answer is known by, and
    where it stands once published; ``marking``: all that decides the mark."""

    tag: int
    slot: int | None
    type: str
    quiz: str
    marking: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ours:
    """A package of ours: what it shows, what it tells the platform, what it saves at most."""

    course: str
    format: str
    module: str | None
    version: str
    language: str
    title: str
    tracking: Mapping[str, Any]
    screens: Mapping[str, str]
    questions: Mapping[str, Asked]
    release: int
    state: int

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What must be the same for saved work to be taken up again."""
        return self.course, self.format, self.module


def read(data: bytes) -> Ours:
    """The course in the bytes of a ``course.js``. Raises NotOurs."""
    try:
        text = data.decode("utf-8")
        return _ours(json.loads(text[text.index("{") : text.rindex("}") + 1]))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise NotOurs(f"{DATA} is not as this version of Cartable writes it") from error


def _ours(data: dict[str, Any]) -> Ours:
    placed = data["layout"]["questions"]
    questions = {
        str(name): Asked(
            tag=int(placed[name][0]),
            slot=_slot(placed[name][1]),
            type=str(spec["type"]),
            quiz=str(spec["quiz"]),
            marking={key: value for key, value in spec.items() if key not in NOT_MARKING},
        )
        for name, spec in data["questions"].items()
    }
    return Ours(
        course=str(data["course"]),
        format=str(data["format"]),
        module=None if data["module"] is None else str(data["module"]),
        version=str(data["version"]),
        language=str(data["language"]),
        title=str(data["title"]),
        tracking=dict(data["tracking"]),
        screens={str(screen["id"]): str(screen["title"]) for screen in data["screens"]},
        questions=questions,
        release=int(data["layout"]["release"]),
        state=worst_case(_layout(data["layout"])),
    )


def _layout(data: dict[str, Any]) -> Layout:
    screens = (
        Item("screen", name, ("seen",), int(tag), _slot(slot))
        for name, (tag, slot) in data["screens"].items()
    )
    questions = (
        Item("question", name, _shape(shape), int(tag), _slot(slot))
        for name, (tag, slot, shape) in data["questions"].items()
    )
    return Layout(int(data["release"]), int(data["bits"]), (*screens, *questions))


def _slot(value: Any) -> int | None:
    return None if value is None else int(value)


def _shape(value: Any) -> Any:
    return tuple(map(_shape, value)) if isinstance(value, list) else value

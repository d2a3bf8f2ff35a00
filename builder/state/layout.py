"""Where each screen and question stands in the saved state.

A *published* item has a permanent slot (bit offset) in the area, from ``ids.lock.json``; slots are
only ever appended, so a shorter, older area is a prefix of a newer one, and one layout reads all.
An item *not yet published* has no slot: it travels in the tail under its tag, so nothing that the
author does before the next release can make it be read as another. The tag is a hash of id and
shape: a question whose keys change gets another tag and another slot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, assert_never

from builder.model import (
    Blank,
    Categorise,
    Cloze,
    Course,
    Likert,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Reflection,
    ShortText,
    SingleChoice,
    TrueFalse,
)

LIMIT = 4096  # characters: SCORM 1.2, cmi.suspend_data, CMIString4096
HEADER, CHECK = 163, 12  # bits
TAG, WHOLE, SIZE = 24, 1, 11  # bits: the head of an entry of the tail
TRIES, INDEX = 4, 10  # bits: the head of a graded question's record
TEXT_MAX = 255  # bytes, as a text's length takes one

Kind: TypeAlias = Literal["screen", "question"]
Shape: TypeAlias = tuple[Any, ...]
"""``("one", keys)``, ``("set", keys)``, ``("list", keys)``, ``("map", ((name, keys | max), …))``,
``("text", max)``, ``("level", n)``, ``("done",)``; ``("seen",)`` for a screen."""


@dataclass(frozen=True, slots=True)
class Item:
    """A screen or question in the state; ``slot`` is None until a release gives it one."""

    kind: Kind
    id: str
    shape: Shape
    tag: int
    slot: int | None

    @property
    def width(self) -> int:
        """Bits of its record, texts not counted."""
        head = TRIES + INDEX if is_graded(self.shape) else 0
        return head + sum(cell.bit_length() for cell in cells(self.shape))


@dataclass(frozen=True, slots=True)
class Layout:
    """All items of the course; what the last release published; ``lock``: every slot ever given."""

    release: int
    bits: int
    items: tuple[Item, ...]
    lock: tuple[Mapping[str, Any], ...] = ()


def shape(question: Question) -> Shape:  # noqa: C901 - an arm a type
    """What a response to the question is made of: keys sorted, so that their order may change."""
    match question:
        case SingleChoice():
            return ("one", _keys(question.options))
        case MultipleChoice():
            return ("set", _keys(question.options))
        case TrueFalse():
            return ("one", ("false", "true"))
        case Matching():
            return _map({o.key: _keys(question.right_items) for o in question.left})
        case Ordering():
            return ("list", _keys(question.items))
        case Numeric() | ShortText():
            return ("text", clamp(question.max_length))
        case Cloze():
            return _map({blank.key: _blank(blank) for blank in question.blanks})
        case Categorise():
            return _map({o.key: _keys(question.categories) for o in question.items})
        case Likert():
            return ("level", question.scale)
        case Reflection():
            return ("done",)
    assert_never(question)


def clamp(max_length: int) -> int:
    """The bytes that a typed answer may take in the state."""
    return min(max_length, TEXT_MAX)


def _keys(options: Sequence[Option]) -> tuple[str, ...]:
    return tuple(sorted({option.key for option in options}))


def _blank(blank: Blank) -> tuple[str, ...] | int:
    return _keys(blank.options) if blank.options else clamp(blank.max_length)


def _map(names: Mapping[str, tuple[str, ...] | int]) -> Shape:
    return ("map", tuple(sorted(names.items(), key=lambda pair: pair[0])))


def is_graded(shape: Shape) -> bool:
    """Whether the record has tries and an interaction index."""
    return shape[0] not in {"level", "done", "seen"}


def cells(shape: Shape) -> list[int]:
    """The highest value of each number in the record, in order; 0 always means *nothing*."""
    match shape[0]:
        case "one":
            return [len(shape[1])]
        case "set":
            return [1] * len(shape[1])
        case "list":
            return [len(shape[1])] * len(shape[1])
        case "map":
            return [len(keys) for _, keys in shape[1] if not isinstance(keys, int)]
        case "level":
            return [int(shape[1])]
        case "text":
            return []
        case _:
            return [1]


def texts(shape: Shape) -> list[int]:
    """The most UTF-8 bytes of each typed text, in order."""
    if shape[0] == "text":
        return [shape[1]]
    return [keys for _, keys in shape[1] if isinstance(keys, int)] if shape[0] == "map" else []


def signature(shape: Shape) -> str:
    """The shape in a few characters, for the lock; without ``max_length``, which may change."""
    match shape[0]:
        case "map":
            parts = (f"{n}={'text' if isinstance(k, int) else ''.join(k)}" for n, k in shape[1])
            return "map:" + ",".join(parts)
        case "one" | "set" | "list":
            return f"{shape[0]}:{','.join(shape[1])}"
        case "level":
            return f"level:{shape[1]}"
        case kind:
            return str(kind)


_LAST: list[tuple[Course, Layout]] = []  # every package of a course asks for the same


def layout(course: Course) -> Layout:
    """The layout of the whole course, all formats: slots from the lock, tags for what is new."""
    last = _LAST[0] if _LAST else None
    if last is None or last[0] is not course:
        last = course, _laid_out(course)
        _LAST[:] = [last]
    return last[1]


def _laid_out(course: Course) -> Layout:
    known: Mapping[str, Any] = course.lock.data.get("layout") or {}
    lock = tuple(known.get("items", ()))
    slots = {(row["kind"], row["id"], row["shape"]): row for row in lock}
    taken = {row["tag"] for row in lock}
    items = []
    for kind, name, form in sorted(_things(course)):
        row = slots.get((kind, name, signature(form)))
        tag = row["tag"] if row else _tag(kind, name, signature(form), taken)
        taken.add(tag)
        items.append(Item(kind, name, form, tag, row["slot"] if row else None))
    return Layout(known.get("release", 0), known.get("bits", 0), tuple(items), lock)


def _things(course: Course) -> Iterator[tuple[Kind, str, Shape]]:
    for name in {*course.pages, *course.quizzes}:
        yield "screen", name, ("seen",)
    for _, question in course.questions():
        yield "question", question.id, shape(question)


def _tag(kind: str, name: str, form: str, taken: set[int]) -> int:
    salt = 0
    while True:
        digest = hashlib.sha256(f"{kind}/{name}/{form}/{salt}".encode()).digest()
        tag = int.from_bytes(digest[:3], "big")
        if tag and tag not in taken:
            return tag
        salt += 1


def locked(layout: Layout) -> dict[str, Any]:
    """What ``ids.lock.json`` keeps under ``layout`` after a release: new slots join, none moves.

    With nothing new it is what the lock has already.
    """
    rows, bits = [dict(row) for row in layout.lock], layout.bits
    new = [item for item in layout.items if item.slot is None]
    for item in new:
        row = {"kind": item.kind, "id": item.id, "shape": signature(item.shape)}
        rows.append(row | {"tag": item.tag, "slot": bits, "width": item.width})
        bits += item.width
    return {"release": layout.release + bool(new), "bits": bits, "items": rows}


def released(layout: Layout) -> Layout:
    """The layout as the next release makes it: every item has a slot."""
    lock = locked(layout)
    slots = {(row["kind"], row["id"], row["shape"]): row["slot"] for row in lock["items"]}
    items = (replace(i, slot=slots[i.kind, i.id, signature(i.shape)]) for i in layout.items)
    return Layout(lock["release"], lock["bits"], tuple(items), tuple(lock["items"]))


def data(layout: Layout) -> dict[str, Any]:
    """The layout as the player reads it from ``course.js``."""
    return {
        "release": layout.release,
        "bits": layout.bits,
        "screens": {i.id: [i.tag, i.slot] for i in layout.items if i.kind == "screen"},
        "questions": {i.id: [i.tag, i.slot, i.shape] for i in layout.items if i.kind == "question"},
    }


def worst_case(layout: Layout) -> int:
    """The most characters that the state of a learner can take who sees and answers everything."""
    entries = sum(_entry(item) for item in layout.items)
    return -(-(HEADER + layout.bits + entries + CHECK) // 6)


def _entry(item: Item) -> int:
    typed = sum(8 + 8 * most for most in texts(item.shape))
    if item.slot is not None:
        return TAG + WHOLE + SIZE + typed if typed else 0
    record = 0 if item.kind == "screen" else -(-item.width // 8) * 8
    return TAG + WHOLE + SIZE + record + typed


def clip(text: str, most: int) -> str:
    """The longest beginning of ``text`` that is at most ``most`` UTF-8 bytes long."""
    return text.encode()[:most].decode(errors="ignore")

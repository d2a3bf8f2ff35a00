"""Every text by language of a course, with its place: one walk for the rules about languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from builder.findings import Anchor
from builder.model import Course

ByLanguage: TypeAlias = Mapping[str, Any]
_TEXT = "Text"
_FORMS = "Mapping[str, tuple[str, ...]]"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
# Where the model's name of a field is not the source's.
_STEPS = {"right": ("feedback", "right"), "wrong": ("feedback", "wrong")}


def texts(course: Course) -> Iterator[tuple[Anchor, ByLanguage]]:
    """Each text that is not empty."""
    yield course.at.child("title"), course.title
    yield course.at.child("description"), course.description
    if course.credits:
        yield course.at.child("credits"), course.credits
    for thing in _things(course):
        yield from _walk(thing, _TEXT)
    if course.certification:
        for part in ("policy", "rubric", "dossier", "peer", "positioning"):
            at = Anchor(f"certification/{part}.yaml")
            yield from _plain(getattr(course.certification, part), at, set(course.languages))


def forms(course: Course) -> Iterator[tuple[Anchor, ByLanguage]]:
    """Each list of accepted forms."""
    for thing in (*course.quizzes.values(), *_bank(course)):
        yield from _walk(thing, _FORMS)


def _bank(course: Course) -> tuple[Any, ...]:
    return course.certification.items if course.certification else ()


def _things(course: Course) -> Iterator[Any]:
    yield from course.modules
    yield from course.formats
    yield from course.quizzes.values()
    yield from course.glossary
    yield from course.civic_techs.values()
    yield from course.worksheets.values()
    yield from _bank(course)


def _walk(thing: Any, kind: str) -> Iterator[tuple[Anchor, ByLanguage]]:
    """The texts of a model object and of the objects in its tuples."""
    for name, wanted, listed in _shape(type(thing)):
        value = getattr(thing, name)
        if wanted == kind and value:
            yield thing.at.child(*_STEPS.get(name, (name,))), value
        elif listed:
            for item in value:
                if is_dataclass(item):
                    yield from _walk(item, kind)


_Shape: TypeAlias = tuple[tuple[str, str, bool], ...]
_shapes: dict[type, _Shape] = {}


def _shape(made_by: type) -> _Shape:
    """The fields of a model class: name, type as written, and whether it is a list."""
    if made_by not in _shapes:
        types = {item.name: str(item.type) for item in fields(made_by)}
        _shapes[made_by] = tuple((n, kind, kind.startswith("tuple")) for n, kind in types.items())
    return _shapes[made_by]


def _plain(value: Any, at: Anchor, languages: set[str]) -> Iterator[tuple[Anchor, ByLanguage]]:
    """The texts of plain data: what has keys that are languages only."""
    if isinstance(value, Mapping):
        if languages & set(value) and all(_LANGUAGE.match(key) for key in value):
            yield at, value
            return
        for key, inner in value.items():
            yield from _plain(inner, at.child(key), languages)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _plain(inner, at.child(index), languages)

"""The published ids, kept in ``ids.lock.json``, and how the course differs (decision 2).

Moodle deletes the attempts of a learner when an identifier goes away, so an id that was published
stays until the author lists it under ``retired`` in ``course.yaml``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from builder.model import Course

SCHEMA = 1
KINDS = ("formats", "modules", "screens", "questions", "objectives", "items")


class Missing(NamedTuple):
    """A published id that the course no longer has and does not list as retired."""

    kind: str
    id: str


def ids_of(course: Course) -> dict[str, list[str]]:
    """Every id of the course that a package or a state carries, by kind, sorted."""
    items = course.certification.items if course.certification else ()
    found: dict[str, Iterable[str]] = {
        "formats": (item.id for item in course.formats),
        "modules": (item.id for item in course.modules),
        "screens": (*course.pages, *course.quizzes),
        "questions": (question.id for _, question in course.questions()),
        "objectives": (o.id for module in course.modules for o in module.objectives),
        "items": (item.id for item in items),
    }
    return {kind: sorted(set(found[kind])) for kind in KINDS}


def published(course: Course) -> dict[str, list[str]]:
    """The ids of the last release by kind; empty lists when nothing was released."""
    data: Mapping[str, Any] = course.lock.data.get("published", {})
    return {kind: list(data.get(kind, [])) for kind in KINDS}


def missing(course: Course) -> Iterator[Missing]:
    """Published ids that are gone from the course without being retired."""
    now = ids_of(course)
    for kind, ids in published(course).items():
        kept = {*now[kind], *course.retired.get(kind, ())}
        yield from (Missing(kind, item) for item in ids if item not in kept)


def new(course: Course) -> dict[str, list[str]]:
    """Ids that the next release will publish, by kind."""
    before = published(course)
    return {kind: [i for i in ids if i not in before[kind]] for kind, ids in ids_of(course).items()}


def revived(course: Course) -> Iterator[Missing]:
    """Ids that are listed as retired and yet in the course."""
    now = ids_of(course)
    for kind, ids in course.retired.items():
        yield from (Missing(kind, item) for item in ids if item in now.get(kind, ()))


def released(course: Course, layout: Mapping[str, Any]) -> bytes:
    """The bytes of ``ids.lock.json`` after a release: ids only ever join."""
    before, now = published(course), ids_of(course)
    data = {
        "schema": SCHEMA,
        "course": course.id,
        "version": course.version,
        "published": {kind: sorted({*before[kind], *now[kind]}) for kind in KINDS},
        "retired": {kind: sorted(ids) for kind, ids in sorted(course.retired.items()) if ids},
        "layout": layout,
    }
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

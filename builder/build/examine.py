"""One course looked at without building it: for ``check``, ``release`` and ``preview``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.build import units
from builder.findings import Finding
from builder.model import Course
from builder.render import LanguagePages


@dataclass(frozen=True, slots=True)
class Examined:
    """A course with its pages by language and everything there is to say of it."""

    course: Course | None
    pages: Mapping[str, LanguagePages]
    findings: list[Finding]


def examined(root: Path, cache: Path | None) -> Examined:
    """Load, render and check the course in ``root``; ``course`` is None when it cannot be made."""
    store = str(cache) if cache else None
    loaded = units.load(str(root), None)
    if loaded.course is None:
        return Examined(None, {}, loaded.findings)
    course = loaded.course
    pages = {language: units.render(course, language, store) for language in course.languages}
    return Examined(course, pages, units.check(course, pages, loaded.findings))


def examine(root: Path, cache: Path | None) -> list[Finding]:
    """Everything to tell the author of the course in ``root``."""
    return examined(root, cache).findings

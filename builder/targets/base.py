"""What a target is: it says which packages a course gives, and names the files of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from builder.archive import PackageFile
from builder.model import Course
from builder.render import LanguagePages


@dataclass(frozen=True, slots=True)
class Plan:
    """A package to make, cheap to have; ``stem`` is its file's name without ending.

    ``language`` None: all languages in one; ``module`` None: the whole course.
    """

    target: str
    format: str
    language: str | None
    module: str | None
    stem: str


class Target(Protocol):
    """A package format. Pure: it names files and their bytes, and writes nothing."""

    @property
    def name(self) -> str:
        """Its name on the command line and at the end of its files' names."""
        ...

    @property
    def suffix(self) -> str:
        """The ending of its files' names, with the dot."""
        ...

    @property
    def folder(self) -> str:
        """Where under ``dist/`` its files go: "" or a folder's name with a slash."""
        ...

    @property
    def first(self) -> str:
        """The member that must come first in the archive; "" when none must."""
        ...

    def plans(self, course: Course) -> Iterable[Plan]:
        """Every package that the course gives in this format, in a fixed order."""
        ...

    def files(
        self, plan: Plan, course: Course, pages: Mapping[str, LanguagePages]
    ) -> Iterable[PackageFile]:
        """The files of one package. ``pages`` has the plan's language, or all of them when None."""
        ...

    def facts(self, plan: Plan, course: Course) -> Mapping[str, Any]:
        """What ``dist/manifest.json`` says of the package beyond its plan and its bytes."""
        ...

    def beside(self, plan: Plan, course: Course, entry: Mapping[str, Any]) -> Iterable[PackageFile]:
        """Loose files that go with the package; ``entry``: its entry in ``dist/manifest.json``."""
        ...


def stem(course: str, *parts: str | None) -> str:
    """``<course>-<format>-<language>[-<module>]-<target>``: for people, nothing parses it."""
    return "-".join(filter(None, (course, *parts)))

"""What is wrong with the sources, as values: a place, a code, a sentence and a way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs: an error stops the build, a warning only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(NamedTuple):
    """A position in a source file: path relative to the course's folder, line and column from 1."""

    path: str
    line: int = 1
    col: int = 1


class Anchor(NamedTuple):
    """Where a model object was read: a source file and the way down to its node in it."""

    path: str
    pointer: tuple[str | int, ...] = ()

    def child(self, *steps: str | int) -> Anchor:
        """The anchor of a node below this one."""
        return Anchor(self.path, self.pointer + steps)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the author; ``str()`` gives the line an editor can jump from."""

    place: Place
    severity: Severity
    code: str
    sentence: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place.path}:{self.place.line}:{self.place.col}"
        line = f"{where}: {self.severity} {self.code}: {self.sentence}"
        return f"{line}\n    hint: {self.hint}" if self.hint else line


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repeats, by path, line, column, then code."""
    return sorted(set(findings), key=lambda f: (f.place, f.code, f.sentence))


def failed(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether a build must stop on these findings."""
    stops = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in stops for finding in findings)


class BuilderError(Exception):
    """The root of what this package raises on purpose; ``str()`` is a sentence for a person."""

    exit_code = 2


class SourcesRefused(BuilderError):
    """The sources have errors: the findings say which, all of them."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_order(findings)
        super().__init__(f"{len(self.findings)} findings; nothing was written")

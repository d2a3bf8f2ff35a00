"""The units of parallel work: plain functions of picklable values, run here or on any machine.

(a) render one course in one language; (b) pack one package from its pages. Loading and checking
a course are units too, so that a fleet of courses never waits for one process.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.archive import write_zip
from builder.build.fingerprint import Digests, Inputs, builder_hash, course_inputs
from builder.build.keys import Keys
from builder.checks import check as run_checks
from builder.findings import Finding, in_order
from builder.load import load as load_course
from builder.model import Course
from builder.render import Cache, LanguagePages
from builder.render import render as render_language
from builder.targets import TARGETS
from builder.targets.base import Plan
from builder.targets.documents.pdf import kept_in


@dataclass(frozen=True, slots=True)
class Loaded:
    """A course as read, what was wrong with it, and what its packages are made from."""

    course: Course | None
    findings: list[Finding]
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Packed:
    """A package on its way to ``dist/``: its entry in the manifest and its staged files by name."""

    plan: Plan
    entry: Mapping[str, Any]
    files: Mapping[str, Path] = field(default_factory=dict)


def load(root: str, cache: str | None) -> Loaded:
    """Read the course in ``root``; ``cache`` is the cache's folder."""
    kept = Path(cache, f"yaml-{_name(root)}") if cache else None
    course, findings = load_course(Path(root), kept)
    if course is None:
        return Loaded(None, findings, Inputs({}, {}))
    digests = Digests(Path(cache, "digests.json") if cache else None)
    inputs = course_inputs(Path(root), course.languages, digests)
    digests.save()
    return Loaded(course, findings, inputs)


def _name(root: str) -> str:
    """A course's file in the cache: by its folder, so that many courses keep apart."""
    return hashlib.sha256(os.path.realpath(root).encode()).hexdigest()[:16]


def render(course: Course, language: str, cache: str | None) -> LanguagePages:
    """Every text of the course in one language as HTML and facts."""
    return render_language(course, language, Cache(Path(cache)) if cache else None)


def check(
    course: Course, pages: Mapping[str, LanguagePages], found: Sequence[Finding]
) -> list[Finding]:
    """Everything to tell the author: what loading found and what the rules find."""
    return in_order([*found, *run_checks(course, pages, found)])


def pack(
    course: Course,
    pages: Mapping[str, LanguagePages],
    plan: Plan,
    inputs: str,
    staging: str,
    cache: str | None,
    before: Path | None,
) -> Packed:
    """Make one package in the staging folder; ``before``: the one that it replaces.

    Raises OSError when the disk refuses.
    """
    folder = Path(cache) if cache else None
    with kept_in(folder):
        return _pack(course, pages, plan, inputs, staging, Keys(folder, plan.stem, before))


def _pack(
    course: Course,
    pages: Mapping[str, LanguagePages],
    plan: Plan,
    inputs: str,
    staging: str,
    keys: Keys,
) -> Packed:
    target = TARGETS[plan.target]
    name = target.folder + plan.stem + target.suffix
    staged = _stage(staging, name)
    with staged.open("wb") as out:
        files = target.files(plan, course, pages)
        made = write_zip(files, target.first, out, keys.before, keys.read())
    keys.write(made)
    entry: dict[str, Any] = {
        "file": name,
        "course": course.id,
        "version": course.version,
        "format": plan.format,
        "language": plan.language,
        "module": plan.module,
        "target": plan.target,
        "bytes": made.size,
        "sha256": made.sha256,
        "inputs": inputs,
        "builder": builder_hash(),
        **target.facts(plan, course),
    }
    beside = dict(_beside(course, plan, entry, staging))
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in beside.items()}
    return Packed(plan, {**entry, "beside": digests}, {name: staged, **beside})


def _stage(staging: str, name: str) -> Path:
    return Path(staging, name.replace("/", "--"))


def _beside(
    course: Course, plan: Plan, entry: Mapping[str, Any], staging: str
) -> Iterator[tuple[str, Path]]:
    """The loose files that go with a package: its integration sheet."""
    for file in TARGETS[plan.target].beside(plan, course, entry):
        staged = _stage(staging, file.path)
        staged.write_bytes(file.data if isinstance(file.data, bytes) else file.data.read_bytes())
        yield file.path, staged

"""Load, render, check, pack: the stages of every course, on any executor.

A course goes through its stages in order; many courses go side by side, a few at a time so that
memory follows the executor's width and not the length of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from builder.build import units
from builder.build.catalogue import Entry, Kept
from builder.build.fingerprint import Inputs, builder_hash
from builder.build.narrow import without
from builder.build.shared import Shared, shared_unit, unit
from builder.build.units import Loaded, Packed
from builder.findings import Finding, failed, in_order
from builder.model import Course
from builder.render import LanguagePages
from builder.targets import TARGETS
from builder.targets.base import Plan


@dataclass(frozen=True, slots=True)
class Selection:
    """What to build: empty means all of it. ``without``: modules that are left out."""

    targets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def takes(self, plan: Plan) -> bool:
        """Whether the plan is wanted."""
        return self._takes(plan.target, plan.format, plan.language)

    def takes_entry(self, entry: Entry) -> bool:
        """Whether the package of a manifest's entry would be wanted."""
        return self._takes(entry["target"], entry["format"], entry["language"])

    def _takes(self, target: str, format_id: str, language: str | None) -> bool:
        return (
            (not self.targets or target in self.targets)
            and (not self.formats or format_id in self.formats)
            and (not self.languages or language is None or language in self.languages)
        )


@dataclass(slots=True)
class Outcome:
    """What became of one course: its findings and, when it may be written, its packages."""

    root: Path
    course: Course | None = None
    findings: list[Finding] = field(default_factory=list)
    packed: list[Packed] = field(default_factory=list)
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build: ``cache`` and ``staging`` are folders that every worker sees."""

    selection: Selection
    strict: bool
    cache: str | None
    staging: str
    kept: Kept
    progress: Callable[[str, int], None]


Then = Callable[[Any], "list[tuple[Future[Any], Then]]"]


class CourseRun:
    """One course on its way; each stage submits the next when its last unit is done."""

    def __init__(
        self, root: Path, executor: Executor, settings: Settings, loaded: Loaded | None = None
    ) -> None:
        self.outcome = Outcome(root)
        self._ahead = loaded
        self._executor, self._settings = executor, settings
        self._pages: dict[str, Shared[LanguagePages]] = {}
        self._loaded = Loaded(None, [], Inputs({}, {}))
        self._shared: Shared[Course] = Shared(settings.staging)

    def start(self) -> list[tuple[Future[Any], Then]]:
        """The first unit: load, unless that was done ahead."""
        if self._ahead is not None:
            return self._after_load(self._ahead)
        return [self._submit(self._after_load, units.load, str(self.outcome.root), self._cache)]

    @property
    def _cache(self) -> str | None:
        return self._settings.cache

    def _submit(self, then: Then, work: Callable[..., Any], *args: Any) -> tuple[Future[Any], Then]:
        self._settings.progress("found", 1)
        return self._executor.submit(unit, work, *args), then

    def _after_load(self, loaded: Loaded) -> list[tuple[Future[Any], Then]]:
        self._loaded, self.outcome.course = loaded, loaded.course
        if loaded.course is None:
            return self._stop(loaded.findings)
        self._shared = Shared(self._settings.staging, loaded.course)
        return [self._render(language) for language in loaded.course.languages]

    def _render(self, language: str) -> tuple[Future[Any], Then]:
        self._settings.progress("found", 1)
        staging, course = self._settings.staging, self._shared
        work = partial(shared_unit, staging, units.render, course, language, self._cache)
        return self._executor.submit(work), partial(self._after_render, language)

    def _after_render(
        self, language: str, pages: Shared[LanguagePages]
    ) -> list[tuple[Future[Any], Then]]:
        self._pages[language] = pages
        if len(self._pages) < len(self._course.languages):
            return []
        found = self._loaded.findings
        return [self._submit(self._after_check, units.check, self._shared, self._pages, found)]

    @property
    def _course(self) -> Course:
        course = self.outcome.course
        assert course is not None  # noqa: S101 - every stage after load has one
        return course

    def _after_check(self, findings: list[Finding]) -> list[tuple[Future[Any], Then]]:
        if failed(findings, strict=self._settings.strict):
            return self._stop(findings)
        self.outcome.findings = findings
        self._narrow()
        return [step for plan in self._plans() for step in self._pack(plan)]

    def _narrow(self) -> None:
        """From here on the course is the one without what is left out."""
        left_out = self._settings.selection.without
        if left_out:
            self.outcome.course = without(self._course, left_out)
            self._shared = Shared(self._settings.staging, self.outcome.course)

    def _stop(self, findings: Sequence[Finding]) -> list[tuple[Future[Any], Then]]:
        self.outcome.findings, self.outcome.stopped = in_order(findings), True
        return []

    def _plans(self) -> Iterator[Plan]:
        for target in TARGETS.values():
            yield from filter(self._settings.selection.takes, target.plans(self._course))

    def _pack(self, plan: Plan) -> Iterator[tuple[Future[Any], Then]]:
        left_out = self._settings.selection.without
        inputs = self._loaded.inputs.of(plan.language, plan.module, left_out)
        kept = self._settings.kept.find(plan, self._course.id, inputs)
        if kept is not None:
            self.outcome.packed.append(Packed(plan, kept))
            return
        pages = {code: self._pages[code] for code in self._languages(plan)}
        before = self._settings.kept.before(plan, self._course.id, builder_hash())
        args = (self._shared, pages, plan, inputs, self._settings.staging, self._cache, before)
        yield self._submit(self._after_pack, units.pack, *args)

    def _languages(self, plan: Plan) -> Sequence[str]:
        return self._course.languages if plan.language is None else (plan.language,)

    def _after_pack(self, packed: Packed) -> list[tuple[Future[Any], Then]]:
        self.outcome.packed.append(packed)
        return []


def run(
    roots: Sequence[Path],
    executor: Executor,
    width: int,
    settings: Settings,
    ahead: Mapping[Path, Loaded],
) -> list[Outcome]:
    """Take every course through its stages; outcomes come in the order of ``roots``.

    ``ahead`` has the courses that are loaded already.
    Raises what a unit raised: OSError when the disk refuses, BuilderError for a known refusal.
    """
    runs = [CourseRun(root, executor, settings, ahead.get(root)) for root in roots]
    waiting: dict[Future[Any], tuple[CourseRun, Then]] = {}
    coming = iter(runs)
    while _more(coming, waiting, 2 * width):
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            course_run, then = waiting.pop(future)
            _follow(waiting, course_run, then(future.result()))
            settings.progress("done", 1)
    return [item.outcome for item in runs]


def _more(
    coming: Iterator[CourseRun], waiting: dict[Future[Any], tuple[CourseRun, Then]], room: int
) -> bool:
    """Start further courses while fewer than ``room`` are under way; whether work is left."""
    while len({id(run) for run, _ in waiting.values()}) < room:
        course_run = next(coming, None)
        if course_run is None:
            break
        _follow(waiting, course_run, course_run.start())
    return bool(waiting)


def _follow(
    waiting: dict[Future[Any], tuple[CourseRun, Then]],
    course_run: CourseRun,
    steps: Sequence[tuple[Future[Any], Then]],
) -> None:
    waiting.update({future: (course_run, then) for future, then in steps})


def by_name(outcomes: Sequence[Outcome]) -> Mapping[str, Packed]:
    """Every package of the outcomes by its file's name."""
    return {packed.entry["file"]: packed for outcome in outcomes for packed in outcome.packed}

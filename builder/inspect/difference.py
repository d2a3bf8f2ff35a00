"""``cartable diff``: what a new package over an old one means for learners already enrolled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.inspect.ours import Asked, Ours
from builder.inspect.report import PackageReport, inspect_package


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids that are there no more, ids that are new, and ids whose thing changed."""

    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.changed)


@dataclass(frozen=True, slots=True)
class PackageDiff:
    """What changes. ``lost`` and ``gained`` are item and organization identifiers.

    ``identical``: the same bytes, which Moodle does not even read again. ``screens`` (changed:
    their title) and ``questions`` (changed: how they are marked) are by id, and empty unless both
    packages are ours. ``faults``: what is wrong with the new package; then it is not to be
    installed, and nothing else is told. ``answers_lost``: questions whose saved answer cannot be
    taken up, because their keys changed. ``answers_hidden``: questions that the new package, of an
    older release, has not published, so that it keeps their answers without showing them.
    ``state_kept``: whether saved work is taken up again; None when that cannot be told.
    ``tracking``: what completes or passes.
    """

    old: str
    new: str
    kinds: tuple[str, str]
    versions: tuple[str, str]
    languages: tuple[str, str]
    identical: bool
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    screens: Changes
    questions: Changes
    answers_lost: tuple[str, ...]
    answers_hidden: tuple[str, ...]
    tracking: tuple[str, ...]
    state_kept: bool | None
    faults: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether a platform would take the new package."""
        return not self.faults

    def lines(self) -> list[str]:
        """The difference for people, what matters most first."""
        if not self.valid:
            faults = (f"  fault: {fault}" for fault in self.faults)
            return [f"{self.new} is not valid: do not install it", *faults]
        if self.identical:
            return [
                f"{self.new} has the same bytes as {self.old}: Moodle will not read it again",
                "  nothing changes for anybody",
            ]
        return [f"{self.old} -> {self.new}", *_attempts(self), *_work(self), *_content(self)]


def diff_packages(old: Path, new: Path) -> PackageDiff:
    """Compare two packages of one activity. Raises PackageRefused when one cannot be read."""
    before, after = inspect_package(old), inspect_package(new)
    had, has = _identifiers(before), _identifiers(after)
    ours = before.ours is not None and after.ours is not None
    asked_before, asked_after = _questions(before), _questions(after)
    shared = [
        (name, was, asked_after[name]) for name, was in asked_before.items() if name in asked_after
    ]
    return PackageDiff(
        old=str(old),
        new=str(new),
        kinds=(before.kind, after.kind),
        versions=(_version(before), _version(after)),
        languages=(_language(before), _language(after)),
        identical=before.sha256 == after.sha256,
        lost=tuple(sorted(had - has)),
        gained=tuple(sorted(has - had)),
        screens=_changes(_screens(before), _screens(after)) if ours else Changes(),
        questions=_changes(_marking(asked_before), _marking(asked_after)) if ours else Changes(),
        answers_lost=tuple(name for name, was, now in shared if was.tag != now.tag),
        answers_hidden=tuple(name for name, was, now in shared if _hidden(was, now)),
        tracking=tuple(_tracking(before.ours, after.ours)),
        state_kept=_state_kept(before, after),
        faults=after.faults,
    )


def _version(report: PackageReport) -> str:
    return report.ours.version if report.ours else ""


def _language(report: PackageReport) -> str:
    return report.ours.language if report.ours else ""


def _hidden(was: Asked, now: Asked) -> bool:
    return was.tag == now.tag and was.slot is not None and now.slot is None


def _identifiers(report: PackageReport) -> set[str]:
    return {report.organization, *(item.identifier for item in report.items)} - {""}


def _screens(report: PackageReport) -> Mapping[str, str]:
    return report.ours.screens if report.ours else {}


def _questions(report: PackageReport) -> Mapping[str, Asked]:
    return report.ours.questions if report.ours else {}


def _marking(asked: Mapping[str, Asked]) -> Mapping[str, object]:
    return {name: question.marking for name, question in asked.items()}


def _changes(old: Mapping[str, object], new: Mapping[str, object]) -> Changes:
    return Changes(
        removed=tuple(name for name in old if name not in new),
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name in old if name in new and old[name] != new[name]),
    )


def _tracking(old: Ours | None, new: Ours | None) -> Iterator[str]:
    if old is None or new is None:
        return
    for name in sorted(old.tracking.keys() | new.tracking.keys()):
        before, after = old.tracking.get(name), new.tracking.get(name)
        if before != after:
            yield f"{name}: {before} -> {after}"


def _state_kept(before: PackageReport, after: PackageReport) -> bool | None:
    if _identifiers(before) - _identifiers(after):
        return False
    if before.ours is None or after.ours is None:
        return None
    return before.ours.key == after.ours.key


def _attempts(diff: PackageDiff) -> Iterator[str]:
    if diff.lost:
        yield f"  ATTEMPTS ARE DELETED: {_names(diff.lost)} gone; Moodle drops what hangs on them"
    else:
        yield "  attempts are kept: every identifier of the old package is in the new one"
    if diff.kinds[0] != diff.kinds[1]:
        yield f"  {diff.kinds[0]} becomes {diff.kinds[1]}: status and score have other names there,"
        yield "    so what the platform kept is not shown again until a learner comes back"


def _work(diff: PackageDiff) -> Iterator[str]:
    if diff.state_kept is None:
        yield "  saved work: cannot be told, since one of the two is not a package of ours"
        return
    kept = "is taken up again" if diff.state_kept else "IS LOST"
    yield f"  saved work {kept}"
    if diff.answers_lost:
        yield f"  to answer again, since the keys changed: {_names(diff.answers_lost)}"
    if diff.answers_hidden:
        yield "  the new package is of an older release: it keeps answers to these without showing"
        yield f"    them: {_names(diff.answers_hidden)}"
    if others := tuple(name for name in diff.questions.changed if name not in diff.answers_lost):
        yield f"  marked otherwise from now on: {_names(others)}"
    yield from (f"  what is reported changes: {change}" for change in diff.tracking)


def _content(diff: PackageDiff) -> Iterator[str]:
    for what, (was, now) in (("version", diff.versions), ("language", diff.languages)):
        if was != now:
            yield f"  {what}: {was or 'unknown'} -> {now or 'unknown'}"
    for what, changes in (("screens", diff.screens), ("questions", diff.questions)):
        if changes.added:
            yield f"  new {what}: {_names(changes.added)}"
        if changes.removed:
            yield f"  {what} that are gone: {_names(changes.removed)}"
    if diff.screens.changed:
        yield f"  screens with another title: {_names(diff.screens.changed)}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names)

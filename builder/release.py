"""Publishing a course's ids: the only writer of ``ids.lock.json`` (decision 2)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from builder import lock, state
from builder.build.commit import NotWritable
from builder.build.examine import examined
from builder.findings import Finding, SourcesRefused, failed
from builder.model import Course

LOCK = "ids.lock.json"
TOO_LARGE = "B-001"


def releasable(root: Path, cache: Path | None = None) -> Course:
    """The course in ``root``, if its ids may be published.

    A saved state that is too large only until the release is no obstacle: an unpublished item
    takes more room than a published one. Raises SourcesRefused for any other error.
    """
    found = examined(root, cache)
    course = found.course
    if course is None or failed(one for one in found.findings if not _mended(course, one)):
        raise SourcesRefused(found.findings)
    return course


def _mended(course: Course, finding: Finding) -> bool:
    if finding.code != TOO_LARGE:
        return False
    return state.worst_case(state.released(state.layout(course))) <= state.LIMIT


def lock_of(course: Course) -> bytes:
    """What ``ids.lock.json`` holds once the course is published."""
    return lock.released(course, state.locked(state.layout(course)))


def write_lock(root: Path, data: bytes) -> None:
    """Put the lock in its place, whole. Raises NotWritable; the old one is then as it was."""
    path = root / LOCK
    part = path.with_name(f".{LOCK}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise NotWritable(f"cannot write {path}: {error.strerror}; it is as it was") from error

"""One measured step, run in a process of its own so that time and memory are its alone.

``python -m tests.bench.measure STEP SOURCE [OUT]`` prints one JSON object: seconds and peak
memory in MB (its own; children apart).
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from deflate import deflate_compress

from builder.archive.zip import level
from builder.build import Report, Selection, build
from builder.load import load
from builder.render import markdown_only

ONE = Selection(targets=("scorm12",))


def floor(source: Path, out: Path) -> float:
    """Seconds to convert the same Markdown with the same extensions and deflate the same bytes.

    The bytes are those of the packages that ``cold`` has made in ``out``; reading them is not
    counted.
    """
    course, _ = load(source)
    assert course is not None
    start = time.perf_counter()
    for language in course.languages:
        markdown_only(course, language)
    seconds = time.perf_counter() - start
    for package in sorted(out.glob("*.zip")):
        with zipfile.ZipFile(package) as members:
            for info in members.infolist():
                seconds += _deflating(members.read(info))
    return seconds


def _deflating(data: bytes) -> float:
    start = time.perf_counter()
    deflate_compress(data, level(len(data)))
    return time.perf_counter() - start


def cold(source: Path, out: Path) -> float:
    """Seconds of a full build, one target, without any cache."""
    return _build(source, out, jobs=1, cache=None)


def filling(source: Path, out: Path) -> float:
    """Seconds of a full build that fills an empty cache."""
    return _build(source, out, jobs=1, cache=out / ".cache")


def two(source: Path, out: Path) -> float:
    """Seconds of the same with two processes."""
    return _build(source, out, jobs=2, cache=None)


def warm(source: Path, out: Path) -> float:
    """Seconds of a build when nothing has changed since ``filling``."""
    return _build(source, out, jobs=1, cache=out / ".cache")


def every(source: Path, out: Path) -> float:
    """Seconds of a build of every target, filling or using the cache."""
    return _build(source, out, jobs=1, cache=out / ".cache", selection=Selection())


def _build(
    source: Path, out: Path, *, jobs: int, cache: Path | None, selection: Selection = ONE
) -> float:
    start = time.perf_counter()
    report: Report = build([source], out, selection=selection, jobs=jobs, cache=cache)
    seconds = time.perf_counter() - start
    if report.stopped:
        raise SystemExit("\n".join(str(finding) for _, finding in report.findings[:20]))
    return seconds


STEPS: Mapping[str, Callable[[Path, Path], float]] = {
    step.__name__: step for step in (floor, cold, filling, two, warm, every)
}


def main(step: str, source: str, out: str | None = None) -> None:
    """Run one step and print what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        seconds = STEPS[step](Path(source), Path(out or scratch))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"step": step, "seconds": seconds, "peak_mb": peak}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

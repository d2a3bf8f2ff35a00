"""One measured step, run in a process of its own so that time and memory are its alone.

``python -m tests.bench.measure STEP SOURCE [OUT]`` prints one JSON object: seconds (on the wall,
and of this process) and peak memory in MB (its own; children apart).
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from deflate import deflate_compress

from builder.archive.zip import level
from builder.build import Report, Selection, build
from builder.load import load
from builder.render import markdown_only

ONE = Selection(targets=("scorm12",))


@dataclass
class Took:
    """Seconds on the wall, and of the processor: another's work on the machine is not in these."""

    seconds: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Add what the block takes."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def floor(source: Path, out: Path) -> Took:
    """Convert the same Markdown with the same extensions and deflate the same bytes.

    The bytes are those of the packages that ``cold`` has made in ``out``; reading them is not
    counted.
    """
    took = Took()
    course, _ = load(source)
    assert course is not None
    for language in course.languages:
        with took.counting():
            markdown_only(course, language)
    for package in sorted(out.glob("*.zip")):
        with zipfile.ZipFile(package) as members:
            for info in members.infolist():
                data = members.read(info)
                with took.counting():
                    deflate_compress(data, level(len(data)))
    return took


def cold(source: Path, out: Path) -> Took:
    """A full build, one target, without any cache."""
    return _build(source, out, jobs=1, cache=None)


def filling(source: Path, out: Path) -> Took:
    """A full build that fills an empty cache."""
    return _build(source, out, jobs=1, cache=out / ".cache")


def two(source: Path, out: Path) -> Took:
    """The same as ``cold`` with two processes."""
    return _build(source, out, jobs=2, cache=None)


def warm(source: Path, out: Path) -> Took:
    """A build when nothing, or one page, has changed since ``filling``."""
    return _build(source, out, jobs=1, cache=out / ".cache")


def every(source: Path, out: Path) -> Took:
    """A build of every target, filling or using the cache."""
    return _build(source, out, jobs=1, cache=out / ".cache", selection=Selection())


def _build(
    source: Path, out: Path, *, jobs: int, cache: Path | None, selection: Selection = ONE
) -> Took:
    took = Took()
    with took.counting():
        report: Report = build([source], out, selection=selection, jobs=jobs, cache=cache)
    if report.stopped:
        raise SystemExit("\n".join(str(finding) for _, finding in report.findings[:20]))
    return took


STEPS: Mapping[str, Callable[[Path, Path], Took]] = {
    step.__name__: step for step in (floor, cold, filling, two, warm, every)
}


def main(step: str, source: str, out: str | None = None) -> None:
    """Run one step and print what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        took = STEPS[step](Path(source), Path(out or scratch))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"step": step, **asdict(took), "peak_mb": peak}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

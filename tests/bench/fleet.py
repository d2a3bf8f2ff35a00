"""``python -m tests.bench.fleet``: many courses on a Dask cluster of this machine, and alone.

Prints how long each took, and whether the bytes are the same though a worker was killed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from distributed import LocalCluster

from builder.build import Selection, build
from tests.bench.generate import generate

SCORM = Selection(targets=("scorm12",))
UNITS = 8  # of a course: load, a rendering by language, check, two packages by language


STEPS = 10  # lines of progress a build


class Progress:
    """Hears of units of work: tells how far a build is, and ``at`` how many are done."""

    def __init__(self, what: str, units: int, at: Callable[[int], None] = lambda _done: None):
        self.what, self.units, self.at, self.done = what, units, at, 0
        self.start = time.perf_counter()

    def __call__(self, event: str, _count: int) -> None:
        if event != "done":
            return
        self.done += 1
        self.at(self.done)
        if self.done * STEPS // self.units > (self.done - 1) * STEPS // self.units:
            self.say(f"{self.done} of {self.units} units")

    def say(self, words: str) -> float:
        """A line, now; the seconds since the beginning."""
        seconds = time.perf_counter() - self.start
        sys.stdout.write(f"  {self.what:<22} {seconds:7.1f} s   {words}\n")
        sys.stdout.flush()
        return seconds


def clustered(what: str, courses: list[Path], out: Path, *, kill: int) -> float:
    """Seconds on two workers, one of which is killed after ``kill`` units (0: none is)."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:

        def at(done: int) -> None:
            if done == kill:
                os.kill(int(cluster.workers[0].pid), signal.SIGKILL)

        progress = Progress(what, UNITS * len(courses), at)
        address = cluster.scheduler_address
        build(courses, out, selection=SCORM, dask=address, progress=progress)
        return progress.say("built")


def sums(out: Path) -> str:
    """The digests of everything in ``out``."""
    return (out / "SHA256SUMS").read_text("utf-8")


def main() -> None:
    """Print the figures."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.fleet", description=__doc__)
    ask.add_argument("--courses", type=int, default=200)
    count = ask.parse_args().courses
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number in range(count):
            generate(root / "in" / f"c{number:04}", 2, course_id=f"cours-{number:04}", words=300)
        courses = sorted((root / "in").iterdir())
        one = Progress("alone", UNITS * count)
        build(courses, root / "alone", selection=SCORM, progress=one)
        alone = one.say("built")
        two = clustered("two Dask workers", courses, root / "two", kill=0)
        hurt = clustered("one of them killed", courses, root / "hurt", kill=UNITS * count // 2)
        same = sums(root / "alone") == sums(root / "two") == sums(root / "hurt")
    sys.stdout.write(
        f"{count} courses alone: {alone:.1f} s; two Dask workers: {two:.1f} s; "
        f"one of them killed: {hurt:.1f} s\nsame bytes: {'yes' if same else 'NO'}\n"
    )


if __name__ == "__main__":
    main()

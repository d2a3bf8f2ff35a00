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


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def clustered(courses: list[Path], out: Path, *, kill: int) -> float:
    """Seconds on two workers, one of which is killed after ``kill`` units (0: none is)."""
    done = 0
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:

        def progress(event: str, _count: int) -> None:
            nonlocal done
            done += event == "done"
            if kill and event == "done" and done == kill:
                os.kill(int(cluster.workers[0].pid), signal.SIGKILL)

        address = cluster.scheduler_address
        return timed(lambda: build(courses, out, selection=SCORM, dask=address, progress=progress))


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
        alone = timed(lambda: build(courses, root / "alone", selection=SCORM))
        two = clustered(courses, root / "two", kill=0)
        hurt = clustered(courses, root / "hurt", kill=count)
        same = sums(root / "alone") == sums(root / "two") == sums(root / "hurt")
    sys.stdout.write(
        f"{count} courses alone: {alone:.1f} s; two Dask workers: {two:.1f} s; "
        f"one of them killed: {hurt:.1f} s\nsame bytes: {'yes' if same else 'NO'}\n"
    )


if __name__ == "__main__":
    main()

"""Many courses on processes and on a Dask cluster: the same bytes as alone, whoever is killed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from distributed import LocalCluster

from builder.build import NoCluster, Selection, build
from builder.build.executors import WorkerLost
from tests.bench.generate import generate
from tests.builder.cli.running import MINI, cartable, tree

SCORM = Selection(targets=("scorm12",))
COURSES = 8


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Small courses, each different."""
    root = tmp_path_factory.mktemp("fleet")
    for number in range(COURSES):
        generate(root / f"c{number}", 2, course_id=f"cours-{number}", words=100)
    return sorted(root.iterdir())


@pytest.fixture(scope="module")
def alone(courses: Sequence[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the courses give in this process."""
    out = tmp_path_factory.mktemp("alone")
    assert not build(courses, out, selection=SCORM).stopped
    return tree(out)


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """Two workers, each a process."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


def test_processes_give_the_same_bytes(
    courses: Sequence[Path], alone: dict[str, bytes], tmp_path: Path
) -> None:
    build(courses, tmp_path, selection=SCORM, jobs=2)
    assert tree(tmp_path) == alone


def test_a_killed_process_is_a_sentence(courses: Sequence[Path], tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(WorkerLost, match="nothing was written"):
        build(courses, tmp_path, selection=SCORM, jobs=2, progress=Killer(newest))
    assert tree(tmp_path) == {"mine": b"mine"}


def newest() -> int:
    return max(below(os.getpid()))


class Killer:
    """Progress that kills a process once some units are done."""

    def __init__(self, victim: Callable[[], int]) -> None:
        self.victim, self.seen = victim, 0

    def __call__(self, event: str, count: int) -> None:
        self.seen += event == "done"
        if self.seen == 4 and event == "done":
            os.kill(self.victim(), signal.SIGKILL)


def below(pid: int) -> list[int]:
    """The processes that a process started, and theirs."""
    children = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if parent_of(path) == pid
    ]
    return children + [inner for child in children for inner in below(child)]


def parent_of(path: Path) -> int:
    try:
        return int(path.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(
    courses: Sequence[Path], alone: dict[str, bytes], tmp_path: Path, cluster: LocalCluster
) -> None:
    kill, events = Killer(lambda: int(cluster.workers[0].pid)), list[str]()

    def progress(event: str, count: int) -> None:
        events.extend([event] * count)
        kill(event, count)

    address = cluster.scheduler_address
    report = build(courses, tmp_path, selection=SCORM, dask=address, progress=progress)
    assert not report.stopped
    assert tree(tmp_path) == alone
    assert kill.seen >= 4
    assert events.count("done") == events.count("found")


def test_no_cluster_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoCluster, match="no Dask scheduler answers at nonsense://nowhere"):
        build([MINI], tmp_path, dask="nonsense://nowhere")


def test_many_courses_on_the_command_line(
    courses: Sequence[Path], alone: dict[str, bytes], tmp_path: Path
) -> None:
    ran = cartable("build", *courses, "-o", tmp_path, "-t", "scorm12", "--no-cache", "-j", "2")
    assert ran.code == 0
    assert tree(tmp_path) == alone
    assert threading.active_count() < 20

"""A build that is cut short, or finds no room, leaves the old `dist/` whole."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.build import Selection, build
from tests.builder.cli.running import MINI, SCRIPT, cartable, mini, tree

SCORM = Selection(targets=("scorm12",))
SCORM_ONLY = ("-t", "scorm12", "--no-cache")


def edited(folder: Path) -> Path:
    """The course, every page of it with a sentence more."""
    root = mini(folder)
    for page in root.glob("modules/*/*/*.md"):
        page.write_text(page.read_text("utf-8") + "\nUne phrase de plus.\n", "utf-8")
    return root


def start(root: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """A build under way in another process, once its first file is staged."""
    command = [str(SCRIPT), "build", str(root), "-o", str(out), *SCORM_ONLY, *more]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    ends = time.monotonic() + 30
    while not list(out.glob(".staging-*/*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends
        time.sleep(0.002)
    return process


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was built before; to be copied."""
    out = tmp_path_factory.mktemp("old") / "dist"
    build([MINI], out, selection=SCORM)
    return out


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The packages of the edited course."""
    folder = tmp_path_factory.mktemp("wanted")
    build([edited(folder / "course")], folder / "dist", selection=SCORM)
    return zips(folder / "dist")


@pytest.mark.parametrize(
    ("how", "jobs", "code"),
    [
        (signal.SIGINT, "1", 130),
        (signal.SIGINT, "2", 130),
        (signal.SIGTERM, "1", 143),
        (signal.SIGKILL, "1", -9),
        (signal.SIGKILL, "2", -9),
    ],
)
def test_cut_short(
    how: signal.Signals, jobs: str, code: int, tmp_path: Path, old: Path, wanted: dict[str, bytes]
) -> None:
    out, root = tmp_path / "dist", edited(tmp_path / "course")
    shutil.copytree(old, out)
    process = start(root, out, "--jobs", jobs)
    process.send_signal(how)
    _, err = process.communicate(timeout=30)  # ends when every process that writes to it has
    assert process.returncode == code
    assert "Traceback" not in err
    here = {name: data for name, data in tree(out).items() if not name.startswith(".staging-")}
    assert here == tree(old)
    if how == signal.SIGINT:
        assert err.strip() == "cartable: interrupted; dist/ is as it was"
    if how != signal.SIGKILL:
        assert not list(out.glob(".staging-*"))
    build([root], out, selection=SCORM)
    assert zips(out) == wanted
    assert not list(out.glob(".staging-*"))


def zips(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(out).items() if name.endswith(".zip")}


def test_a_full_disk_is_a_sentence(tmp_path: Path, old: Path) -> None:
    """A limit on the size of files stands for the disk: the write fails half-way as well."""
    out, root = tmp_path / "dist", edited(tmp_path / "course")
    shutil.copytree(old, out)
    code = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from builder.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", root, "-o", out, *SCORM_ONLY],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"cartable: cannot write to {out}: File too large; " + (
        "what was there is untouched\n"
    )
    assert tree(out) == tree(old)


@pytest.mark.parametrize("name", ["manifest.json", "mini-court-fr-scorm12.zip"])
def test_a_folder_in_the_way_stays_and_all_else_too(name: str, tmp_path: Path, old: Path) -> None:
    out, root = tmp_path / "dist", edited(tmp_path / "course")
    shutil.copytree(old, out)
    (out / name).unlink()
    (out / name).mkdir()
    (out / name / "mine.txt").write_text("mine")
    before = tree(out)
    ran = cartable("build", root, "-o", out, *SCORM_ONLY)
    assert (ran.code, ran.out) == (2, "")
    untouched = "what was there is untouched"
    assert ran.err == f"cartable: cannot write to {out}: {name} is a folder; {untouched}\n"
    assert tree(out) == before


def test_a_file_where_dist_should_be(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("mine")
    ran = cartable("build", MINI, "-o", tmp_path / "dist", *SCORM_ONLY)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"cartable: cannot write to {tmp_path / 'dist'}: ")
    assert (tmp_path / "dist").read_text() == "mine"


def test_a_damaged_journal_is_no_obstacle(tmp_path: Path) -> None:
    """A power cut may leave an empty one: nothing was moved then, so there is nothing to finish."""
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, check=True)  # fmt: skip
    folder = tmp_path / f".staging-{int(gone.stdout)}"
    folder.mkdir()
    (folder / "journal.json").write_text("")
    build([MINI], tmp_path, selection=SCORM)
    assert not folder.exists()
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["packages"]

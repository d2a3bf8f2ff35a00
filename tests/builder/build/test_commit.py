"""A finished build reaches ``dist/`` whole, or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.build.commit import JOURNAL, PREFIX, NotWritable, move, recover, staging


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def staged(folder: Path, **files: str) -> dict[str, Path]:
    made = {}
    for number, (name, text) in enumerate(files.items()):
        path = folder / str(number)
        path.write_text(text, "utf-8")
        made[name] = path
    return made


def test_new_changed_and_gone_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    with staging(tmp_path) as folder:
        move(folder, tmp_path, staged(folder, a="new a", c="new c"), ["b"])
    assert tree(tmp_path) == {"a": "new a", "c": "new c"}


def test_a_refused_rename_puts_everything_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    with staging(tmp_path) as folder:
        files = staged(folder, a="new a", b="new b")
        files["c"] = folder / "never written"
        with pytest.raises(FileNotFoundError):
            move(folder, tmp_path, files, [])
    assert tree(tmp_path) == {"a": "old a", "b": "old b"}


def test_a_failing_build_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old a")

    def failing() -> None:
        with staging(tmp_path) as folder:
            staged(folder, a="half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert tree(tmp_path) == {"a": "old a"}
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old a")
    with (
        pytest.raises(NotWritable, match="No space left on device; what was there is untouched"),
        staging(tmp_path),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    assert tree(tmp_path) == {"a": "old a"}


def test_a_file_where_the_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("a file")
    with pytest.raises(NotWritable, match="cannot write to"), staging(tmp_path / "dist"):
        pass
    assert (tmp_path / "dist").read_text() == "a file"


def dead_process() -> int:
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], check=True, capture_output=True
    )
    return int(done.stdout)


def test_a_move_cut_by_a_kill_is_finished_by_the_next_build(tmp_path: Path) -> None:
    folder = tmp_path / f"{PREFIX}{dead_process()}"
    folder.mkdir()
    (tmp_path / "a").write_text("new a")  # already moved
    (tmp_path / "b").write_text("old b")
    (tmp_path / "gone").write_text("old")
    (folder / "1").write_text("new b")
    plan = {"files": {"a": "0", "b": "1"}, "gone": ["gone"]}
    (folder / JOURNAL).write_text(json.dumps(plan))
    recover(tmp_path)
    assert tree(tmp_path) == {"a": "new a", "b": "new b"}


def test_what_a_killed_build_staged_is_cleared(tmp_path: Path) -> None:
    folder = tmp_path / f"{PREFIX}{dead_process()}"
    folder.mkdir()
    (folder / "0").write_text("half")
    (tmp_path / "a").write_text("old a")
    recover(tmp_path)
    assert tree(tmp_path) == {"a": "old a"}


def test_a_build_that_runs_beside_us_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / f"{PREFIX}{os.getppid()}"
    folder.mkdir()
    (folder / "0").write_text("working")
    recover(tmp_path)
    assert (folder / "0").read_text() == "working"

"""`cartable` run in this process, as its console script runs it, or for real in another."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from builder.cli import main

MINI = Path(__file__).parents[2] / "courses" / "mini"
SCRIPT = Path(sys.executable).with_name("cartable")


class Ran(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def cartable(*words: str | Path) -> Ran:
    """Run the command line here."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["cartable", *map(str, words)]
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", argv),
    ):
        try:
            main()
        except SystemExit as end:
            return Ran(int(end.code or 0), out.getvalue(), err.getvalue())
    raise AssertionError("main() always exits")


def script(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
    """Run the installed console script."""
    done = subprocess.run(
        [SCRIPT, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def mini(folder: Path) -> Path:
    """A copy of the course `mini` to be edited."""
    return Path(shutil.copytree(MINI, folder))


def edit(path: Path, old: str, new: str) -> None:
    """Change the first ``old`` in a file."""
    text = path.read_text("utf-8")
    assert old in text, f"{path} has no longer: {old}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

"""Takes out each protection in turn: the tests of its row must see it (``make mutants``).

A mutant is a line of the tool changed in a copy of the package. It is killed when the tests of its
row fail; one that survives is printed, and the command ends with 1. A mutant whose line is not
there any more, or whose tests fail without it, proves nothing and counts as a survivor.
``make mutants`` runs them all; ``python -m tests.lti_tool.mutants 8 9`` those of some rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lti_tool.protections import PROTECTIONS

ROOT = Path(__file__).resolve().parents[2]
SUITE = "tests/lti_tool"
SLOW = 900  # s: more than a row's tests take, on a busy machine
HUNG = 300  # s: a mutant that hangs is seen too
PASSED, FAILED = 0, 1  # pytest's


@dataclass(frozen=True, slots=True)
class Mutant:
    """One protection taken out: ``search`` becomes ``replace`` in a file of the tool."""

    row: int
    file: str
    search: str
    replace: str
    test: str

    def __str__(self) -> str:
        line = self.search.strip().splitlines()[0]
        return f"row {self.row}, {self.file}: {line} -> {self.replace.strip() or 'nothing'}"


def mutants(rows: Sequence[int]) -> list[Mutant]:
    """All of them, or those of some rows."""
    return [
        Mutant(row, file, search, replace, test)
        for row, file, test, changes in PROTECTIONS
        for search, replace in changes
        if not rows or row in rows
    ]


class Copy:
    """A copy of what a mutant may change; the rest of the checkout is linked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sound: dict[tuple[str, str], bool] = {}
        self._link(ROOT, folder, but={"lti_tool", "tests", ".git", ".venv"})
        self._link(ROOT / "tests", folder / "tests", but={"lti_tool"})
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "tests/lti_tool", folder / "tests/lti_tool", ignore=skip)
        shutil.copytree(ROOT / "lti_tool", folder / "lti_tool", ignore=skip)

    def _link(self, source: Path, target: Path, but: set[str]) -> None:
        target.mkdir(exist_ok=True)
        for entry in source.iterdir():
            if entry.name not in but:
                (target / entry.name).symlink_to(entry)

    def run(self, test: str, names: str, limit: float) -> int:
        """Pytest's exit code for a file's tests whose names hold ``names``; one failure is enough.

        TimeoutExpired after ``limit`` seconds.
        """
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider"]
        # What one engine sees is seen, and in half the time.
        command += ["-k", f"not postgresql and {names}" if names else "not postgresql"]
        command.append(f"{SUITE}/{test}")
        # No bytecode: two sources of one length, written in one second, would share it.
        environ = os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=self.folder, env=environ, capture_output=True, timeout=limit, check=False
        )
        return done.returncode

    def sound(self, mutant: Mutant) -> bool:
        """Whether the tests of its row pass without any mutant: else their failing says nothing."""
        key = (mutant.test, self.names(mutant))
        if key not in self._sound:
            self._sound[key] = self.run(*key, SLOW) == PASSED
        return self._sound[key]

    def killed(self, mutant: Mutant) -> bool:
        """Whether the tests of its row fail."""
        file = self.folder / "lti_tool" / mutant.file
        before = file.read_text(encoding="utf-8")
        if before.count(mutant.search) != 1:
            return False
        file.write_text(before.replace(mutant.search, mutant.replace), encoding="utf-8")
        try:
            return self.run(mutant.test, self.names(mutant), HUNG) == FAILED
        except subprocess.TimeoutExpired:
            return True
        finally:
            file.write_text(before, encoding="utf-8")

    def names(self, mutant: Mutant) -> str:
        """What the tests of a row begin with; nothing where the file has none of its own."""
        prefix = f"test_{mutant.row:02}_"
        text = (self.folder / SUITE / mutant.test).read_text(encoding="utf-8")
        return prefix if f"def {prefix}" in text else ""


def main(arguments: Sequence[str]) -> int:
    """How it went, a line a mutant; 1 when one survives, or its tests fail without it."""
    wanted, left = mutants([int(argument) for argument in arguments]), 0
    with tempfile.TemporaryDirectory(prefix="cartable-mutants-") as folder:
        copy = Copy(Path(folder))
        for mutant in wanted:
            said = "UNSOUND " if not copy.sound(mutant) else "SURVIVES"
            if said == "SURVIVES" and copy.killed(mutant):
                said = "killed  "
            left += said != "killed  "
            sys.stdout.write(f"{said} {mutant}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(wanted) - left} of {len(wanted)} mutants killed\n")
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

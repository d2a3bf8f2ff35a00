"""Node's own test runner, seen from pytest: each file of tests in JavaScript is one test here."""

import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted((*TESTS.glob("runtime/*.test.js"), *TESTS.glob("vectors/*.test.js")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_javascript(file: Path) -> None:
    done = subprocess.run(
        ["node", "--test", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# skipped 0" in done.stdout

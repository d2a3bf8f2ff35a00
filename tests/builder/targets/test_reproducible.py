"""Decision 3: nothing but the sources decides the bytes, in whatever process they are made."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import hashlib
from builder.targets import TARGETS
from tests.builder.targets.courses import packed, plans
for target in TARGETS:
    plan = plans(target)[-1]
    print(plan.stem, hashlib.sha256(packed(plan)).hexdigest())
"""


def made(folder: Path, **environment: str) -> str:
    """The digests as another process makes them, elsewhere and under another environment."""
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


def test_neither_hash_seed_nor_locale_nor_time_zone_nor_folder_change_the_bytes(
    tmp_path: Path,
) -> None:
    one = made(tmp_path, PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    two = made(ROOT, PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Pacific/Auckland")
    assert one == two

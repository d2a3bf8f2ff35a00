"""Beyond 32 and 16 bits, and in how much memory."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from builder.archive import PackageFile, write_zip

ROOT = Path(__file__).resolve().parents[3]
GIB = 1 << 30

# Zeros are skipped over instead of written: the archive takes no room on the disk either.
PROGRAM = r"""
import json, re, sys
from pathlib import Path
from builder.archive import PackageFile, write_zip

class Sparse:
    def __init__(self, file):
        self.file = file
    def write(self, data):
        self.file.seek(len(data), 1) if not any(data[::4096]) else self.file.write(data)

film, target = map(Path, sys.argv[1:])
files = [PackageFile("a/film.mp4", film), PackageFile("b.html", b"after it")]
with target.open("wb") as out:
    members = write_zip(files, "", Sparse(out))
# Not ru_maxrss: that one begins with the peak of the process that started this one.
kib = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps([members.size, kib]))
"""


def test_a_film_of_more_than_4_gib_in_less_than_200_mb(tmp_path: Path) -> None:
    film, target = tmp_path / "film.mp4", tmp_path / "p.zip"
    with film.open("wb") as file:
        file.truncate(4 * GIB + 5)
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, film, target], cwd=ROOT, capture_output=True, check=True
    )
    size, kib = json.loads(said.stdout)
    assert size == target.stat().st_size
    assert kib < 200_000
    with zipfile.ZipFile(target) as archive:
        big, after = archive.infolist()
        assert big.file_size == 4 * GIB + 5
        assert after.header_offset > 4 * GIB
        assert archive.read(after) == b"after it"


def test_more_than_65535_members() -> None:
    out = io.BytesIO()
    count = 65_600
    write_zip((PackageFile(f"p/{n:05}", b"") for n in range(count)), "", out)
    with zipfile.ZipFile(out) as archive:
        assert len(archive.infolist()) == count
        assert archive.read("p/65599") == b""

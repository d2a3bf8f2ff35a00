import hashlib
import io
import random
import shutil
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.archive import ArchiveError, Members, PackageFile, fault, write_zip
from builder.findings import BuilderError

parts = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
paths = st.lists(parts, min_size=1, max_size=3).map("/".join).filter(lambda p: fault(p) is None)
SUFFIXES = st.sampled_from(["", ".html", ".png", ".mp4"])
trees = st.dictionaries(st.tuples(paths, SUFFIXES).map("".join), st.binary(max_size=400)).filter(
    lambda tree: no_collision(list(tree))
)


def no_collision(names: list[str]) -> bool:
    folded = [name.casefold() for name in names]
    return len(set(folded)) == len(folded) and not any(
        other.startswith(name + "/") for name in folded for other in folded
    )


def packed(files: list[PackageFile], first: str = "") -> tuple[bytes, Members]:
    out = io.BytesIO()
    members = write_zip(files, first, out)
    return out.getvalue(), members


@given(trees, st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_change_the_bytes(
    tree: dict[str, bytes], shuffle: random.Random
) -> None:
    files = [PackageFile(path, data) for path, data in tree.items()]
    once = packed(files)
    shuffle.shuffle(files)
    assert packed(files) == once


@given(trees)
def test_everything_reads_back(tree: dict[str, bytes]) -> None:
    data, members = packed([PackageFile(path, content) for path, content in tree.items()])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == tree
    assert (members.size, members.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert [m.path for m in members.members] == sorted(tree)
    for member in members.members:
        content = tree[member.path]
        assert (member.size, member.crc) == (len(content), zlib.crc32(content))


@given(trees.filter(bool))
def test_files_on_disk_and_bytes_in_memory_give_the_same_members(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    on_disk = []
    for number, (path, content) in enumerate(tree.items()):
        (folder / str(number)).write_bytes(content)
        on_disk.append(PackageFile(path, folder / str(number)))
    in_memory = [PackageFile(path, content) for path, content in tree.items()]
    assert packed(on_disk) == packed(in_memory)


def test_the_first_member_comes_first_and_must_be_there() -> None:
    files = [PackageFile(name, b"x") for name in ("a.html", "imsmanifest.xml", "b.html")]
    _, members = packed(files, "imsmanifest.xml")
    assert [m.path for m in members.members] == ["imsmanifest.xml", "a.html", "b.html"]
    with pytest.raises(ArchiveError, match=r"imsmanifest\.xml must come first"):
        packed(files[:1], "imsmanifest.xml")


def test_text_is_compressed_and_media_and_mimetype_are_stored() -> None:
    data, _ = packed([PackageFile(n, b"a" * 999) for n in ("a.html", "f.mp4", "mimetype")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        methods = {i.filename: i.compress_type for i in archive.infolist()}
        dates = {i.date_time for i in archive.infolist()}
        modes = {(i.create_system, i.external_attr >> 16) for i in archive.infolist()}
    assert methods == {"a.html": zipfile.ZIP_DEFLATED, "f.mp4": 0, "mimetype": 0}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert modes == {(3, 0o100644)}


def test_unzip_accepts_it(tmp_path: Path) -> None:
    unzip = shutil.which("unzip")
    assert unzip, "the tests need unzip (Debian: apt install unzip)"
    archive = tmp_path / "p.zip"
    with archive.open("wb") as out:
        write_zip([PackageFile("média/été.html", b"a" * 999), PackageFile("b", b"")], "", out)
    said = subprocess.run([unzip, "-t", archive], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert "No errors detected" in said.stdout


@pytest.mark.parametrize("path", ["../a", "/a", "a\\b", "con.txt"])
def test_an_unsafe_or_repeated_name_is_refused_before_anything_is_written(path: str) -> None:
    out = io.BytesIO()
    with pytest.raises(BuilderError):
        write_zip([PackageFile("ok", b""), PackageFile(path, b"")], "", out)
    assert out.getvalue() == b""


def test_a_file_that_changes_between_its_two_readings_is_refused(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"first")

    class Meddler(io.BytesIO):
        def write(self, data: object, /) -> int:
            film.write_bytes(b"other")
            return super().write(data)  # type: ignore[arg-type] # the file under test writes bytes

    with pytest.raises(ArchiveError, match="changed while it was being packed"):
        write_zip([PackageFile("film.mp4", film)], "", Meddler())

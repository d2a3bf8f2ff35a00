"""What an older package has already is taken from it; the bytes are as if it were not there."""

from __future__ import annotations

import io
import zlib
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.archive import Known, PackageFile, Piece, Pieces, write_zip
from builder.archive.before import Before, opened

FILES = st.dictionaries(
    st.sampled_from(["a.html", "b.html", "é.css", "d/e.js", "f.png"]),
    st.sampled_from([b"", b"x" * 500, b"abc" * 200, b"y" * 500, bytes(range(256)) * 3]),
    min_size=1,
)


def packed(files: dict[str, bytes], before: Path | None = None) -> bytes:
    out = io.BytesIO()
    write_zip([PackageFile(name, data) for name, data in files.items()], "", out, before)
    return out.getvalue()


@given(FILES, FILES)
def test_an_older_package_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory, old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    before = tmp_path_factory.mktemp("old") / "old.zip"
    before.write_bytes(packed(old))
    assert packed(new, before) == packed(new)


def test_what_is_the_same_is_taken(tmp_path: Path) -> None:
    before, data = tmp_path / "old.zip", b"abc" * 200
    before.write_bytes(packed({"a.html": data, "b.html": b"x" * 500}))
    with opened(before) as old:
        body = old.packed("a.html", data, crc(data))
        assert body
        assert body in before.read_bytes()
        assert old.packed("a.html", b"y" * 600, crc(data)) is None
        assert old.packed("c.html", data, crc(data)) is None


def crc(data: bytes) -> int:
    return zlib.crc32(data)


@pytest.mark.parametrize("damage", [b"", b"no zip", None])
def test_a_damaged_package_is_as_if_it_were_not_there(damage: bytes | None, tmp_path: Path) -> None:
    before = tmp_path / "old.zip"
    if damage is not None:
        before.write_bytes(damage)
    assert packed({"a.html": b"x" * 500}, before) == packed({"a.html": b"x" * 500})
    assert Before(None).packed("a.html", b"", 0) is None


def never() -> bytes:
    raise AssertionError("it was made")


def test_a_member_of_the_same_key_is_not_made(tmp_path: Path) -> None:
    before, keys = tmp_path / "old.zip", {"a.html": "one", "b.html": "two"}
    before.write_bytes(packed({"a.html": b"abc" * 200, "b.html": b"\0"}))
    files = [PackageFile(path, never, key) for path, key in keys.items()]
    out = io.BytesIO()
    write_zip(files, "", out, before, Known(keys))
    assert out.getvalue() == before.read_bytes()


@pytest.mark.parametrize("keys", [{}, {"a.html": "other"}, {"b.html": "one"}])
def test_a_member_of_another_key_is_made(tmp_path: Path, keys: dict[str, str]) -> None:
    before, out = tmp_path / "old.zip", io.BytesIO()
    before.write_bytes(packed({"a.html": b"abc" * 200}))
    write_zip([PackageFile("a.html", lambda: b"new" * 200, "one")], "", out, before, Known(keys))
    assert out.getvalue() == packed({"a.html": b"new" * 200})


def test_what_has_no_key_is_made(tmp_path: Path) -> None:
    before, out = tmp_path / "old.zip", io.BytesIO()
    before.write_bytes(packed({"a.html": b"abc" * 200}))
    write_zip([PackageFile("a.html", lambda: b"new" * 200)], "", out, before, Known({"a.html": ""}))
    assert out.getvalue() == packed({"a.html": b"new" * 200})


def pieces(texts: dict[str, bytes]) -> PackageFile:
    """A file of pieces that have their keys, and of one that has none."""
    first = Piece("", lambda: b"head")
    made = (Piece(key, partial(bytes, text)) for key, text in texts.items())
    return PackageFile("print.html", Pieces((first, *made)))


def test_of_a_file_in_pieces_only_what_changed_is_made(tmp_path: Path) -> None:
    before, out = tmp_path / "old.zip", io.BytesIO()
    with before.open("wb") as old:
        made = write_zip([pieces({"one": b"a" * 99, "two": b"b" * 50, "three": b"c"})], "", old)
    known = Known(pieces={member.path: member.pieces for member in made.members})
    some = [Piece("", lambda: b"new"), Piece("three", never), Piece("4", lambda: b"d")]
    file = PackageFile("print.html", Pieces([*some, Piece("one", never)]))
    write_zip([file], "", out, before, known)
    assert out.getvalue() == packed({"print.html": b"newcd" + b"a" * 99})


@pytest.mark.parametrize("sizes", [(("one", 3),), (("", 4), ("one", 98)), ()])
def test_pieces_of_other_sizes_are_made(tmp_path: Path, sizes: tuple[tuple[str, int], ...]) -> None:
    before, out = tmp_path / "old.zip", io.BytesIO()
    before.write_bytes(packed({"print.html": b"head" + b"a" * 99}))
    write_zip([pieces({"one": b"n" * 99})], "", out, before, Known(pieces={"print.html": sizes}))
    assert out.getvalue() == packed({"print.html": b"head" + b"n" * 99})

"""What an older package has already is taken from it; the bytes are as if it were not there."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.archive import PackageFile, write_zip
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
    write_zip(files, "", out, before, keys)
    assert out.getvalue() == before.read_bytes()


@pytest.mark.parametrize("keys", [{}, {"a.html": "other"}, {"b.html": "one"}])
def test_a_member_of_another_key_is_made(tmp_path: Path, keys: dict[str, str]) -> None:
    before, out = tmp_path / "old.zip", io.BytesIO()
    before.write_bytes(packed({"a.html": b"abc" * 200}))
    write_zip([PackageFile("a.html", lambda: b"new" * 200, "one")], "", out, before, keys)
    assert out.getvalue() == packed({"a.html": b"new" * 200})


def test_what_has_no_key_is_made(tmp_path: Path) -> None:
    before, out = tmp_path / "old.zip", io.BytesIO()
    before.write_bytes(packed({"a.html": b"abc" * 200}))
    write_zip([PackageFile("a.html", lambda: b"new" * 200)], "", out, before, {"a.html": ""})
    assert out.getvalue() == packed({"a.html": b"new" * 200})

"""The keys of a package's members serve with that very package, and with no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.archive import Known, PackageFile, Piece, Pieces, write_zip
from builder.build.keys import Keys


def made(folder: Path, before: Path | None = None) -> Keys:
    """The keys of a package, once they are written."""
    package = folder / "new.zip"
    with package.open("wb") as out:
        print_ = PackageFile("p", Pieces((Piece("", lambda: b"12"), Piece("one", lambda: b"345"))))
        files = [PackageFile("a.html", b"a", "key"), PackageFile("b", b"b"), print_]
        members = write_zip(files, "", out)
    Keys(folder / "cache", "stem", None).write(members)
    return Keys(folder / "cache", "stem", before or package)


def test_they_are_those_of_the_members_that_have_one(tmp_path: Path) -> None:
    known = made(tmp_path).read()
    assert known.keys == {"a.html": "key"}
    assert [tuple(size) for size in known.pieces["p"]] == [("", 2), ("one", 3)]


def test_another_package_has_none(tmp_path: Path) -> None:
    other = tmp_path / "old.zip"
    other.write_bytes(b"other bytes")
    assert made(tmp_path, other).read() == Known()
    assert made(tmp_path, tmp_path / "gone.zip").read() == Known()


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"sha256": 1, "keys": {}}', "null"])
def test_damage_is_as_if_there_were_none(damage: str, tmp_path: Path) -> None:
    keys = made(tmp_path)
    (tmp_path / "cache" / "members" / "stem.json").write_text(damage)
    assert keys.read() == Known()


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert made(tmp_path).read() == Known()

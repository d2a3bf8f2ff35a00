"""The keys of a package's members serve with that very package, and with no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.archive import PackageFile, write_zip
from builder.build.keys import Keys


def made(folder: Path, before: Path | None = None) -> Keys:
    """The keys of a package, once they are written."""
    package = folder / "new.zip"
    with package.open("wb") as out:
        members = write_zip([PackageFile("a.html", b"a", "key"), PackageFile("b", b"b")], "", out)
    Keys(folder / "cache", "stem", None).write(members)
    return Keys(folder / "cache", "stem", before or package)


def test_they_are_those_of_the_members_that_have_one(tmp_path: Path) -> None:
    assert made(tmp_path).read() == {"a.html": "key"}


def test_another_package_has_none(tmp_path: Path) -> None:
    other = tmp_path / "old.zip"
    other.write_bytes(b"other bytes")
    assert made(tmp_path, other).read() == {}
    assert made(tmp_path, tmp_path / "gone.zip").read() == {}


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"sha256": 1, "keys": {}}', "null"])
def test_damage_is_as_if_there_were_none(damage: str, tmp_path: Path) -> None:
    keys = made(tmp_path)
    (tmp_path / "cache" / "members" / "stem.json").write_text(damage)
    assert keys.read() == {}


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert made(tmp_path).read() == {}

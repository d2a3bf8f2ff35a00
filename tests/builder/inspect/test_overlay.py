"""An overlay has the items that the public exam file does not have, and nothing else."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builder.build import Selection, build
from tests.builder.cli.running import MINI, cartable

NAME = "certification/mini-court-exam.zip"


def exam(root: Path, out: Path) -> Path:
    """The exam file of a course."""
    report = build([root], out, selection=Selection(targets=("exam",)))
    assert not report.stopped, report.findings
    return out / NAME


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exam(MINI, tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same course with a bank of the institution's own beside the open one."""
    root = tmp_path_factory.mktemp("private")
    shutil.copytree(MINI, root / "course")
    bank = next(iter(sorted((root / "course/certification/bank").glob("*.yaml"))))
    own = bank.read_text("utf-8")
    for key in ("- id: ", "variant_of: "):
        own = own.replace(key, f"{key}prive-")
    (bank.parent / "prive.yaml").write_text(own, "utf-8")
    return exam(root / "course", root / "dist")


def items(package: Path, name: str) -> dict[str, Mapping[str, Any]]:
    with zipfile.ZipFile(package) as members:
        data = json.loads(members.read(name))
    return {item["id"]: item for item in data["items"]}


def test_only_what_is_not_public_is_in_it(public: Path, private: Path, tmp_path: Path) -> None:
    out = tmp_path / "overlay.zip"
    code, _, said = cartable("overlay", public, private, "--out", out)
    assert (code, said) == (0, f"{out}: keep it secret, it has the keys\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    mine = items(out, "overlay.json")
    assert mine
    assert all(name.startswith("prive-") for name in mine)
    whole = items(private, "exam.json")
    assert mine == {name: whole[name] for name in whole.keys() - items(public, "exam.json").keys()}
    with zipfile.ZipFile(out) as members:
        data = json.loads(members.read("overlay.json"))
    assert (data["course"], data["format"], data["public"]) == ("mini", "court", False)


@pytest.mark.parametrize("wrong", ["text", "other zip", "no item", "same"])
def test_what_cannot_be_told_apart_gets_a_sentence(
    wrong: str, public: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.zip"
    if wrong == "same":
        shutil.copy(public, mine)
    elif wrong == "text":
        mine.write_text("no zip")
    else:
        with zipfile.ZipFile(mine, "w") as members:
            name = "exam.json" if wrong == "no item" else "a.txt"
            members.writestr(name, '{"items": [{}]}')
    out = tmp_path / "overlay.zip"
    code, _, said = cartable("overlay", public, mine, "--out", out)
    assert code == 2
    assert said.startswith("cartable: ")
    assert str(mine) in said
    assert not out.exists()


def test_a_place_that_cannot_be_written_gets_a_sentence(
    public: Path, private: Path, tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "overlay.zip"
    code, _, said = cartable("overlay", public, private, "--out", out)
    assert (code, said) == (2, f"cartable: {out} cannot be written: No such file or directory\n")

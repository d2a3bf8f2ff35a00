"""`cartable new`: a course without a finding, that builds, and never over anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.ids import is_id
from tests.builder.cli.running import cartable, tree


def test_its_reference_has_a_date(tmp_path: Path) -> None:
    cartable("new", tmp_path / "cours")
    assert "issued:" in (tmp_path / "cours" / "references.yaml").read_text("utf-8")


def test_what_it_makes_is_sound_and_builds(tmp_path: Path) -> None:
    ran = cartable("new", tmp_path / "Mon cours", "--title", "L'eau & nous")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith(f"now: cartable preview {tmp_path / 'Mon cours'}\n")
    root = tmp_path / "Mon cours"
    assert cartable("check", root, "--strict", "--no-cache") == (0, "", "no findings\n")
    assert cartable("build", root, "-o", tmp_path / "dist", "--strict", "--no-cache").code == 0
    assert (tmp_path / "dist" / "mon-cours-complet-fr-scorm12.zip").is_file()
    assert "L’eau & nous" in (root / "course.yaml").read_text("utf-8")


def test_every_schema_line_leads_to_a_schema(tmp_path: Path) -> None:
    cartable("new", tmp_path / "cours")
    sources = list((tmp_path / "cours").rglob("*.yaml"))
    assert len(sources) > 4
    for path in sources:
        first = path.read_text("utf-8").splitlines()[0]
        line = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert line, path
        assert (path.parent / line[1]).is_file(), path


def test_the_id_and_title_are_those_asked_for(tmp_path: Path) -> None:
    cartable("new", tmp_path / "x", "--id", "eau-2026", "--title", "Eau")
    text = (tmp_path / "x" / "course.yaml").read_text("utf-8")
    assert "id: eau-2026\n" in text
    assert "COURSE-" not in text


@pytest.mark.parametrize("name", ["Été à Nîmes", "…", "a" * 70, "--", "日本"])
def test_any_folder_name_gives_an_id(name: str, tmp_path: Path) -> None:
    assert cartable("new", "--", tmp_path / name).code == 0
    text = (tmp_path / name / "course.yaml").read_text("utf-8")
    found = re.search(r"^id: (.+)$", text, re.M)
    assert found
    assert is_id(found[1])
    assert cartable("check", tmp_path / name, "--strict", "--no-cache").code == 0


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    ran = cartable("new", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"cartable: {tmp_path} is not empty; nothing was written\n"
    assert tree(tmp_path) == {"notes.txt": b"mine"}


@pytest.mark.parametrize("wrong", ["Eau", "eau_2026", "-eau", "é", "a" * 41, ""])
def test_a_bad_id_is_a_sentence(wrong: str, tmp_path: Path) -> None:
    ran = cartable("new", tmp_path / "x", f"--id={wrong}")
    assert ran.code == (2 if wrong else 0)
    assert wrong == "" or "is no id: use a-z, 0-9 and single hyphens" in ran.err
    assert wrong == "" or not (tmp_path / "x").exists()


def test_a_file_in_the_way_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    ran = cartable("new", tmp_path / "x")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert (tmp_path / "x").read_text() == "mine"

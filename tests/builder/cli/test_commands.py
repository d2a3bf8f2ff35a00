"""The command line: what it prints, in which form, and the code it ends with."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.builder.cli.running import MINI, SCRIPT, cartable, edit, mini, script, tree

LINE = re.compile(r"^(.+):(\d+):(\d+): (error|warning|info) ([A-Z]-\d{3}): (.+)$")


def broken(folder: Path) -> Path:
    """A course with several errors in several files."""
    root = mini(folder)
    edit(root / "course.yaml", "licence:", "colour: red\nlicence:")
    edit(root / "modules/culture/quiz-culture.yaml", "options:", "optoins:")
    edit(root / "modules/outils/fr/choisir.md", "\n\n", "\n\n[vers nulle part](nulle-part.md)\n\n")
    return root


def test_the_console_script_is_what_the_tests_run(tmp_path: Path) -> None:
    ran = script("--version", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"cartable, version \d+\.\d+\.\d+\n", ran.out)


@pytest.mark.parametrize(
    "command",
    ["build", "check", "readability", "preview", "new", "release", "inspect", "diff", "findings"],
)
def test_each_command_explains_itself(command: str) -> None:
    assert command in cartable("--help").out
    ran = cartable(command, "--help")
    assert ran.code == 0
    assert len(ran.out) > 100


def test_the_help_ends_with_the_exit_codes() -> None:
    ending = cartable("--help").out.partition("A command ends with")[2]
    assert re.findall(r"^ +(\d+) ", ending, re.M) == ["0", "1", "2", "130"]


def test_a_sound_course_passes(tmp_path: Path) -> None:
    ran = cartable("check", MINI, "--no-cache")
    assert ran == (0, "", "no findings\n")


def test_check_says_everything_at_once_and_writes_nothing(tmp_path: Path) -> None:
    root = broken(tmp_path / "course")
    before = tree(tmp_path)
    ran = script("check", "course", "--no-cache", cwd=tmp_path)
    assert ran.code == 1
    places = {match[1] for line in ran.out.splitlines() if (match := LINE.match(line))}
    assert {
        "course/course.yaml",
        "course/modules/culture/quiz-culture.yaml",
        "course/modules/outils/fr/choisir.md",
    } <= places
    assert "did you mean 'options'?" in ran.out
    assert re.search(r"^\d+ errors", ran.err)
    assert tree(tmp_path) == before
    assert root.is_dir()


def test_the_forms_say_the_same(tmp_path: Path) -> None:
    root = broken(tmp_path / "course")
    text = cartable("check", root, "--no-cache")
    data = cartable("check", root, "--no-cache", "--json")
    table = cartable("check", root, "--no-cache", "--form", "table")
    found = json.loads(data.out)["findings"]
    said = [match for line in text.out.splitlines() if (match := LINE.match(line))]
    assert [one["code"] for one in found] == [match[5] for match in said]
    assert {tuple(one) for one in found} == {
        ("path", "line", "column", "severity", "code", "sentence", "hint")
    }
    assert all(one["code"] in table.out for one in found)
    assert (text.code, data.code, table.code) == (1, 1, 1)
    assert data.err == ""


def test_a_warning_stops_only_when_strict(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    (root / "stray.txt").write_text("nothing reads me")
    plain, strict = (cartable("check", root, "--no-cache", *more) for more in ([], ["--strict"]))
    assert (plain.code, strict.code) == (0, 1)
    assert plain.out == strict.out != ""


def test_a_broken_course_is_not_built(tmp_path: Path) -> None:
    root = broken(tmp_path / "course")
    ran = cartable("build", root, "--out", tmp_path / "dist", "--no-cache")
    assert ran.code == 1
    assert ran.err.endswith(f"; nothing was written to {tmp_path / 'dist'}\n")
    assert tree(tmp_path / "dist") == {}


def test_what_is_no_course_is_a_finding(tmp_path: Path) -> None:
    ran = cartable("check", tmp_path, "--no-cache")
    assert ran.code == 1
    assert [match[5] for line in ran.out.splitlines() if (match := LINE.match(line))] == ["S-040"]


def test_a_folder_that_is_not_there_is_one_finding(tmp_path: Path) -> None:
    ran = cartable("check", tmp_path / "nowhere", "--no-cache")
    assert ran.code == 1
    assert [match[5] for line in ran.out.splitlines() if (match := LINE.match(line))] == ["S-001"]


@pytest.mark.parametrize(
    "words",
    [
        ["build"],
        ["build", MINI, "--target", "scorm13"],
        ["build", MINI, "--jobs", "0"],
        ["nonsense"],
        ["check", MINI, "--form", "xml"],
        ["preview", "nowhere-at-all"],
        ["inspect", "nowhere.zip"],
        ["inspect", MINI / "course.yaml"],
        ["diff", "a.zip", "b.zip"],
        ["build", MINI, "--no-cache", "--out", MINI / "course.yaml"],
        ["build", MINI, "--no-cache", "--out", MINI],
        ["build", MINI, "--no-cache", "--out", MINI / "media" / "dist"],
        ["build", MINI, "--no-cache", "--format", "long"],
        ["build", MINI, "--no-cache", "--language", "de"],
    ],
    ids=lambda words: " ".join(str(word).replace(str(MINI), "mini") for word in words),
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(
    words: list[str | Path], tmp_path: Path
) -> None:
    if words[0] == "build" and "--out" not in words:
        words = [*words, "--out", tmp_path / "dist"]
    ran = cartable(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()[-1].split()) > 3


def test_build_in_json(tmp_path: Path) -> None:
    ran = cartable("build", MINI, "-o", tmp_path, "-t", "scorm12", "--no-cache", "--json")
    data = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert (data["written"], data["findings"]) == (True, [])
    assert {one["target"] for one in data["packages"]} == {"scorm12"}
    assert set(data["changes"].values()) == {"new"}
    assert all((tmp_path / one["file"]).is_file() for one in data["packages"])


def test_quiet_is_quiet(tmp_path: Path) -> None:
    ran = cartable("build", MINI, "-o", tmp_path, "-t", "scorm12", "-l", "fr", "--no-cache", "-q")
    assert ran == (0, "", "")


def test_the_catalogue_is_printed() -> None:
    ran = cartable("findings")
    assert ran.code == 0
    assert ran.out.startswith("# Findings\n")


def test_inspect_and_diff_read_what_build_makes(tmp_path: Path) -> None:
    cartable("build", MINI, "-o", tmp_path, "-t", "scorm12", "-l", "fr", "--no-cache", "-q")
    package = tmp_path / "mini-court-fr-scorm12.zip"
    assert json.loads(cartable("inspect", package, "--json").out)
    assert package.name in cartable("inspect", package).out
    assert cartable("diff", package, package).code == 0
    assert json.loads(cartable("diff", package, package, "--json").out)


@pytest.mark.parametrize("below", ["", "cache"])
def test_a_cache_that_cannot_be_used_is_one_line(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    cache = tmp_path / "file" / below
    ran = cartable("check", MINI, "--cache", cache)
    said = f"cartable: the cache {cache} cannot be used ({tmp_path / 'file'} is a file)"
    assert ran == (0, "", f"{said}: going on without\nno findings\n")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_damaged_package_is_not_valid(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(damaged, "w") as archive:
        archive.writestr("index.html", "<p>")
    inspected, compared = cartable("inspect", damaged), cartable("diff", damaged, damaged)
    assert (inspected.code, compared.code) == (1, 2)
    assert "not valid" in inspected.out
    assert "not valid" in compared.out
    assert json.loads(cartable("inspect", damaged, "--json").out)["faults"]


def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [SCRIPT, "preview", MINI, "--port", "0", "--cache", tmp_path],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("http://127.0.0.1:")
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode in {0, 130}
    assert "Traceback" not in err

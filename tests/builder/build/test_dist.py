"""What a build puts into `dist/`, and what it leaves alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builder.build import NoneSuch, Report, Selection, build, index
from builder.targets import TARGETS
from tests.builder.cli.running import MINI, cartable, edit, mini, tree

SCORM = Selection(targets=("scorm12",))
LISTINGS = {"manifest.json", "SHA256SUMS", "index.html"}


def made(root: Path, out: Path, **how: Any) -> Report:
    """A build that must succeed, with its cache beside ``out``."""
    report = build([root], out, cache=out.parent / "cache", **how)
    assert not report.stopped, report.findings
    return report


def packages(out: Path) -> dict[str, Mapping[str, Any]]:
    data = json.loads((out / "manifest.json").read_text("utf-8"))
    return {entry["file"]: entry for entry in data["packages"]}


def marks(out: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file: another when it was made or moved anew."""
    return {
        path.relative_to(out).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole of `mini`, built once; not to be written to."""
    out = tmp_path_factory.mktemp("whole") / "dist"
    made(MINI, out)
    return out


def test_the_manifest_is_the_truth(dist: Path) -> None:
    listed = packages(dist)
    for name, entry in listed.items():
        data = (dist / name).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert (entry["course"], entry["version"]) == ("mini", "1.0.0")
        for beside, digest in entry["beside"].items():
            assert hashlib.sha256((dist / beside).read_bytes()).hexdigest() == digest
    beside = {name for entry in listed.values() for name in entry["beside"]}
    here = {name for name in tree(dist) if not name.startswith("certification/")}
    assert here == {*listed, *beside, *LISTINGS}
    assert {entry["target"] for entry in listed.values()} == set(TARGETS) - {"exam"}


def test_scorm_packages_say_what_attempts_hang_on(dist: Path) -> None:
    entry = packages(dist)["mini-court-fr-culture-scorm12.zip"]
    assert entry["identifiers"]["items"] == ["item_mini_court_culture"]
    assert 0 < entry["state"] <= 4096
    plan = (entry["format"], entry["language"], entry["module"], entry["target"])
    assert plan == ("court", "fr", "culture", "scorm12")


def test_the_sums_are_right(dist: Path) -> None:
    for folder in (dist, dist / "certification"):
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True
        )
        assert done.returncode == 0, done.stdout


def test_exam_files_are_apart_and_in_no_listing(dist: Path) -> None:
    apart = dist / "certification"
    assert stat.S_IMODE(apart.stat().st_mode) == 0o700
    names = sorted(path.name for path in apart.iterdir())
    assert names == ["DO-NOT-PUBLISH.txt", "SHA256SUMS", "manifest.json", "mini-court-exam.zip"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in apart.iterdir()} == {0o600}
    for listing in LISTINGS:
        text = (dist / listing).read_text("utf-8")
        assert "exam" not in text, listing
        assert "certification" not in text, listing


def test_others_may_read_the_rest(dist: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in dist.glob("*.zip")}
    assert modes == {0o644}


def test_a_second_build_makes_and_moves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    made(MINI, out, selection=SCORM)
    before, times = tree(out), marks(out)
    report = made(MINI, out, selection=SCORM)
    assert set(report.changes.values()) == {"same"}
    assert not any(packed.files for outcome in report.outcomes for packed in outcome.packed)
    assert marks(out) == times
    assert tree(out) == before


def test_a_page_changes_its_language_and_module_only(tmp_path: Path) -> None:
    root, out = mini(tmp_path / "course"), tmp_path / "dist"
    made(root, out, selection=SCORM)
    times = marks(out)
    page = root / "modules/culture/fr/quatre-libertes.md"
    page.write_text(page.read_text("utf-8") + "\nUne phrase de plus.\n", "utf-8")
    report = made(root, out, selection=SCORM)
    changed = {name for name, change in report.changes.items() if change == "changed"}
    assert changed == {"mini-court-fr-scorm12.zip", "mini-court-fr-culture-scorm12.zip"}
    moved = {name for name, mark in marks(out).items() if times[name] != mark}
    assert {name for name in moved if name.endswith(".zip")} == changed


def with_format(root: Path, name: str) -> Path:
    """The course with its format `court` once more, under another name."""
    text = (root / "formats/court.yaml").read_text("utf-8").replace("id: court", f"id: {name}", 1)
    (root / f"formats/{name}.yaml").write_text(text, "utf-8")
    edit(root / "course.yaml", "formats: [court]", f"formats: [court, {name}]")
    return root


def test_a_format_that_is_gone_takes_its_packages_along(tmp_path: Path) -> None:
    root, out = mini(tmp_path / "course"), tmp_path / "dist"
    formats = (root / "course.yaml").read_text("utf-8")
    made(with_format(root, "long"), out)
    assert "mini-long-fr-scorm12.zip" in packages(out)
    (root / "course.yaml").write_text(formats, "utf-8")
    (root / "formats/long.yaml").unlink()
    report = made(root, out)
    assert not [name for name in tree(out) if "long" in name]
    assert "gone" in report.changes.values()
    assert "mini-long-fr-scorm12.zip" in (out / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "part", [Selection(targets=("scorm2004",)), Selection(languages=("fr",))], ids=["target", "fr"]
)
def test_a_part_leaves_the_rest(part: Selection, tmp_path: Path, dist: Path) -> None:
    out = tmp_path / "dist"
    shutil.copytree(dist, out)
    (out / "mini-court-en-scorm12.zip").chmod(0o600)  # a mark: this one is not moved
    report = made(MINI, out, selection=part)
    assert set(report.changes.values()) == {"same"}
    assert {name: entry["sha256"] for name, entry in packages(out).items()} == {
        name: entry["sha256"] for name, entry in packages(dist).items()
    }
    assert (out / "certification/mini-court-exam.zip").is_file()
    assert stat.S_IMODE((out / "mini-court-en-scorm12.zip").stat().st_mode) == 0o600


def other(folder: Path) -> Path:
    root = mini(folder)
    edit(root / "course.yaml", "id: mini", "id: other")
    return root


def test_two_courses_share_a_dist(tmp_path: Path) -> None:
    first, second, out = mini(tmp_path / "a"), other(tmp_path / "b"), tmp_path / "dist"
    build([first, second], out, selection=SCORM)
    assert {entry["course"] for entry in packages(out).values()} == {"mini", "other"}
    made(with_format(first, "long"), out, selection=SCORM)
    names = packages(out)
    assert {"other-court-fr-scorm12.zip", "mini-long-fr-scorm12.zip"} <= names.keys()
    assert "other-long-fr-scorm12.zip" not in names


def test_a_failing_course_keeps_its_old_packages(tmp_path: Path) -> None:
    good, bad, out = mini(tmp_path / "a"), other(tmp_path / "b"), tmp_path / "dist"
    build([good, bad], out, selection=SCORM)
    before = tree(out)
    edit(bad / "modules/culture/quiz-culture.yaml", "options:", "optoins:")
    page = good / "modules/culture/fr/quatre-libertes.md"
    page.write_text(page.read_text("utf-8") + "\nUne phrase de plus.\n", "utf-8")
    ran = cartable("build", good, bad, "-o", out, "-t", "scorm12", "--no-cache")
    assert ran.code == 1
    after = tree(out)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert "mini-court-fr-scorm12.zip" in changed
    assert not [name for name in changed if name.startswith("other-")]


def test_a_damaged_package_is_made_again(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    made(MINI, out, selection=SCORM)
    before = tree(out)
    (out / "mini-court-fr-scorm12.zip").write_bytes(b"cut off")
    (out / "mini-court-en-scorm12.zip").unlink()
    made(MINI, out, selection=SCORM)
    after = tree(out)
    assert {n: d for n, d in after.items() if n.endswith(".zip")} == {
        n: d for n, d in before.items() if n.endswith(".zip")
    }


@pytest.mark.parametrize("text", ["", "[]", '{"packages": [{"file": 3}]}', '{"packages": 5}'])
def test_a_foreign_manifest_is_no_obstacle(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    build([MINI], tmp_path, selection=Selection(("scorm12",), (), ("fr",)))
    assert "mini-court-fr-scorm12.zip" in packages(tmp_path)


def test_a_manifest_never_makes_us_delete_outside(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    (tmp_path / "mine.txt").write_text("dear to me")
    keys = ("course", "target", "format", "language", "module", "sha256")
    entry = dict.fromkeys(keys, "mini") | {"file": "../mine.txt", "target": "scorm12"}
    (out / "manifest.json").write_text(json.dumps({"packages": [entry]}), "utf-8")
    build([MINI], out, selection=SCORM)
    assert (tmp_path / "mine.txt").read_text() == "dear to me"


def test_a_file_of_another_in_dist_stays(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    build([MINI], tmp_path, selection=SCORM)
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_language_of_any_tag_is_named(dist: Path) -> None:
    entries = [{**entry, "language": "fr-CA"} for entry in packages(dist).values()]
    page = index.page(entries, {}).decode()
    assert "français (Canada)" in page
    assert "French (Canada)" in page


def names(package: Path) -> set[str]:
    with zipfile.ZipFile(package) as members:
        return set(members.namelist())


def test_a_module_can_be_left_out(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    made(MINI, out)
    whole = "mini-court-fr-scorm12.zip"
    there = names(out / whole)
    selection = Selection(without=("outils",))
    made(MINI, out, selection=selection)
    assert "mini-court-fr-outils-scorm12.zip" not in packages(out)
    left = names(out / whole)
    assert {name for name in there - left if name.endswith(".html")} == {
        *("choisir.html", "essayer.html", "quiz-outils.html"),
        "notebook.html",  # only this module has something to write
    }
    with zipfile.ZipFile(out / "certification/mini-court-exam.zip") as members:
        exam = json.loads(members.read("exam.json"))
    goals = {goal["id"] for goal in exam["objectives"]}
    assert {line["objective"] for line in exam["exam"]["draw"]} <= goals
    before = marks(out)
    made(MINI, out, selection=selection)
    assert marks(out) == before  # kept, as any build that is done again
    made(MINI, out)
    assert names(out / whole) == there


def test_a_module_that_is_not_there_cannot_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(NoneSuch, match="module 'outil'"):
        build([MINI], tmp_path / "dist", selection=Selection(without=("outil",)))

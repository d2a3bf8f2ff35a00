"""No clock, no chance, no environment in the bytes; a warm build gives what a cold one gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.build import Selection, build
from tests.builder.cli.running import MINI, edit, mini, tree

ROOT = Path(__file__).parents[3]
BUILD = "import os, sys; os.umask(int(sys.argv.pop(1), 8)); from builder.cli import main; main()"


def built(folder: Path, cwd: Path, umask: str, **env: str) -> str:
    """SHA256SUMS of a build in another process."""
    out = folder / "dist"
    command = [sys.executable, "-c", BUILD, umask, "build", os.path.relpath(MINI, cwd)]
    subprocess.run(
        [*command, "-o", out, "--no-cache", "-q"],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env},
        check=True,
        timeout=60,
    )
    exam = (out / "certification" / "SHA256SUMS").read_text()
    return (out / "SHA256SUMS").read_text() + exam


def test_the_environment_is_not_in_the_bytes(tmp_path: Path) -> None:
    one = built(
        tmp_path / "a", ROOT, "022", TZ="UTC", LANG="C", PYTHONHASHSEED="1", HOME=str(tmp_path)
    )
    two = built(
        tmp_path / "b",
        tmp_path,
        "077",
        TZ="Asia/Tokyo",
        LANG="fr_FR.UTF-8",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="2",
        SOURCE_DATE_EPOCH="1",
        HOME="/",
    )
    assert one == two
    assert one.count("\n") > 20


def touch(root: Path) -> None:
    for path in root.rglob("*.md"):
        os.utime(path, (1, 1))


def lengthen(root: Path) -> None:
    page = root / "modules/culture/fr/quatre-libertes.md"
    page.write_text(page.read_text("utf-8") + "\nEncore une phrase.\n", "utf-8")


def retitle(root: Path) -> None:
    for name in ("fr", "en"):
        edit(root / f"modules/outils/{name}/choisir.md", "title: ", "title: Autre ")


def redefine(root: Path) -> None:
    edit(root / "glossary.yaml", "fr: Règle ", "fr: Règle nette ")


def redraw(root: Path) -> None:
    edit(root / "media/boucle.svg", "</svg>", '<circle cx="3" cy="3" r="2"/></svg>')


def include(root: Path) -> None:
    path = root / "shared/rappel.md"
    path.write_text(path.read_text("utf-8") + "\nEt ceci.\n", "utf-8")


def reorder(root: Path) -> None:
    text = (root / "course.yaml").read_text("utf-8")
    old, new = "[culture, outils]", "[outils, culture]"
    edit(root / "course.yaml", *((old, new) if old in text else (new, old)))


def reword(root: Path) -> None:
    edit(root / "modules/culture/quiz-culture.yaml", "fr: ", "fr: Ou bien, ")


def version(root: Path) -> None:
    edit(root / "course.yaml", "version: 1.", "version: 1.1")


EDITS: Mapping[str, Callable[[Path], None]] = {
    work.__name__: work
    for work in (touch, lengthen, retitle, redefine, redraw, include, reorder, reword, version)
}


def contents(out: Path) -> dict[str, bytes]:
    """What is in `dist/` but the page that tells the news, and the list that has its digest."""
    return {n: data for n, data in tree(out).items() if n not in {"index.html", "SHA256SUMS"}}


@settings(max_examples=4)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=2))
def test_any_edits_warm_give_what_they_give_cold(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        root, cache = mini(home / "course"), home / "cache"
        some = Selection(targets=("scorm12",))
        build([root], home / "dist", selection=some, cache=cache)
        for name in names:
            EDITS[name](root)
            assert not build([root], home / "dist", selection=some, cache=cache).stopped
        shutil.copytree(root, home / "copy")
        assert not build([home / "copy"], home / "cold", selection=some).stopped
        assert contents(home / "dist") == contents(home / "cold")

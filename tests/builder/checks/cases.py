"""A folder of tests/findings is a case: how its course differs from tests/courses/mini.

`edits.yaml` lists changes, in order: `{file, old, new}` (with `times`, `new` is repeated and `{n}`
counts), `{file, write}`, `{file, hex}` (bytes), `{file, size}` (of zeros),
`{file, link}` (symbolic link), `{file, pipe}`,
`{file, delete}`. `expected.txt` is what check says then, line by line.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from builder.checks import check
from builder.findings import in_order
from builder.load import load
from builder.render import render

TESTS = Path(__file__).parents[2]
MINI = TESTS / "courses" / "mini"
FINDINGS = TESTS / "findings"


def course_of(case: Path, folder: Path) -> Path:
    """The course of a case, made in a new folder."""
    root = Path(shutil.copytree(MINI, folder))
    for edit in yaml.safe_load((case / "edits.yaml").read_text("utf-8")):
        path = root / edit["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        (verb,) = _VERBS.keys() & edit.keys()
        _VERBS[verb](path, edit)
    return root


def _change(path: Path, edit: Mapping[str, Any]) -> None:
    text = path.read_text("utf-8")
    assert edit["old"] in text, f"{path} has no longer: {edit['old']}"
    if "times" in edit:
        new = "".join(edit["new"].replace("{n}", str(n)) for n in range(edit["times"]))
    else:
        new = edit["new"]
    path.write_text(text.replace(edit["old"], new, 1), "utf-8")


def _write(path: Path, edit: Mapping[str, Any]) -> None:
    path.write_text(edit["write"] * edit.get("times", 1), "utf-8")


def _hex(path: Path, edit: Mapping[str, Any]) -> None:
    path.write_bytes(bytes.fromhex(edit["hex"]) * edit.get("times", 1))


def _link(path: Path, edit: Mapping[str, Any]) -> None:
    path.symlink_to(edit["link"])


def _size(path: Path, edit: Mapping[str, Any]) -> None:
    with path.open("wb") as file:
        file.truncate(edit["size"])


def _pipe(path: Path, _: Mapping[str, Any]) -> None:
    os.mkfifo(path)


def _delete(path: Path, _: Mapping[str, Any]) -> None:
    path.unlink()


_VERBS: Mapping[str, Callable[[Path, Mapping[str, Any]], None]] = {
    "old": _change,
    "write": _write,
    "hex": _hex,
    "size": _size,
    "link": _link,
    "pipe": _pipe,
    "delete": _delete,
}


def said(root: Path) -> str:
    """Every finding of a course, as `cartable check` writes it."""
    course, findings = load(root)
    if course is not None:
        pages = {language: render(course, language) for language in course.languages}
        findings = in_order([*findings, *check(course, pages, findings)])
    return "".join(f"{finding}\n" for finding in findings)

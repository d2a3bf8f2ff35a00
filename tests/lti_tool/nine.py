"""An exam file of all nine types, built out of the practice quiz of a test course."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from builder.build import Selection, build

COURSE = Path(__file__).parents[1] / "courses/every_question"
TOTAL = 10  # questions of the paper: nine types, the single choice twice
NOT_MARKED = ("likert", "reflection")


def exam(folder: Path, **policy: Any) -> Path:
    """Build it into a folder; ``policy`` replaces values of the exam's policy."""
    course = folder / "course"
    shutil.copytree(COURSE, course)
    quiz = _read(course / "modules/questions/quiz-tout.yaml")
    bank = course / "certification/bank/questions.yaml"
    items = [_item(one) for one in quiz["questions"] if one["type"] not in NOT_MARKED]
    _write(bank, {"items": [*_read(bank)["items"], *items]})
    rules = course / "certification/policy.yaml"
    kept = _read(rules)
    kept["formats"]["court"]["exam"] |= {
        "draw": [{"objective": "questions-1", "count": TOTAL}],
        **policy,
    }
    _write(rules, kept)
    out = folder / "out"
    build([course], out, selection=Selection(("exam",), (), ()))
    return next((out / "certification").glob("*-exam.zip"))


def changed(zipped: Path, to: Path, **values: Any) -> Path:
    """The same exam file with some of its values replaced."""
    with zipfile.ZipFile(zipped) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "exam.json":
                data = json.dumps(json.loads(data) | values).encode()
            new.writestr(name, data)
    return to


def _item(question: Mapping[str, Any]) -> dict[str, Any]:
    more = {"id": f"b-{question['id']}", "objective": "questions-1", "difficulty": 1}
    return {**question, **more}


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _write(file: Path, data: Any) -> None:
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

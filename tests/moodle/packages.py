"""The packages that are played: built from a course's sources, and once more after an edit."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from builder.load import load
from builder.model import Course, Question, Quiz, is_graded

Data: TypeAlias = dict[str, Any]
ROOT = Path(__file__).parents[2]
MARKS = ("Une phrase de plus, one more sentence", "(bis)")  # what the second version adds


@dataclass(frozen=True)
class Case:
    """Which package is played: of a course, for a target, in a language and a format ("": the
    first by name); whole, or the module that asks most."""

    name: str
    target: str
    course: Path
    language: str = "fr"
    one_module: bool = False
    format: str = ""


@dataclass(frozen=True)
class Package:
    """A built package and what its sources say of it."""

    case: Case
    file: Path
    course: Course
    screens: tuple[str, ...]
    pass_mark: int

    @property
    def questions(self) -> dict[str, Question]:
        """The questions of its quizzes, by id."""
        quizzes = (self.course.screen(screen) for screen in self.screens)
        asked = (quiz.questions for quiz in quizzes if isinstance(quiz, Quiz))
        return {question.id: question for questions in asked for question in questions}

    @property
    def graded(self) -> dict[str, Question]:
        """Those of its questions that count."""
        return {name: asked for name, asked in self.questions.items() if is_graded(asked)}


def build(course: Path, out: Path, targets: Iterable[str]) -> Path:
    """Build a course's packages for some targets with `cartable build`; return where they are."""
    chosen = [word for target in sorted(targets) for word in ("--target", target)]
    cartable = Path(sys.executable).with_name("cartable")
    command: list[str | Path] = [
        cartable,
        "build",
        course,
        "--out",
        out,
        "--no-cache",
        "--quiet",
        *chosen,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def package(case: Case, out: Path) -> Package:
    """Find a case's package among those that were built from its course."""
    course, findings = load(case.course)
    assert course, findings
    entry = max((e for e in _listed(out) if _is(e, case)), key=lambda e: _asked(e, case, course))
    way = course.format(entry["format"])
    parts = [part for part in way.modules if entry["module"] in (None, part.id)]
    screens = tuple(screen for part in parts for screen in part.screens)
    return Package(case, out / entry["file"], course, screens, way.tracking.pass_mark)


def _listed(out: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((out / "manifest.json").read_bytes())["packages"]
    return listed


def _is(entry: Data, case: Case) -> bool:
    return (
        (entry["target"], entry["language"]) == (case.target, case.language)
        and case.format in {"", entry["format"]}
        and (entry["module"] is not None) == case.one_module
    )


def _asked(entry: Data, case: Case, course: Course) -> int:
    """How many questions the module of a package has; of whole courses the first is as good."""
    if not case.one_module:
        return 0
    screens = course.module(entry["module"]).contents
    return sum(len(course.quizzes[s].questions) for s in screens if s in course.quizzes)


def edited(course: Path, to: Path) -> Path:
    """Copy a course as its author has it a month later: a new version, new wordings."""
    shutil.copytree(course, to)
    _rewrite(to / "course.yaml", lambda data: data | {"version": f"{data['version']}.1"})
    for page in sorted(to.glob("modules/*/*/*.md")):
        with page.open("a", encoding="utf-8") as text:
            text.write(f"\n{MARKS[0]}.\n")
    for quiz in _quizzes(to):
        _rewrite(quiz, _reworded)
    return to


def grown(course: Path, to: Path) -> Path:
    """Copy a course as edited, and with one more question at the head of each quiz."""
    for number, quiz in enumerate(_quizzes(edited(course, to))):
        _rewrite(quiz, partial(_one_more, number=number))
    return to


def _quizzes(course: Path) -> list[Path]:
    return [file for file in sorted(course.glob("modules/*/*.yaml")) if file.stem != "module"]


def _reworded(quiz: Data) -> Data:
    first = quiz["questions"][0]
    first["text"] = {tag: f"{text} {MARKS[1]}" for tag, text in first["text"].items()}
    return quiz


def _one_more(quiz: Data, number: int) -> Data:
    model = next(asked for asked in quiz["questions"] if "objective" in asked)
    added = {
        "id": f"one-more-{number}",
        "type": "true-false",
        "objective": model["objective"],
        "text": dict.fromkeys(model["text"], f"{MARKS[0]}."),
        "answer": True,
    }
    return quiz | {"questions": [added, *quiz["questions"]]}


def _rewrite(file: Path, change: Callable[[Data], Data]) -> None:
    data = change(yaml.safe_load(file.read_text(encoding="utf-8")))
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def mentions(question: str, identifier: str) -> bool:
    """Whether an interaction's id says which question it is: the author's id stands in it."""
    return re.search(rf"(^|[^a-z0-9]){re.escape(question)}($|[^a-z0-9])", identifier) is not None

"""`cartable release`: ids last, answers are kept, and a course may grow into its release."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load import load
from builder.model import Course
from builder.release import LOCK, lock_of, releasable, write_lock
from builder.state import LIMIT, Answer, State, decode, encode, layout, worst_case
from tests.builder.cli.running import cartable, edit, mini, tree


def of(root: Path) -> Course:
    course, findings = load(root)
    assert course is not None, findings
    return course


def test_a_release_writes_the_lock_and_nothing_else(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    before = tree(root)
    ran = cartable("release", root)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("mini 1.0.0, published: 1 formats: court; 2 modules: culture, outils")
    after = tree(root)
    assert after.keys() - before.keys() == {LOCK}
    data = json.loads(after[LOCK])
    assert data["published"]["modules"] == ["culture", "outils"]
    assert {row["id"] for row in data["layout"]["items"]} >= {"choisir", "mot-sortie"}
    assert cartable("check", root, "--no-cache").code == 0


def test_a_second_release_changes_nothing(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    cartable("release", root)
    before = tree(root)
    assert cartable("release", root).err == "mini 1.0.0, published: nothing new\n"
    assert tree(root) == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    before = tree(root)
    ran = cartable("release", root, "--dry-run")
    assert (ran.code, "would be published: 1 formats" in ran.err) == (0, True)
    assert tree(root) == before


def test_a_published_id_stays_until_it_is_retired(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    cartable("release", root)
    quiz = root / "modules/outils/quiz-outils.yaml"
    edit(quiz, "  - id: mot-sortie", "  - id: mot-de-sortie")
    ran = cartable("check", root, "--no-cache")
    assert (ran.code, ran.out.count(" error ")) == (1, 1)
    assert "error I-005: the published id 'mot-sortie' (questions) is gone" in ran.out
    lock = (root / LOCK).read_bytes()
    refused = cartable("release", root)
    assert (refused.code, refused.err) == (1, "1 error; nothing was released\n")
    assert (root / LOCK).read_bytes() == lock
    edit(
        root / "course.yaml",
        "formats: [court]",
        "formats: [court]\nretired: {questions: [mot-sortie]}",
    )
    assert cartable("release", root).code == 0
    data = json.loads((root / LOCK).read_bytes())
    assert data["retired"] == {"questions": ["mot-sortie"]}
    assert {"mot-sortie", "mot-de-sortie"} <= set(data["published"]["questions"])
    edit(quiz, "  - id: mot-de-sortie", "  - id: mot-sortie")
    assert "error I-006: the id 'mot-sortie' (questions) is retired" in (
        cartable("check", root, "--no-cache").out
    )


CHOICE = (
    "type: single-choice, options: "
    "[{key: a, text: {fr: Oui, en: Yes}, correct: true}, {key: b, text: {fr: Non, en: No}}]"
)
TYPED = "type: short-text, accept: {fr: [mot], en: [word]}, max_length: 100"


def grown(root: Path, count: int, kind: str) -> Path:
    """The course with so many questions more, none published."""
    quiz = root / "modules/outils/quiz-outils.yaml"
    more = "".join(
        f"  - {{id: grand-{n}, objective: outils-1, page: choisir, "
        f"text: {{fr: Question {n}, en: Ask {n}}}, {kind}}}\n"
        for n in range(count)
    )
    quiz.write_text(quiz.read_text("utf-8") + more, "utf-8")
    return root


def test_a_state_that_is_too_large_only_until_then_is_released(tmp_path: Path) -> None:
    root = grown(mini(tmp_path / "course"), 500, CHOICE)
    ran = cartable("check", root, "--no-cache")
    assert "error B-001" in ran.out
    assert "hint: run `cartable release`: once published it takes " in ran.out
    assert cartable("release", root).code == 0
    assert worst_case(layout(of(root))) <= LIMIT
    assert "B-001" not in cartable("check", root, "--no-cache").out


def test_a_state_that_stays_too_large_is_not_released(tmp_path: Path) -> None:
    root = grown(mini(tmp_path / "course"), 40, TYPED)
    ran = cartable("release", root)
    assert ran.code == 1
    assert "hint: ask fewer typed answers" in ran.out
    assert not (root / LOCK).exists()


def test_a_lock_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    (root / f".{LOCK}.part").mkdir()
    ran = cartable("release", root)
    assert ran.code == 2
    assert ran.err.endswith("it is as it was\n")


KINDS = ("single-choice", "multiple-choice", "short-text")
NAMES = [f"q-{n}" for n in range(4)]


@dataclass
class Learner:
    """A saved state, and for each answer the question as it was then."""

    saved: str
    answers: dict[str, tuple[Any, Any]]


@dataclass
class Author:
    """A course on disk under an author's hands: questions by id, each its type and keys."""

    root: Path
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    retired: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)

    def write(self) -> Course:
        """Save the sources, retiring what was published and is gone."""
        self.retired |= self.published - self.asked.keys()
        quiz = json.loads(TEMPLATE)
        quiz["questions"] = [*map(self.question, self.order), *map(self.question, ["q-always"])]
        (self.root / "modules/outils/quiz-outils.yaml").write_text(json.dumps(quiz), "utf-8")
        text = (self.root / "course.yaml").read_text("utf-8").partition("retired:")[0]
        kept = json.dumps({"questions": sorted(self.retired)})
        (self.root / "course.yaml").write_text(f"{text}retired: {kept}\n", "utf-8")
        return of(self.root)

    def question(self, name: str) -> dict[str, Any]:
        kind, keys = self.asked.get(name, ("single-choice", "ab"))
        plain = {"id": name, "type": kind, "objective": "outils-1", "page": "choisir"}
        text: dict[str, Any] = {"text": {"fr": f"Question {name}", "en": f"Ask {name}"}}
        if kind == "short-text":
            return plain | text | {"accept": {"fr": ["oui"], "en": ["yes"]}, "max_length": 9}
        options = [
            {"key": k, "text": {"fr": f"Le {k}", "en": f"The {k}"}, "correct": k == keys[0]}
            for k in keys
        ]
        return plain | text | {"options": options}


TEMPLATE = json.dumps(
    {"id": "quiz-outils", "title": {"fr": "Quiz", "en": "Test"}, "minutes": 5, "questions": []}
)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("write"),
            st.sampled_from(NAMES),
            st.sampled_from(KINDS),
            st.sampled_from(["ab", "ba", "abc", "bcde"]),
        ),
        st.tuples(st.just("remove"), st.sampled_from(NAMES)),
        st.tuples(st.just("turn")),
        st.tuples(st.just("release")),
        st.tuples(st.just("learn")),
    ),
    min_size=3,
    max_size=9,
)


def step(author: Author, learners: list[Learner], words: Iterable[str]) -> None:
    what, *rest = words
    if what == "write" and rest[0] not in author.retired:
        author.asked[rest[0]] = (rest[1], rest[2])
        author.order = [*author.asked]
    elif what == "remove":
        author.asked.pop(rest[0], None)
        author.order = [name for name in author.order if name in author.asked]
    elif what == "turn":
        author.order = author.order[::-1]
    course = author.write()
    if what == "release":
        write_lock(author.root, lock_of(releasable(author.root)))
        author.published |= set(author.asked)
    elif what == "learn":
        learners.append(learner(author, course))


def learner(author: Author, course: Course) -> Learner:
    """Somebody who has answered everything."""
    made = layout(course)
    said: dict[str, Any] = {
        name: {"single-choice": keys[-1], "multiple-choice": sorted(keys[:2])}.get(kind, "œuf")
        for name, (kind, keys) in author.asked.items()
    }
    answers = {name: Answer(1, n, response) for n, (name, response) in enumerate(said.items())}
    saved = encode(State(7, release=made.release, answers=answers), made)
    return Learner(saved, {n: (as_kept(author.asked[n]), said[n]) for n in said})


def as_kept(question: tuple[str, str]) -> tuple[str, str]:
    """What makes a question the same for the state: its type, and the set of its keys."""
    kind, keys = question
    return kind, "" if kind == "short-text" else "".join(sorted(keys))


@settings(max_examples=8)
@given(STEPS)
def test_any_edits_and_releases_keep_the_answers(steps: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        author, learners = Author(mini(Path(folder, "course"))), list[Learner]()
        shutil.rmtree(author.root / "certification")
        for words in steps:
            step(author, learners, words)
            now = layout(of(author.root))
            for one in learners:
                found = decode(one.saved, now).answers
                for name, (question, response) in one.answers.items():
                    if name in author.asked and as_kept(author.asked[name]) == question:
                        assert found[name].response == response

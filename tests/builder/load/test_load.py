import dataclasses
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.findings import Anchor, Finding
from builder.load import load
from builder.model import Course, Page, Question
from tests.builder.load.garble import FILES, MINI, garbled

COURSES = Path(__file__).parents[2] / "courses"


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINI, tmp_path / "mini"))


def change(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def found(findings: list[Finding]) -> list[tuple[str, str, int, int]]:
    return [(f.code, *f.place) for f in findings]


def loaded(root: Path) -> Course:
    course, _ = load(root)
    assert course is not None
    return course


def test_the_mini_course_is_whole_and_without_findings() -> None:
    course, findings = load(MINI)
    assert findings == []
    assert course is not None
    assert list(course.pages) == ["quatre-libertes", "atelier", "choisir", "essayer"]
    assert list(course.quizzes) == ["quiz-culture", "quiz-outils"]
    assert [module.id for module in course.modules] == ["culture", "outils"]
    assert course.formats[0].modules[1].screens == ("choisir", "essayer", "quiz-outils")
    assert course.certification is not None
    assert [item.id for item in course.certification.items] == [
        "exam-annonce",
        "exam-annonce-bis",
        "exam-relecture",
        "exam-outil",
    ]


def test_every_type_of_question_is_made_once() -> None:
    course, findings = load(COURSES / "every_question")
    assert findings == []
    assert course is not None
    made = [type(question) for _, question in course.questions()]
    assert set(made) == set(Question.__args__)
    assert len(made) == len(set(made))


def test_questions_take_the_tries_of_their_quiz(mini: Path) -> None:
    change(mini, "modules/culture/quiz-culture.yaml", "points: 2", "points: 2\n    tries: 5")
    tries = [question.tries for question in loaded(mini).quizzes["quiz-culture"].questions]
    assert tries == [2, 5, 2]


def test_a_digit_key_may_be_written_without_quotes(mini: Path) -> None:
    for old in ('- key: "1"', 'b: "1"'):
        change(mini, "modules/outils/quiz-outils.yaml", old, old.replace('"', ""))
    assert loaded(mini).quizzes["quiz-outils"] == loaded(MINI).quizzes["quiz-outils"]


def test_an_anchor_leads_to_line_and_column() -> None:
    course = loaded(MINI)
    question = course.quizzes["quiz-culture"].questions[1]
    assert course.place(question.at, "points")[1:] == (48, 13)
    assert course.place(question.at, "options", 1, "nothing")[1:] == (60, 9)
    assert course.place(Anchor("none.yaml"))[1:] == (1, 1)


def test_included_lines_know_where_they_stand() -> None:
    text = loaded(MINI).pages["quatre-libertes"].texts["fr"]
    lines = text.markdown.split("\n")
    assert text.place(lines.index("/// example | Un exemple")) == ("shared/rappel.md", 1, 1)
    suite = next(i for i, line in enumerate(lines) if line.startswith("La suite"))
    assert text.place(suite, 3) == ("modules/culture/fr/quatre-libertes.md", 42, 3)
    plain = loaded(MINI).pages["choisir"].texts["fr"]
    assert plain.lines is None
    assert plain.place(0) == ("modules/outils/fr/choisir.md", 7, 1)


def test_a_circle_of_includes_is_named(mini: Path) -> None:
    (mini / "shared/rappel.md").write_text("/// include | shared/b.md\n///\n")
    (mini / "shared/b.md").write_text("b\n\n/// include | shared/rappel.md\n///\n")
    _, (finding,) = load(mini)
    assert found([finding]) == [("S-043", "shared/b.md", 3, 1)]
    assert finding.sentence.endswith(
        "modules/culture/fr/quatre-libertes.md → shared/rappel.md → shared/b.md → shared/rappel.md"
    )


def test_includes_of_includes_cannot_explode(mini: Path) -> None:
    (mini / "shared/rappel.md").write_text("/// include | shared/x0.md\n///\n" * 2)
    for level in range(40):
        (mini / f"shared/x{level}.md").write_text(
            f"/// include | shared/x{level + 1}.md\n///\n" * 2
        )
    (mini / "shared/x40.md").write_text("x" * 50_000)
    _, findings = load(mini)
    assert {finding.code for finding in findings} == {"S-045"}


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("shared/rapel.md", "S-042"),
        ("../outside.md", "S-044"),
        ("/etc/passwd", "S-044"),
        ("shared/../course.yaml", "S-044"),
        ("media/boucle.svg", "S-044"),
    ],
)
def test_only_shared_files_are_included(mini: Path, target: str, code: str) -> None:
    path = "modules/culture/fr/quatre-libertes.md"
    change(mini, path, "shared/rappel.md", target)
    _, findings = load(mini)
    assert (code, path, 39, 1) in found(findings)


def test_an_include_in_a_block_of_code_is_text(mini: Path) -> None:
    change(
        mini,
        "modules/culture/fr/quatre-libertes.md",
        "/// include | shared/rappel.md\n///",
        "```\n/// include | shared/none.md\n///\n```",
    )
    course, findings = load(mini)
    assert found(findings) == [("P-003", "shared/rappel.md", 1, 1)]
    assert course is not None
    assert "/// include | shared/none.md" in course.pages["quatre-libertes"].texts["fr"].markdown


def test_a_question_that_cannot_be_made_is_left_out_alone(mini: Path) -> None:
    change(mini, "modules/culture/quiz-culture.yaml", "points: 2", "points: deux")
    course, findings = load(mini)
    assert found(findings) == [("S-022", "modules/culture/quiz-culture.yaml", 48, 13)]
    assert course is not None
    ids = [question.id for question in course.quizzes["quiz-culture"].questions]
    assert ids == ["agpl-en-ligne", "chemin"]


def test_without_course_yaml_the_other_files_are_still_read(mini: Path) -> None:
    (mini / "course.yaml").unlink()
    change(mini, "glossary.yaml", "terms:", "termes:")
    course, findings = load(mini)
    assert course is None
    assert [f.code for f in findings] == ["S-040", "S-020", "S-021"]


def test_the_order_of_writing_does_not_matter(tmp_path: Path) -> None:
    order = list(FILES)
    random.Random(7).shuffle(order)  # noqa: S311 - an order, not a secret
    for path in order:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(MINI / path, tmp_path / path)

    def bare(course: Course) -> object:
        return dataclasses.replace(course, root="", media={})

    assert bare(loaded(tmp_path)) == bare(loaded(MINI))


def test_a_page_keeps_the_order_of_its_course(mini: Path) -> None:
    change(mini, "modules/outils/module.yaml", "[choisir, essayer", "[essayer, choisir")
    pages: list[Page] = list(loaded(mini).pages.values())
    assert [page.id for page in pages][2:] == ["essayer", "choisir"]


@given(st.data())
def test_garbled_files_never_raise(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        course, findings = load(garbled(data, Path(folder) / "mini"))
        assert course is not None or findings
        assert all(finding.sentence and "{" not in finding.code for finding in findings)

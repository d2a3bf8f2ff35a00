import re
import shutil
from pathlib import Path

import pytest

from builder import state
from builder.checks import check
from builder.checks.accessibility import LOOK, PAIRS
from builder.checks.colours import contrast
from builder.checks.ids import TARGETS
from builder.checks.targets import Goal, address, goal
from builder.load import load
from builder.lock import released
from builder.render import render
from builder.source import schema
from builder.targets import TARGETS as MADE
from tests.builder.checks.cases import MINI, said

TOKENS = Path(__file__).parents[3] / "builder" / "runtime" / "style" / "tokens.css"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("atelier.md", Goal("screen", "atelier")),
        ("../fr/atelier.md#a%20b", Goal("screen", "atelier", "a b")),
        ("quiz-culture.yaml", Goal("screen", "quiz-culture")),
        ("#ici", Goal("anchor", "", "ici")),
        ("plan%20vert.svg", Goal("media", "plan vert.svg")),
        ("https://example.org/a.md", Goal("outside", "https://example.org/a.md")),
        ("//example.org/a", Goal("outside", "//example.org/a")),
        ("mailto:a@example.org", Goal("outside", "mailto:a@example.org")),
    ],
)
def test_a_target_is_what_an_author_means(target: str, expected: Goal) -> None:
    assert goal(target) == expected


def test_a_broken_address_has_no_parts() -> None:
    assert address("https://[::1").host == ""
    assert address("https://moi@Example.org/?a=b") == ("https", "example.org", "moi", "a=b")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_the_looks_own_colours_pass() -> None:
    assert [
        (ink, ground) for ink, ground, least in PAIRS if contrast(LOOK[ink], LOOK[ground]) < least
    ] == []


def test_the_looks_colours_are_the_stylesheets() -> None:
    tokens: dict[str, str] = {}
    for name, colour in re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6});", TOKENS.read_text()):
        tokens.setdefault(name, colour)  # the first is the light one
    long = {name: re.sub(r"#(.)(.)(.)\Z", r"#\1\1\2\2\3\3", tokens[name]) for name in LOOK}
    assert long == LOOK


def test_a_theme_may_set_what_is_held() -> None:
    theme = schema.documents()["course"]["properties"]["theme"]["properties"]
    assert set(LOOK) <= set(theme)


def test_no_module_may_have_the_name_of_a_target() -> None:
    assert set(MADE) <= set(TARGETS)


def test_findings_come_in_the_order_of_the_files() -> None:
    course, _ = load(MINI)
    assert course is not None
    pages = {language: render(course, language) for language in course.languages}
    backwards = dict(reversed(pages.items()))
    assert check(course, pages) == check(course, backwards)


def test_what_a_release_writes_has_no_findings(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    course, _ = load(root)
    assert course is not None
    (root / "ids.lock.json").write_bytes(released(course, state.locked(state.layout(course))))
    assert said(root) == ""
    published, _ = load(root)
    assert published is not None
    assert published.lock.data["published"]["modules"] == ["culture", "outils"]


def test_a_fault_in_a_question_stands_on_its_line(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    quiz = root / "modules/outils/quiz-outils.yaml"
    text = quiz.read_text("utf-8")
    quiz.write_text(text.replace("A tool is always neutral.", "See [the tool](outil.md)."), "utf-8")
    assert said(root).startswith(
        "modules/outils/quiz-outils.yaml:17:26: error L-001: the link to 'outil.md' goes nowhere"
    )


UNREADABLE = b"---\nid: \xff\n---\n"


def codes(root: Path) -> set[str]:
    return set(re.findall(r" ([A-Z]-[0-9]{3}): ", said(root)))


def test_an_unreadable_page_gives_no_advice_elsewhere(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    for page in root.glob("modules/*/*/*.md"):
        page.write_bytes(UNREADABLE)
    assert codes(root) == {"S-004"}


def test_an_unreadable_glossary_or_bibliography_is_said_once(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    for name in ("glossary.yaml", "references.yaml"):
        (root / name).write_bytes(UNREADABLE)
    assert codes(root) == {"S-004"}


def test_a_block_that_fails_in_one_language_makes_no_stale_translation(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    page = root / "modules/culture/en/quatre-libertes.md"
    page.write_text(f"{page.read_text('utf-8')}\n/// figrue | loop.svg\n    alt: x\n///\n", "utf-8")
    assert codes(root) == {"P-020"}


def test_an_option_without_its_indent_is_said_once(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    page = root / "modules/culture/fr/atelier.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("    captions: rue", "captions: rue"), "utf-8")
    place = "modules/culture/fr/atelier.md:23:1"
    assert said(root) == (
        f"{place}: error P-024: audio: the option `captions:` is not indented\n"
        "    hint: indent each option by four spaces: `    level: 3`\n"
    )

"""A whole course: every text once, what a language lacks left out, the floor beside it."""

import pickle
from pathlib import Path

import pytest
from lxml import etree

from builder.findings import Anchor
from builder.load import load
from builder.model import Blank, Cloze, Course, Matching, Option, Quiz, SingleChoice
from builder.render import LanguagePages, RenderedQuiz, markdown_only, render
from tests.builder.render.conftest import AT, both, make_course, page

COURSES = Path(__file__).resolve().parents[2] / "courses"


def option(key: str, text: str, feedback: str = "") -> Option:
    return Option(key, both(text), Anchor(""), both(feedback) if feedback else {})


def quiz() -> Quiz:
    single = SingleChoice(
        id="un",
        at=AT,
        text=both("Le *bon* ?"),
        options=(option("a", "1. **oui**", "Car [@raymond1999]."), option("b", "non")),
        answer="a",
        right=both("Juste."),
        wrong=both("Relisez [la page](autre.md)."),
    )
    matching = Matching(
        id="deux",
        at=AT,
        text=both("Reliez."),
        left=(option("a", "x"),),
        right_items=(option("1", "y"),),
        pairs={"a": "1"},
    )
    cloze = Cloze(
        id="trois",
        at=AT,
        text=both("Complétez."),
        passage=both("Le [[a]] de *[[b]]* et le [[copyleft]]."),
        blanks=(Blank("a", AT, both("x")), Blank("b", AT, options=(option("x", "**dit**"),))),  # type: ignore[arg-type]
    )
    return Quiz("q", AT, both("Quiz"), (single, matching, cloze), 5, both("Avant : lisez."))


@pytest.fixture
def rendered(tmp_path: Path) -> LanguagePages:
    pages = {"autre": page("autre", "## A"), "sans": page("sans", "x", "en")}
    return render(make_course(tmp_path, pages=pages, quizzes={"q": quiz()}), "fr")


def test_a_page_that_the_language_lacks_is_absent(rendered: LanguagePages) -> None:
    assert list(rendered.pages) == ["autre"]


def test_quiz_texts_have_their_names_and_lines_no_paragraph(rendered: LanguagePages) -> None:
    made = rendered.quizzes["q"]
    assert made.intro == "<p>Avant\u00a0: lisez.</p>"
    assert made.texts["un/text"] == "<p>Le <em>bon</em>\u202f?</p>"
    assert made.texts["un/option/a"] == "1. <strong>oui</strong>"
    assert made.texts["un/right"] == "<p>Juste.</p>"
    assert 'href="autre.html"' in made.texts["un/wrong"]
    assert made.texts["deux/left/a"] == "x"
    assert made.texts["deux/right-item/1"] == "y"
    assert made.texts["trois/blank/b/option/x"] == "<strong>dit</strong>"
    assert made.texts["trois/passage"].startswith(
        '<p>Le <span data-blank="a"></span> de <em><span data-blank="b"></span></em> et le <a '
    )


def test_a_citation_in_a_quiz_leads_to_the_references(rendered: LanguagePages) -> None:
    made = rendered.quizzes["q"]
    assert 'href="references.html#ref-raymond1999"' in made.texts["un/option/a/feedback"]
    assert "Sources" not in made.texts["un/option/a/feedback"]
    assert made.facts.citations == (("raymond1999", 0),)
    assert made.facts.terms == (("copyleft", 0),)


def test_apparatus(rendered: LanguagePages) -> None:
    assert rendered.glossary == {"copyleft": "<p>Une <em>règle</em>.</p>"}
    assert "<cite" in rendered.references["raymond1999"]
    assert 'data-field="facile"' in rendered.worksheets["intentions"]
    assert rendered.bank == RenderedQuiz()


def test_pages_travel_between_processes(rendered: LanguagePages) -> None:
    assert pickle.loads(pickle.dumps(rendered)) == rendered  # noqa: S301  # our own bytes


@pytest.mark.parametrize("name", ["mini", "every_question"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_test_courses_render_without_a_fault(name: str, language: str) -> None:
    course, _ = load(COURSES / name)
    assert course is not None
    made = render(course, language)
    assert made.pages.keys() == course.pages.keys()
    assert made.documents.keys() == course.documents.keys()
    for text in (*made.pages.values(), *made.documents.values()):
        assert text.facts.faults == ()
        etree.fromstring(f"<main>{text.html}</main>")


def test_the_floor_converts_the_same_texts(tmp_path: Path) -> None:
    course = make_course(tmp_path, pages={"a": page("a", "## T ?")}, quizzes={"q": quiz()})
    floor = markdown_only(course, "fr")
    assert floor[0] == "<h2>T ?</h2>"
    assert "<p>Complétez.</p>" in floor
    texts = len(render(course, "fr").quizzes["q"].texts)
    assert len(floor) == 1 + 1 + texts + len(course.glossary)


def test_an_unknown_language_gives_what_has_no_language(tmp_path: Path) -> None:
    course: Course = make_course(tmp_path, pages={"a": page("a", "x")})
    assert render(course, "xx").pages == {}

"""Every type of question in every state: to do, right, to look at again, taken again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site
from tests.end_to_end.learner import (
    UNGRADED,
    answer_all,
    asked,
    check,
    field,
    respond,
    right,
    specs,
    wrong,
)

QUIZ = "quiz-tout.html"
TYPES = [
    "q-single",
    "q-multiple",
    "q-true",
    "q-matching",
    "q-ordering",
    "q-numeric",
    "q-text",
    "q-cloze",
    "q-categorise",
]


@pytest.fixture
def quiz(page: Page, site_url: Site) -> Page:
    page.goto(site_url("every_question") + QUIZ)
    page.locator("[data-do=check]").first.wait_for()
    return page


def test_the_course_has_every_type(quiz: Page) -> None:
    known = specs(quiz)
    graded = [question for question in asked(quiz) if known[question]["type"] not in UNGRADED]
    assert sorted(graded) == sorted(TYPES)
    assert len({spec["type"] for spec in known.values()}) == 11


@pytest.mark.parametrize("question", TYPES)
def test_right(quiz: Page, question: str) -> None:
    respond(quiz, question, right(specs(quiz)[question]))
    check(quiz, question)
    verdict = field(quiz, question).locator(".verdict")
    expect(verdict).to_have_class(re.compile(r"\bok\b"))
    expect(verdict).to_be_focused()
    expect(verdict).to_have_attribute("role", "status")
    expect(field(quiz, question).locator("[data-do]")).to_have_count(0)


@pytest.mark.parametrize("question", TYPES)
def test_wrong_then_taken_again(quiz: Page, question: str) -> None:
    form, spec = field(quiz, question), specs(quiz)[question]
    respond(quiz, question, wrong(quiz, question, spec))
    check(quiz, question)
    expect(form.locator(".verdict.ko")).to_be_focused()
    expect(form.locator(".miss")).to_have_count(0)  # a try is left: nothing gives the answer away
    form.locator("[data-do=again]").click()
    expect(form.locator(".verdict, .shown, .tag")).to_have_count(0)
    assert form.evaluate("form => form.contains(document.activeElement)")
    respond(quiz, question, right(spec))
    check(quiz, question)
    expect(form.locator(".verdict.ok")).to_be_visible()


@pytest.mark.parametrize("question", TYPES)
def test_the_answer_is_shown_when_the_tries_are_spent(quiz: Page, question: str) -> None:
    form, spec = field(quiz, question), specs(quiz)[question]
    response = wrong(quiz, question, spec)
    respond(quiz, question, response)
    check(quiz, question)
    form.locator("[data-do=again]").click()
    respond(quiz, question, response)
    check(quiz, question)
    expect(form.locator("[data-do]")).to_have_count(0)
    told = form.locator(".miss, .slot .small").count()
    chosen = spec["type"] in {"true-false", "single-choice", "multiple-choice"}
    assert told == len(spec.get("answers", "1")) if chosen else told >= 1


@pytest.mark.parametrize("question", TYPES)
def test_comes_back_as_it_was_left(quiz: Page, question: str) -> None:
    form = field(quiz, question)
    respond(quiz, question, wrong(quiz, question, specs(quiz)[question]))
    check(quiz, question)
    before = form.inner_text()
    quiz.reload()
    form.locator(".verdict").wait_for()
    assert form.inner_text() == before


@pytest.mark.parametrize("question", [name for name in TYPES if name != "q-ordering"])
def test_says_why_it_cannot_be_checked_yet(quiz: Page, question: str) -> None:
    button = field(quiz, question).locator("[data-do=check]")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description(re.compile(r"\w+.*\."))
    button.focus()
    quiz.keyboard.press("Enter")
    expect(field(quiz, question).locator(".verdict")).to_have_count(0)
    assert field(quiz, question).evaluate("form => form.contains(document.activeElement)")


def test_feedback_of_the_chosen_option_and_the_page_to_read(quiz: Page) -> None:
    respond(quiz, "q-single", "a")
    check(quiz, "q-single")
    verdict = field(quiz, "q-single").locator(".verdict")
    expect(verdict).to_contain_text("Barcelone est en Espagne.")
    expect(verdict.get_by_role("link")).to_have_attribute("href", "index.html")


def test_rows_are_ordered_by_buttons_and_the_focus_follows(quiz: Page) -> None:
    form = field(quiz, "q-ordering")
    first = form.locator("li").first
    key = first.get_attribute("data-key")
    button = first.locator("[data-move=down]")
    button.focus()
    quiz.keyboard.press("Enter")
    expect(form.locator("li").nth(1)).to_have_attribute("data-key", str(key))
    expect(form.locator("li").nth(1).locator("[data-move=down]")).to_be_focused()
    expect(quiz.locator("#said")).to_have_text(re.compile(r", 2 sur 3$"))


def test_a_position_is_kept_and_never_judged(quiz: Page) -> None:
    form = field(quiz, "q-likert")
    respond(quiz, "q-likert", "3")
    expect(form.locator(".verdict.kept")).to_be_visible()
    expect(form.locator(".ok, .ko")).to_have_count(0)
    expect(form.locator('input[value="3"]')).to_be_focused()
    quiz.reload()
    expect(form.locator('input[value="3"]')).to_be_checked()


def test_a_reflection_stays_on_the_device(quiz: Page) -> None:
    respond(quiz, "q-reflection", "Publier nos règles.")
    expect(field(quiz, "q-reflection").locator(".saved")).to_be_visible()
    assert "Publier" not in quiz.evaluate("JSON.stringify(localStorage['cartable:state'] ?? '')")
    quiz.reload()
    expect(field(quiz, "q-reflection").locator("textarea")).to_have_value("Publier nos règles.")


def test_the_end_says_the_score_and_what_to_take_again(quiz: Page) -> None:
    expect(quiz.locator(".score")).to_have_count(0)
    answer_all(quiz, rightly=False)
    score = quiz.locator(".score")
    expect(score.locator("h3")).to_have_text("0 sur 9")
    expect(score).to_contain_text("9 questions à revoir")
    expect(quiz.locator("#said")).to_have_text("0 sur 9")
    score.get_by_role("button").click()
    expect(score).to_have_count(0)
    question = asked(quiz)[0]
    respond(quiz, question, right(specs(quiz)[question]))
    check(quiz, question)
    expect(quiz.locator(".score h3")).to_have_text("1 sur 9")


def test_all_right(quiz: Page) -> None:
    answer_all(quiz, rightly=True)
    expect(quiz.locator(".score h3")).to_have_text("9 sur 9")
    expect(quiz.locator(".score")).to_contain_text("Tout est juste.")


def test_a_drawn_quiz_hides_what_was_not_drawn(page: Page, site_url: Site) -> None:
    page.goto(site_url("mini"))
    draws = page.evaluate("Object.entries(CARTABLE.quizzes).filter(([, q]) => q.draw)")
    assert draws, "the shared course has no quiz that draws"
    name, quiz = draws[0]
    page.goto(f"{site_url('mini')}{name}.html")
    page.locator("[data-do=check]").first.wait_for()
    given = asked(page)
    assert len(given) == quiz["draw"] < len(quiz["questions"])
    numbers = page.locator(".ask:visible .n").all_inner_texts()
    assert numbers == [str(number) for number in range(1, len(given) + 1)]
    page.reload()
    page.locator("[data-do=check]").first.wait_for()
    assert asked(page) == given

"""What a learner chose or typed is lost to no page change, no limit and no damage, in Chromium."""

from __future__ import annotations

import unicodedata
from threading import Event

import pytest
from playwright.sync_api import Route, expect

from builder import state
from builder.load import load
from builder.pages import Lms
from tests.end_to_end.conftest import COURSES
from tests.end_to_end.learner import check, field, respond, right, specs, wrong
from tests.runtime.browser.conftest import Desk, Learner

DRAFTS = ["q-single", "q-multiple", "q-matching", "q-ordering", "q-numeric", "q-cloze"]
STATE = "cmi.suspend_data"


@pytest.fixture
def quiz(learner: Learner, standard: Lms) -> Learner:
    learner.launch(standard)
    learner.go("quiz-tout")
    return learner


def leave_and_return(learner: Learner) -> None:
    learner.package.locator('a.prev[href="index.html"]').first.click()
    learner.package.locator('main[data-screen="avant"]').wait_for()
    learner.go("quiz-tout")


def vanish(learner: Learner, desk: Desk) -> None:
    """The window goes, and what it posts while it closes reaches the LMS no more."""
    desk.number += 1
    learner.page.close()


def test_what_is_not_checked_yet_is_there_after_a_page_change(quiz: Learner, desk: Desk) -> None:
    known = specs(quiz.frame)
    for question in DRAFTS:
        respond(quiz.frame, question, right(known[question]))
    field(quiz.frame, "q-categorise").locator("input").first.check()
    leave_and_return(quiz)
    expect(field(quiz.frame, "q-categorise").locator("input").first).to_be_checked()
    for question in DRAFTS:
        check(quiz.frame, question)
        expect(field(quiz.frame, question).locator(".verdict.ok")).to_be_visible()
    assert len(desk.interactions) == len(DRAFTS)
    assert quiz.errors == []


def test_a_question_taken_again_stays_open_over_a_page_change(quiz: Learner) -> None:
    form = field(quiz.frame, "q-single")
    respond(quiz.frame, "q-single", wrong(quiz.frame, "q-single", specs(quiz.frame)["q-single"]))
    check(quiz.frame, "q-single")
    leave_and_return(quiz)
    expect(form.locator(".verdict.ko")).to_be_visible()
    form.locator("[data-do=again]").click()
    respond(quiz.frame, "q-single", right(specs(quiz.frame)["q-single"]))
    leave_and_return(quiz)
    check(quiz.frame, "q-single")
    expect(form.locator(".verdict.ok")).to_be_visible()


@pytest.mark.parametrize(
    ("question", "typed", "hint"),
    [("q-numeric", "sept", "Écrivez un nombre."), ("q-text", "é" * 30, "trop longue")],
)
def test_what_cannot_be_marked_costs_no_try(
    quiz: Learner, desk: Desk, question: str, typed: str, hint: str
) -> None:
    form = field(quiz.frame, question)
    form.locator("[data-answer]").fill(typed)
    form.locator("[data-do=check]").click(force=True)  # aria-disabled, and it answers
    expect(form.locator(".hint")).to_contain_text(hint)
    expect(form.locator("[data-answer]")).to_be_focused()
    expect(form.locator(".verdict")).to_have_count(0)
    assert desk.interactions == []


def test_a_text_is_marked_whole(quiz: Learner) -> None:
    form = field(quiz.frame, "q-text")
    typed = unicodedata.normalize("NFD", "  f\u00f6urche" + " " * 30)
    form.locator("[data-answer]").press_sequentially(typed)
    assert form.locator("[data-answer]").input_value() == typed
    check(quiz.frame, "q-text")
    expect(form.locator(".verdict.ok")).to_be_visible()


def test_a_reflection_of_before_is_done_in_a_new_attempt(
    quiz: Learner, desk: Desk, standard: Lms
) -> None:
    respond(quiz.frame, "q-reflection", "Une phrase.")
    field(quiz.frame, "q-reflection").locator(".is-kept").wait_for()
    vanish(quiz, desk)
    desk.tracks.clear()
    quiz.launch(standard)
    quiz.go("quiz-tout")
    expect(field(quiz.frame, "q-reflection").locator("textarea")).to_have_value("Une phrase.")
    course, _ = load(COURSES / "every_question")
    assert course is not None
    kept = state.decode(desk.tracks[STATE], state.layout(course))
    assert kept.answers["q-reflection"].response is True


def test_damaged_data_are_said_and_the_work_goes_on(
    quiz: Learner, desk: Desk, standard: Lms
) -> None:
    respond(quiz.frame, "q-single", right(specs(quiz.frame)["q-single"]))
    check(quiz.frame, "q-single")
    vanish(quiz, desk)
    desk.tracks[STATE] = desk.tracks[STATE][:-3]
    quiz.launch(standard)
    expect(quiz.package.locator(".notice.calm")).to_contain_text("illisible")
    expect(field(quiz.frame, "q-single").locator(".verdict.ok")).to_be_visible()


def test_a_page_that_is_slow_is_said_to_come(learner: Learner, standard: Lms) -> None:
    held: list[Route] = []
    arrived = Event()

    def hold(route: Route) -> None:
        held.append(route)
        arrived.set()

    learner.launch(standard)
    learner.context.route("**/quiz-tout.html", hold)
    learner.package.locator('a.next[href="quiz-tout.html"]').click()
    expect(learner.package.locator("main")).to_have_attribute("aria-busy", "true")
    expect(learner.package.locator("#said")).to_contain_text("La page arrive.")
    assert arrived.is_set()
    held[0].continue_()
    learner.package.locator('main[data-screen="quiz-tout"]:not([aria-busy])').wait_for()


def test_a_page_that_does_not_come_is_asked_for_by_the_browser(
    learner: Learner, desk: Desk
) -> None:
    learner.launch("scorm12")
    learner.context.route(
        "**/quiz-tout.html",
        lambda route: None if route.request.resource_type == "fetch" else route.continue_(),
    )
    learner.package.locator('a.next[href="quiz-tout.html"]').click()
    learner.package.locator('main[data-screen="quiz-tout"]').wait_for(timeout=20_000)
    learner.frame.wait_for_function("globalThis.CARTABLE")  # a whole load: its scripts come last
    respond(learner.frame, "q-single", right(specs(learner.frame)["q-single"]))
    check(learner.frame, "q-single")
    assert desk.interactions == ["questions.quiz-tout.q-single"]

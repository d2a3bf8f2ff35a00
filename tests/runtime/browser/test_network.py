"""When saving fails it is said, nothing is lost, and no newer work is overwritten."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, expect

from builder.pages import Lms
from tests.end_to_end.learner import check, respond, right, specs
from tests.runtime.browser.conftest import Desk, Learner

RAW = {"scorm12": "cmi.core.score.raw", "scorm2004": "cmi.score.raw"}


def on_the_quiz(learner: Learner, standard: Lms) -> None:
    learner.launch(standard)
    if learner.package.locator('main[data-screen="quiz-tout"]').count() == 0:
        learner.go("quiz-tout")


def answer(learner: Learner, question: str) -> None:
    respond(learner.frame, question, right(specs(learner.frame)[question]))
    check(learner.frame, question)


def leave(learner: Learner) -> None:
    learner.page.goto("about:blank")
    learner.page.wait_for_timeout(500)  # a beacon has no answer to wait for


def tries(learner: Learner, question: str) -> int:
    made: Any = learner.package.locator(f"#q-{question} .verdict").count()
    return int(made)


def test_the_network_is_cut_and_comes_back(desk: Desk, learner: Learner, standard: Lms) -> None:
    on_the_quiz(learner, standard)
    learner.context.set_offline(True)
    answer(learner, "q-single")
    expect(learner.package.locator(".saved")).to_have_class("saved is-lost")
    expect(learner.package.locator("[data-do=retry]")).to_be_visible()
    assert desk.interactions == []
    learner.context.set_offline(False)
    expect(learner.package.locator(".saved")).to_have_class("saved is-kept")
    expect(learner.package.locator("[data-do=retry]")).to_have_count(0)
    assert desk.interactions == ["questions.quiz-tout.q-single"]
    assert desk.tracks["cmi.interactions.0.result"] == "correct"
    assert float(desk.tracks[RAW[standard]]) > 0


def test_the_server_is_out_of_reach_and_the_lms_says_true(
    desk: Desk, learner: Learner, standard: Lms
) -> None:
    on_the_quiz(learner, standard)
    learner.context.route("**/*", lambda route: route.abort())  # onLine stays true
    answer(learner, "q-single")
    expect(learner.package.locator(".saved")).to_have_class("saved is-lost")
    learner.context.unroute("**/*")
    learner.package.locator("[data-do=retry]").click()
    expect(learner.package.locator(".saved")).to_have_class("saved is-kept")
    assert desk.interactions == ["questions.quiz-tout.q-single"]
    assert learner.refused == []


def test_the_session_expires_and_the_work_arrives_after_the_next_login(
    desk: Desk, learner: Learner, standard: Lms
) -> None:
    on_the_quiz(learner, standard)
    answer(learner, "q-single")
    desk.failing = "expired"
    answer(learner, "q-true")
    expect(learner.package.locator(".saved")).to_have_class("saved is-lost")
    leave(learner)
    desk.failing = ""
    on_the_quiz(learner, standard)
    assert tries(learner, "q-true") == 1
    assert desk.interactions == ["questions.quiz-tout.q-single", "questions.quiz-tout.q-true"]


def test_the_server_breaks_and_the_learner_asks_to_try_again(
    desk: Desk, learner: Learner, standard: Lms
) -> None:
    on_the_quiz(learner, standard)
    desk.failing = "broken"
    answer(learner, "q-single")
    expect(learner.package.locator(".saved")).to_have_class("saved is-lost")
    desk.failing = ""
    learner.package.locator("[data-do=retry]").click()
    expect(learner.package.locator(".saved")).to_have_class("saved is-kept")
    assert desk.interactions == ["questions.quiz-tout.q-single"]
    assert learner.refused == []


def test_two_devices(desk: Desk, learner: Learner, browser: Browser, standard: Lms) -> None:
    on_the_quiz(learner, standard)
    desk.failing = "expired"
    answer(learner, "q-single")
    answer(learner, "q-multiple")
    leave(learner)
    desk.failing = ""
    with browser.new_context() as context:
        phone = Learner(context, desk)
        on_the_quiz(phone, standard)
        answer(phone, "q-true")
        phone.page.close()
    on_the_quiz(learner, standard)
    assert tries(learner, "q-true") == 1
    assert tries(learner, "q-single") == 0
    assert "questions.quiz-tout.q-true" in desk.interactions


def test_a_deleted_attempt_begins_anew(desk: Desk, learner: Learner, standard: Lms) -> None:
    on_the_quiz(learner, standard)
    answer(learner, "q-single")
    leave(learner)
    desk.tracks = {}
    learner.launch(standard)
    learner.go("quiz-tout")
    assert tries(learner, "q-single") == 0
    assert desk.interactions == []


def test_two_learners_of_one_computer(desk: Desk, learner: Learner, standard: Lms) -> None:
    on_the_quiz(learner, standard)
    answer(learner, "q-single")
    leave(learner)
    desk.tracks, desk.learner = {}, "dominique"
    learner.launch(standard)
    learner.go("quiz-tout")
    assert tries(learner, "q-single") == 0

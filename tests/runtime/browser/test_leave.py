"""However a learner leaves, they come back to where they were; `unload` is forbidden throughout."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from builder.pages import Lms
from tests.end_to_end.learner import check, field, respond, right, specs
from tests.runtime.browser.conftest import Desk, Learner

ANSWERED = ["q-single", "q-multiple", "q-text"]
TOTAL = {"scorm12": "cmi.core.total_time", "scorm2004": "cmi.total_time"}
Leave = Callable[[Learner], Any]

LEAVES: dict[str, Leave] = {
    "close the tab": lambda learner: learner.page.close(run_before_unload=False),
    "remove the frame": lambda learner: learner.page.evaluate(
        "document.querySelector('#package').remove()"
    ),
    "go elsewhere": lambda learner: learner.page.goto("about:blank"),
    "go elsewhere in the frame": lambda learner: learner.page.evaluate(
        "document.querySelector('#package').src = 'about:blank'"
    ),
    "reload": lambda learner: learner.page.reload(),
    "crash": lambda learner: learner.crash(),
}


def answer_some(learner: Learner, questions: list[str]) -> None:
    for question in questions:
        respond(learner.frame, question, right(specs(learner.frame)[question]))
        check(learner.frame, question)


def resumed(learner: Learner, questions: list[str]) -> None:
    """The learner is where they were, and each of these questions shows its verdict."""
    learner.package.locator('main[data-screen="quiz-tout"]').wait_for()
    for question in questions:
        verdict = field(learner.frame, question).locator(".verdict")
        expect(verdict).to_have_class(re.compile(r"\bok\b"))


@pytest.mark.parametrize("way", LEAVES)
def test_what_was_done_is_there_again(
    desk: Desk, learner: Learner, standard: Lms, way: str
) -> None:
    learner.launch(standard)
    learner.go("quiz-tout")
    answer_some(learner, ANSWERED)
    LEAVES[way](learner)

    learner.launch(standard)
    resumed(learner, ANSWERED)
    answer_some(learner, ["q-true"])
    assert learner.refused == []
    assert desk.interactions == [f"questions.quiz-tout.{name}" for name in [*ANSWERED, "q-true"]]


def test_a_page_that_must_be_loaded_whole_goes_on_in_the_same_visit(
    desk: Desk, learner: Learner, standard: Lms
) -> None:
    learner.launch(standard)
    learner.context.route(
        "**/quiz-tout.html",
        lambda route: (
            route.abort() if route.request.resource_type == "fetch" else route.continue_()
        ),
    )
    learner.go("quiz-tout")
    learner.package.locator(".saved.is-kept").wait_for()
    answer_some(learner, ["q-single"])
    assert learner.count("Finish") + learner.count("Terminate") == 0
    assert desk.interactions == ["questions.quiz-tout.q-single"]
    assert learner.refused == []


def test_scorm_again_gives_back_what_was_done(desk: Desk, learner: Learner, standard: Lms) -> None:
    learner.launch(standard, lms="again")
    learner.go("quiz-tout")
    answer_some(learner, ANSWERED)
    learner.page.goto("about:blank")
    learner.launch(standard, lms="again")
    resumed(learner, ANSWERED)
    answer_some(learner, ["q-true"])
    assert learner.refused == []
    assert desk.interactions == [f"questions.quiz-tout.{name}" for name in [*ANSWERED, "q-true"]]


def test_going_back_in_the_browser_leaves_once_and_forward_resumes(
    learner: Learner, standard: Lms
) -> None:
    learner.page.goto("about:blank")
    learner.launch(standard)
    learner.go("quiz-tout")
    answer_some(learner, ["q-single"])
    learner.page.go_back()
    learner.page.go_forward()
    learner.package.locator(".saved.is-kept").wait_for()
    resumed(learner, ["q-single"])


def test_closing_finishes_the_visit_with_its_time(
    desk: Desk, learner: Learner, standard: Lms
) -> None:
    learner.launch(standard)
    learner.page.goto("about:blank")
    learner.page.wait_for_timeout(300)  # a beacon has no answer to wait for
    assert TOTAL[standard] in desk.tracks
    assert desk.tracks[{"scorm12": "cmi.core.exit", "scorm2004": "cmi.exit"}[standard]] == "suspend"


def test_a_crash_costs_no_time_that_was_saved(desk: Desk, learner: Learner, standard: Lms) -> None:
    learner.launch(standard)
    learner.page.wait_for_timeout(2100)
    learner.go("quiz-tout")
    learner.crash()
    assert TOTAL[standard] not in desk.tracks
    learner.launch(standard)
    learner.page.goto("about:blank")
    learner.page.wait_for_timeout(300)
    total = re.findall(r"[\d.]+", desk.tracks[TOTAL[standard]])
    assert float(total[-1]) >= 2


def test_finished_is_reviewed_and_changes_nothing(
    desk: Desk, learner: Learner, standard: Lms
) -> None:
    done: dict[str, dict[str, Any]] = {
        "scorm12": {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": 90},
        "scorm2004": {"cmi.completion_status": "completed", "cmi.score.raw": "90"},
    }
    desk.tracks = done[standard]
    learner.launch(standard)
    learner.go("quiz-tout")
    names = {one["args"][0] for one in learner.calls if one["call"].endswith("SetValue")}
    assert not any("score" in name or "status" in name or "interactions" in name for name in names)
    assert float(desk.tracks.get("cmi.core.score.raw") or desk.tracks["cmi.score.raw"]) == 90

"""A package played through, in Chromium, in our strict LMS and in scorm-again."""

from __future__ import annotations

import pytest

from builder.pages import Lms
from tests.end_to_end.learner import answer_all, asked, check, respond, right, specs, wrong
from tests.runtime.browser.conftest import Desk, Learner

STATUS = {"scorm12": "cmi.core.lesson_status", "scorm2004": "cmi.success_status"}
RAW = {"scorm12": "cmi.core.score.raw", "scorm2004": "cmi.score.raw"}
WRONG = {"scorm12": "wrong", "scorm2004": "incorrect"}
LMS = ["strict", "again"]


def test_first_launch_is_light(desk: Desk, learner: Learner, standard: Lms) -> None:
    learner.launch(standard)
    assert learner.count("SetValue") <= 15
    assert learner.count("Commit") == 1
    sets = [one["args"] for one in learner.calls if one["call"].endswith("SetValue")]
    assert sets[0][1] == "incomplete"
    own = [path for path in desk.requests if path.startswith(f"/sites/every_question-{standard}/")]
    assert len(own) <= 8
    assert learner.hosts == {f"127.0.0.1:{desk.port}"}
    assert not any("score" in name for name in desk.tracks)


@pytest.mark.parametrize("lms", LMS)
def test_all_right(desk: Desk, learner: Learner, standard: Lms, lms: str) -> None:
    learner.launch(standard, lms=lms)
    learner.go("quiz-tout")
    answer_all(learner.frame, rightly=True)
    assert learner.refused == []
    assert desk.tracks[STATUS[standard]] == "passed"
    assert float(desk.tracks[RAW[standard]]) == 100
    assert len(desk.interactions) == 9
    assert learner.errors == []


@pytest.mark.parametrize("lms", LMS)
def test_all_wrong(desk: Desk, learner: Learner, standard: Lms, lms: str) -> None:
    learner.launch(standard, lms=lms)
    learner.go("quiz-tout")
    answer_all(learner.frame, rightly=False)
    assert learner.refused == []
    assert desk.tracks[STATUS[standard]] not in {"passed", "failed"}
    assert float(desk.tracks[RAW[standard]]) == 0
    results = {value for name, value in desk.tracks.items() if name.endswith(".result")}
    assert results == {WRONG[standard]}
    assert learner.errors == []


def test_a_second_try_counts(desk: Desk, learner: Learner, standard: Lms) -> None:
    learner.launch(standard)
    learner.go("quiz-tout")
    frame = learner.frame
    spec = specs(frame)["q-single"]
    respond(frame, "q-single", wrong(frame, "q-single", spec))
    check(frame, "q-single")
    frame.locator("#q-q-single [data-do=again]").click()
    respond(frame, "q-single", right(spec))
    check(frame, "q-single")
    assert desk.interactions == ["questions.quiz-tout.q-single"]
    assert desk.tracks["cmi.interactions.0.result"] == "correct"
    assert learner.refused == []


def test_mixed_answers_in_two_modules(desk: Desk, learner: Learner, standard: Lms) -> None:
    learner.launch(standard, "mini")
    for screen in learner.page.evaluate("frames[0].CARTABLE.screens.map(s => s.id)")[1:]:
        learner.go(screen)
        frame = learner.frame
        for number, question in enumerate(asked(frame)):
            spec = specs(frame)[question]
            if "interaction" in spec:
                good = right(spec)
                respond(frame, question, good if number % 2 else wrong(frame, question, spec))
                check(frame, question)
    assert learner.refused == []
    told = learner.page.evaluate("frames[0].CARTABLE.modules.map(m => m.id)")
    named = [value for name, value in desk.tracks.items() if name.startswith("cmi.objectives.")]
    assert set(told) <= set(named)
    assert 0 < float(desk.tracks[RAW[standard]]) < 100

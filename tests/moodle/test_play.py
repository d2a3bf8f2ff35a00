"""Each column of the comparison with the peers is a line to win, in a real Moodle."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from tests.moodle.keys import THOUGHT
from tests.moodle.packages import Case, mentions
from tests.moodle.play import Known, Launched, Play, Returned, Updated
from tests.moodle.reports import Answered, seconds
from tests.moodle.sco import refused
from tests.moodle.scoreboard import Scoreboard

BEACONS = 65_536  # bytes that a browser holds for a dying page, all its beacons together
Hold: TypeAlias = Callable[[str, object, bool], None]


@pytest.fixture
def hold(board: Scoreboard, case: Case) -> Hold:
    """Note a line of this package's, and fail when it is not as it should be."""
    return lambda column, seen, won: board.hold(case.name, column, seen, won)


class TestImportAndLaunch:
    """The teacher imports it, the student opens it for the first time."""

    def test_it_is_imported_by_the_form(self, play: Play, hold: Hold) -> None:
        hold("import", f"activity {play.cmid}", play.cmid > 0)

    def test_it_starts_as_delivered(self, launched: Launched, hold: Hold) -> None:
        hold("starts as delivered", launched.place or "no", bool(launched.place))

    def test_it_makes_few_calls_at_launch(self, launched: Launched, hold: Hold) -> None:
        calls = launched.calls
        seen = {name: calls[name] for name in ("Initialize", "GetValue", "SetValue", "Commit")}
        few = calls["Initialize"] == 1 and calls["SetValue"] <= 15 and calls["Commit"] == 1
        hold("calls at launch", seen, few)

    def test_one_post_at_launch(self, launched: Launched, hold: Hold) -> None:
        hold("bytes posted at launch", launched.posts, len(launched.posts) == 1)

    def test_it_is_not_completed_by_opening_it(self, launched: Launched, hold: Hold) -> None:
        hold("completed after a few answers", launched.completed, not launched.completed)

    def test_the_grade_is_there_at_once(self, launched: Launched, hold: Hold) -> None:
        seen = f"{launched.grade} of the {launched.raw} it sent"
        hold(
            "grade after a few answers", seen, bool(launched.raw) and launched.grade == launched.raw
        )


class TestAccess:
    """Everyone can use it, at any width, and nothing leaves the Moodle."""

    def test_axe_finds_nothing(self, launched: Launched, hold: Hold) -> None:
        for screen, broken in launched.axe.items():
            hold(f"axe, {screen}", broken or 0, not broken)

    def test_the_keyboard_reaches_the_first_question(self, launched: Launched, hold: Hold) -> None:
        hold("Tab presses to question 1", launched.tabs, launched.tabs <= 5)

    def test_nothing_is_wider_than_360_pixels(self, launched: Launched, hold: Hold) -> None:
        hold("sideways at 360 px", launched.sideways, not any(launched.sideways.values()))


class TestAfterTheCrash:
    """The renderer was killed after three answers: no handler ran."""

    def test_the_place_is_kept(self, resumed: Returned, hold: Hold) -> None:
        hold("place after a crash", resumed.place, resumed.place == resumed.wanted)

    def test_the_answers_are_kept(self, resumed: Returned, hold: Hold) -> None:
        hold(
            "answers after a crash",
            said(resumed),
            bool(resumed.shown) and all(resumed.shown.values()),
        )


class TestAfterTheClosedTab:
    """The tab was closed by its user."""

    def test_the_place_is_kept(self, finished: Returned, hold: Hold) -> None:
        hold("place after a closed tab", finished.place, finished.place == finished.wanted)

    def test_the_answers_are_kept(self, finished: Returned, hold: Hold) -> None:
        hold(
            "answers after a closed tab",
            said(finished),
            bool(finished.shown) and all(finished.shown.values()),
        )


class TestWhatTheTeacherReads:
    """After three visits, all questions answered and all screens seen."""

    def test_the_grade_is_what_the_answers_deserve(self, known: Known, hold: Hold) -> None:
        wanted = known.play.expected()
        close = known.grade is not None and abs(known.grade - wanted) <= 0.51
        hold("gradebook (of 100)", f"{known.grade}, deserved {wanted:.2f}", close)

    def test_the_score_is_on_a_scale_of_100(self, known: Known, hold: Hold) -> None:
        score = {
            name: known.tracks.get(f"{_core(known)}score.{name}") for name in ("raw", "min", "max")
        }
        right = (score["min"], score["max"]) == ("0", "100")
        hold("score stored", score, right and score["raw"] is not None)

    def test_the_status_is_passed(self, known: Known, hold: Hold) -> None:
        names = ("cmi.core.lesson_status", "cmi.completion_status", "cmi.success_status")
        seen = [known.tracks[name] for name in names if name in known.tracks]
        wanted = (["passed"], ["completed", "passed"])
        hold("status at the end", seen, seen in wanted)

    def test_the_activity_is_completed(self, known: Known, hold: Hold) -> None:
        hold("activity completion", known.completed, known.completed)

    def test_the_time_of_every_visit_is_kept(self, known: Known, hold: Hold) -> None:
        stored = known.tracks.get(f"{_core(known)}total_time", "none")
        spent = sum(known.play.lasted)
        kept = seconds(stored) / spent
        hold("time kept", f"{stored} of {spent:.0f} s in 3 visits", 0.6 <= kept <= 1.05)

    def test_the_state_is_small(self, known: Known, hold: Hold) -> None:
        size = len(known.tracks.get("cmi.suspend_data", ""))
        hold("suspend_data, characters", size, 0 < size <= 4096)

    def test_every_question_is_stored_once(self, known: Known, hold: Hold) -> None:
        ids = [text for name, text in known.tracks.items() if _is_interaction_id(name)]
        asked = list(known.play.right)
        found = [sum(mentions(question, text) for text in ids) for question in asked]
        seen = f"{len(ids)} for {len(asked)} questions, ids as {ids[:1]}"
        hold("interactions stored", seen, found == [1] * len(asked) == [1] * len(ids))

    def test_the_interactions_can_be_read(self, known: Known, hold: Hold) -> None:
        lines = known.report if known.play.package.case.target == "scorm12" else _details(known)
        whole = [line for line in lines if line.id and line.response and line.right and line.result]
        seen = f"{len(whole)} whole of {len(lines)}, as {lines[:1]}"
        hold("interactions read", seen, len(whole) == len(lines) == len(known.play.right))

    def test_the_results_are_those_of_the_answers(self, known: Known, hold: Hold) -> None:
        stored = _results(known)
        hold(
            "results stored",
            stored,
            {name: text == "correct" for name, text in stored.items()} == known.play.right,
        )

    def test_moodle_refuses_nothing(self, known: Known, hold: Hold) -> None:
        no = refused(known.play.calls)
        hold("values that Moodle refused", no or 0, not no)

    def test_one_commit_for_each_event(self, known: Known, hold: Hold) -> None:
        commits = [call for call in known.play.calls if call.name == "Commit"]
        posts = known.play.posts
        seen = (
            f"{len(commits)} commits, {sum(call.ms for call in commits) / 1000:.1f} s, "
            f"{sum(posts)} bytes, at most {max(posts)}"
        )
        events = len(known.play.given) + 3 * len(known.play.package.screens)
        hold("commits in all", seen, len(commits) <= events and max(posts) < 30_000)

    def test_what_leaving_sends_is_taken(self, known: Known, hold: Hold) -> None:
        sent = known.play.beacons
        fits = all(beacon.taken for beacon in sent) and sum(b.size for b in sent) < BEACONS
        hold("beacons on leaving, bytes", [beacon.size for beacon in sent], bool(sent) and fits)

    def test_opinions_are_not_sent(self, known: Known, hold: Hold) -> None:
        told = [*known.tracks.values(), *(word for call in known.play.calls for word in call.given)]
        sent = [word for word in told if THOUGHT in word]
        hold("own texts sent to Moodle", sent or "none", not sent)

    def test_the_console_is_silent(self, known: Known, hold: Hold) -> None:
        notes = known.play.notes
        hold(
            "console, failed requests",
            notes.console + notes.failed or "none",
            not notes.console + notes.failed,
        )

    def test_no_other_host_is_asked(self, known: Known, hold: Hold) -> None:
        outside = known.play.notes.outside
        hold("outside hosts", outside or "none", not outside)


class TestReopenedWhenDone:
    """The learner comes back to a course that is passed, to look something up."""

    def test_the_place_and_answers_are_there(self, reopened: Returned, hold: Hold) -> None:
        stand = reopened.place == reopened.wanted and all(reopened.shown.values())
        hold("re-opened when done", said(reopened), stand)

    def test_the_grade_stands(self, reopened: Returned, known: Known, hold: Hold) -> None:
        grade = reopened.play.grade()
        hold("re-opened when done: grade", grade, grade == known.grade)


class TestSecondVersion:
    """An edited course is built and uploaded over the first."""

    def test_it_is_the_second_version(self, updated: Updated, hold: Hold) -> None:
        hold("second version is played", updated.renewed, updated.renewed)

    def test_the_grade_stands_at_once(self, updated: Updated, known: Known, hold: Hold) -> None:
        hold("second version: grade at once", updated.at_once, updated.at_once == known.grade)

    def test_the_grade_stands_when_reopened(
        self, updated: Updated, known: Known, hold: Hold
    ) -> None:
        hold("second version: grade when re-opened", updated.grade, updated.grade == known.grade)

    def test_the_place_and_answers_stand(self, updated: Updated, hold: Hold) -> None:
        stand = updated.back.place == updated.back.wanted and all(updated.back.shown.values())
        hold("second version: place and answers", said(updated.back), stand)

    def test_completion_and_tracks_stand(self, updated: Updated, known: Known, hold: Hold) -> None:
        lost = sorted(known.tracks.keys() - updated.tracks.keys())
        seen = f"completed: {updated.completed}; lost: {lost or 'nothing'}"
        hold("second version: completion, tracks", seen, updated.completed and not lost)


def said(back: Returned) -> str:
    """What came back, in a few words."""
    lost = [name for name, on_show in back.shown.items() if not on_show]
    return f"{back.place}; {len(back.shown)} answers here, lost: {', '.join(lost) or 'none'}"


def _core(known: Known) -> str:
    return "cmi.core." if "cmi.core.lesson_status" in known.tracks else "cmi."


def _is_interaction_id(name: str) -> bool:
    return name.startswith("cmi.interactions") and name.endswith(".id") and "objectives" not in name


def _details(known: Known) -> list[Answered]:
    """The interactions of 2004, which Moodle shows in the track details only."""
    heads = [name.removesuffix("id") for name in known.tracks if _is_interaction_id(name)]
    parts = ("id", "learner_response", "correct_responses.0.pattern", "result")
    return [Answered(*(known.tracks.get(head + part, "") for part in parts)) for head in heads]


def _results(known: Known) -> dict[str, str]:
    """Question to the result that is stored for it, by the tracks of either version."""
    stored = {}
    for name, text in known.tracks.items():
        if _is_interaction_id(name):
            question = next((one for one in known.play.right if mentions(one, text)), text)
            stored[question] = known.tracks.get(name.removesuffix(".id") + ".result", "")
    return stored

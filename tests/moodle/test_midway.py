"""The course grows while a learner is in the middle of it: one more question in each quiz."""

import pytest

from tests.moodle import play as acts
from tests.moodle.conftest import REAL, Builds, placed
from tests.moodle.packages import Case, package
from tests.moodle.play import Launched, School, Updated
from tests.moodle.scoreboard import Scoreboard

CASES = (
    Case("scorm12, grown midway", "scorm12", REAL),
    Case("scorm2004, grown midway", "scorm2004", REAL),
)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.target)
def midway(
    request: pytest.FixtureRequest, school: School, built: Builds
) -> tuple[Launched, Updated]:
    """Three answers, a killed renderer, the grown version uploaded, and a return."""
    case = placed(request.param, request.config)
    builds = built(case.course)
    started = acts.launch(acts.begin(school, package(case, builds[0])))
    return started, acts.update(started.play, package(case, builds[-1]), started.place)


def test_the_place_and_answers_stand(midway: tuple[Launched, Updated], board: Scoreboard) -> None:
    started, updated = midway
    kept = updated.back.shown
    seen = f"{updated.back.place}, {sum(kept.values())} of {len(kept)} answers on show"
    stand = updated.back.place == started.place and bool(kept) and all(kept.values())
    board.hold(started.play.package.case.name, "place and answers", seen, stand)


def test_the_grade_does_not_fall(midway: tuple[Launched, Updated], board: Scoreboard) -> None:
    started, updated = midway
    seen = f"{started.grade} before, {updated.at_once} at once, {updated.grade} when re-opened"
    stands = started.grade == updated.at_once and bool(updated.grade)
    board.hold(started.play.package.case.name, "grade", seen, stands)

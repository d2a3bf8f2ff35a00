from __future__ import annotations

from dataclasses import dataclass

import pytest

from lti_tool.demo.manners import MANNERS
from lti_tool.quirks import CANVAS_SUBMISSION, Standard, for_family

SCORE = {"scoreGiven": 73.5, "scoreMaximum": 100}


@dataclass
class Home:
    issuer: str = "https://moodle.example/site"


@pytest.mark.parametrize("family", ["", "blackboard", "desire2learn", "Moodle "])
def test_unknown_families_are_held_to_the_standard(family: str) -> None:
    assert type(for_family(family)) is Standard


@pytest.mark.parametrize("family", ["moodle", "Moodle", "MOODLE"])
def test_a_family_is_known_in_any_case(family: str) -> None:
    assert for_family(family).family == "moodle"


@pytest.mark.parametrize("family", sorted(MANNERS))
def test_we_know_each_platform_s_way_to_say_stale_and_who_is_that(family: str) -> None:
    manners, quirk = MANNERS[family], for_family(family)
    assert quirk.is_stale(manners.stale, manners.stale_body)
    assert quirk.user_missing(manners.unknown_user, manners.unknown_user_body)
    assert not quirk.is_stale(manners.unknown_user, manners.unknown_user_body)
    assert quirk.hides_zero == manners.hides_zero


def test_canvas_is_told_whether_a_score_is_a_new_submission() -> None:
    quirk = for_family("canvas")
    assert quirk.score(SCORE, resent=False)[CANVAS_SUBMISSION] == {"new_submission": True}
    assert quirk.score(SCORE, resent=True)[CANVAS_SUBMISSION] == {"new_submission": False}
    assert quirk.concurrency == 1


@pytest.mark.parametrize("family", ["", "moodle", "OpenEdX", "sakai"])
def test_nobody_else_gets_canvas_s_extension(family: str) -> None:
    assert for_family(family).score(SCORE, resent=True) == SCORE


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ('{"cmid": 12, "launchid": "x"}', "/mod/lti/launch.php?id=12&triggerview=0"),
        ('{"cmid": "12"}', "/mod/lti/launch.php?id=12&triggerview=0"),
        ('{"cmid": "12&x=1"}', None),
        ('{"cmid": -3}', None),
        ('{"cmid": [1]}', None),
        ('{"launchid": "x"}', None),
        ("[1]", None),
        ("not json", None),
        ("", None),
    ],
)
def test_moodle_begins_again_by_the_activity_s_own_page(hint: str, expected: str | None) -> None:
    url = for_family("moodle").restart_url(Home(), hint)
    assert url == (None if expected is None else f"https://moodle.example/site{expected}")
    assert for_family("canvas").restart_url(Home(), hint) is None

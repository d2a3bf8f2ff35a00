from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.grades.outcomes import GIVE_UP, LONGEST_PAUSE, Action, backoff, classify
from lti_tool.quirks import for_family

EVERY = ("", "moodle", "canvas", "OpenEdX", "sakai")
STALE = {
    "canvas": "Timestamp is before last updated timestamp",
    "OpenEdX": "Score already exists for a later point in time",
}


def action(status: int | None, family: str = "", body: str = "", tries: int = 1) -> tuple[str, str]:
    outcome = classify(status, body, for_family(family), tries)
    return outcome.action.value, outcome.reason


@pytest.mark.parametrize(
    ("status", "family", "body", "expected"),
    [
        (200, "", "[]", ("confirm", "")),
        (201, "OpenEdX", "", ("confirm", "")),
        (302, "", "", ("refuse", "redirect")),
        (400, "", "", ("refuse", "content")),
        (400, "moodle", "Incorrect score received", ("refuse", "not-a-learner")),
        (400, "sakai", "", ("refuse", "not-a-learner")),
        (422, "canvas", "User not found", ("refuse", "not-a-learner")),
        (404, "OpenEdX", "", ("refuse", "not-a-learner")),
        (400, "canvas", STALE["canvas"], ("compare", "changed-there")),
        (400, "OpenEdX", STALE["OpenEdX"], ("compare", "changed-there")),
        (400, "canvas", "something else", ("refuse", "content")),
        (409, "moodle", "", ("compare", "changed-there")),
        (401, "moodle", "", ("token", "token")),
        (403, "canvas", "403 Forbidden (Rate Limit Exceeded)", ("pause", "busy")),
        (403, "moodle", "insufficient scope", ("look-again", "line-item-gone")),
        (404, "moodle", "", ("look-again", "line-item-gone")),
        (412, "canvas", "", ("look-again", "line-item-gone")),
        (408, "", "", ("retry", "unreachable")),
        (413, "", "", ("refuse", "content")),
        (429, "", "", ("pause", "busy")),
        (500, "moodle", "", ("retry", "unreachable")),
        (503, "", "", ("retry", "unreachable")),
        (None, "", "", ("retry", "unreachable")),
    ],
)
def test_each_answer_means_one_thing(
    status: int | None, family: str, body: str, expected: tuple[str, str]
) -> None:
    assert action(status, family, body) == expected


def test_a_locked_grade_is_given_up_after_three_tries_on_moodle_only() -> None:
    assert action(500, "moodle", tries=2) == ("retry", "unreachable")
    assert action(500, "moodle", tries=3) == ("refuse", "locked")
    assert action(500, "canvas", tries=30) == ("retry", "unreachable")


def test_silence_may_have_been_acted_upon_only_if_something_was_sent() -> None:
    assert classify(None, "", for_family(""), 1, sent=True).maybe_applied
    assert not classify(None, "", for_family(""), 1, sent=False).maybe_applied


@given(
    status=st.none() | st.integers(100, 599),
    body=st.text(max_size=60),
    family=st.sampled_from(EVERY),
    tries=st.integers(1, 200),
    sent=st.booleans(),
    retry_after=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_every_status_has_an_outcome_and_only_2xx_ends_well(
    status: int | None,
    body: str,
    family: str,
    tries: int,
    sent: bool,
    retry_after: float | None,
) -> None:
    outcome = classify(status, body, for_family(family), tries, sent=sent, retry_after=retry_after)
    well = outcome.action in (Action.CONFIRM, Action.SENT)
    assert well == (status is not None and 200 <= status < 300)
    assert well or outcome.reason
    if outcome.wait is not None:
        assert timedelta(0) < outcome.wait <= LONGEST_PAUSE


@given(tries=st.integers(0, 1000), spread=st.floats(-1, 1))
def test_waiting_grows_and_never_reaches_the_end_in_one_step(tries: int, spread: float) -> None:
    wait = backoff(tries, spread)
    assert timedelta(seconds=48) <= wait <= timedelta(hours=14.4) < GIVE_UP
    assert backoff(tries + 1, spread) >= wait

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.policy import (
    GRACE,
    DrawLine,
    ExamPolicy,
    Finished,
    Granted,
    Refusal,
    Window,
    attempts_left,
    deadlines,
    kept,
    may_start,
    visible,
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OPEN = Window()
NOTHING = Granted()


def policy(**more: Any) -> ExamPolicy:
    rules = {"minutes": 20, "attempts": 2, "pass_mark": 60, "draw": (DrawLine("o-1", 3),)}
    return ExamPolicy(**rules | more)  # type: ignore[arg-type]  # **dict of many types


def done(number: int = 1, score: int = 5_000, ago: timedelta = HOUR, **more: Any) -> Finished:
    return Finished(number, score, NOW - ago, **more)


def test_a_policy_survives_being_kept() -> None:
    rules = policy(wait_hours=24, keep="last", show="answers", shuffle=False)
    assert ExamPolicy.from_json(rules.to_json()) == rules


def test_a_policy_of_the_builder_has_its_defaults() -> None:
    bare = {"minutes": 1, "attempts": 1, "pass_mark": 60, "draw": [{"objective": "a", "count": 2}]}
    rules = ExamPolicy.from_json(bare)
    assert (rules.wait_hours, rules.keep, rules.show, rules.shuffle) == (0, "best", "score", True)
    assert rules.questions == 2


@pytest.mark.parametrize(("score", "passed"), [(5_999, False), (6_000, True), (10_000, True)])
def test_to_pass_is_to_reach_the_mark(score: int, passed: bool) -> None:
    assert policy().passed(score) is passed


def test_a_mark_with_a_decimal_is_not_rounded_away() -> None:
    assert not policy(pass_mark=66.67).passed(6_666)
    assert policy(pass_mark=66.67).passed(6_667)


STARTS: list[tuple[str, dict[str, Any], Window, list[Finished], Granted, Refusal | None]] = [
    ("nothing done yet", {}, OPEN, [], NOTHING, None),
    ("one left", {}, OPEN, [done()], NOTHING, None),
    ("passing closes no door", {}, OPEN, [done(score=9_000)], NOTHING, None),
    ("none left", {}, OPEN, [done(), done(2)], NOTHING, Refusal("no-attempt-left")),
    ("one granted", {}, OPEN, [done(), done(2)], Granted(attempts=1), None),
    ("a withdrawn one is not counted", {}, OPEN, [done(), done(2, withdrawn=True)], NOTHING, None),
    ("too soon", {}, Window(opens_at=NOW + HOUR), [], NOTHING, Refusal("not-open", NOW + HOUR)),
    ("opens now", {}, Window(opens_at=NOW), [], NOTHING, None),
    ("too late", {}, Window(closes_at=NOW), [], NOTHING, Refusal("closed")),
    ("extra time opens no door", {}, Window(closes_at=NOW), [], Granted(60), Refusal("closed")),
    ("wait", {"wait_hours": 2}, OPEN, [done()], NOTHING, Refusal("wait", NOW + HOUR)),
    ("waited", {"wait_hours": 1}, OPEN, [done()], NOTHING, None),
    ("wait lifted", {"wait_hours": 2}, OPEN, [done()], Granted(no_wait=True), None),
    ("none after a withdrawn one", {"wait_hours": 2}, OPEN, [done(withdrawn=True)], NOTHING, None),
    (
        "none left comes before wait",
        {"wait_hours": 2, "attempts": 1},
        OPEN,
        [done()],
        NOTHING,
        Refusal("no-attempt-left"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "window", "finished", "granted", "refusal"),
    [case[1:] for case in STARTS],
    ids=[case[0] for case in STARTS],
)
def test_when_an_attempt_may_start(
    rules: dict[str, Any],
    window: Window,
    finished: list[Finished],
    granted: Granted,
    refusal: Refusal | None,
) -> None:
    assert may_start(policy(**rules), window, finished, granted, NOW) == refusal


@pytest.mark.parametrize(
    ("closes_in", "granted", "minutes"),
    [
        (None, NOTHING, 20),
        (None, Granted(minutes=7), 27),
        (None, Granted(percent=33), 27),  # 6.6 minutes, rounded up
        (10, NOTHING, 10),
        (10, Granted(minutes=7), 17),  # extra time outlives the link's end
        (60, Granted(percent=50), 30),
    ],
)
def test_when_an_attempt_is_due(closes_in: int | None, granted: Granted, minutes: int) -> None:
    window = OPEN if closes_in is None else Window(closes_at=NOW + closes_in * MINUTE)
    due = NOW + minutes * MINUTE
    assert deadlines(policy(), window, granted, NOW) == (due, due + GRACE)


def test_the_best_counts_or_the_last() -> None:
    first, second, third = done(1, 8_000, 3 * HOUR), done(2, 4_000, 2 * HOUR), done(3, 8_000)
    assert kept(policy(), [first, second]) == first
    assert kept(policy(), [first, second, third]) == third, "of equals the latest"
    assert kept(policy(keep="last"), [first, second]) == second
    withdrawn = done(4, 10_000, MINUTE, withdrawn=True)
    assert kept(policy(keep="last"), [first, withdrawn]) == first
    assert kept(policy(), [withdrawn]) is None


@pytest.mark.parametrize(
    ("show", "left", "closed", "held", "expected"),
    [
        ("score", 1, False, False, (True, False, False)),
        ("objectives", 1, False, False, (True, True, False)),
        ("answers", 1, False, False, (True, True, False)),  # the bank lives on
        ("answers", 0, False, False, (True, True, True)),
        ("answers", 1, True, False, (True, True, True)),
        ("answers", 0, True, True, (False, False, False)),  # the jury holds it
        ("score", 0, True, False, (True, False, False)),
    ],
)
def test_what_is_shown(
    show: str, left: int, closed: bool, held: bool, expected: tuple[bool, bool, bool]
) -> None:
    window = Window(closes_at=NOW - HOUR) if closed else OPEN
    rules = policy(show=show, attempts=1 + left)
    seen = visible(rules, window, [done()], NOTHING, held, NOW)
    assert (seen.score, seen.objectives, seen.answers) == expected


def test_answers_wait_for_the_extra_time_and_for_a_reopened_attempt() -> None:
    rules, closed = policy(show="answers"), Window(closes_at=NOW - MINUTE)
    assert visible(rules, closed, [done()], NOTHING, False, NOW).answers
    assert not visible(rules, closed, [done()], Granted(minutes=5), False, NOW).answers
    assert not visible(rules, closed, [done()], NOTHING, False, NOW, sitting=True).answers


@st.composite
def situations(draw: st.DrawFn) -> tuple[ExamPolicy, Window, list[Finished], Granted]:
    hours = st.integers(-72, 72).map(lambda n: NOW + n * HOUR)
    rules = policy(
        attempts=draw(st.integers(1, 4)),
        wait_hours=draw(st.integers(0, 48)),
        minutes=draw(st.integers(1, 180)),
        keep=draw(st.sampled_from(["best", "last"])),
    )
    window = Window(draw(st.none() | hours), draw(st.none() | hours))
    finished = [
        Finished(
            n,
            draw(st.integers(0, 10_000)),
            NOW - draw(st.integers(0, 72)) * HOUR,
            draw(st.booleans()),
        )
        for n in range(1, draw(st.integers(1, 6)))
    ]
    granted = Granted(
        draw(st.integers(0, 90)),
        draw(st.integers(0, 100)),
        draw(st.integers(0, 2)),
        draw(st.booleans()),
    )
    return rules, window, finished, granted


@given(situations())
def test_a_refusal_that_names_a_time_is_over_then(
    case: tuple[ExamPolicy, Window, list[Finished], Granted],
) -> None:
    refusal = may_start(*case, NOW)
    if refusal is not None and refusal.until is not None:
        assert refusal.until > NOW
        later = may_start(*case, refusal.until)
        assert later is None or later.reason != refusal.reason


@given(situations())
def test_nobody_starts_more_often_than_granted(
    case: tuple[ExamPolicy, Window, list[Finished], Granted],
) -> None:
    rules, _, finished, granted = case
    if may_start(*case, NOW) is None:
        counted = [one for one in finished if not one.withdrawn]
        assert len(counted) < rules.attempts + granted.attempts
        assert attempts_left(rules, finished, granted) > 0


@given(situations())
def test_extra_time_is_always_on_top(
    case: tuple[ExamPolicy, Window, list[Finished], Granted],
) -> None:
    rules, window, _, granted = case
    with_, without = (deadlines(rules, window, g, NOW)[0] for g in (granted, NOTHING))
    if may_start(rules, window, [], NOTHING, NOW) is None:
        assert with_ - without == granted.more_time(rules)
        assert NOW <= without <= NOW + timedelta(minutes=rules.minutes)


@given(situations(), st.randoms())
def test_what_counts_does_not_depend_on_the_order_of_reading(
    case: tuple[ExamPolicy, Window, list[Finished], Granted], random: Any
) -> None:
    rules, _, finished, _ = case
    mixed = list(finished)
    random.shuffle(mixed)
    best = kept(rules, finished)
    assert kept(rules, mixed) == best
    assert best is None or not best.withdrawn
    if best is not None and rules.keep == "best":
        assert best.score_bp == max(one.score_bp for one in finished if not one.withdrawn)

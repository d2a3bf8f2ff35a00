from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.errors import AttemptClosed, BadForm, NotFound, Refused
from lti_tool.exam import attempts
from lti_tool.models import Answer, AuditEntry, Correction, Delivery, Grade
from lti_tool.policy import GRACE
from tests.lti_tool.exam.room import Room, opened

MINUTE = timedelta(minutes=1)


def act(room: Room, name: str, *args: Any, **more: Any) -> Any:
    """A trainer's act, with its reason."""
    staff = room.here("tutor", "instructor")
    given = {"reason": "parce que", "now": room.now} | more
    return room.within(lambda db: getattr(attempts, name)(db, staff, *args, **given))


def last(room: Room) -> AuditEntry:
    with room.database.read(room.scope) as db:
        return db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[return-value]


def test_extra_time_moves_the_end_of_what_is_sat(room: Room) -> None:
    attempt, person = room.start(), room.here().person_id
    act(room, "allow", person, "extra-time", percent=33)
    moved = room.attempt(attempt.id)
    assert moved.due_at == attempt.due_at + 7 * MINUTE
    assert moved.closes_at == moved.due_at + GRACE
    room.clock.tick(1)
    act(room, "allow", person, "extra-time", minutes=10)  # in place of the first
    assert room.attempt(attempt.id).due_at == attempt.due_at + 10 * MINUTE
    assert room.attempt(attempt.id).extra_minutes == 10
    assert last(room).reason == "parce que"


def test_extra_time_is_there_for_the_next_attempt_beyond_the_links_end(room: Room) -> None:
    act(room, "allow", room.here().person_id, "extra-time", minutes=10)
    room.link(closes_at=room.now + 5 * MINUTE)
    attempt = room.start()
    assert (attempt.due_at - room.now, attempt.extra_minutes) == (15 * MINUTE, 10)


def test_another_attempt_and_an_end_to_the_wait_are_granted(database: Any, clock: Any) -> None:
    room = opened(database, clock, attempts=1, wait_hours=24)
    room.submit(room.start())
    clock.tick(60)
    person = room.here().person_id
    act(room, "allow", person, "extra-attempt")
    with pytest.raises(Refused, match="wait"):
        room.start()
    act(room, "allow", person, "no-wait")
    assert room.start().number == 2


def test_a_lifted_wait_is_lifted_once(database: Any, clock: Any) -> None:
    room = opened(database, clock, attempts=3, wait_hours=24)
    act(room, "allow", room.here().person_id, "no-wait")
    room.clock.tick(60)
    room.submit(room.start())
    clock.tick(60)
    with pytest.raises(Refused, match="wait"):
        room.start()


def test_a_reopened_attempt_goes_on_and_its_grade_stands(room: Room) -> None:
    attempt = room.start()
    room.right(attempt, 1)
    room.submit(attempt)
    room.clock.tick(3_600)
    act(room, "reopen", attempt.id, minutes=5)
    again = room.attempt(attempt.id)
    assert (again.state, again.due_at) == ("sitting", room.now + 5 * MINUTE)
    assert [one.score_bp for one in room.rows(Grade)] == [1_111]
    room.clock.tick(1)
    room.right(attempt, 2)
    done = room.submit(attempt)
    assert (done.score_bp, done.marks and done.marks["reopened"]) == (2_222, 1)
    assert [(one.score_bp, one.revision) for one in room.rows(Grade)] == [(2_222, 2)]


def test_only_what_is_handed_in_is_reopened_and_one_at_a_time(room: Room) -> None:
    attempt = room.start()
    with pytest.raises(Refused):
        act(room, "reopen", attempt.id, minutes=5)
    room.submit(attempt)
    room.clock.tick(1)
    room.start()
    with pytest.raises(Refused):
        act(room, "reopen", attempt.id, minutes=5)
    with pytest.raises(BadForm):
        act(room, "reopen", attempt.id, minutes=0)


def test_a_withdrawn_attempt_counts_no_more(room: Room) -> None:
    first = room.start()
    room.right(first)
    room.submit(first)
    room.clock.tick(1)
    second = room.start()
    room.submit(second)
    assert [one.score_bp for one in room.rows(Grade)] == [10_000]
    act(room, "withdraw", first.id)
    assert [one.score_bp for one in room.rows(Grade)] == [0]
    room.clock.tick(1)
    assert room.start().number == 3


def test_with_the_only_attempt_withdrawn_staff_decide(room: Room) -> None:
    attempt = room.start()
    room.right(attempt)
    room.submit(attempt)
    act(room, "withdraw", attempt.id)
    assert [one.score_bp for one in room.rows(Grade)] == [10_000]
    assert [(one.state, one.reason) for one in room.rows(Delivery)] == [("conflict", "withdrawn")]


def test_an_attempt_is_withdrawn_while_it_is_sat(room: Room) -> None:
    attempt = room.start()
    act(room, "withdraw", attempt.id)
    with pytest.raises(AttemptClosed):
        room.save(attempt, 1, "a")
    assert room.submit(attempt).state == "withdrawn"
    assert room.rows(Grade) == []


def test_a_correction_marks_anew_and_the_grade_follows(room: Room) -> None:
    attempt = room.start()
    room.submit(attempt)
    act(room, "correct", attempt.id, position=1, fraction=1.0)
    assert room.attempt(attempt.id).score_bp == 1_111
    room.clock.tick(1)
    act(room, "correct", attempt.id, position=1, fraction=0.5)
    assert room.attempt(attempt.id).score_bp == 556
    room.clock.tick(1)
    act(room, "correct", attempt.id, score_bp=7_000)
    assert [(one.score_bp, one.revision) for one in room.rows(Grade)] == [(7_000, 4)]
    assert len(room.rows(Correction)) == 3
    told = last(room)
    assert told.action == "attempt.corrected"
    assert told.data["before"]["score_bp"] == 556
    assert told.data["after"]["score_bp"] == 7_000


def test_a_correction_needs_no_answers_that_are_gone(room: Room) -> None:
    attempt = room.start()
    room.right(attempt, 1, 2)
    room.submit(attempt)

    def purge(db: Any) -> None:
        for one in db.scalars(select(Answer)):
            one.response = None

    room.within(purge)
    act(room, "correct", attempt.id, position=3, fraction=1.0)
    assert room.attempt(attempt.id).score_bp == 3_333


NO_MARKS: list[dict[str, Any]] = [
    {},
    {"position": 1},
    {"position": 0, "fraction": 1.0},
    {"position": 10, "fraction": 1.0},
    {"position": 1, "fraction": 1.1},
    {"position": 1, "fraction": float("nan")},
    {"fraction": 1.0},
    {"score_bp": 10_001},
    {"score_bp": -1},
    {"score_bp": 1, "fraction": 1.0, "position": 1},
]
NO_GRANTS: list[tuple[str, dict[str, Any]]] = [
    ("extra-time", {}),
    ("extra-time", {"minutes": 5, "percent": 5}),
    ("extra-time", {"minutes": -1}),
    ("extra-time", {"percent": 401}),
    ("extra-attempt", {"minutes": 5}),
    ("no-wait", {"percent": 5}),
]


def test_a_mark_out_of_bounds_is_refused(room: Room) -> None:
    attempt = room.start()
    room.submit(attempt)
    for marks in NO_MARKS:
        with pytest.raises(BadForm):
            act(room, "correct", attempt.id, **marks)


def test_what_makes_no_sense_is_not_granted(room: Room) -> None:
    for kind, more in NO_GRANTS:
        with pytest.raises(BadForm):
            act(room, "allow", room.here().person_id, kind, **more)


def test_every_act_has_a_reason(room: Room) -> None:
    attempt = room.start()
    person = room.here().person_id
    acts: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
        ("allow", (person, "no-wait"), {}),
        ("withdraw", (attempt.id,), {}),
        ("reopen", (attempt.id,), {"minutes": 5}),
        ("correct", (attempt.id,), {"score_bp": 1}),
    ]
    for reason in ("", "  ", "x" * 501):
        for name, args, more in acts:
            with pytest.raises(BadForm):
                act(room, name, *args, reason=reason, **more)


def test_a_learner_rules_over_nobody(room: Room) -> None:
    attempt = room.start()
    for name, args, more in (
        ("allow", (room.here().person_id, "no-wait"), {}),
        ("withdraw", (attempt.id,), {}),
        ("reopen", (attempt.id,), {"minutes": 5}),
        ("correct", (attempt.id,), {"score_bp": 10_000}),
    ):
        with pytest.raises(NotFound):
            room.within(
                lambda db, n=name, a=args, m=more: getattr(attempts, n)(  # type: ignore[misc]
                    db, room.here(), *a, reason="moi", now=room.now, **m
                )
            )


def test_nobody_of_another_course_is_ruled_over(room: Room) -> None:
    other = opened(room.database, room.clock)
    attempt = other.start()
    with pytest.raises(NotFound):
        act(room, "withdraw", attempt.id)
    with pytest.raises(NotFound):
        act(room, "allow", other.here().person_id, "no-wait")

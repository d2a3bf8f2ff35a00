from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lti_tool.errors import AttemptClosed, NotFound, Refused
from lti_tool.exam import attempts
from lti_tool.exam.draw import Paper, draw
from lti_tool.exam.sitting import situation
from lti_tool.models import Answer, Attempt, AuditEntry, Delivery, Grade
from lti_tool.policy import GRACE
from tests.lti_tool.exam.room import SEED, Room, opened

MINUTE = timedelta(minutes=1)


def test_an_attempt_begins_with_its_paper_and_empty_answers(room: Room) -> None:
    attempt = room.start()
    assert (attempt.number, attempt.state, attempt.language) == (1, "sitting", "fr")
    assert attempt.due_at - attempt.started_at == 20 * MINUTE
    assert attempt.closes_at - attempt.due_at == GRACE
    answers = room.rows(Answer)
    assert [(one.position, one.seq, one.response) for one in answers] == [
        (n, 0, None) for n in range(1, 10)
    ]


def test_the_paper_can_be_drawn_again(room: Room) -> None:
    paper = Paper.from_json(room.start().paper)
    assert room.bank.policy is not None
    assert draw(room.bank, room.bank.policy, paper.seed, paper.seen) == paper


def test_to_start_again_is_to_go_on(room: Room) -> None:
    first = room.start()
    room.clock.tick(60)
    assert room.start(seed="0" * 32).id == first.id


def test_an_attempt_is_handed_in_once_and_marked(room: Room) -> None:
    attempt = room.start()
    room.right(attempt, 1, 2, 3)
    room.clock.tick(60)
    done = room.submit(attempt)
    assert (done.state, done.ended_by, done.submitted_at) == ("submitted", "learner", room.now)
    assert done.score_bp == 3_333
    room.clock.tick(60)
    again = room.submit(attempt)
    assert (again.submitted_at, again.score_bp) == (done.submitted_at, 3_333)
    grade = room.rows(Grade)
    assert [(one.score_bp, one.revision) for one in grade] == [(3_333, 1)]
    assert [one.state for one in room.rows(Delivery)] == ["pending"]
    acts = Counter(one.action for one in room.rows(AuditEntry))
    assert acts == {"attempt.started": 1, "attempt.submitted": 1}


def test_the_attempts_run_out(room: Room) -> None:
    for _ in range(2):
        room.submit(room.start())
        room.clock.tick(1)
    with pytest.raises(Refused) as refused:
        room.start()
    assert refused.value.refusal.reason == "no-attempt-left"


def test_the_window_and_the_wait_hold(room: Room) -> None:
    room.link(opens_at=room.now + MINUTE)
    with pytest.raises(Refused, match="not-open"):
        room.start()
    room.link(opens_at=None, closes_at=room.now)
    with pytest.raises(Refused, match="closed"):
        room.start()
    room.link(closes_at=room.now + 5 * MINUTE)
    assert room.start().due_at == room.now + 5 * MINUTE


def test_a_second_paper_has_what_was_not_seen(database: Any, clock: Any) -> None:
    room = opened(database, clock, draw=[{"objective": "o-1", "count": 4}])
    asked: Counter[str] = Counter()
    for _ in range(2):
        attempt = room.start()
        asked.update(one["item"] for one in attempt.paper["questions"])
        room.submit(attempt)
        clock.tick(1)
    assert len(asked) == 8
    seen = room.rows(Attempt)[-1].paper["seen"]
    assert sum(seen.values()) == 4


def test_somebody_elses_attempt_is_not_found(room: Room) -> None:
    attempt = room.start(room.here("ada"))
    for act in (
        lambda: room.save(attempt, 1, "a", here=room.here("eve")),
        lambda: room.within(lambda db: attempts.own(db, room.here("eve"), attempt.id, room.now)),
        lambda: room.within(lambda db: attempts.own(db, room.here("ada"), uuid4(), room.now)),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_attempt_of_another_tenant_is_not_found(room: Room) -> None:
    other = opened(room.database, room.clock)
    attempt = other.start()
    with pytest.raises(NotFound):
        room.within(lambda db: attempts.own(db, other.here(), attempt.id, room.now))
    with pytest.raises(NotFound):
        room.within(lambda db: attempts.submit(db, attempt.id, room.now, "learner"))
    assert other.attempt(attempt.id).state == "sitting"


# Saving


def test_saves_are_numbered_and_the_last_counts(room: Room) -> None:
    attempt = room.start()
    assert room.save(attempt, 1, "a", n=1).seq == 1
    saved = room.save(attempt, 1, "b", n=2, seen=1, flagged=True, language="en")
    assert (saved.seq, saved.at, saved.replaced) == (2, room.now, False)
    answer = room.answer(attempt, 1)
    assert (answer.response, answer.flagged, answer.language) == ("b", True, "en")


def test_a_late_copy_from_the_same_tab_changes_nothing(room: Room) -> None:
    attempt = room.start()
    room.save(attempt, 1, "new", n=2)
    for n in (1, 2):
        late = room.save(attempt, 1, "old", n=n)
        assert (late.seq, late.response, late.replaced) == (1, "new", False)
    assert room.answer(attempt, 1).response == "new"


def test_another_tab_replaces_and_is_told_what(room: Room) -> None:
    attempt = room.start()
    room.save(attempt, 1, "first", tab="one", n=5)
    other = room.save(attempt, 1, "second", tab="two", n=1, seen=0)
    assert (other.seq, other.replaced, other.response) == (2, True, "first")
    known = room.save(attempt, 1, "third", tab="one", n=6, seen=2)
    assert (known.seq, known.replaced) == (3, False)
    assert room.answer(attempt, 1).response == "third"


def test_a_tab_that_repeats_itself_replaces_nobodys_answer(room: Room) -> None:
    attempt = room.start()
    room.save(attempt, 1, "a", n=1)  # its answer got lost on the way
    again = room.save(attempt, 1, "b", n=2, seen=0)
    assert (again.seq, again.replaced) == (2, False)


def test_pages_without_script_are_told_of_each_other_but_not_of_the_same_answer(
    room: Room,
) -> None:
    attempt = room.start()
    room.save(attempt, 1, "a", tab="form", n=1)
    assert not room.save(attempt, 1, "a", tab="form", n=2).replaced
    assert room.save(attempt, 1, "b", tab="form", n=3).response == "a"


def test_an_answer_can_be_taken_back(room: Room) -> None:
    attempt = room.start()
    room.right(attempt, 1)
    room.save(attempt, 1, None, n=2**40)
    assert room.submit(attempt).score_bp == 0


def test_there_is_no_other_position(room: Room) -> None:
    attempt = room.start()
    for position in (0, 10, -1):
        with pytest.raises(NotFound):
            room.save(attempt, position, "a")


# The end


def test_nothing_is_saved_after_the_hand_in(room: Room) -> None:
    attempt = room.start()
    room.submit(attempt)
    with pytest.raises(AttemptClosed):
        room.save(attempt, 1, "late")
    assert room.answer(attempt, 1).response is None


def test_a_reader_who_comes_late_finds_it_closed(room: Room) -> None:
    attempt = room.start()
    room.clock.now = attempt.closes_at
    assert attempts.over(room.attempt(attempt.id), room.now)
    seen = room.within(lambda db: attempts.own(db, room.here(), attempt.id, room.now))
    assert (seen.state, seen.ended_by) == ("submitted", "server")


def test_the_server_closes_what_nobody_hands_in(room: Room) -> None:
    late, early = room.start(room.here("ada")), room.start(room.here("bob"))
    room.right(late, 1)
    room.submit(early)
    assert attempts.expire_due(room.database, late.closes_at - timedelta(seconds=1)) == 0
    assert attempts.expire_due(room.database, late.closes_at) == 1
    assert attempts.expire_due(room.database, late.closes_at) == 0
    done = room.attempt(late.id)
    assert (done.state, done.ended_by, done.submitted_at) == ("submitted", "server", late.due_at)
    assert done.score_bp == 1_111
    assert len(room.rows(Grade)) == 2


def test_one_that_cannot_be_closed_keeps_no_other_waiting(room: Room) -> None:
    broken, fine = room.start(room.here("ada")), room.start(room.here("bob"))

    def spoil(db: Any) -> None:
        db.get_one(Attempt, broken.id).paper = {"questions": [{"item": "gone"}]}

    room.within(spoil)
    with pytest.raises(ExceptionGroup) as group:
        attempts.expire_due(room.database, fine.closes_at)
    assert len(group.value.exceptions) == 1
    assert room.attempt(fine.id).state == "submitted"
    assert room.attempt(broken.id).state == "sitting"


def test_to_start_when_one_is_over_closes_it_first(room: Room) -> None:
    first = room.start()
    room.clock.now = first.closes_at
    second = room.start()
    assert (second.number, room.attempt(first.id).state) == (2, "submitted")


def test_where_somebody_stands_is_told(room: Room) -> None:
    here = room.here()
    room.submit(room.start())
    room.clock.tick(1)
    second = room.start(seed=SEED[::-1])
    with room.database.read(room.scope) as db:
        place = situation(db, room.link_id, here.person_id)
        with pytest.raises(NotFound):
            situation(db, uuid4(), here.person_id)
    assert [one.number for one in place.finished] == [1]
    assert place.sitting is not None
    assert place.sitting.id == second.id

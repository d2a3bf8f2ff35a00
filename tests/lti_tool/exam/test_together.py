"""What happens at the same time, on both engines, lined up by barriers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any, TypeVar

import pytest

from lti_tool.errors import AttemptClosed, Refused
from lti_tool.exam import attempts
from lti_tool.models import Answer, Attempt, Grade
from tests.lti_tool.exam.banks import RIGHT
from tests.lti_tool.exam.room import Room, opened

T = TypeVar("T")
MANY = 20
STILL = 30  # seconds


def together(works: list[Callable[[], T]]) -> list[T | Exception]:
    """What each gives or raises, all let go at once."""
    gate = Barrier(len(works))

    def run(work: Callable[[], T]) -> T | Exception:
        gate.wait(STILL)
        try:
            return work()
        except (AttemptClosed, Refused) as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def made(results: list[Any]) -> list[Any]:
    return [one for one in results if not isinstance(one, Exception)]


def test_many_starts_of_a_single_attempt_with_hand_ins_between_stay_one(
    database: Any, clock: Any
) -> None:
    room = opened(database, clock, attempts=1)
    here = room.here()

    def sit() -> Attempt:
        return room.submit(room.start(here))

    results = together([sit] * MANY)
    assert made(results)
    assert len(room.rows(Attempt)) == 1
    assert [one.revision for one in room.rows(Grade)] == [1]


@pytest.mark.parametrize("tabs", ["one", "many"])
def test_of_many_saves_the_counted_last_is_kept(room: Room, tabs: str) -> None:
    attempt, here = room.start(), room.here()

    def save(n: int) -> attempts.Saved:
        tab = "tab" if tabs == "one" else f"tab{n}"
        return room.save(attempt, 1, f"v{n}", n=n, tab=tab, here=here)

    results = made(together([lambda n=n: save(n) for n in range(1, MANY + 1)]))  # type: ignore[misc]
    assert len(results) == MANY
    answer = room.answer(attempt, 1)
    if tabs == "one":
        assert answer.response == f"v{MANY}", "the newest of a tab wins, whatever the order"
    else:
        assert sorted(one.seq for one in results) == list(range(1, MANY + 1)), "none is lost"
        last = max(results, key=lambda one: one.seq)
        assert answer.seq == MANY
        assert answer.response != last.response, "what the last one replaced is gone"


def test_a_save_beside_the_hand_in_is_marked_or_refused(room: Room) -> None:
    """Never saved and yet not marked."""
    attempt, here = room.start(), room.here()
    asked = [one["item"] for one in attempt.paper["questions"]]

    def save(position: int) -> attempts.Saved:
        return room.save(attempt, position, RIGHT[asked[position - 1]], here=here)

    works: list[Callable[[], Any]] = [lambda n=n: save(n) for n in range(1, 10)]  # type: ignore[misc]
    results = together([*works, lambda: room.submit(attempt)])
    saved = [one for one in results[:-1] if not isinstance(one, Exception)]
    done = room.attempt(attempt.id)
    assert done.marks is not None
    assert sum(q["fraction"] == 1 for q in done.marks["questions"]) == len(saved)
    assert sum(one.seq for one in room.rows(Answer)) == len(saved)


def test_the_server_and_the_learner_close_it_once(room: Room) -> None:
    attempt = room.start()
    late = attempt.closes_at + timedelta(seconds=1)
    room.clock.now = late
    together(
        [lambda: room.submit(attempt)] * 5 + [lambda: attempts.expire_due(room.database, late)] * 5
    )
    done = room.attempt(attempt.id)
    assert (done.state, done.ended_by, done.submitted_at) == (
        "submitted",
        "server",
        attempt.due_at,
    )
    assert [one.revision for one in room.rows(Grade)] == [1]


def test_two_trainers_correct_and_the_grade_is_that_of_the_last(room: Room) -> None:
    attempt = room.start()
    room.submit(attempt)
    staff = room.here("tutor", "instructor")

    def correct(score: int) -> None:
        room.within(
            lambda db: attempts.correct(db, staff, attempt.id, "égalité", room.now, score_bp=score)
        )

    together([lambda s=s: correct(s) for s in range(1, 11)])  # type: ignore[misc]
    assert [one.score_bp for one in room.rows(Grade)] == [room.attempt(attempt.id).score_bp]

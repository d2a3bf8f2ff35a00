from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_tool.grades.claim import AHEAD, LEASE, Job, _stamp, claim
from lti_tool.grades.record import Verdict, apply
from lti_tool.models import Delivery
from lti_tool.quirks import for_family
from tests.lti_tool.grades.conftest import DeskMaker
from tests.lti_tool.grades.desk import Desk
from tests.lti_tool.playing import FrozenClock


def take(at: Desk, owner: str = "a") -> Job | None:
    return claim(at.database, owner, at.clock.now)


def claimed(at: Desk, owner: str = "a") -> Job:
    job = take(at, owner)
    assert job is not None
    return job


def test_a_lease_keeps_others_away_until_it_runs_out(at: Desk) -> None:
    at.hand_in(5000)
    first = claimed(at)
    assert (take(at, "b"), first.maybe_applied) == (None, False)
    at.clock.tick(LEASE.total_seconds() + 1)
    second = claimed(at, "b")
    assert (second.maybe_applied, second.timestamp > first.timestamp) == (True, True)


def test_a_lost_lease_writes_nothing_but_that(at: Desk) -> None:
    at.hand_in(5000)
    late = claimed(at)
    at.clock.tick(LEASE.total_seconds() + 1)
    claimed(at, "b")
    assert apply(at.database, late, Verdict("done", "confirmed"), at.clock.now) == "sending"
    assert at.delivery().lease_owner == "b"
    assert at.events() == ["claimed", "claimed", "lease-lost"]


def test_a_grade_that_changes_on_the_way_is_sent_after(at: Desk) -> None:
    at.hand_in(5000)
    job = claimed(at)
    at.hand_in(9000)
    assert at.state() == ("sending", None)
    assert apply(at.database, job, Verdict("done", "confirmed"), at.clock.now) == "pending"
    at.send(2)
    assert (at.state(), at.mark().score) == (("done", None), 90)


def test_a_paper_withdrawn_on_the_way_is_for_staff_after(at: Desk) -> None:
    only = at.hand_in(5000)
    job = claimed(at)
    at.withdraw(only)
    assert apply(at.database, job, Verdict("done", "confirmed"), at.clock.now) == "conflict"


@pytest.mark.parametrize("family", ["", "moodle", "canvas", "OpenEdX", "sakai"])
def test_a_platform_gets_no_more_at_once_than_it_bears(make_desk: DeskMaker, family: str) -> None:
    at = make_desk(family)
    for number in range(6):
        at.hand_in(5000, f"u{number}")
    most = for_family(family).concurrency
    assert [take(at) is not None for _ in range(6)] == [n < most for n in range(6)]


def test_workers_in_parallel_take_each_delivery_once(at: Desk) -> None:
    for number in range(8):
        at.hand_in(5000, f"u{number}")
    start, jobs = threading.Barrier(8), list[Job | None]()

    def work(owner: str) -> None:
        start.wait()
        jobs.append(claim(at.database, owner, at.clock.now))

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [job.delivery_id for job in jobs if job is not None]
    assert len(taken) == len(set(taken)) <= for_family("moodle").concurrency
    assert taken


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(waits=st.lists(st.floats(-2, 5), max_size=30))
def test_timestamps_rise_by_whole_seconds_and_never_run_ahead(waits: list[float]) -> None:
    clock, given_out = FrozenClock(), []
    delivery = Delivery(wanted_revision=1, sent_revision=0, state="pending")
    for wait in waits:
        clock.tick(wait)  # backwards too: clocks are set right
        if _stamp(delivery, clock.now):
            assert delivery.last_timestamp is not None
            given_out.append(delivery.last_timestamp)
            assert delivery.last_timestamp <= clock.now + AHEAD
    steps = [b - a for a, b in pairwise(given_out)]
    assert all(step >= timedelta(seconds=1) for step in steps)
    assert all(one.microsecond == 0 for one in given_out)

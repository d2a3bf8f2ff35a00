from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from prometheus_client import REGISTRY
from sqlalchemy import update

from lti_tool.cli import main
from lti_tool.config import Config
from lti_tool.demo.faults import Fault
from lti_tool.grades import decide
from lti_tool.grades.worker import Chore, Worker
from lti_tool.models import Attempt, Grade
from lti_tool.outbound import Outbound
from lti_tool.sealing import Sealer
from tests.lti_tool.grades.desk import Desk

MINUTE = timedelta(minutes=1)


def worker(at: Desk, config: Config, outbound: Outbound, owner: str, *chores: Chore) -> Worker:
    sealer = Sealer(config.secret_keys)
    return Worker(at.database, outbound, sealer, config, at.clock, owner, chores=chores)


def test_a_chore_is_done_by_one_worker_at_a_time(
    at: Desk, config: Config, outbound: Outbound
) -> None:
    done: list[tuple[str, datetime]] = []

    def chore(owner: str) -> Chore:
        return Chore("sweep", MINUTE, lambda now: done.append((owner, now)))

    both = [worker(at, config, outbound, owner, chore(owner)) for owner in "ab"]
    for _ in range(4):
        for one in both:
            one.do_chores()
        at.clock.tick(30)
    assert len(done) == 2
    assert done[1][1] - done[0][1] == MINUTE


def test_a_chore_that_fails_stops_nothing(at: Desk, config: Config, outbound: Outbound) -> None:
    done: list[datetime] = []

    def broken(now: datetime) -> None:
        raise RuntimeError("broken")

    one = worker(
        at,
        config,
        outbound,
        "a",
        Chore("broken", MINUTE, broken),
        Chore("fine", MINUTE, done.append),
    )
    before = counted("broken", "failed"), counted("fine", "done")
    one.do_chores()
    assert done == [at.clock.now]
    assert (counted("broken", "failed"), counted("fine", "done")) == (before[0] + 1, before[1] + 1)


def counted(job: str, outcome: str) -> float:
    """What /metrics says of a job."""
    labels = {"job": job, "outcome": outcome}
    return REGISTRY.get_sample_value("cartable_job_total", labels) or 0.0


def test_a_fault_of_ours_in_one_delivery_lets_the_others_go(at: Desk) -> None:
    at.hand_in(5000, "broken")
    at.hand_in(6000, "fine")
    with at.database.write(at.scope) as db:  # a policy that can't be read any more
        mine = Attempt.person_id == at.people["broken"]
        db.execute(update(Attempt).where(mine).values(policy={}))
    at.send()
    assert at.state("broken") == ("pending", "internal")
    assert at.state("fine") == ("done", None)
    at.clock.tick(60)
    assert at.delivery("broken").next_at > at.delivery("broken").updated_at


def test_a_worker_runs_until_it_is_told_to_stop(
    at: Desk, config: Config, outbound: Outbound
) -> None:
    at.hand_in(5000)
    stop, seen = threading.Event(), threading.Event()
    one = worker(at, config, outbound, "a", Chore("seen", MINUTE, lambda _: seen.set()))
    thread = threading.Thread(target=one.run, args=(stop,))
    thread.start()
    assert seen.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_what_a_jury_holds_waits_for_its_word(at: Desk) -> None:
    at.hand_in(5000)
    at.send()
    with at.database.write(at.scope) as db:
        db.execute(update(Grade).values(held=True))
    at.clock.tick(60)
    at.hand_in(9000)
    assert at.send() == 0
    with at.database.write(at.scope) as db:
        assert decide.release(db, [at.link_id], at.clock.now) == 1
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 90)


@pytest.fixture
def run(at: Desk, config: Config, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line of this desk's tool."""
    config.data.chmod(0o700)
    settings = {
        "CARTABLE_PUBLIC_URL": config.public_url,
        "CARTABLE_DATA": str(config.data),
        "CARTABLE_DATABASE_URL": config.database_url,
        "CARTABLE_SECRET_KEY": config.secret_keys[0].hex(),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def test_the_command_line_lists_without_names_and_sends_again(at: Desk, run: CliRunner) -> None:
    at.platform.faults.order("score", Fault(status=400))
    at.hand_in(7350)
    at.send()
    listed = run.invoke(main, ["grades", "list", "--json", "--state", "refused"])
    assert listed.exit_code == 0, listed.output
    (row,) = json.loads(listed.output)
    assert (row["state"], row["reason"], row["score"]) == ("refused", "not-a-learner", 73.5)
    assert "u1" not in listed.output
    sent = run.invoke(main, ["grades", "send", "--all-waiting"])
    assert (sent.exit_code, sent.output) == (0, "1 to be sent again.\n")
    at.send(1)
    assert at.state() == ("done", None)


def test_the_command_line_refuses_what_it_can_t_do(at: Desk, run: CliRunner) -> None:
    at.hand_in(7350)
    other = "01a210a9-8daa-7011-b7d9-4cfb6fee4a04"
    assert run.invoke(main, ["grades", "send"]).exit_code == 2
    assert run.invoke(main, ["grades", "send", "all"]).exit_code == 2
    assert run.invoke(main, ["grades", "send", other]).exit_code == 1
    both = ["grades", "send", "--all-waiting", str(at.delivery().id)]
    assert run.invoke(main, both).exit_code == 2
    assert run.invoke(main, ["grades", "send", str(at.delivery().id)]).exit_code == 0

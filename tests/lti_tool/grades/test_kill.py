"""A sender killed between any two steps: one grade, the right one, told once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from lti_tool.clock import system_clock
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.demo.serving import server
from lti_tool.grades.worker import Worker
from lti_tool.models import Bank, Registration
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from tests.lti_tool.grades.desk import Desk, desk
from tests.lti_tool.grades.dying import SECRET, config_of
from tests.lti_tool.playing import FrozenClock

POINTS = ("claimed", "before-post", "after-post", "before-commit", "after-commit")


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A platform that behaves as Canvas, where a second post would show, on a real socket."""
    made = Platform(system_clock, family="canvas")
    http = server(made.handle)
    made.issuer = made.gradebook.issuer = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield made
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def clock() -> FrozenClock:
    """The present: the killed process has a real clock."""
    return FrozenClock(system_clock() - timedelta(seconds=10))


@pytest.fixture
def at(
    database: Database,
    database_url: str,
    clock: FrozenClock,
    platform: Platform,
    registered: Registration,
    bank: Bank,
) -> Iterator[Desk]:
    outbound = HttpOutbound()
    config = config_of(database_url)
    with database.system() as db:
        db.get_one(Registration, registered.id).private_network = True
    made = desk(database, clock, platform, registered, config, outbound)
    made.worker = Worker(database, outbound, Sealer([SECRET]), config, clock, "rescuer")
    yield made
    outbound.close()


def die(url: str, point: str) -> None:
    """A process that sends, and is killed there."""
    command = [sys.executable, "-m", "tests.lti_tool.grades.dying", url, point]
    ended = subprocess.run(command, timeout=60, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


@pytest.mark.parametrize("point", POINTS)
def test_a_grade_survives_its_sender(at: Desk, database_url: str, point: str) -> None:
    at.hand_in(7350)
    die(database_url, point)
    if point != "after-commit":
        assert at.state() == ("sending", None)
        at.clock.now = system_clock()
        assert at.send() == 0, "a lease is still on it"
    at.clock.now = system_clock()
    at.send(91)
    assert at.state() == ("done", None)
    mark = at.mark()
    assert (mark.score, mark.posts, mark.submissions, len(mark.comments)) == (73.5, 1, 1, 1)


def test_a_newer_paper_wins_over_the_one_that_was_on_its_way(at: Desk, database_url: str) -> None:
    at.hand_in(4000)
    die(database_url, "after-post")
    at.clock.now = system_clock()
    at.hand_in(8000)
    at.send(91)
    assert (at.state(), at.mark().score, at.mark().posts) == (("done", None), 80, 2)

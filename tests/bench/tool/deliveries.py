"""Bench 4: grades a second by 1, 2 and 4 workers on PostgreSQL, the platform answering in 50 ms.

``python -m tests.bench.tool.deliveries [--quick]``. A delivery is a score posted and a result read
back. How many requests a platform bears at once is lifted to 64 here: what is measured is us.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from lti_tool import ids
from lti_tool.clock import system_clock
from lti_tool.database import Database
from lti_tool.demo.faults import Fault, Kind
from lti_tool.demo.platform import Platform
from lti_tool.demo.serving import server
from lti_tool.grades.worker import Worker
from lti_tool.lti import keys
from lti_tool.models import Bank, Delivery, Deployment
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from tests.lti_tool.conftest import registration_of
from tests.lti_tool.grades.desk import Desk, desk
from tests.lti_tool.grades.dying import SECRET, config_of
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.postgres import PostgresServer

KINDS: tuple[Kind, ...] = ("score", "results")
WORKERS = (1, 2, 4)
DELIVERIES = 80
ROUNDS = 5
ANSWER = 0.05  # s
LIFT = 64
TARGET = 1.6  # how much faster two workers are than one


def main() -> None:
    """Measure, and print a line for each number of workers."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tool.deliveries")
    parser.add_argument("--quick", action="store_true", help="one round instead of five")
    parser.add_argument("--work", metavar="URL", help="be one of the workers")
    options = parser.parse_args()
    if options.work:
        _work(options.work)
        return
    postgres = PostgresServer.start(durable=True)
    try:
        middle = _measure(postgres.url(postgres.create()), 1 if options.quick else ROUNDS)
    finally:
        postgres.stop()
    sys.exit(middle[2] < TARGET * middle[1])


def _measure(url: str, rounds: int) -> dict[int, float]:
    middle = {}
    with _desk(url) as at:
        for workers in WORKERS:
            rates = [_round(at, url, workers, f"{workers}-{n}") for n in range(rounds)]
            middle[workers] = statistics.median(rates)
            sys.stdout.write(
                f"PostgreSQL {workers} workers  {min(rates):6.1f} / {middle[workers]:6.1f} / "
                f"{max(rates):6.1f} grades/s\n"
            )
            sys.stdout.flush()
    return middle


def _round(at: Desk, url: str, workers: int, name: str) -> float:
    """So many new grades, sent by so many workers: grades a second."""
    at.clock.now = system_clock()
    for number in range(DELIVERIES):
        at.hand_in(5000 + number, f"{name}-{number}")
    command = [sys.executable, "-m", "tests.bench.tool.deliveries", "--work", url]
    pipe = subprocess.PIPE
    children = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(workers)]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()  # it is up
    began = time.perf_counter()
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        child.wait(120)
    took = time.perf_counter() - began
    for child in children:
        child.communicate()
    if left := _left(at.database):
        raise SystemExit(f"{left} grades have not arrived")
    return DELIVERIES / took


def _work(url: str) -> None:
    config = config_of(url)
    database, outbound = Database(url), HttpOutbound()
    owner = f"bench-{ids.new(system_clock())}"[:40]
    worker = Worker(database, outbound, Sealer([SECRET]), config, system_clock, owner, lift=LIFT)
    sys.stdout.write("up\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while _left(database):
        if not worker.drain():
            time.sleep(0.02)
    outbound.close()
    database.dispose()


def _left(database: Database) -> int:
    with database.system(read=True) as db:
        return db.scalar(select(func.count(Delivery.id)).where(Delivery.state != "done")) or 0


@contextmanager
def _desk(url: str) -> Iterator[Desk]:
    database, outbound, clock = Database(url), HttpOutbound(), FrozenClock(system_clock())
    platform = Platform(system_clock)
    for kind in KINDS:
        platform.faults.order(kind, Fault(delay=ANSWER, times=10**9))
    http = server(platform.handle)
    platform.issuer = platform.gradebook.issuer = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    try:
        with tempfile.TemporaryDirectory(prefix="cartable-bench-") as folder:
            yield prepared(database, platform, clock, outbound, Path(folder))
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
        outbound.close()
        database.dispose()


def prepared(
    database: Database,
    platform: Platform,
    clock: FrozenClock,
    outbound: HttpOutbound,
    folder: Path,
) -> Desk:
    """A migrated database with one platform, one course, one graded link."""
    database.migrate()
    with database.system() as db:
        keys.ensure(db, Sealer([SECRET]), clock.now)
        row = registration_of(platform, clock)
        row.private_network = True
        db.add(row)
        db.flush()
        place = {"id": ids.new(clock.now), "registration_id": row.id, "created_at": clock.now}
        key = platform.tool.deployment_id
        db.add(Deployment(**place, deployment_key=key, state="active"))
        db.add(
            Bank(
                id=ids.new(clock.now),
                course="every-question",
                format="court",
                version="1",
                public=True,
                content_hash=b"",
                data={},
                loaded_at=clock.now,
            )
        )
        public = keys.jwks(db, clock.now)
    platform.tool.keys = lambda: public
    config = config_of(str(folder))
    return desk(database, clock, platform, row, config, outbound)


if __name__ == "__main__":
    main()

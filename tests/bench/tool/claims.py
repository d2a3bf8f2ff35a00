"""Bench 5: taking one delivery among 100 000, and whether an index is used for it.

``python -m tests.bench.tool.claims [--quick]``, on both engines: one that is due among all that are
done, then all of them due at once.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, text, update

from lti_tool import ids
from lti_tool.clock import system_clock
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.grades.claim import claim
from lti_tool.models import Delivery, LineItem, Link
from lti_tool.outbound import HttpOutbound
from tests.bench.tool.deliveries import prepared
from tests.lti_tool.grades.desk import Desk
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.postgres import PostgresServer

PEOPLE = 100
ROUNDS = 5
CLAIMS = 20  # a round
LIFT = 100_000  # nobody sends here: leases stay
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
INDEX = "ix_delivery_state_next_at"
TARGET = 50.0  # ms, for one claim


def main() -> None:
    """Measure on both engines; 1 when a claim takes too long or reads the whole table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tool.claims")
    parser.add_argument("--quick", action="store_true", help="10 000 deliveries, one round")
    quick = parser.parse_args().quick
    fine = [_measure(engine, url, quick) for engine, url in _engines()]
    sys.exit(not all(fine))


def _engines() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="cartable-bench-") as folder:
        yield "SQLite", f"sqlite:///{folder}/bench.sqlite3"
    server = PostgresServer.start(durable=True)
    try:
        yield "PostgreSQL", server.url(server.create())
    finally:
        server.stop()


def _measure(engine: str, url: str, quick: bool) -> bool:
    database, outbound = Database(url), HttpOutbound()
    clock = FrozenClock(system_clock())
    try:
        at = prepared(database, Platform(clock), clock, outbound, Path())
        links = (10_000 if quick else 100_000) // PEOPLE
        _fill(at, links)
        fine = True
        for state, said in (("done", "one due among"), ("pending", "all due, of")):
            _all(database, state, clock.now)
            took = [_round(at, state, clock) for _ in range(1 if quick else ROUNDS)]
            sys.stdout.write(
                f"{engine:<11} {said} {links * PEOPLE}  {min(took):6.2f} / "
                f"{statistics.median(took):6.2f} / {max(took):6.2f} ms a claim\n"
            )
            fine = fine and statistics.median(took) < TARGET
        plan = _plan(database, clock.now)
        sys.stdout.write(f"{engine:<11} {'index used' if INDEX in plan else plan}\n")
        return fine and INDEX in plan
    finally:
        outbound.close()
        database.dispose()


def _round(at: Desk, state: str, clock: FrozenClock) -> float:
    """Claims, one after the other: ms of one."""
    spent = 0.0
    for _ in range(CLAIMS):
        if state == "done":
            _one_due(at, clock.now)
        began = time.perf_counter()
        if claim(at.database, "bench", clock.now, lift=LIFT) is None:
            raise SystemExit("nothing was claimed")
        spent += time.perf_counter() - began
        if state == "done":
            _all(at.database, "done", clock.now, only_sending=True)
    return spent / CLAIMS * 1000


def _one_due(at: Desk, now: datetime) -> None:
    with at.database.system() as db:
        db.execute(
            update(Delivery)
            .where(Delivery.person_id == at.people["p7"], Delivery.line_item_id == at.item().id)
            .values(state="pending", next_at=now, last_timestamp=None)
        )


def _all(database: Database, state: str, now: datetime, *, only_sending: bool = False) -> None:
    """Sets the table's state, the moments spread over a day."""
    change = update(Delivery).values(state=state, lease_until=None, last_timestamp=None)
    if only_sending:
        change = change.where(Delivery.state == "sending")
    with database.system() as db:
        db.execute(change)
    if only_sending:
        return
    with database._engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _fill(at: Desk, links: int) -> None:
    """So many links, each with a delivery for each of the people; one paper serves them all."""
    for number in range(PEOPLE):
        at.enrol(f"p{number}", there=False)
    at.hand_in(5000, "p7")
    first, now = at.delivery("p7"), at.clock.now
    base = {"registration_id": at.registration.id, "context_id": at.context_id}
    items = [{**base, "id": ids.new(now), "link_id": ids.new(now)} for _ in range(links - 1)]
    shape = _columns(at.item())
    with at.database._engine.begin() as connection:
        connection.execute(
            insert(Link),
            [{**_columns(_link(at)), "id": i["link_id"], "link_key": str(i["id"])} for i in items],
        )
        connection.execute(insert(LineItem), [{**shape, **item} for item in items])
        for item in items:
            connection.execute(insert(Delivery), list(_deliveries(at, first, item["id"], now)))
        mine = [p for sub, p in at.people.items() if sub != "p7"]
        rest = [_like(first, first.line_item_id, p, now) for p in mine]
        connection.execute(insert(Delivery), rest)


def _deliveries(at: Desk, first: Delivery, item_id: Any, now: datetime) -> Iterator[dict[str, Any]]:
    for person_id in at.people.values():
        yield _like(first, item_id, person_id, now)


def _like(first: Delivery, item_id: Any, person_id: Any, now: datetime) -> dict[str, Any]:
    fresh = ids.new(now)
    spread = timedelta(seconds=fresh.int % 86_400)
    new = {"id": fresh, "line_item_id": item_id, "person_id": person_id, "next_at": now - spread}
    return {**_columns(first), **new}


def _link(at: Desk) -> Link:
    with at.database.read(at.scope) as db:
        return db.get_one(Link, at.link_id)


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.columns}


def _plan(database: Database, now: datetime) -> str:
    """How the engine finds what is pending: its own words."""
    seen: list[tuple[str, Any]] = []

    def watch(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(database._engine, "before_cursor_execute", watch)
    claim(database, "bench", now, lift=LIFT)
    event.remove(database._engine, "before_cursor_execute", watch)
    pending = next(one for one in seen if "pending" in str(one[1]) and "SELECT" in one[0])
    with database._engine.connect() as connection:
        rows = connection.exec_driver_sql(EXPLAIN[database.dialect] + pending[0], pending[1])
        return " / ".join(str(tuple(row)) for row in rows)


if __name__ == "__main__":
    main()

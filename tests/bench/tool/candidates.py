"""Bench 3: 500 candidates at once. Each begins, saves 12 answers at drawn moments within a minute,
hands in; then every answer must be what was sent and every grade at the platform: *lost 0*.

``python -m tests.bench.tool.candidates [--quick] [--people N]``. The moments are drawn from a fixed
seed; 64 threads play all browsers, so what a candidate waits for a free one isn't the server's.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from lti_tool.bank import store
from lti_tool.bank.types import BankView
from lti_tool.exam import responses
from lti_tool.exam.draw import Asked, Paper
from lti_tool.models import Answer, Attempt, Delivery
from tests.bench.tool.stage import ENGINES, Candidate, Stage, quantile, served

PEOPLE, QUICK = 500, 50
PLAYERS = 64  # threads
BEGIN, SIT = 20.0, 60.0  # s in which all begin, then answer
DELIVER = 180.0  # s in which the grades are awaited


@dataclass
class Sitting:
    """One candidate, what they will answer when, and what was kept of it."""

    candidate: Candidate
    moments: list[float]
    sent: dict[int, Any] = field(default_factory=dict)


@dataclass
class Clocked:
    """How long each act took, by its name, in seconds; and what failed."""

    took: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def act(self, name: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        try:
            work()
        except (SystemExit, OSError) as fault:  # the stage's words for an answer it didn't want
            with self.lock:
                self.faults.append(f"{name}: {str(fault)[:200]}")
            return
        with self.lock:
            self.took.setdefault(name, []).append(time.perf_counter() - began)


def main() -> None:
    """Play it on both engines; exit code 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tool.candidates")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} people instead of {PEOPLE}")
    parser.add_argument("--people", type=int)
    parser.add_argument("--engine", choices=ENGINES, nargs="*", default=ENGINES)
    given = parser.parse_args()
    people = given.people or (QUICK if given.quick else PEOPLE)
    lost = 0
    for engine, made in served(given.engine):
        with made as stage:
            lost += _play(engine, stage, people)
    sys.exit(1 if lost else 0)


def _play(engine: str, stage: Stage, people: int) -> int:
    drawn, clocked = random.Random(500), Clocked()  # noqa: S311 - moments, no secrets
    sittings = [
        Sitting(Candidate(stage, f"p{n}"), sorted(drawn.uniform(0, SIT) for _ in range(12)))
        for n in range(people)
    ]
    began = [drawn.uniform(0, BEGIN) for _ in sittings]
    _at(zip(began, sittings, strict=True), lambda one: _begin(clocked, one))
    papers = _papers(stage)
    plan = [(moment, (one, n)) for one in sittings for n, moment in enumerate(one.moments, 1)]
    _at(plan, lambda what: _answer(clocked, papers, *what))
    _at([(0.0, one) for one in sittings], lambda one: clocked.act("submit", one.candidate.submit))
    lost = _lost(stage, sittings) + len(clocked.faults)
    _tell(engine, people, clocked, lost)
    return lost


def _begin(clocked: Clocked, one: Sitting) -> None:
    clocked.act("launch", one.candidate.launch)
    clocked.act("start", one.candidate.start)


Papers = dict[str, list[tuple[Asked, Any]]]


def _papers(stage: Stage) -> Papers:
    """Each attempt's questions, read from the database, so that answers can be made up."""
    with stage.database.system(read=True) as db:
        banks: dict[UUID, BankView] = {}
        found: Papers = {}
        for attempt in db.scalars(select(Attempt)):
            bank = banks.setdefault(attempt.bank_id, store.view(db, attempt.bank_id))
            asked = Paper.from_json(attempt.paper).questions
            found[str(attempt.id)] = [(one, bank.items[one.item]) for one in asked]
        return found


def _answer(clocked: Clocked, papers: Papers, one: Sitting, n: int) -> None:
    """Answer question n with something that its form takes, drawn by name and number."""
    asked, item = papers[one.candidate.attempt][n - 1]
    drawn = random.Random(f"{one.candidate.sub}/{n}")  # noqa: S311 - answers, no secrets
    fields = {
        part.field: [str(drawn.randint(1, len(part.keys)))] if part.keys else [f"{n},5"]
        for part in responses.parts(asked, item)
    }
    one.sent[n] = responses.read(asked, item, MultiDict(fields))[0]
    clocked.act("save", lambda: one.candidate.save(n, fields))


def _at(plan: Any, work: Callable[[Any], None]) -> None:
    """Do each thing at its moment (seconds from now), by the players; return when all is done."""
    with ThreadPoolExecutor(PLAYERS) as pool:
        began, done = time.monotonic(), []
        for moment, what in sorted(plan, key=lambda pair: pair[0]):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            done.append(pool.submit(work, what))
        _raised(done)


def _raised(done: list[Future[None]]) -> None:
    for one in done:
        one.result()


def _lost(stage: Stage, sittings: list[Sitting]) -> int:
    """Answers that aren't what was sent, attempts without a mark, grades not at the platform."""
    until = time.monotonic() + DELIVER
    while time.monotonic() < until and _waiting(stage):
        time.sleep(1)
    marks: dict[str, float | None] = {}
    for column in stage.platform.world.columns.values():
        marks |= {sub: mark.score for sub, mark in column.marks.items()}
    lost = 0
    with stage.database.system(read=True) as db:
        for one in sittings:
            attempt = db.get(Attempt, UUID(one.candidate.attempt))
            kept = {
                answer.position: answer.response
                for answer in db.scalars(select(Answer).where(Answer.attempt_id == attempt.id))
            } if attempt else {}  # fmt: skip
            lost += sum(kept.get(n) != response for n, response in one.sent.items())
            wanted = attempt.score_bp if attempt else None
            got = marks.get(one.candidate.sub)
            lost += wanted is None or got is None or abs(got - wanted / 100) > 0.006
    return lost


def _waiting(stage: Stage) -> bool:
    with stage.database.system(read=True) as db:
        open_ = ("pending", "sending", "confirming")
        return db.scalar(select(Delivery.id).where(Delivery.state.in_(open_)).limit(1)) is not None


def _tell(engine: str, people: int, clocked: Clocked, lost: int) -> None:
    sys.stdout.write(f"{engine}: {people} candidates, lost {lost}\n")
    for name, took in clocked.took.items():
        worst = max(took) * 1000
        sys.stdout.write(
            f"  {name:<7} {len(took):>6}   p50 {quantile(took, 0.5) * 1000:7.1f} ms"
            f"   p99 {quantile(took, 0.99) * 1000:7.1f} ms   most {worst:7.1f} ms\n"
        )
    for fault in clocked.faults[:5]:
        sys.stdout.write(f"  {fault}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

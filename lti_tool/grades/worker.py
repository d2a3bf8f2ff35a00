"""The one who sends: claims, sends, sleeps a second; and does what has to be done now and then.

A thread of the server, or any number of processes of their own on PostgreSQL. Periodic work is
done by whoever gets its lock first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lti_tool.errors import ToolError
from lti_tool.grades import record
from lti_tool.grades.claim import Job, claim
from lti_tool.grades.send import failed_inside, send
from lti_tool.lti.services import Services
from lti_tool.metrics import JOBS
from lti_tool.models import JobLock

if TYPE_CHECKING:
    from lti_tool.clock import Clock
    from lti_tool.config import Config
    from lti_tool.database import Database
    from lti_tool.outbound import Outbound
    from lti_tool.sealing import Sealer

IDLE = 1.0  # s between two looks when nothing is due

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """Periodic work; ``do`` gets the present moment."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]


class Worker:
    """One thread's work; ``owner`` names it in leases and is unlike any other's."""

    def __init__(
        self,
        database: Database,
        outbound: Outbound,
        sealer: Sealer,
        config: Config,
        clock: Clock,
        owner: str,
        *,
        chores: tuple[Chore, ...] = (),
        lift: int = 0,
    ) -> None:
        self.database, self.clock, self.owner, self.lift = database, clock, owner, lift
        self.services = Services(database, outbound, sealer, config, clock)
        self.chores = chores
        self._looked: dict[str, datetime] = {}

    def run(self, stop: threading.Event) -> None:
        """Works until ``stop`` is set; what goes wrong is logged, and tried again later."""
        while not stop.is_set():
            try:
                self.do_chores()
                busy = self.step()
            except Exception as fault:  # a thread that dies sends no grade
                log.warning("worker_failed", exc_info=fault)
                busy = False
            if not busy:
                stop.wait(IDLE)

    def drain(self) -> int:
        """Sends all that is due now; how many steps that took."""
        steps = 0
        while self.step():
            steps += 1
        return steps

    def step(self) -> bool:
        """One delivery claimed and sent; False when nothing is due."""
        job = claim(self.database, self.owner, self.clock(), lift=self.lift)
        if job is None:
            return False
        try:
            send(self.database, job, self.services, self.clock)
        except Exception as fault:  # one bad delivery must not stop the others
            log.warning(
                "delivery_failed", code=_code(fault), delivery_id=job.delivery_id, exc_info=fault
            )
            self._failed(job)
        return True

    def _failed(self, job: Job) -> None:
        record.apply(self.database, job, failed_inside(job), self.clock())

    def do_chores(self) -> None:
        """The periodic work that is due, each by one worker of all."""
        for chore in self.chores:
            now = self.clock()
            if now < self._looked.get(chore.name, now):
                continue
            self._looked[chore.name] = now + chore.every
            if self._mine(chore, now):
                self._do(chore, now)

    def _do(self, chore: Chore, now: datetime) -> None:
        try:
            chore.do(now)
        except Exception as fault:  # the next time may be better
            JOBS.labels(chore.name, "failed").inc()
            log.warning("chore_failed", job=chore.name, exc_info=fault)
        else:
            JOBS.labels(chore.name, "done").inc()

    def _mine(self, chore: Chore, now: datetime) -> bool:
        """Takes the turn of a chore until it is due again."""
        try:
            with self.database.system() as db:
                lock = db.scalar(
                    select(JobLock).where(JobLock.name == chore.name).with_for_update()
                )
                if lock is None:
                    lock = JobLock(name=chore.name, owner=self.owner, until=now)
                    db.add(lock)
                if lock.until > now:
                    return False
                lock.owner, lock.until = self.owner, now + chore.every
                return True
        except IntegrityError:
            return False  # another one was first


def _code(fault: Exception) -> str:
    return fault.code if isinstance(fault, ToolError) else "internal"

"""The worker of a process, with all its periodic work: what `serve` and `worker` both run."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from lti_tool.cli.tool import Tool
from lti_tool.clock import system_clock
from lti_tool.errors import ToolError
from lti_tool.exam.attempts import expire_due
from lti_tool.grades.worker import Chore, Worker
from lti_tool.lti.keysets import Keysets
from lti_tool.lti.services import Services
from lti_tool.models import Registration
from lti_tool.people import retention, roster

log = structlog.get_logger()


def worker(tool: Tool, owner: str, *, lift: int = 0) -> Worker:
    """A worker called ``owner``; ``lift`` raises every platform's concurrency, for the bench."""
    return Worker(
        tool.database,
        tool.outbound,
        tool.sealer,
        tool.config,
        system_clock,
        owner,
        chores=chores(tool),
        lift=lift,
    )


def chores(tool: Tool) -> tuple[Chore, ...]:
    """What has to be done now and then, by one worker of all."""
    kept = tool.config.retention
    services = Services(tool.database, tool.outbound, tool.sealer, tool.config, system_clock)
    return (
        Chore("expiry", timedelta(seconds=5), lambda now: expire_due(tool.database, now)),
        Chore(
            "roster",
            timedelta(minutes=1),  # each list every 15 minutes, where somebody sits
            lambda now: roster.refresh_due(tool.database, services, now),
        ),
        Chore("keysets", timedelta(hours=12), lambda now: renew_keysets(tool, now)),
        Chore("retention", timedelta(days=1), lambda now: retention.run(tool.database, kept, now)),
    )


def renew_keysets(tool: Tool, now: datetime) -> int:
    """Fetch the public keys of every active platform; how many answered."""
    finder = Keysets(tool.database, tool.outbound, tool.config)
    with tool.database.system(read=True) as db:
        active = db.scalars(select(Registration).where(Registration.state == "active")).all()
    return sum(_renewed(finder, registration, now) for registration in active)


def _renewed(finder: Keysets, registration: Registration, now: datetime) -> bool:
    try:
        finder.renew(registration, now)
    except ToolError as fault:  # one that is silent must not keep the others from their turn
        log.info("keyset", registration_id=registration.id, code=fault.code, cause=fault.cause)
        return False
    return True

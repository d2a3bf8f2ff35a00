"""Commands for grades on their way to the platforms."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import click
from sqlalchemy import select

from lti_tool import ids
from lti_tool.cli.tool import CLI, json_option, listed, opened, refuse, say
from lti_tool.cli.working import worker as worker_of
from lti_tool.database import Database
from lti_tool.grades import decide, words
from lti_tool.models import Delivery, Grade, Registration
from lti_tool.models.grading import STATES
from lti_tool.words import words as words_of

MOST = 1_000
MENDABLE = words.MENDABLE


@click.group("grades")
def grades() -> None:
    """Grades on their way to the platforms' gradebooks."""


@grades.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only deliveries in this state.")
@json_option
def list_(state: str | None, as_json: bool) -> None:
    """List deliveries, the latest change first; no names."""
    with opened() as tool, tool.database.system(read=True) as db:
        asked = (
            select(Delivery, Grade, Registration)
            .join(Grade, Grade.id == Delivery.grade_id)
            .join(Registration, Registration.id == Delivery.registration_id)
            .order_by(Delivery.updated_at.desc())
            .limit(MOST)
        )
        if state is not None:
            asked = asked.where(Delivery.state == state)
        rows = [_row(*found, tool.now) for found in db.execute(asked)]
        listed(rows, as_json=as_json)


def _row(
    delivery: Delivery, grade: Grade, registration: Registration, now: datetime
) -> Mapping[str, Any]:
    said = words.say(delivery, registration.family, now, words_of("en"))
    return {
        "id": delivery.id,
        "platform": registration.name,
        "state": delivery.state,
        "reason": delivery.reason,
        "score": grade.score_bp / 100,
        "tries": delivery.tries,
        "changed": delivery.updated_at.isoformat(timespec="seconds"),
        "said": said.sentence,
    }


@grades.command("send")
@click.argument("delivery", nargs=-1)
@click.option("--all-waiting", is_flag=True, help="All that wait or were refused.")
def send(delivery: tuple[str, ...], all_waiting: bool) -> None:
    """Send deliveries again, by their ids; a worker does it at its next look.

    In a conflict this replaces what the platform holds: name such a delivery by its id.
    """
    wanted = [ids.parse(one) for one in delivery]
    if None in wanted or bool(wanted) == all_waiting:
        raise click.UsageError("Give ids of deliveries, or --all-waiting.")
    with opened() as tool:
        found = _of_ids(tool.database, [w for w in wanted if w]) if wanted else _all(tool.database)
        if len(found) < len(wanted):
            raise refuse("No delivery has one of these ids.")
        with tool.database.system() as db:
            for one in found:
                decide.send_again(db, one, tool.now, CLI)
        say(f"{len(found)} to be sent again.")


def _of_ids(database: Database, wanted: list[UUID]) -> list[UUID]:
    with database.system(read=True) as db:
        return list(db.scalars(select(Delivery.id).where(Delivery.id.in_(wanted))))


def _all(database: Database) -> list[UUID]:
    """What waits or was refused; conflicts are decided one by one."""
    with database.system(read=True) as db:
        asked = select(Delivery.id).where(Delivery.state.in_(("waiting", "refused")))
        return list(db.scalars(asked))


@click.command("worker")
@click.option("--once", is_flag=True, help="Send all that is due, then end.")
def worker(once: bool) -> None:
    """Send grades and do the periodic work, until stopped; any number of them on PostgreSQL."""
    with opened() as tool:
        owner = f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(3)}"[:40]
        made = worker_of(tool, owner)
        if once:
            say(f"{made.drain()} steps.")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        made.run(stop)


COMMANDS: tuple[click.Command, ...] = (grades, worker)

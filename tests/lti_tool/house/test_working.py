"""The worker's periodic work, as `serve` and `worker` assemble it."""

from datetime import timedelta

from sqlalchemy import select

from lti_tool.cli.tool import Tool
from lti_tool.cli.working import chores, renew_keysets, worker
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.models import JobLock, Keyset, Registration
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.rows import tenant


def tool(
    config: Config, database: Database, sealer: Sealer, outbound: HttpOutbound, clock: FrozenClock
) -> Tool:
    return Tool(config, database, sealer, outbound, clock.now)


def test_each_chore_is_done_by_one_worker_in_its_turn(
    config: Config, database: Database, sealer: Sealer, outbound: HttpOutbound, clock: FrozenClock
) -> None:
    made = tool(config, database, sealer, outbound, clock)
    for owner in ("one", "two"):
        worker(made, owner).do_chores()
    with database.system(read=True) as db:
        done = {lock.name: lock.owner for lock in db.scalars(select(JobLock))}
    assert done == {chore.name: "one" for chore in chores(made)}
    assert {"expiry", "roster", "keysets", "retention"} == done.keys()
    assert min(chore.every for chore in chores(made)) == timedelta(seconds=5)


def test_a_silent_platform_keeps_no_other_from_its_keys(
    config: Config,
    database: Database,
    sealer: Sealer,
    outbound: HttpOutbound,
    clock: FrozenClock,
    registered: Registration,
) -> None:
    tenant(database, clock.now, "silent")
    assert renew_keysets(tool(config, database, sealer, outbound, clock), clock.now) == 1
    with database.system(read=True) as db:
        assert db.scalars(select(Keyset.registration_id)).all() == [registered.id]

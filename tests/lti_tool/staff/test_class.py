"""A class of ten: the figures begin; and the roster's chore, for courses with a live exam."""

from __future__ import annotations

import pytest

from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.faults import Fault
from lti_tool.demo.platform import Platform
from lti_tool.models import Context
from lti_tool.outbound import HttpOutbound
from lti_tool.people import roster
from lti_tool.sealing import Sealer
from tests.lti_tool.playing import FrozenClock, SeatPage
from tests.lti_tool.staff.conftest import Sit

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite
def test_from_ten_copies_on_there_are_percentages(sit: Sit, teacher: SeatPage) -> None:
    for number in range(9):
        sit(f"u{number}", answer=str(number % 2 + 1))
    assert "Sous dix copies" in teacher.get("/staff/items").text
    sit("u9")
    page = teacher.get("/staff/items").text
    assert "Sous dix copies" not in page
    assert "juste pour" in page


def test_a_live_course_s_list_is_renewed_every_quarter_of_an_hour(
    sit: Sit, database: Database, platform: Platform, clock: FrozenClock, config: Config,
    sealer: Sealer, outbound: HttpOutbound,
) -> None:  # fmt: skip
    services = roster.services(database, outbound, sealer, config, clock)
    assert roster.refresh_due(database, services, clock.now) == 0, "no course yet"
    sit("u1")
    assert roster.refresh_due(database, services, clock.tick(1)) == 1
    assert roster.refresh_due(database, services, clock.tick(60)) == 0, "fresh"
    platform.faults.order("members", Fault(status=500))
    assert roster.refresh_due(database, services, clock.tick(900)) == 0
    with database.system(read=True) as db:
        assert db.query(Context).one().roster_state == "failed"
    assert roster.refresh_due(database, services, clock.tick(60)) == 1, "tried again"
    assert roster.refresh_due(database, services, clock.tick(2 * 86_400)) == 0, "no live exam"

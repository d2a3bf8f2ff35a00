"""What a teacher decides happens, is told in the trail, and needs a reason."""

from __future__ import annotations

import re

import pytest

from lti_tool.database import Database
from lti_tool.demo.faults import Fault
from lti_tool.demo.platform import Platform
from lti_tool.models import Allowance, Attempt, AuditEntry, Link, Membership
from tests.lti_tool.playing import FrozenClock, SeatPage
from tests.lti_tool.staff.conftest import Sit

REASON = {"reason": "Tiers temps, certificat vu"}


def found(teacher: SeatPage, kind: str) -> str:
    link = re.search(rf"/staff/{kind}/[0-9a-f-]{{36}}", teacher.get("/staff/").text)
    assert link
    return link[0]


@pytest.mark.parametrize(
    ("path", "data"),
    [("time", {"amount": "33", "unit": "percent"}), ("attempt", {"kind": "extra-attempt"})],
)
def test_an_allowance_is_kept_with_its_reason(
    sit: Sit, teacher: SeatPage, database: Database, path: str, data: dict[str, str]
) -> None:
    sit("u1")
    page = found(teacher, "people")
    assert teacher.post(f"{page}/{path}", data, page=page).status_code == 400, "no reason"
    assert (
        teacher.post(f"{page}/{path}", {**data, **REASON, "score": "1"}, page=page).status_code
        == 400
    )
    assert teacher.post(f"{page}/{path}", {**data, **REASON}, page=page).status_code == 303
    with database.system(read=True) as db:
        assert [one.reason for one in db.query(Allowance)] == [REASON["reason"]]
    assert REASON["reason"] in teacher.get(page).text


def test_a_copy_is_corrected_reopened_and_set_aside(
    sit: Sit, teacher: SeatPage, database: Database
) -> None:
    sit("u1")
    page = found(teacher, "attempts")

    def act(name: str, **data: str) -> tuple[int, str, int | None]:
        status = teacher.post(f"{page}/{name}", {**data, **REASON}, page=page).status_code
        with database.system(read=True) as db:
            attempt = db.query(Attempt).one()
            return status, attempt.state, attempt.score_bp

    assert act("correct", question="1", mark="101")[0] == 400
    assert act("correct", question="0", mark="75.5") == (303, "submitted", 7550)
    assert act("reopen", minutes="20")[:2] == (303, "sitting")
    assert act("reopen", minutes="20")[0] == 409
    assert act("withdraw")[:2] == (303, "withdrawn")
    with database.system(read=True) as db:
        done = {one.action for one in db.query(AuditEntry) if one.reason}
    assert {"attempt.corrected", "attempt.reopened", "attempt.withdrawn"} <= done


def test_dates_are_kept_and_must_follow(sit: Sit, teacher: SeatPage, database: Database) -> None:
    dates = {"opens": "2026-11-25T08:00", "closes": "2026-11-26T08:00"}
    assert teacher.post("/staff/window", {**dates, **REASON}, page="/staff/").status_code == 303
    with database.system(read=True) as db:
        link = db.query(Link).one()
        assert link.opens_at
        assert link.opens_at.isoformat() == "2026-11-25T08:00:00+00:00"
    turned = {"opens": dates["closes"], "closes": dates["opens"], **REASON}
    assert teacher.post("/staff/window", turned, page="/staff/").status_code == 400


def test_the_list_brings_who_never_came_and_shuts_out_who_left(
    sit: Sit, teacher: SeatPage, platform: Platform, database: Database, clock: FrozenClock
) -> None:
    seat = sit("u1")
    platform.world.person("u2", "Léa Nguyen")
    platform.world.people["u1"].suspended = True
    platform.members_page = 1
    clock.tick(60)
    assert teacher.post("/staff/roster", page="/staff/").status_code == 303
    assert "Léa Nguyen" in teacher.get("/staff/").text
    assert seat.get("/exam").status_code == 403
    with database.system(read=True) as db:
        assert sorted(one.status for one in db.query(Membership)) == [
            "active",
            "active",
            "inactive",
        ]


def test_a_list_that_breaks_off_changes_nothing(
    sit: Sit, teacher: SeatPage, platform: Platform, clock: FrozenClock
) -> None:
    seat = sit("u1")
    platform.world.people["u1"].suspended = True
    platform.faults.order("members", Fault(status=500))
    clock.tick(60)
    assert teacher.post("/staff/roster", page="/staff/").status_code == 502
    assert seat.get("/exam").status_code == 200

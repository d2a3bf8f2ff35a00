"""What needs somebody comes first, says why, and has its button."""

from __future__ import annotations

import re

from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.grades.worker import Worker
from lti_tool.models import Delivery
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from tests.lti_tool.playing import FrozenClock, SeatPage
from tests.lti_tool.staff.conftest import Sit

SEND = re.compile(r"/staff/grades/[0-9a-f-]{36}/send")


def test_a_refused_grade_is_told_and_sent_again(
    sit: Sit, teacher: SeatPage, platform: Platform, database: Database, config: Config,
    clock: FrozenClock, sealer: Sealer, outbound: HttpOutbound,
) -> None:  # fmt: skip
    sit("u1")
    worker = Worker(database, outbound, sealer, config, clock, "test")
    platform.world.people["u1"].suspended = True
    worker.drain()
    page = teacher.get("/staff/").text
    assert page.index("La note de Personne") < page.index('id="h-people"')
    assert "Une note n’est pas passée." in page
    act = SEND.search(page)
    assert act
    platform.world.people["u1"].suspended = False
    assert teacher.post(act[0], page="/staff/").status_code == 303
    worker.drain()
    with database.system(read=True) as db:
        assert db.query(Delivery).one().state in ("done", "sent"), "a zero is not read back"
    page = teacher.get("/staff/").text
    assert not SEND.search(page)
    assert "Transmise" in page
    assert "À envoyer à nouveau, sur demande" in teacher.get("/staff/grades").text


def test_a_copy_that_nobody_closes_is_told(sit: Sit, teacher: SeatPage, clock: FrozenClock) -> None:
    sit("u1", hand_in=False)
    assert "compose en ce moment" in teacher.get("/staff/").text
    clock.tick(3 * 3600)
    assert "pas encore fermée" in teacher.get("/staff/").text


def test_an_unnamed_person_has_a_number_and_never_their_platform_s_id(
    sit: Sit, teacher: SeatPage
) -> None:
    sit("platform-id-77")
    for path in ("/staff/", "/staff/grades", "/staff/items", "/staff/export.csv?table=answers"):
        page = teacher.get(path).data.decode()
        assert "platform-id-77" not in page, path
    assert re.search(r"Personne [12]", teacher.get("/staff/").text)

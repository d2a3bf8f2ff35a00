"""From the activity in the LMS to the grade in its gradebook, through the pages that people see."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool import ids
from lti_tool.database import Database
from lti_tool.demo.faults import Fault
from lti_tool.demo.platform import Platform
from lti_tool.grades.worker import Worker
from lti_tool.lti import keys
from lti_tool.models import Bank, Delivery, Deployment, LineItem, Registration
from tests.lti_tool import nine
from tests.lti_tool.functional.foreign import Foreign
from tests.lti_tool.pages.conftest import Sitting, path
from tests.lti_tool.playing import FrozenClock, Launcher, SeatPage


def sit(seat: SeatPage, right: int) -> None:
    """A whole exam, the first ``right`` questions answered rightly, then handed in."""
    to = path(seat.post("/exam"))
    sitting = Sitting(seat, to.rpartition("/q/")[0])
    for number in range(1, right + 1):
        answered = sitting.answer(number, **sitting.fields(number), go="next")
        assert answered.status_code == 303, answered.text
    assert sitting.submit().status_code == 303


def states(database: Database) -> list[tuple[str, str | None]]:
    """State and reason of every delivery."""
    with database.system(read=True) as db:
        return [(d.state, d.reason) for d in db.scalars(select(Delivery))]


def test_a_learner_s_exam_ends_in_the_gradebook(
    client: FlaskClient, launch: Launcher, platform: Platform, worker: Worker, database: Database
) -> None:
    sit(SeatPage.of(client, launch()), nine.TOTAL)
    worker.drain()
    (column,) = platform.world.columns.values()
    assert (column.resource_id, column.tag) == ("every-question/court", "exam")
    assert column.marks["u1"].score == 100
    assert states(database) == [("done", None)]


def test_the_link_s_own_column_is_used_where_there_is_one(
    client: FlaskClient, launch: Launcher, platform: Platform, worker: Worker
) -> None:
    platform.world.activity("rl1", launch.target)
    column = platform.world.column("Examen", 20.0, link_id="rl1")
    sit(SeatPage.of(client, launch()), nine.TOTAL)
    worker.drain()
    assert list(platform.world.columns) == [column.id]
    assert column.marks["u1"].score == 20


def test_the_best_of_two_attempts_stays(
    client: FlaskClient,
    launch: Launcher,
    platform: Platform,
    worker: Worker,
    clock: FrozenClock,
) -> None:
    seat = SeatPage.of(client, launch())
    for right in (5, 0):
        sit(seat, right)
        worker.drain()
        clock.tick(60)
    (column,) = platform.world.columns.values()
    mark = column.marks["u1"]
    assert (mark.posts, 0 < (mark.score or 0) < 100) == (1, True)


def test_a_teacher_who_tries_the_exam_sends_nothing(
    client: FlaskClient, launch: Launcher, platform: Platform, worker: Worker
) -> None:
    launch(role="instructor", sub="t1")
    worker.drain()
    assert not any("/scores" in request.url for request in platform.requests)


def test_who_was_refused_is_sent_again_by_their_next_launch(
    client: FlaskClient,
    launch: Launcher,
    platform: Platform,
    worker: Worker,
    database: Database,
    clock: FrozenClock,
) -> None:
    seat = SeatPage.of(client, launch())
    platform.world.people["u1"].suspended = True
    sit(seat, 1)
    worker.drain()
    assert states(database) == [("refused", "not-a-learner")]
    platform.world.people["u1"].suspended = False
    clock.tick(60)
    launch()
    worker.drain()
    assert states(database) == [("done", None)]


def test_a_platform_that_is_down_for_a_day_gets_its_grades(
    client: FlaskClient,
    launch: Launcher,
    platform: Platform,
    worker: Worker,
    database: Database,
    clock: FrozenClock,
) -> None:
    sit(SeatPage.of(client, launch()), 1)
    platform.faults.order("token", Fault(status=502, times=1000))
    for _ in range(24):
        worker.drain()
        clock.tick(3600)
    assert states(database) == [("pending", "unreachable")]
    platform.faults.clear()
    clock.tick(15 * 3600)
    worker.drain()
    assert states(database) == [("done", None)]


def test_a_launch_can_t_point_another_link_s_grades_elsewhere(
    client: FlaskClient, launch: Launcher, platform: Platform, database: Database
) -> None:
    launch(link="rl1")
    launch(link="rl2")
    with database.system() as db:
        db.execute(update(LineItem).values(url="https://platform.example/kept", state="ready"))
    platform.world.column("X", link_id="rl2")
    launch(link="rl2", role="instructor", sub="t1")
    with database.system(read=True) as db:
        urls = sorted(url or "" for url in db.scalars(select(LineItem.url)))
    assert urls[1] == "https://platform.example/kept"
    assert urls[0] != urls[1]


@pytest.fixture
def registered_there(
    database: Database, foreign: Foreign, clock: FrozenClock, bank: Bank
) -> Foreign:
    """The foreign platform, registered by hand on both sides."""
    with database.system() as db:
        row = Registration(
            id=ids.new(clock.now),
            issuer=foreign.issuer,
            client_id=foreign.client_id,
            name="Étrangère",
            family="",
            product_version="",
            auth_login_url=foreign.auth_url,
            token_url=foreign.token_url,
            jwks_url=foreign.jwks_url,
            private_network=False,
            service_origins=[foreign.issuer],
            frame_origins=[foreign.issuer],
            state="active",
            created_at=clock.now,
        )
        db.add(row)
        db.flush()
        db.add(
            Deployment(
                id=ids.new(clock.now),
                registration_id=row.id,
                deployment_key=foreign.deployment_id,
                state="active",
                created_at=clock.now,
            )
        )
        foreign.config.know(keys.jwks(db, clock.now))
    return foreign


def test_a_platform_that_is_not_ours_gets_the_grade_too(
    client: FlaskClient, registered_there: Foreign, worker: Worker, database: Database
) -> None:
    there = registered_there
    begun = client.get(there.login_url("ada"), headers={"Sec-Fetch-Site": "cross-site"})
    assert begun.status_code == 302, begun.text
    query = dict(parse_qsl(urlsplit(begun.location).query, keep_blank_values=True))
    fields = there.authorize(query)
    seat = client.post("/lti/launch", data=fields, headers={"Origin": there.issuer})
    sit(SeatPage.of(client, seat), nine.TOTAL)
    worker.drain()
    assert states(database) == [("done", None)]
    (item,) = there.items.values()
    assert (item["label"], item["tag"]) == ("every-question/court", "exam")
    score = there.scores["1", "ada"]
    assert (score["scoreGiven"], score["gradingProgress"]) == (100, "FullyGraded")
    assert score["comment"].startswith("Réussi, 100")

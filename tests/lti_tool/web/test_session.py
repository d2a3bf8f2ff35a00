"""A browser's session: how it travels, how long it lasts, what it opens."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.database import Database
from lti_tool.models import Visit
from lti_tool.web.session import ADMIN_COOKIE, COOKIE, enter_admin, invite_admin
from tests.lti_tool.playing import TOOL, FrozenClock, Launcher, SeatPage

HOUR = 3600


def cookie_of(client: FlaskClient, launch: Launcher) -> str:
    answer = launch(client=client)
    found = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{COOKIE}=")]
    assert len(found) == 1
    return found[0]


def test_the_cookie_lives_in_a_frame_and_nowhere_else(
    client: FlaskClient, launch: Launcher
) -> None:
    name, *attributes = cookie_of(client, launch).split("; ")
    assert name.startswith("__Host-cartable=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"} <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)


def test_the_database_holds_no_secret_that_opens_a_visit(
    client: FlaskClient, launch: Launcher, database: Database
) -> None:
    secret = cookie_of(client, launch).split(";")[0].partition("=")[2]
    with database.system(read=True) as db:
        visit = db.scalars(select(Visit)).one()
    assert secret.encode() not in visit.token_hash
    assert len(visit.token_hash) == 32


def test_a_visit_ends_four_hours_after_its_last_use(seat: SeatPage, clock: FrozenClock) -> None:
    for _ in range(3):
        clock.tick(3.9 * HOUR)
        assert seat.get().status_code == 303
    clock.tick(4.1 * HOUR)
    assert seat.get().status_code == 401


def test_a_visit_lasts_a_day_at_most(seat: SeatPage, clock: FrozenClock) -> None:
    for _ in range(7):
        clock.tick(3.4 * HOUR)
        assert seat.get().status_code == 303
    clock.tick(0.3 * HOUR)
    assert seat.get().status_code == 401


def test_a_secret_opens_only_the_way_it_was_given_for(
    client: FlaskClient, seat: SeatPage, app_client: FlaskClient
) -> None:
    cookie = client.get_cookie(COOKIE, domain="tool.example")
    assert cookie
    stolen = {"Authorization": f"Bearer {cookie.value}", "Sec-Fetch-Site": "same-origin"}
    assert app_client.get(f"{seat.path}/", headers=stolen).status_code == 401
    app_client.set_cookie(ADMIN_COOKIE, cookie.value, domain="tool.example")
    assert app_client.get("/admin/", base_url=TOOL).status_code == 404


@pytest.fixture
def app_client(client: FlaskClient) -> FlaskClient:
    """Another browser."""
    return client.application.test_client()


def test_who_has_no_visit_reads_why_in_the_frame(app_client: FlaskClient, seat: SeatPage) -> None:
    answer = app_client.get(f"{seat.path}/")
    assert answer.status_code == 401
    assert "frame-ancestors https://platform.example" in answer.headers["Content-Security-Policy"]
    assert "Votre visite est terminée" in answer.text


def test_an_administrator_s_link_opens_once_for_ten_minutes(
    database: Database, clock: FrozenClock
) -> None:
    with database.system() as db:
        first, second = (invite_admin(db, clock.now) for _ in range(2))
    with database.system() as db:
        assert enter_admin(db, first, clock.now) is not None
        assert enter_admin(db, first, clock.now) is None
        assert enter_admin(db, "else", clock.now) is None
    clock.tick(601)
    with database.system() as db:
        assert enter_admin(db, second, clock.now) is None


def test_the_link_itself_is_no_session(
    client: FlaskClient, database: Database, clock: FrozenClock
) -> None:
    with database.system() as db:
        secret = invite_admin(db, clock.now)
    client.set_cookie(ADMIN_COOKIE, secret, domain="tool.example")
    assert client.get("/admin/").status_code == 404

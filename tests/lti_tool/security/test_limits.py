"""Row 31: floods and giants meet a limit; a training room never does."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.models import Bank, Registration
from lti_tool.outbound import HttpOutbound
from lti_tool.web import create_app, limits
from tests.lti_tool.playing import TOOL, Browser, FrozenClock, Launcher

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = f"{TOOL}/lti/launch?course=every-question&format=court&part=exam"


@pytest.fixture
def app(config: Config, database: Database, clock: FrozenClock, outbound: HttpOutbound) -> Flask:
    """The app, its limits on."""
    made = create_app(config, database=database, clock=clock, outbound=outbound)
    made.test_client_class = Browser
    return made


def test_31_a_login_of_more_than_it_needs(client: FlaskClient, registered: Registration) -> None:
    assert client.post("/lti/login", data={"iss": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize(
    "field", ["iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id"]
)
def test_31_a_long_field(
    client: FlaskClient, registered: Registration, platform: Platform, field: str
) -> None:
    form = platform.login_form("u1", "rl1", url=URL) | {field: "x" * 5_000}
    assert client.post("/lti/login", data=form).status_code == 400


@pytest.mark.parametrize("field", ["iss", "login_hint", "target_link_uri"])
def test_31_a_field_that_is_missing(
    client: FlaskClient, registered: Registration, platform: Platform, field: str
) -> None:
    form = platform.login_form("u1", "rl1", url=URL)
    del form[field]
    assert client.post("/lti/login", data=form).status_code == 400


def test_31_a_token_of_a_megabyte(launch: Launcher, client: FlaskClient) -> None:
    answer = client.post("/lti/launch", data={"id_token": "a" * 1_100_000, "state": "x"})
    assert answer.status_code == 413


def test_31_refused_launches_of_one_address(client: FlaskClient, registered: Registration) -> None:
    answers = [client.post("/lti/launch", data={"state": "x"}).status_code for _ in range(62)]
    assert answers[:60] == [400] * 60
    assert answers[61] == 429


def test_31_a_room_that_enters_at_once_is_no_flood(
    app: Flask, platform: Platform, registered: Registration, bank: Bank
) -> None:
    answers = [Launcher(app.test_client(), platform)(sub=f"u{n}").status_code for n in range(70)]
    assert answers == [303] * 70


def test_31_a_flood_of_logins_from_one_address_stops_no_other(
    client: FlaskClient, registered: Registration, platform: Platform
) -> None:
    form = platform.login_form("u1", "rl1", url=URL)
    flood = form | {"client_id": "nobody"}
    answers = [
        client.post(f"/lti/login?iss=https://{n}.example&client_id={n}", data=flood).status_code
        for n in range(601)
    ]
    assert answers == [404] * 600 + [429]
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/lti/login", data=form, environ_base=far).status_code == 302


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_31_a_login_counts_for_the_platform_that_its_view_reads(app: Flask, method: str) -> None:
    """The other half of the request changes nothing."""
    read, keys = {"iss": "https://a.example", "client_id": "1"}, set()
    for other in ({}, {"iss": "https://b.example"}, {"client_id": "2"}):
        form, query = (read, other) if method == "POST" else (other, read)
        with app.test_request_context("/lti/login", method=method, data=form, query_string=query):
            keys.add(limits.platform())
    assert len(keys) == 1

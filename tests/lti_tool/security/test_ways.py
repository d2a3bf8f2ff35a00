"""The three ways of keeping a session: the platform's storage, a tab of its own (facts § 3.5)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.models import Bank, Login, Registration
from lti_tool.sealing import digest
from lti_tool.web.opening import BROWSER
from lti_tool.web.session import COOKIE
from tests.lti_tool.playing import TOOL, FrozenClock, Launcher

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = f"{TOOL}/lti/launch?course=every-question&format=court&part=exam"
DATA = re.compile(r'<script type="application/json" id="(\w+)"[^>]*>(.*?)</script>', re.DOTALL)


def data(answer: TestResponse) -> dict[str, Any]:
    """What a page tells its script."""
    found = DATA.search(answer.text)
    assert found, answer.text
    return dict(json.loads(found[2]))


@pytest.fixture
def platform(clock: FrozenClock) -> Platform:
    """A platform that offers storage."""
    return Platform(clock, tool_url=TOOL, family="sakai")


@pytest.fixture
def ready(registered: Registration, bank: Bank) -> None:
    """Registered, and an exam loaded."""


@pytest.fixture
def storing(client: FlaskClient, platform: Platform, launch: Launcher, ready: None) -> TestResponse:
    return launch.login(platform.login_form("u1", "rl1", url=URL))


@pytest.fixture
def fields(storing: TestResponse, platform: Platform) -> dict[str, str]:
    """What the platform posts then."""
    query = dict(parse_qsl(urlsplit(data(storing)["next"]).query))
    return platform.authorize(query)


def confirm_of(answer: TestResponse) -> str:
    found = re.search(r'name="confirm" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """The same browser, which kept no cookie."""
    return app.test_client(use_cookies=False)


def test_the_login_page_speaks_to_the_platform_s_frame_alone(
    storing: TestResponse, database: Database
) -> None:
    said = data(storing)
    assert said["target"] == "_parent"
    assert said["origin"] == "https://platform.example"
    with database.system(read=True) as db:
        row = db.query(Login).one()
    assert said["key"] == f"cartable_{row.id}"
    assert row.proof_hash == digest(said["value"])
    assert said["value"] not in said["next"]


def test_a_cookie_is_enough_where_it_comes_back(
    client: FlaskClient, fields: dict[str, str]
) -> None:
    assert client.post("/lti/launch", data=fields).status_code == 303


def test_the_proof_opens_a_seat_that_needs_no_cookie(
    bare: FlaskClient, storing: TestResponse, fields: dict[str, str]
) -> None:
    asked = bare.post("/lti/launch", data=fields)
    assert data(asked)["key"] == data(storing)["key"]
    proof = data(storing)["value"]
    entered = bare.post("/lti/confirm", data={"confirm": confirm_of(asked), "proof": proof})
    said = data(entered)
    assert COOKIE not in str(entered.headers)
    bearer = {"Authorization": f"Bearer {said['bearer']}"}
    assert bare.get(f"/s/{said['seat']}/", headers=bearer).status_code == 303
    assert bare.get(f"/s/{said['seat']}/").status_code == 401
    assert "no-store" in entered.headers["Cache-Control"]


def test_a_bearer_is_no_cookie(
    bare: FlaskClient, app: Flask, storing: TestResponse, fields: dict[str, str]
) -> None:
    asked = bare.post("/lti/launch", data=fields)
    proof = data(storing)["value"]
    said = data(bare.post("/lti/confirm", data={"confirm": confirm_of(asked), "proof": proof}))
    browser = app.test_client()
    browser.set_cookie(COOKIE, said["bearer"], domain="tool.example")
    assert browser.get(f"/s/{said['seat']}/").status_code == 401


@pytest.mark.parametrize("proof", ["", "x" * 43, "x" * 100_000])
def test_09_a_wrong_proof_gets_a_tab_and_no_second_try(
    bare: FlaskClient, storing: TestResponse, fields: dict[str, str], proof: str
) -> None:
    confirm = confirm_of(bare.post("/lti/launch", data=fields))
    answer = bare.post("/lti/confirm", data={"confirm": confirm, "proof": proof})
    assert 'target="_blank"' in answer.text
    right = {"confirm": confirm, "proof": data(storing)["value"]}
    assert bare.post("/lti/confirm", data=right).status_code == 400


def test_09_the_proof_of_another_login(
    bare: FlaskClient, launch: Launcher, platform: Platform, fields: dict[str, str]
) -> None:
    mine = data(launch.login(platform.login_form("u2", "rl1"), bare))["value"]
    confirm = confirm_of(bare.post("/lti/launch", data=fields))
    answer = bare.post("/lti/confirm", data={"confirm": confirm, "proof": mine})
    assert "bearer" not in answer.text


def test_09_the_right_proof_posted_by_another_site(
    bare: FlaskClient, storing: TestResponse, fields: dict[str, str]
) -> None:
    confirm = confirm_of(bare.post("/lti/launch", data=fields))
    right = {"confirm": confirm, "proof": data(storing)["value"]}
    for origin in ("https://evil.example", "https://platform.example", "null"):
        answer = bare.post("/lti/confirm", data=right, headers={"Origin": origin})
        assert answer.status_code == 403
        assert "bearer" not in answer.text
    entered = bare.post("/lti/confirm", data=right, headers={"Origin": TOOL})
    assert data(entered)["bearer"]  # and nobody has used it up


def test_09_a_proof_two_minutes_late(
    bare: FlaskClient, storing: TestResponse, fields: dict[str, str], clock: FrozenClock
) -> None:
    confirm = confirm_of(bare.post("/lti/launch", data=fields))
    clock.tick(121)
    right = {"confirm": confirm, "proof": data(storing)["value"]}
    assert bare.post("/lti/confirm", data=right).status_code == 400


def test_a_launch_kept_aside_is_sealed(
    bare: FlaskClient, fields: dict[str, str], database: Database, platform: Platform
) -> None:
    bare.post("/lti/launch", data=fields)
    with database.system(read=True) as db:
        pending = db.query(Login).one().pending
    assert pending
    assert platform.issuer.encode() not in pending
    assert b"course-1" not in pending


@pytest.mark.parametrize("target", ["", "a b", "<script>", "x" * 101, "évil"])
def test_an_odd_storage_target_is_none(
    client: FlaskClient, platform: Platform, ready: None, target: str
) -> None:
    form = platform.login_form("u1", "rl1", url=URL) | {"lti_storage_target": target}
    assert client.post("/lti/login", data=form).status_code == 302


# A tab of its own


@pytest.fixture
def link(bare: FlaskClient, fields: dict[str, str]) -> str:
    """The address of the link that a frame without cookie and proof is given."""
    confirm = confirm_of(bare.post("/lti/launch", data=fields))
    answer = bare.post("/lti/confirm", data={"confirm": confirm, "proof": ""})
    found = re.search(r'href="([^"]+)" target="_blank" rel="noopener"', answer.text)
    assert found
    return found[1]


def test_a_tab_begins_a_new_login_and_carries_no_session(
    app: Flask, link: str, platform: Platform
) -> None:
    tab = app.test_client()
    begun = tab.get(urlsplit(link).path)
    assert begun.status_code == 302
    assert tab.get_cookie(COOKIE, domain="tool.example") is None
    query = dict(parse_qsl(urlsplit(begun.location).query))
    fields = platform.authorize(query)
    assert tab.get_cookie(BROWSER, domain="tool.example") is not None
    assert tab.post("/lti/launch", data=fields).status_code == 303


def test_a_ticket_that_we_did_not_make(app: Flask, link: str) -> None:
    tab, path = app.test_client(), urlsplit(link).path
    for wrong in (path[:-3] + "AAA", "/lti/again/x", "/lti/again/" + "A" * 500):
        assert tab.get(wrong).status_code == 404


def test_09_a_ticket_of_another_day(app: Flask, link: str, clock: FrozenClock) -> None:
    path = urlsplit(link).path
    clock.tick(8 * 3_600)
    assert app.test_client().get(path).status_code == 302
    clock.tick(1)
    assert app.test_client().get(path).status_code == 410


def test_a_tab_of_a_disabled_platform(app: Flask, link: str, database: Database) -> None:
    with database.system() as db:
        db.query(Registration).one().state = "disabled"
    assert app.test_client().get(urlsplit(link).path).status_code == 403


@pytest.mark.parametrize(("place", "offered"), [("iframe", True), ("document", False)])
def test_a_page_in_a_tab_offers_no_tab(
    client: FlaskClient, fields: dict[str, str], place: str, offered: bool
) -> None:
    answer = client.post("/lti/launch", data=fields, headers={"Sec-Fetch-Dest": place})
    page = client.get(f"{urlsplit(answer.location).path}exam")
    assert ('target="_blank"' in page.text) is offered


def test_moodle_s_own_address_where_its_hint_serves_once(
    app: Flask, client: FlaskClient, launch: Launcher, platform: Platform, ready: None,
    database: Database,
) -> None:  # fmt: skip
    with database.system() as db:
        db.query(Registration).one().family = "moodle"
    platform.storage_target = None
    begun = launch.login(platform.login_form("u1", "rl1", url=URL))
    fields = platform.authorize(dict(parse_qsl(urlsplit(begun.location).query)))
    answer = app.test_client().post("/lti/launch", data=fields)
    assert (
        'href="https://platform.example/mod/lti/launch.php?id=1&amp;triggerview=0"' in answer.text
    )


def test_deep_linking_has_no_tab(
    app: Flask, launch: Launcher, platform: Platform, ready: None
) -> None:
    platform.storage_target = None
    begun = launch.login(platform.login_form("t1", role="instructor", deep_link=True))
    fields = platform.authorize(dict(parse_qsl(urlsplit(begun.location).query)))
    answer = app.test_client().post("/lti/launch", data=fields)
    assert answer.status_code == 200
    assert "_blank" not in answer.text


def test_a_launch_address_opened_by_hand(client: FlaskClient) -> None:
    for path in ("/lti/launch", "/lti/deep-link"):
        answer = client.get(path)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"
        assert "<h1>" in answer.text

"""The administrator's pages: a way in that is good once, and every page and act behind it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.models import Person, Registration, ToolKey
from lti_tool.web import session
from tests.lti_tool.playing import TOKEN, FrozenClock, Launcher, SeatPage
from tests.lti_tool.staff.conftest import Sit

PAGES = ("", "grades", "keys", "retention", "people", "exams")


@pytest.fixture
def admin(app: Flask, database: Database, clock: FrozenClock) -> FlaskClient:
    """An administrator's browser."""
    with database.system() as db:
        secret = session.invite_admin(db, clock.now)
    browser = app.test_client()
    assert browser.get(f"/admin/enter/{secret}").status_code == 200
    assert browser.post(f"/admin/enter/{secret}").status_code == 303
    assert app.test_client().post(f"/admin/enter/{secret}").status_code == 404, "good once"
    return browser


def post(admin: FlaskClient, page: str, path: str, **data: str) -> int:
    found = TOKEN.search(admin.get(page).text)
    assert found, page
    return admin.post(path, data={"csrf_token": found[1], **data}).status_code


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_administrators_alone(
    admin: FlaskClient, app: Flask, sit: Sit, page: str
) -> None:
    seat = sit("u1")
    assert admin.get(f"/admin/{page}").status_code == 200
    for stranger in (app.test_client(), seat.client):
        assert stranger.get(f"/admin/{page}").status_code == 404


def test_a_platform_is_checked_shut_and_opened(
    admin: FlaskClient, registered: Registration, sit: Sit, database: Database
) -> None:
    sit("u1")
    page = f"/admin/platforms/{registered.id}"
    assert post(admin, page, f"{page}/check") == 303
    with database.system(read=True) as db:
        report = db.get_one(Registration, registered.id).check_report
    assert report
    assert {"keys", "token", "columns", "roster", "frame"} <= {one["name"] for one in report}
    assert all(one["ok"] for one in report), report
    assert post(admin, page, f"{page}/disable") == 303
    with database.system(read=True) as db:
        assert db.get_one(Registration, registered.id).state == "disabled"
    assert post(admin, page, f"{page}/enable") == 303
    assert post(admin, page, f"{page}/origins", frame="https://a.example", service="x") == 400


def test_a_check_tells_what_is_broken(
    admin: FlaskClient, registered: Registration, platform: Platform, database: Database
) -> None:
    with database.system() as db:
        db.get_one(Registration, registered.id).jwks_url = "https://elsewhere.example/jwks"
    page = f"/admin/platforms/{registered.id}"
    post(admin, page, f"{page}/check")
    assert "à réparer" in admin.get(page).text


def test_somebody_gets_their_data_and_is_forgotten(
    admin: FlaskClient, sit: Sit, database: Database
) -> None:
    sit("u1")
    page = admin.get("/admin/people?q=u1").text
    reference = re.search(r"/admin/people/([0-9a-f-]{36})/export", page)
    assert reference
    path = f"/admin/people/{reference[1]}"
    assert post(admin, "/admin/people?q=u1", f"{path}/export") == 200
    assert post(admin, "/admin/people?q=u1", f"{path}/erase", reference="no") == 400
    assert post(admin, "/admin/people?q=u1", f"{path}/erase", reference=reference[1]) == 303
    with database.system(read=True) as db:
        assert {one.state for one in db.query(Person)} == {"erased"}


def test_an_invitation_is_shown_once_and_keys_turn(
    admin: FlaskClient, database: Database, clock: FrozenClock
) -> None:
    token = TOKEN.search(admin.get("/admin/").text)
    assert token
    fields = {"csrf_token": token[1], "issuer": "https://other.example"}
    shown = admin.post("/admin/invitations", data=fields)
    assert "/lti/register?invite=" in shown.text
    assert post(admin, "/admin/", "/admin/invitations", issuer="nothing") == 400
    assert post(admin, "/admin/keys", "/admin/keys/rotate") == 409, "platforms don't know it yet"
    with database.system() as db:
        for key in db.query(ToolKey):
            key.created_at = clock.now - timedelta(hours=1)
    assert post(admin, "/admin/keys", "/admin/keys/rotate") == 303
    assert post(admin, "/admin/retention", "/admin/retention/run") == 303


def test_an_administrator_of_a_platform_sees_their_own_registration(
    launch: Launcher, client: FlaskClient, registered: Registration
) -> None:
    seat = SeatPage.of(client, launch(role="administrator", sub="a1"))
    to = urlsplit(seat.get("/").location).path
    assert to == f"{seat.path}/platform"
    assert registered.client_id in client.get(to).text
    assert client.get(f"{seat.path}/staff/").status_code == 404

"""Rows 6, 8–11, 30, 33, 34: a login, its launch, and who may be in the room afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from lti_tool import ids
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.demo.world import Tool
from lti_tool.lti import registering
from lti_tool.models import (
    Context,
    Deployment,
    Login,
    Membership,
    Person,
    Registration,
    Seat,
    Visit,
)
from lti_tool.sealing import digest
from lti_tool.web.opening import BROWSER
from lti_tool.web.session import COOKIE
from tests.lti_tool.conftest import CLI
from tests.lti_tool.playing import TOOL, FrozenClock, Launcher, SeatPage
from tests.lti_tool.security.forging import LTI

# Where no statement is special, one engine says it all: a database server is slow to set up.
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = f"{TOOL}/lti/launch?course=every-question&format=court&part=exam"


def query_of(begun: TestResponse) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(begun.location).query))


@pytest.fixture
def begin(launch: Launcher, platform: Platform) -> Callable[..., dict[str, str]]:
    """Begins a login in a browser, and gives what the platform would post."""

    def begun(client: FlaskClient | None = None, sub: str = "u1", **claims: Any) -> dict[str, str]:
        form = platform.login_form(sub, "rl1", url=URL)
        return platform.authorize(query_of(launch.login(form, client)), **claims)

    return begun


@pytest.fixture
def post(client: FlaskClient, launch: Launcher) -> Callable[..., TestResponse]:
    def posted(fields: dict[str, str], browser: FlaskClient | None = None) -> TestResponse:
        return (browser or client).post("/lti/launch", data=fields, headers=launch.elsewhere)

    return posted


@pytest.fixture
def rows(database: Database) -> Callable[[Any], int]:
    """How many rows of a table there are, of all tenants."""

    def counted(table: Any) -> int:
        with database.system(read=True) as db:
            return db.scalar(select(func.count()).select_from(table)) or 0

    return counted


# Row 6


@pytest.mark.parametrize("deployment", ["unknown", "2", ""])
def test_06_a_deployment_that_nobody_accepted(launch: Launcher, rows: Any, deployment: str) -> None:
    answer = launch(claims={f"{LTI}deployment_id": deployment})
    assert answer.status_code in (401, 403)
    assert [rows(table) for table in (Person, Context, Seat, Visit)] == [0, 0, 0, 0]


def test_06_another_tenant_s_deployment(
    launch: Launcher, database: Database, platform: Platform, clock: FrozenClock, rows: Any
) -> None:
    other = Registration(
        id=ids.new(clock.now), issuer="https://other.example", client_id="c", name="", family="x",
        product_version="", auth_login_url="https://other.example/a", state="active",
        jwks_url="https://other.example/j", faults=0, token_url="https://other.example/t",  # noqa: S106
        private_network=False, service_origins=[], frame_origins=[], created_at=clock.now,
    )  # fmt: skip
    with database.system() as db:
        db.add(other)
        db.flush()
        registering.deploy(db, other, "theirs", clock.now)
    answer = launch(claims={f"{LTI}deployment_id": "theirs"})
    assert answer.status_code == 403
    assert rows(Person) == 0


@sqlite
def test_06_a_disabled_deployment(launch: Launcher, database: Database) -> None:
    with database.system() as db:
        db.scalars(select(Deployment)).one().state = "disabled"
    assert launch().status_code == 403


# Row 8


def test_08_a_launch_enters_once(begin: Any, post: Any) -> None:
    fields = begin()
    assert post(fields).status_code == 303
    again = post(fields)
    assert again.status_code == 400
    assert "frame-ancestors https://platform.example" in again.headers["Content-Security-Policy"]


@sqlite
def test_08_a_state_that_was_never_given_out(begin: Any, post: Any) -> None:
    fields = begin()
    for state in ("", "x" * 43, "x" * 1_000):
        assert post(fields | {"state": state}).status_code == 400


@sqlite
def test_08_an_old_token_in_a_new_login(begin: Any, post: Any) -> None:
    old, new = begin(), begin()
    assert post(old | {"state": new["state"]}).status_code == 401


def test_08_a_forged_token_burns_no_state(begin: Any, post: Any) -> None:
    fields = begin()
    assert post(fields | {"id_token": fields["id_token"][:-8] + "AAAAAAAA"}).status_code == 401
    assert post(fields).status_code == 303


def test_08_eight_at_once_and_one_enters(
    app: Flask, client: FlaskClient, begin: Any, launch: Launcher, rows: Any
) -> None:
    fields = begin()
    binder = client.get_cookie(BROWSER, domain="tool.example")
    assert binder is not None
    start, answers = threading.Barrier(8), []

    def one() -> None:
        browser = app.test_client()
        browser.set_cookie(BROWSER, binder.value, domain="tool.example")
        start.wait()
        answers.append(
            browser.post("/lti/launch", data=fields, headers=launch.elsewhere).status_code
        )

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, *[400] * 7]
    assert rows(Visit) == 1


# Row 9


def test_09_another_browser_gets_a_tab_not_a_seat(
    app: Flask, begin: Any, post: Any, rows: Any
) -> None:
    fields = begin()
    stranger = app.test_client()
    answer = post(fields, stranger)
    assert answer.status_code == 200
    assert 'target="_blank"' in answer.text
    assert stranger.get_cookie(COOKIE, domain="tool.example") is None
    assert [rows(table) for table in (Person, Seat, Visit)] == [0, 0, 0]
    assert post(fields).status_code == 400  # and the login is used up


@sqlite
def test_09_another_browser_that_has_begun_a_login_of_its_own(
    app: Flask, begin: Any, post: Any, rows: Any
) -> None:
    fields, stranger = begin(), app.test_client()
    begin(stranger)
    assert post(fields, stranger).status_code == 200
    assert rows(Seat) == 0


@sqlite
def test_09_ten_minutes_and_no_more(begin: Any, post: Any, clock: FrozenClock) -> None:
    fields = begin()
    clock.tick(600)
    assert post(fields).status_code == 400


@sqlite
def test_09_secrets_are_hashes_at_rest(client: FlaskClient, begin: Any, database: Database) -> None:
    fields = begin()
    binder = client.get_cookie(BROWSER, domain="tool.example")
    assert binder is not None
    assert {binder.secure, binder.http_only, binder.path} == {True, "/"}
    with database.system(read=True) as db:
        row = db.scalars(select(Login)).one()
    assert row.state_hash == digest(fields["state"])
    assert row.binder_hash == digest(binder.value)
    assert len({row.state_hash, row.nonce_hash, row.binder_hash}) == 3


@sqlite
def test_09_cookies_live_in_the_platform_s_frame_and_nowhere_else(
    launch: Launcher, platform: Platform
) -> None:
    begun = launch.login(platform.login_form("u1", "rl1", url=URL))
    for answer in (begun, launch()):
        (cookie,) = answer.headers.getlist("Set-Cookie")
        assert cookie.startswith("__Host-")
        words = {word.strip().lower() for word in cookie.split(";")[1:]}
        wanted = {"secure", "httponly", "path=/", "samesite=none", "partitioned"}
        assert wanted <= words
        assert not any(word.startswith("domain") for word in words)


@sqlite
def test_09_two_frames_log_in_at_once(begin: Any, post: Any) -> None:
    first, second = begin(), begin()
    assert post(second).status_code == post(first).status_code == 303


@sqlite
@pytest.mark.parametrize("planted", ["", "x", "a b", "x" * 43 + "\u00e9", "é" * 43])
def test_09_a_binder_that_we_did_not_make_is_not_kept(
    client: FlaskClient, begin: Any, planted: str
) -> None:
    client.set_cookie(BROWSER, planted, domain="tool.example")
    begin()
    kept = client.get_cookie(BROWSER, domain="tool.example")
    assert kept is not None
    assert kept.value != planted


# Row 10


@pytest.fixture
def second(
    platform: Platform, registered: Registration, database: Database, clock: FrozenClock
) -> Tool:
    """Another registration of the tool on the same issuer, as all Canvas schools share one."""
    tool = platform.add_tool("client-2")
    facts = registering.Facts(
        platform.issuer, "client-2", tool.deployment_id, platform.auth_url, platform.token_url,
        platform.jwks_url,
    )  # fmt: skip
    with database.system() as db:
        registering.keep(db, facts, clock.now, CLI)
    return tool


def test_10_a_token_of_another_registration(
    launch: Launcher, platform: Platform, second: Tool, begin: Any, post: Any, rows: Any
) -> None:
    fields = begin()
    form = platform.login_form("u1", "rl1", tool=second, url=URL)
    theirs = platform.authorize(query_of(launch.login(form)))
    assert post(theirs | {"state": fields["state"]}).status_code == 401
    assert post(fields | {"state": theirs["state"]}).status_code == 401
    assert rows(Seat) == 0
    assert post(theirs).status_code == 303


@sqlite
def test_10_an_issuer_with_several_clients_needs_one(
    client: FlaskClient, platform: Platform, second: Tool
) -> None:
    form = platform.login_form("u1", "rl1", url=URL)
    assert client.post("/lti/login", data=form).status_code == 302
    del form["client_id"]
    assert client.post("/lti/login", data=form).status_code == 404


# Row 11


@sqlite
def test_11_a_planted_session_is_not_kept(client: FlaskClient, launch: Launcher) -> None:
    client.set_cookie(COOKIE, "x" * 43, domain="tool.example", secure=True)
    launch()
    got = client.get_cookie(COOKIE, domain="tool.example")
    assert got is not None
    assert got.value != "x" * 43


def test_11_each_launch_a_new_token_and_the_old_one_dies(
    app: Flask, client: FlaskClient, launch: Launcher
) -> None:
    page = SeatPage.of(client, launch())
    old = client.get_cookie(COOKIE, domain="tool.example")
    assert old is not None
    again = SeatPage.of(client, launch())
    assert again.id == page.id  # the other tab's address lives on
    thief = app.test_client()
    thief.set_cookie(COOKIE, old.value, domain="tool.example")
    assert thief.get(f"/s/{page.id}/").status_code == 401
    assert page.get().status_code == 303


def test_11_another_person_in_the_same_browser(client: FlaskClient, launch: Launcher) -> None:
    first = SeatPage.of(client, launch(sub="u1"))
    second = SeatPage.of(client, launch(sub="u2"))
    assert first.get().status_code == 404
    assert second.get().status_code == 303


def test_11_another_role_ends_the_seats_of_the_first(client: FlaskClient, launch: Launcher) -> None:
    taught = SeatPage.of(client, launch("instructor", link="rl2"))
    learnt = SeatPage.of(client, launch("learner", link="rl1"))
    assert taught.get().status_code == 404
    assert learnt.get().status_code == 303


def test_11_seats_of_two_links_live_side_by_side(client: FlaskClient, launch: Launcher) -> None:
    first = SeatPage.of(client, launch(link="rl1"))
    second = SeatPage.of(client, launch(link="rl2"))
    assert first.get().status_code == second.get().status_code == 303


@sqlite
def test_11_a_visit_ends_four_hours_after_its_last_use_and_after_a_day(
    client: FlaskClient, launch: Launcher, clock: FrozenClock
) -> None:
    page = SeatPage.of(client, launch())
    for _ in range(7):
        clock.tick(3.4 * 3_600)
        assert page.get().status_code == 303
    clock.tick(3.4 * 3_600)
    assert page.get().status_code == 401  # 27 hours
    page = SeatPage.of(client, launch())
    clock.tick(4 * 3_600)
    assert page.get().status_code == 401


# Row 30


def change(database: Database, table: Any, **values: Any) -> None:
    with database.system() as db:
        db.execute(update(table).values(**values))


def test_30_a_disabled_platform(
    client: FlaskClient, launch: Launcher, database: Database, begin: Any, post: Any
) -> None:
    page, fields = SeatPage.of(client, launch()), begin()
    change(database, Registration, state="disabled")
    assert page.get().status_code == 403
    assert post(fields).status_code == 403
    form = launch.platform.login_form("u1", "rl1")
    assert launch.login(form).status_code == 403


@pytest.mark.parametrize("status", ["inactive", "deleted"])
def test_30_who_the_roster_calls_inactive(
    client: FlaskClient, launch: Launcher, database: Database, clock: FrozenClock, status: str
) -> None:
    page = SeatPage.of(client, launch())
    change(database, Membership, status=status, source="roster", seen_at=clock.now)
    assert page.get().status_code == 403
    assert launch().status_code == 403
    clock.tick(15 * 60 + 1)  # the platform's word of now outweighs the roster of then
    assert launch().status_code == 303


@sqlite
def test_30_who_is_merely_absent_from_the_roster(
    client: FlaskClient, launch: Launcher, database: Database, clock: FrozenClock
) -> None:
    page = SeatPage.of(client, launch())
    change(database, Membership, status="inactive", source="launch", seen_at=clock.now)
    assert page.get().status_code == 403
    assert launch().status_code == 303


@sqlite
def test_30_a_suspended_person(client: FlaskClient, launch: Launcher, database: Database) -> None:
    page = SeatPage.of(client, launch())
    change(database, Person, state="suspended")
    assert page.get().status_code == 403
    assert launch().status_code == 403


@pytest.mark.parametrize("passed", [0, 60])
def test_30_a_teacher_who_is_a_learner_since(
    app: Flask, client: FlaskClient, launch: Launcher, clock: FrozenClock, passed: int
) -> None:
    taught = SeatPage.of(client, launch("instructor"))
    assert taught.get("/staff/").status_code == 200
    clock.tick(passed)
    browser = app.test_client()
    learnt = SeatPage.of(browser, launch("learner", client=browser))
    assert taught.get("/staff/").status_code == taught.get().status_code == 404
    assert learnt.get().status_code == 303


@sqlite
def test_30_a_teacher_whom_the_roster_calls_a_learner(
    client: FlaskClient, launch: Launcher, database: Database, clock: FrozenClock
) -> None:
    page = SeatPage.of(client, launch("instructor"))
    before = clock.now
    clock.tick(60)
    change(database, Membership, role="learner", source="roster", seen_at=clock.now)
    assert page.get("/staff/").status_code == 404
    clock.tick(60)
    page = SeatPage.of(client, launch("instructor"))  # the platform's newer word
    assert page.get("/staff/").status_code == 200
    change(database, Membership, role="learner", source="roster", seen_at=before)
    assert page.get("/staff/").status_code == 200


# Row 13


@sqlite
@pytest.mark.parametrize(
    "target",
    ["https://evil.example/lti/launch", f"{TOOL}/admin/", "//evil.example", "javascript:x"],
)
def test_13_a_login_that_aims_elsewhere(
    launch: Launcher, platform: Platform, rows: Any, target: str
) -> None:
    form = platform.login_form("u1", "rl1", url=URL) | {"target_link_uri": target}
    assert launch.login(form).status_code == 400
    assert rows(Login) == 0


@sqlite
def test_19_who_is_unknown_frames_nothing(launch: Launcher, platform: Platform) -> None:
    form = platform.login_form("u1", "rl1", url=URL) | {"iss": "https://evil.example"}
    answer = launch.login(form)
    assert answer.status_code == 404
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


# Row 33


@sqlite
@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-Server"])
def test_33_the_host_header_moves_nothing(launch: Launcher, platform: Platform, name: str) -> None:
    form = platform.login_form("u1", "rl1", url=URL)
    begun = launch.client.post("/lti/login", data=form, headers={name: "evil.example"})
    assert query_of(begun)["redirect_uri"] == f"{TOOL}/lti/launch"
    assert "evil" not in str(begun.headers)


# Row 34


@pytest.fixture
def errors(begin: Any) -> dict[str, str]:
    return {"error": "<script>alert(1)</script>", "error_description": '"><img src=x onerror=y>'}


@sqlite
def test_34_an_error_of_the_platform_without_a_login(errors: Any, post: Any) -> None:
    for state in ({}, {"state": "x"}):
        answer = post(errors | state)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@sqlite
def test_34_an_error_with_its_login_may_be_framed_and_takes_no_token(
    errors: Any, begin: Any, post: Any, rows: Any
) -> None:
    answer = post(errors | begin())
    assert answer.status_code == 200
    assert "frame-ancestors https://platform.example" in answer.headers["Content-Security-Policy"]
    assert rows(Seat) == 0

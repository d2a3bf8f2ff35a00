"""Rows 16 and 21: what goes back to the platform, and which gradebook column a launch may name."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool import ids
from lti_tool.database import Database
from lti_tool.demo.platform import AGS_CLAIM, DL_CLAIM, Platform
from lti_tool.demo.signing import open_tool_token
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Bank,
    Context,
    LineItem,
    Link,
    Login,
    Person,
    Registration,
    Seat,
    Visit,
)
from lti_tool.web.session import COOKIE
from tests.lti_tool.playing import TOOL, FrozenClock, Launcher, SeatPage
from tests.lti_tool.security.forging import LTI

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EXAM = {"bank": "every-question/court"}
DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"


def only(database: Database, table: Any) -> Any:
    with database.system(read=True) as db:
        return db.scalars(select(table)).one()


def page_of(client: FlaskClient, answer: TestResponse) -> SeatPage:
    """The seat of a launch whose first page is not its home."""
    assert answer.status_code == 303, answer.text
    return SeatPage(client, answer.location.rpartition("/")[0])


@pytest.fixture
def chooser(client: FlaskClient, launch: Launcher) -> SeatPage:
    """A teacher who is asked what to add to a course."""
    return page_of(client, launch("instructor", "t1", deep_link=True))


def token_of(answer: TestResponse) -> str:
    found = re.search(r'name="JWT" value="([^"]+)"', answer.text)
    assert found, answer.text
    return unescape(found[1])


def test_21_the_answer_is_what_platforms_want(
    chooser: SeatPage, platform: Platform, clock: FrozenClock
) -> None:
    answer = chooser.post("/deep-link", EXAM)
    said = open_tool_token(token_of(answer), platform.tool)
    now = int(clock.now.timestamp())
    assert said["aud"] == platform.issuer  # a string: some platforms take no list
    assert said["iss"] == platform.tool.client_id
    assert (said["iat"], said["exp"]) == (now, now + 300)
    assert said[DATA] == "opaque-1"
    assert said[f"{LTI}deployment_id"] == platform.tool.deployment_id
    (item,) = said[ITEMS]
    assert item["url"] == f"{TOOL}/lti/launch?course=every-question&format=court&part=exam"
    assert item["custom"] == {
        "cartable_course": "every-question",
        "cartable_format": "court",
        "cartable_part": "exam",
    }
    column = item["lineItem"]
    assert (column["scoreMaximum"], column["resourceId"], column["tag"]) == (
        100, "every-question/court", "exam",
    )  # fmt: skip
    assert (
        "form-action 'self' https://platform.example;" in answer.headers["Content-Security-Policy"]
    )


@sqlite
def test_21_each_answer_has_a_nonce_of_its_own(chooser: SeatPage, platform: Platform) -> None:
    tokens = [token_of(chooser.post("/deep-link", EXAM)) for _ in range(2)]
    nonces = {open_tool_token(token, platform.tool)["nonce"] for token in tokens}
    assert len(nonces) == 2


@sqlite
def test_21_data_that_did_not_come_does_not_go_back(
    client: FlaskClient, launch: Launcher, platform: Platform
) -> None:
    platform.deep_links.data = None
    page = page_of(client, launch("instructor", "t1", deep_link=True))
    assert DATA not in open_tool_token(token_of(page.post("/deep-link", EXAM)), platform.tool)


def test_21_the_platform_takes_it_and_the_link_launches(
    client: FlaskClient, launch: Launcher, chooser: SeatPage, platform: Platform
) -> None:
    body = {"JWT": token_of(chooser.post("/deep-link", EXAM))}
    took = platform.handle(
        "POST", "/deep-link-return",
        {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(body).encode(),
    )  # fmt: skip
    assert took.status == 200
    made = list(platform.world.activities)[-1]
    seat = SeatPage.of(client, launch("learner", "u1", made))
    assert seat.get("/exam").status_code == 200


@sqlite
def test_21_an_hour_and_no_more(chooser: SeatPage, clock: FrozenClock) -> None:
    token = chooser.token("/deep-link")
    clock.tick(3_600)
    assert chooser.get("/deep-link").status_code == 400
    answer = chooser.client.post(f"{chooser.path}/deep-link", data=EXAM | {"csrf_token": token})
    assert answer.status_code == 400


@sqlite
def test_21_another_visit(app: Flask, chooser: SeatPage) -> None:
    stranger = app.test_client()
    assert stranger.get(f"{chooser.path}/deep-link").status_code == 401
    stranger.set_cookie(COOKIE, "x" * 43, domain="tool.example")
    assert stranger.get(f"{chooser.path}/deep-link").status_code == 401


@sqlite
def test_21_a_seat_of_another_kind(client: FlaskClient, launch: Launcher) -> None:
    for role in ("learner", "instructor"):
        page = SeatPage.of(client, launch(role))
        assert page.get("/deep-link").status_code == 404


@sqlite
def test_21_a_learner_is_not_asked(launch: Launcher) -> None:
    assert launch("learner", deep_link=True).status_code == 403


@sqlite
@pytest.mark.parametrize("value", ["other/court", "every-question/court/x", "../x", "<script>"])
def test_21_what_was_not_offered(chooser: SeatPage, value: str) -> None:
    assert chooser.post("/deep-link", {"bank": value}).status_code == 400


@sqlite
def test_21_what_was_not_offered_beside_what_was(chooser: SeatPage) -> None:
    answer = chooser.post("/deep-link", {"bank": [EXAM["bank"], "other/court"]})
    assert answer.status_code == 400


@sqlite
def test_21_nothing_chosen_is_said_on_the_page(chooser: SeatPage) -> None:
    answer = chooser.post("/deep-link", {})
    assert answer.status_code == 400
    assert 'id="missing"' in answer.text


@sqlite
def test_21_a_field_that_no_page_sends(chooser: SeatPage) -> None:
    answer = chooser.post("/deep-link", EXAM | {"return_url": "https://evil.example/"})
    assert answer.status_code == 400


@sqlite
def test_20_markup_in_the_return_address_is_no_markup(
    client: FlaskClient, launch: Launcher, platform: Platform
) -> None:
    settings = platform.deep_links.settings() | {
        "deep_link_return_url": "https://platform.example/r?a=1&b='x'"
    }
    page = page_of(client, launch("instructor", "t1", deep_link=True, claims={DL_CLAIM: settings}))
    assert "a=1&amp;b=&#39;x&#39;" in page.post("/deep-link", EXAM).text


# An unclear link


@pytest.fixture
def unclear(client: FlaskClient, launch: Launcher) -> SeatPage:
    """A teacher before a link that says nothing."""
    return page_of(client, launch("instructor", "t1", url=f"{TOOL}/lti/launch"))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?course=every-question",
        "?course=every-question&format=court",
        "?course=none&format=court&part=exam",
        "?course=every-question&format=court&part=dossier",
        "?course=every-question&format=court&part=x",
        "?course=every-question&course=other&format=court&part=exam",
        "?course=$Context.id&format=court&part=exam",
    ],
)
@sqlite
def test_an_unclear_link_never_guesses(
    client: FlaskClient, launch: Launcher, database: Database, query: str
) -> None:
    url = f"{TOOL}/lti/launch{query}"
    assert launch("learner", "u1", url=url).status_code == 409
    answer = launch("instructor", "t1", url=url)
    assert answer.location.endswith("/link")
    assert page_of(client, answer).get("/link").status_code == 200
    assert only(database, Link).course == ""


def test_a_teacher_says_what_it_opens(
    client: FlaskClient, launch: Launcher, unclear: SeatPage, database: Database
) -> None:
    assert unclear.post("/link", EXAM).status_code == 303
    link, item = only(database, Link), only(database, LineItem)
    assert (link.course, link.format, link.part) == ("every-question", "court", "exam")
    assert (item.resource_id, item.tag, item.state) == (
        "every-question/court", "exam", "unresolved",
    )  # fmt: skip
    with database.system(read=True) as db:
        assert "link.aimed" in db.scalars(select(AuditEntry.action)).all()
    assert launch("learner", "u1").status_code == 303


@sqlite
def test_a_learner_says_nothing(client: FlaskClient, launch: Launcher) -> None:
    page = SeatPage.of(client, launch())
    assert page.get("/link").status_code == 404
    token = page.token("/exam")
    answer = client.post(f"{page.path}/link", data=EXAM | {"csrf_token": token})
    assert answer.status_code == 404


def sat(database: Database, clock: FrozenClock) -> None:
    """Somebody has an attempt in the only link."""
    link, person, bank = (only(database, table) for table in (Link, Person, Bank))
    with database.system() as db:
        db.add(
            Attempt(
                id=ids.new(clock.now), registration_id=link.registration_id,
                context_id=link.context_id, link_id=link.id, person_id=person.id, number=1,
                bank_id=bank.id, policy={}, seed="0", paper={}, language="fr", state="submitted",
                started_at=clock.now, due_at=clock.now, closes_at=clock.now,
            )
        )  # fmt: skip


@sqlite
def test_16_a_link_with_attempts_keeps_its_target(
    client: FlaskClient, launch: Launcher, database: Database, clock: FrozenClock
) -> None:
    launch("instructor", "t1")
    sat(database, clock)
    with database.system() as db:
        db.query(Link).one().course = "another"
    assert launch("instructor", "t1").status_code == 409
    with database.system() as db:
        db.query(Link).one().course = "every-question"
    assert launch("instructor", "t1").status_code == 303


# Row 16


def lineitem(url: str | None) -> dict[str, Any]:
    return {AGS_CLAIM: {"scope": [], "lineitems": "https://platform.example/i", "lineitem": url}}


def test_16_a_launch_names_the_column_of_its_own_link(launch: Launcher, database: Database) -> None:
    launch(link="rl1", claims=lineitem("https://platform.example/i/1"))
    launch(link="rl2", claims=lineitem("https://platform.example/i/2"))
    with database.system(read=True) as db:
        pairs = db.execute(
            select(Link.link_key, LineItem.url).join(LineItem, LineItem.link_id == Link.id)
        ).all()
    assert {tuple(pair) for pair in pairs} == {
        ("rl1", "https://platform.example/i/1"), ("rl2", "https://platform.example/i/2"),
    }  # fmt: skip


@sqlite
@pytest.mark.parametrize(
    "url", ["https://evil.example/i/1", "https://platform.example.evil.example/", "javascript:x"]
)
def test_16_a_column_of_another_origin_is_none(
    launch: Launcher, database: Database, url: str
) -> None:
    launch(claims=lineitem("https://platform.example/i/1"))
    launch(claims=lineitem(url))
    assert only(database, LineItem).url == "https://platform.example/i/1"


@sqlite
def test_16_a_parameter_of_the_browser_names_nothing(
    client: FlaskClient, launch: Launcher, platform: Platform, database: Database
) -> None:
    url = f"{launch.target}&lineitem=https://platform.example/i/9"
    launch(url=url, link="rl9")
    assert only(database, LineItem).url is None


@sqlite
def test_16_a_suspended_column_is_looked_for_again(launch: Launcher, database: Database) -> None:
    launch(claims=lineitem(None))
    with database.system() as db:
        db.query(LineItem).one().state = "suspended"
    launch(claims=lineitem(None))
    assert only(database, LineItem).state == "unresolved"


# Who administers the platform, and teaches nothing


@sqlite
def test_an_administrator_makes_no_link(launch: Launcher, database: Database) -> None:
    role = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"
    answer = launch(claims={f"{LTI}roles": [role]})
    assert answer.status_code == 303
    assert only(database, Seat).role == "administrator"
    with database.system(read=True) as db:
        assert db.scalars(select(Link)).all() == []
        assert len(db.scalars(select(Visit)).all()) == 1
        assert db.scalars(select(Login)).one().binding == "cookie"
        assert db.scalars(select(Context)).one().registration_id == only(database, Registration).id

"""Row 15: who may register a platform, and what they are shown before anything is kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.demo.registering import PATH
from lti_tool.errors import NotFound
from lti_tool.lti import registering
from lti_tool.models import AccessToken, Deployment, Invitation, Keyset, Registration
from tests.lti_tool.conftest import CLI
from tests.lti_tool.playing import FrozenClock, Launcher

FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')
SELF = {"Origin": "https://tool.example"}


@pytest.fixture
def token(database: Database, platform: Platform, clock: FrozenClock) -> str:
    """The token of an invitation of this platform."""
    with database.system() as db:
        return registering.invite(
            db, platform.issuer, private_network=False, now=clock.now, actor=CLI
        )[1]


@pytest.fixture
def shown(client: FlaskClient, platform: Platform, token: str) -> TestResponse:
    """The page that the platform's frame shows."""
    address = platform.registrar.address(f"/lti/register?invite={token}")
    return client.get(address)


def form_of(page: TestResponse) -> dict[str, str]:
    return {name: unescape(value) for name, value in FIELD.findall(page.text)}


def kept(database: Database, table: Any = Registration) -> int:
    with database.system(read=True) as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def reachable(platform: Platform, client: FlaskClient) -> None:
    """The platform can fetch our keys."""
    platform.fetch = lambda url: client.get(urlsplit(url).path).data


def test_15_shown_first_then_kept(
    client: FlaskClient, shown: TestResponse, database: Database
) -> None:
    assert shown.status_code == 200
    assert "https://platform.example/token" in shown.text
    assert shown.headers["Content-Security-Policy"].endswith(
        "frame-ancestors https://platform.example"
    )
    assert kept(database) == 0
    done = client.post("/lti/register", data=form_of(shown), headers=SELF)
    assert done.status_code == 200
    assert (kept(database), kept(database, Deployment)) == (1, 1)
    with database.system(read=True) as db:
        row = db.scalars(select(Registration)).one()
        assert row.issuer == "https://platform.example"
        assert row.service_origins == row.frame_origins == ["https://platform.example"]
        assert db.scalars(select(Invitation)).one().registration_id == row.id


def test_15_and_the_registered_platform_launches(
    client: FlaskClient, shown: TestResponse, platform: Platform, bank: Any, reachable: None
) -> None:
    client.post("/lti/register", data=form_of(shown), headers=SELF)
    platform.tool = list(platform.world.tools.values())[-1]
    assert Launcher(client, platform)().status_code == 303


def test_15_it_serves_once(
    client: FlaskClient, shown: TestResponse, database: Database, platform: Platform, token: str
) -> None:
    form = form_of(shown)
    assert client.post("/lti/register", data=form, headers=SELF).status_code == 200
    assert client.post("/lti/register", data=form, headers=SELF).status_code == 404
    again = client.get(platform.registrar.address(f"/lti/register?invite={token}"))
    assert again.status_code == 404
    assert kept(database) == 1


def test_15_a_used_or_old_or_unknown_invitation(
    client: FlaskClient, shown: TestResponse, platform: Platform, token: str, clock: FrozenClock
) -> None:
    for wrong in ("", "x", "x" * 43, "x" * 5_000):
        answer = client.get(platform.registrar.address(f"/lti/register?invite={wrong}"))
        assert answer.status_code == 404
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    clock.tick(3_600)
    late = client.get(platform.registrar.address(f"/lti/register?invite={token}"))
    assert late.status_code == 404
    assert client.post("/lti/register", data=form_of(shown), headers=SELF).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://platform.examp1e"},
        {"issuer": "https://platform.example/"},
        {"issuer": "https://Platform.example"},
        {"issuer": None},
    ],
)
def test_15_an_issuer_that_differs_by_a_letter(
    client: FlaskClient, platform: Platform, token: str, change: dict[str, Any]
) -> None:
    said = platform.registrar.configuration() | change
    platform.registrar.configuration = lambda: said  # type: ignore[method-assign]  # it lies
    answer = client.get(platform.registrar.address(f"/lti/register?invite={token}"))
    assert answer.status_code == 400


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        {"token_endpoint": "http://platform.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"registration_endpoint": "https://x@platform.example/register"},
        {"jwks_uri": None},
    ],
)
def test_15_an_endpoint_that_is_no_address(
    client: FlaskClient, platform: Platform, token: str, change: dict[str, Any]
) -> None:
    said = platform.registrar.configuration() | change
    platform.registrar.configuration = lambda: said  # type: ignore[method-assign]  # it lies
    answer = client.get(platform.registrar.address(f"/lti/register?invite={token}"))
    assert answer.status_code == 502


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "url",
    [
        f"https://platform.example.evil.example{PATH}",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost:9200/",
        "file:///etc/passwd",
        f"https://platform.example@evil.example{PATH}",
        f"http://platform.example{PATH}",
        f"https://platform.example:8443{PATH}",
        "",
    ],
)
def test_15_a_configuration_from_elsewhere(
    client: FlaskClient, platform: Platform, token: str, url: str
) -> None:
    answer = client.get(
        "/lti/register", query_string={"invite": token, "openid_configuration": url}
    )
    assert answer.status_code == 400
    assert platform.requests == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/a", "/ab/x", "/a/../b/x", "/a/%2e%2e/b/x", "/b/a/x", ""])
def test_15_a_configuration_from_beside_the_path_of_its_issuer(
    client: FlaskClient, database: Database, platform: Platform, clock: FrozenClock, path: str
) -> None:
    issuer = f"{platform.issuer}/a"
    with database.system() as db:
        _, token = registering.invite(db, issuer, private_network=False, now=clock.now, actor=CLI)
    query = {"invite": token, "openid_configuration": f"{platform.issuer}{path}"}
    assert client.get("/lti/register", query_string=query).status_code == 400
    assert platform.requests == []
    query["openid_configuration"] = f"{issuer}{PATH}"
    client.get("/lti/register", query_string=query)
    assert len(platform.requests) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "name", ["jwks_uri", "token_endpoint", "authorization_endpoint", "registration_endpoint"]
)
def test_15_what_was_approved_is_what_is_kept(
    client: FlaskClient, shown: TestResponse, platform: Platform, database: Database, name: str
) -> None:
    said = platform.registrar.configuration() | {name: "https://platform.example/other"}
    platform.registrar.configuration = lambda: said  # type: ignore[method-assign]  # it lies
    answer = client.post("/lti/register", data=form_of(shown), headers=SELF)
    assert answer.status_code == 502
    assert "approuvé" in answer.text
    assert [request.method for request in platform.requests] == ["GET", "GET"]
    assert kept(database) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", [None, "auth_login_url", "token_url", "jwks_url"])
def test_15_it_renews_no_address_of_a_registration(
    client: FlaskClient,
    shown: TestResponse,
    platform: Platform,
    database: Database,
    registered: Registration,
    name: str | None,
) -> None:
    """The platform, or who speaks for it, gives a client id that is known here."""
    platform.add_tool = lambda *_: platform.tool  # type: ignore[method-assign]  # it lies
    if name is not None:
        with database.system() as db:
            setattr(db.get_one(Registration, registered.id), name, "https://sso.example/other")
    answer = client.post("/lti/register", data=form_of(shown), headers=SELF)
    assert kept(database) == 1
    if name is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 502
    assert "cartable-lti platform add" in answer.text
    with database.system(read=True) as db:
        row = db.get_one(Registration, registered.id)
        assert getattr(row, name) == "https://sso.example/other"


@pytest.mark.parametrize("name", ["jwks_url", "token_url", "auth_login_url"])
def test_15_keys_and_tokens_of_the_addresses_before_are_forgotten(
    database: Database, platform: Platform, clock: FrozenClock, registered: Registration, name: str
) -> None:
    addresses = {one: getattr(registered, one) for one in ("auth_login_url", "token_url")}
    addresses["jwks_url"] = registered.jwks_url
    facts = registering.Facts(registered.issuer, registered.client_id, None, **addresses)
    addresses[name] = "https://platform.example/other"
    moved = registering.Facts(registered.issuer, registered.client_id, None, **addresses)
    with database.system() as db:
        whose = {"registration_id": registered.id}
        db.add(Keyset(**whose, jwks={}, fetched_at=clock.now, bucket=5.0, bucket_at=clock.now))
        db.add(AccessToken(**whose, scopes="s", sealed=b"x", expires_at=clock.now))
    with database.system() as db:
        registering.keep(db, facts, clock.now, CLI)
    assert (kept(database, Keyset), kept(database, AccessToken)) == (1, 1)
    with database.system() as db:
        registering.keep(db, moved, clock.now, CLI)
    left = 1 if name == "auth_login_url" else 0
    assert (kept(database, Keyset), kept(database, AccessToken)) == (left, left)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_15_no_approval_no_registration(
    client: FlaskClient, shown: TestResponse, database: Database
) -> None:
    form = form_of(shown)
    for change in ({"approval": ""}, {"approval": "x" * 43}, {"sealed": "x"}, {"sealed": ""}):
        answer = client.post("/lti/register", data=form | change, headers=SELF)
        assert answer.status_code == 404
    assert kept(database) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_15_approved_on_the_page_shown_last(
    client: FlaskClient, shown: TestResponse, platform: Platform, token: str
) -> None:
    again = client.get(platform.registrar.address(f"/lti/register?invite={token}"))
    assert client.post("/lti/register", data=form_of(shown), headers=SELF).status_code == 404
    assert client.post("/lti/register", data=form_of(again), headers=SELF).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("origin", ["https://platform.example", "https://evil.example", "null"])
def test_15_a_form_from_another_page(
    client: FlaskClient, shown: TestResponse, database: Database, origin: str
) -> None:
    answer = client.post("/lti/register", data=form_of(shown), headers={"Origin": origin})
    assert answer.status_code == 403
    assert kept(database) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_15_a_platform_that_refuses(
    client: FlaskClient, shown: TestResponse, platform: Platform, database: Database
) -> None:
    platform.registrar._tokens.clear()
    answer = client.post("/lti/register", data=form_of(shown), headers=SELF)
    assert answer.status_code == 502
    assert "401" in answer.text
    assert kept(database) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_15_markup_in_what_the_platform_says(
    client: FlaskClient, platform: Platform, token: str
) -> None:
    said = platform.registrar.configuration()
    said["https://purl.imsglobal.org/spec/lti-platform-configuration"] = {
        "product_family_code": "<script>alert(1)</script>", "version": "\"><img src=x>"
    }  # fmt: skip
    platform.registrar.configuration = lambda: said  # type: ignore[method-assign]  # it lies
    answer = client.get(platform.registrar.address(f"/lti/register?invite={token}"))
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


def test_what_we_ask_of_the_platform(
    client: FlaskClient, shown: TestResponse, platform: Platform
) -> None:
    client.post("/lti/register", data=form_of(shown), headers=SELF)
    sent = next(r for r in platform.requests if r.path == "/register").json()
    tool = sent["https://purl.imsglobal.org/spec/lti-tool-configuration"]
    assert sent["redirect_uris"] == ["https://tool.example/lti/launch"]
    assert (tool["domain"], tool["claims"]) == ("tool.example", ["iss", "sub"])
    assert "email" not in str(sent)


def test_by_hand_twice_changes_what_differs(
    database: Database, platform: Platform, clock: FrozenClock
) -> None:
    facts = registering.Facts(
        platform.issuer, "c", "d1", platform.auth_url, platform.token_url, platform.jwks_url
    )
    moved = registering.Facts(
        platform.issuer, "c", "d2", "https://sso.example/a", platform.token_url, platform.jwks_url
    )
    with database.system() as db:
        first = registering.keep(db, facts, clock.now, CLI)
        assert first.new
        assert not registering.keep(db, facts, clock.now, CLI).changes
        changes = registering.keep(db, moved, clock.now, CLI).changes
    assert set(changes) == {
        "auth_login_url", "service_origins", "frame_origins", "deployment"
    }  # fmt: skip
    assert kept(database) == 1
    assert kept(database, Deployment) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_invitation_names_an_address(database: Database, clock: FrozenClock) -> None:
    with database.system() as db:
        for issuer in ("platform.example", "https://", "javascript:x"):
            with pytest.raises(ValueError, match=issuer):
                registering.invite(db, issuer, private_network=False, now=clock.now, actor=CLI)
        with pytest.raises(NotFound):
            registering.find(db, "x" * 43, clock.now)


def test_the_address_of_the_frame_is_ours(platform: Platform) -> None:
    query = dict(parse_qsl(urlsplit(platform.registrar.address("/lti/register?invite=t")).query))
    assert set(query) == {"invite", "openid_configuration", "registration_token"}

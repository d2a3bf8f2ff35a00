"""Every answer's headers, and every change's origin and token, over the whole map of routes."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from lti_tool.database import Database
from lti_tool.models import Registration
from lti_tool.web.security import FROM_ELSEWHERE, STATIC, static_url
from tests.lti_tool.playing import TOOL, SeatPage

NOBODY = UUID(int=1)
# A secret of the page itself stands for the token.
ONE_SHOT = ("/lti/register", "/lti/confirm", "/admin/enter/")
VALUES = {"UUIDConverter": str(NOBODY), "IntegerConverter": "1"}


def address(rule: Rule, seat: str = str(NOBODY)) -> str:
    """An address of a route, with ids of nobody."""

    def value(part: re.Match[str]) -> str:
        name = part[1].rpartition(":")[2]
        converter = type(rule._converters[name]).__name__
        return seat if name == "seat" else VALUES.get(converter, "x")

    return re.sub(r"<([^>]+)>", value, str(rule))


def changes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            if str(rule) not in FROM_ELSEWHERE:
                yield rule, method


def test_a_change_that_another_site_asks_for_is_refused(
    app: Flask, client: FlaskClient, seat: SeatPage
) -> None:
    seen = 0
    for rule, method in changes(app):
        path = address(rule, seat.id)
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": f"{TOOL}.evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            answer = client.open(path, method=method, headers=headers)
            assert answer.status_code == 403, (method, path, headers)
        seen += 1
    assert seen > 5


def test_a_change_without_the_visit_s_token_is_refused(
    app: Flask, client: FlaskClient, seat: SeatPage
) -> None:
    stranger = app.test_client()
    for rule, method in changes(app):
        if str(rule).startswith(ONE_SHOT):
            continue
        path = address(rule, seat.id)
        assert client.open(path, method=method).status_code in (403, 404), (method, path)
        wrong = {"csrf_token": "x" * 60}
        assert client.open(path, method=method, data=wrong).status_code in (403, 404)
        assert stranger.open(path, method=method).status_code in (401, 403, 404), (method, path)


def test_every_answer_has_its_headers(app: Flask, client: FlaskClient, seat: SeatPage) -> None:
    for rule in app.url_map.iter_rules():
        path = address(rule, seat.id)
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "X-Frame-Options" not in headers
        assert headers["Strict-Transport-Security"]
        cached = path.startswith("/static/") or path == "/lti/jwks.json"
        assert cached or headers["Cache-Control"] == "no-store", path
        framed = re.search(r"frame-ancestors ([^;]*)", policy)
        assert framed
        ours = path.startswith(f"/s/{seat.id}/")
        assert framed[1] == ("https://platform.example" if ours else "'none'"), path


def test_a_nonce_is_never_the_same(client: FlaskClient) -> None:
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_a_row_puts_nothing_but_origins_into_a_header(
    database: Database, client: FlaskClient, seat: SeatPage
) -> None:
    lies = ["https://a.example; script-src *", "'unsafe-inline'", "https://b.example", "*"]
    with database.system() as db:
        db.execute(
            update(Registration).values(frame_origins=lies),
            execution_options={"synchronize_session": False},
        )
    policy = seat.get().headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://b.example")


def test_only_a_static_file_of_this_content_is_kept(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context(base_url=TOOL):
        right = static_url("style.css")
    with client.get(right) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with client.get("/static/style.css?v=other") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/static/../config.py").status_code == 404
    assert STATIC.is_dir()


@pytest.mark.parametrize(("path", "most"), [("/lti/login", 16_000), ("/lti/launch", 1_000_000)])
def test_a_body_has_its_cap(client: FlaskClient, path: str, most: int) -> None:
    headers = {"Origin": "https://platform.example"}
    body = b"a=" + b"x" * most
    form = "application/x-www-form-urlencoded"
    answer = client.post(path, data=body, content_type=form, headers=headers)
    assert answer.status_code == 413


def test_the_host_that_a_caller_names_changes_nothing(client: FlaskClient) -> None:
    plain = client.get("/nothing", headers={"Host": "evil.example"})
    assert "evil" not in plain.text
    forwarded = client.get("/nothing", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in forwarded.text

"""Health, metrics, log, limits and error pages."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.outbound import HttpOutbound
from lti_tool.web import create_app, logs
from tests.lti_tool.playing import Browser, FrozenClock, Launcher, SeatPage
from tests.lti_tool.rows import tenant


def client_of(app: Flask) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()


def test_it_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").json == {"ready": True, "failing": []}


def test_a_wrong_secret_is_not_ready(
    config: Config, database: Database, clock: FrozenClock, outbound: HttpOutbound
) -> None:
    other = replace(config, secret_keys=(b"z" * 32,))
    app = create_app(other, database=database, clock=clock, outbound=outbound)
    answer = client_of(app).get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "failing": ["key"]})


def test_a_database_that_was_never_migrated_is_not_ready(
    config: Config, clock: FrozenClock, outbound: HttpOutbound, tmp_path: Path
) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    app = create_app(config, database=empty, clock=clock, outbound=outbound)
    assert client_of(app).get("/readyz").json == {"ready": False, "failing": ["migrations"]}
    empty.dispose()


def test_metrics_say_what_the_database_holds(
    client: FlaskClient, database: Database, clock: FrozenClock
) -> None:
    tenant(database, clock.now)
    text = client.get("/metrics").text
    assert 'cartable_delivery{state="pending"} 1.0' in text
    assert "cartable_sitting 0.0" in text
    assert "cartable_launch_total" in text


def test_metrics_are_for_this_machine_or_who_has_the_token(
    config: Config, database: Database, clock: FrozenClock, outbound: HttpOutbound
) -> None:
    kept = replace(config, metrics_token="m" * 16)
    client = client_of(create_app(kept, database=database, clock=clock, outbound=outbound))
    right = {"Authorization": f"Bearer {'m' * 16}"}
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404
    assert client.get("/metrics", headers=right).status_code == 200
    plain = client_of(create_app(config, database=database, clock=clock, outbound=outbound))
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert plain.get("/metrics", environ_overrides=far).status_code == 404


@pytest.fixture
def shown(config: Config, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The log as an operator has it."""
    logs.set_up(config)
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("shown")
def test_a_run_s_log_names_nobody(
    launch: Launcher, client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.set_up(client.application.extensions["cartable"].config)
    seat = SeatPage.of(client, launch(sub="inès-4711", claims={"name": "Inès Marchetti"}))
    seat.get()
    seat.get("/exam")
    client.get("/nothing/inès-4711?token=eyJhbGciOi.eyJzdWIi.x")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["event"] for line in lines].count("request") >= 5
    assert all(line.keys() <= logs.KEYS for line in lines)
    said = json.dumps(lines, ensure_ascii=False)
    for secret in ("4711", "Marchetti", "eyJ", seat.id):
        assert secret not in said


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("signature", "signature"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.sig", "[secret]"),
        ("Bearer abc", "[secret]"),
        ("a" * 43, "[secret]"),
        ("-----BEGIN PRIVATE KEY", "[secret]"),
        ("x y " * 100, ("x y " * 100)[:200]),
        (3, 3),
        (None, None),
    ],
)
def test_a_value_that_looks_like_a_secret_is_not_logged(value: object, kept: object) -> None:
    assert logs.redact(None, "", {"cause": value, "sub": "u1"}) == {"cause": kept}


def test_a_fault_says_where_and_not_what() -> None:
    with pytest.raises(ValueError, match="Marchetti") as caught:
        int("Inès Marchetti")
    event = logs._where(None, "", {"exc_info": caught.value})
    assert event["exception"].startswith("ValueError")
    assert "Marchetti" not in event["exception"]


@pytest.fixture
def limited(
    config: Config, database: Database, clock: FrozenClock, outbound: HttpOutbound
) -> FlaskClient:
    """A browser of an app that counts."""
    return client_of(create_app(config, database=database, clock=clock, outbound=outbound))


def test_a_flood_of_refused_launches_is_stopped(limited: FlaskClient) -> None:
    headers = {"Origin": "https://platform.example"}

    def status() -> int:
        return limited.post("/lti/launch", data={"state": "x"}, headers=headers).status_code

    assert {status() for _ in range(60)} == {400}
    answer = limited.post("/lti/launch", data={"state": "x"}, headers=headers)
    assert answer.status_code == 429
    assert "Trop de demandes" in answer.text


def test_guessing_an_invitation_is_stopped(limited: FlaskClient) -> None:
    tried = [limited.get("/lti/register?invite=x").status_code for _ in range(11)]
    assert tried[:10] == [404] * 10
    assert tried[10] == 429


def test_an_error_is_a_page_or_json_in_the_reader_s_language(client: FlaskClient) -> None:
    page = client.get("/nothing")
    assert page.status_code == 404
    assert '<html lang="fr">' in page.text
    assert "Cette page n’existe pas" in page.text
    english = client.get("/nothing", headers={"Accept-Language": "en"})
    assert "This page does not exist" in english.text
    plain = client.get("/nothing", headers={"Accept": "application/json"}).json
    assert plain
    assert plain["error"] == "not_found"
    assert len(plain["reference"]) == 8


def test_a_fault_of_ours_tells_nothing_of_its_cause(app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("the password is hunter2")

    app.add_url_rule("/broken", "broken", broken)
    answer = client_of(app).get("/broken")
    assert answer.status_code == 500
    assert "Une erreur est survenue de notre côté" in answer.text
    assert "hunter2" not in answer.text

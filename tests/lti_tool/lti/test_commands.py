"""Platforms, invitations and keys from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli import main

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADD = {
    "--issuer": "https://lms.example",
    "--client-id": "c1",
    "--deployment-id": "d1",
    "--auth-login-url": "https://lms.example/auth",
    "--token-url": "https://lms.example/token",
    "--jwks-url": "https://lms.example/jwks",
}


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """An operator's environment, over a database that is ready."""
    return {
        "CARTABLE_PUBLIC_URL": "https://tool.example",
        "CARTABLE_DATA": str(tmp_path / "data"),
        "CARTABLE_DATABASE_URL": database_url,
        "CARTABLE_SECRET_KEY": bytes(range(32)).hex(),
    }


@pytest.fixture
def run(environ: dict[str, str]) -> Any:
    def invoked(*words: str) -> Result:
        return CliRunner().invoke(main, words, env=environ)

    return invoked


def add(run: Any, **changes: str) -> Result:
    options = ADD | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    found: Result = run("platform", "add", *(word for pair in options.items() for word in pair))
    return found


def platforms(run: Any) -> list[dict[str, str]]:
    return list(json.loads(run("platform", "list", "--json").output))


def test_added_once_then_renewed(run: Any) -> None:
    assert add(run).output.startswith("added: ")
    assert add(run).output.startswith("known: ")
    moved = {"token_url": "https://lms.example/oauth", "deployment_id": "d2"}
    again = add(run, **moved).output
    assert "token_url: https://lms.example/token -> https://lms.example/oauth" in again
    (row,) = platforms(run)
    assert (row["issuer"], row["deployments"]) == ("https://lms.example", "d1 d2")


@pytest.mark.parametrize(
    "change",
    [{"issuer": "lms.example"}, {"jwks_url": "file:///x"}, {"auth_login_url": "//lms.example"}],
)
def test_what_is_no_address_is_refused_in_a_sentence(run: Any, change: dict[str, str]) -> None:
    refused = add(run, **change)
    assert refused.exit_code == 1
    assert "not an address" in refused.output
    assert platforms(run) == []


def test_switched_off_and_on(run: Any) -> None:
    add(run)
    (row,) = platforms(run)
    assert run("platform", "disable", row["id"]).exit_code == 0
    assert platforms(run)[0]["state"] == "disabled"
    assert run("platform", "enable", row["id"]).exit_code == 0
    assert platforms(run)[0]["state"] == "active"
    assert run("platform", "deploy", row["id"], "d7").output == "added: d7\n"
    assert platforms(run)[0]["deployments"] == "d1 d7"


def test_an_unknown_platform(run: Any) -> None:
    nobody = "01a210a2-2f23-7526-ab40-089f7d8cfe4c"
    for words in (("disable", nobody), ("enable", nobody), ("deploy", nobody, "d")):
        assert run("platform", *words).exit_code == 1
    assert run("platform", "disable", "x").exit_code == 2


def test_a_platform_that_cannot_be_reached(run: Any) -> None:
    add(run, jwks_url="https://lms.example:22/jwks")
    (row,) = platforms(run)
    tried = run("platform", "check", row["id"], "--json")
    assert tried.exit_code == 1
    said = {one["check"]: one["ok"] for one in json.loads(tried.output)}
    assert said["keys"] is False
    assert said["frame"] is True


def test_an_invitation_is_an_address(run: Any) -> None:
    made = run("invite", "--issuer", "https://lms.example")
    assert made.output.startswith("https://tool.example/lti/register?invite=")
    assert run("invite", "--issuer", "lms").exit_code == 1


def test_keys_take_turns(run: Any) -> None:
    before = {row["state"]: row["kid"] for row in json.loads(run("keys", "list", "--json").output)}
    assert run("keys", "rotate", "--force").output == f"signs: {before['next']}\n"
    after = {row["state"]: row["kid"] for row in json.loads(run("keys", "list", "--json").output)}
    assert (after["active"], after["retired"]) == (before["next"], before["active"])
    again = run("keys", "rotate")
    assert (again.exit_code, "less than an hour" in again.output) == (1, True)
    assert run("keys", "rotate", "--force").output == f"signs: {after['next']}\n"

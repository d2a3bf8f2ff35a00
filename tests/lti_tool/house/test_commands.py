"""`cartable-lti`: what an operator types, and its exit codes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect, make_url

from lti_tool.cli import main
from lti_tool.cli.serve import LEAVE
from lti_tool.database import Database
from lti_tool.models import Attempt, Base, Delivery, Grade
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.postgres import binary, free_port
from tests.lti_tool.rows import Tenant, tenant

SECRET = bytes(range(32)).hex()


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """An operator's environment, over a migrated database."""
    return {
        "CARTABLE_PUBLIC_URL": "https://tool.example",
        "CARTABLE_SECRET_KEY": SECRET,
        "CARTABLE_DATA": str(tmp_path / "data"),
        "CARTABLE_DATABASE_URL": database_url,
    }


def run(environ: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=environ)


def test_init_makes_a_house_that_the_doctor_finds_well(
    environ: dict[str, str], tmp_path: Path
) -> None:
    fresh = environ | {"CARTABLE_DATABASE_URL": ""}
    assert run(fresh, "doctor").exit_code == 1
    made = run(fresh, "init")
    assert (made.exit_code, made.output) == (
        0,
        f"Ready in {tmp_path}/data, at https://tool.example.\n",
    )
    assert run(fresh, "init").exit_code == 0
    found = json.loads(run(fresh, "doctor", "--json").output)
    assert all(one["ok"] for one in found)


def test_the_doctor_sees_another_secret(environ: dict[str, str]) -> None:
    seen = run(environ | {"CARTABLE_SECRET_KEY": "ff" * 32}, "doctor")
    assert seen.exit_code == 1
    assert "FAIL signing key: CARTABLE_SECRET_KEY is not the key" in seen.output
    assert run(environ, "doctor").exit_code == 0


def test_faults_of_the_environment_are_sentences(environ: dict[str, str]) -> None:
    wrong = run(environ | {"CARTABLE_PUBLIC_URL": "http://x.example", "CARTABLE_LOG": "x"}, "init")
    assert wrong.exit_code == 1
    assert "CARTABLE_PUBLIC_URL is not https." in wrong.output
    assert "CARTABLE_LOG is 'x'" in wrong.output
    assert "Traceback" not in wrong.output


def test_a_wrong_command_line_ends_with_2(environ: dict[str, str]) -> None:
    assert run(environ, "init", "--nothing").exit_code == 2
    assert run(environ, "export", "not-a-registration", "u1", "--out", "x").exit_code == 2


def test_sqlite_has_one_process(environ: dict[str, str], database: Database) -> None:
    if database.dialect != "sqlite":
        return
    refused = run(environ, "serve", "--workers", "2")
    assert refused.exit_code == 1
    assert "SQLite has one writer" in refused.output


def test_development_serves_this_machine_only(environ: dict[str, str]) -> None:
    own = environ | {"CARTABLE_ENV": "development", "CARTABLE_PUBLIC_URL": ""}
    refused = run(own, "serve", "--host", "0.0.0.0")  # noqa: S104 - to be refused
    assert refused.exit_code == 1
    assert "this machine only" in refused.output


def test_a_person_is_exported_and_erased(
    environ: dict[str, str], database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    ours = tenant(database, clock.now)
    who = (str(ours.registration.id), "u1")
    out = tmp_path / "dossier.zip"
    assert run(environ, "export", *who, "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    asked = run(environ, "erase", *who)
    assert (asked.exit_code, "again with --yes" in asked.output) == (1, True)
    assert run(environ, "erase", *who, "--yes").exit_code == 0
    again = run(environ, "erase", *who, "--yes")
    assert (again.exit_code, "No such person" in again.output) == (1, True)


def test_retention_counts_and_runs(environ: dict[str, str]) -> None:
    counted = json.loads(run(environ, "retention", "run", "--dry-run", "--json").output)
    assert {"data": "login", "rows": 0} in counted
    assert run(environ, "retention", "run").exit_code == 0


def test_admin_prints_a_one_time_link(environ: dict[str, str]) -> None:
    link = run(environ, "admin").output.strip()
    assert re.fullmatch(r"https://tool\.example/admin/enter/[\w-]{43}", link)


def columns(row: Base) -> Iterator[Any]:
    yield from inspect(type(row)).columns


def everything(database: Database, ours: Tenant) -> list[tuple[object, ...]]:
    """What must come back: the grade, its delivery that waits, its attempt."""
    with database.read(ours.scope) as db:
        found: list[Base | None] = [
            db.get(Attempt, ours.attempt.id),
            db.get(Grade, ours.grade.id),
            db.get(Delivery, ours.delivery.id),
        ]
        rows = [row for row in found if row]
        return [tuple(getattr(row, c.key) for c in columns(row)) for row in rows]


def test_a_backup_gives_everything_back(
    environ: dict[str, str], database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    ours = tenant(database, clock.now)
    before = everything(database, ours)
    file = tmp_path / "backup"
    said = run(environ, "backup", str(file))
    if database.dialect == "sqlite":
        assert said.exit_code == 0
        assert run(environ, "backup", str(file)).exit_code == 1  # never over another
        database.dispose()
        path = Path(make_url(environ["CARTABLE_DATABASE_URL"]).database or "")
        path.unlink()
        file.rename(path)
    else:
        restore(said, environ["CARTABLE_DATABASE_URL"], file)
        database.dispose()
    assert everything(database, ours) == before
    assert run(environ, "doctor").exit_code == 0


def restore(said: Result, url: str, file: Path) -> None:
    """Run the line that the command printed, empty the database, and put the dump back."""
    printed = re.search(r"pg_dump (--format=custom) --file=(\S+) '([^']+)'", said.output)
    assert printed
    assert said.exit_code == 1
    dump = [str(binary("pg_dump")), printed[1], f"--file={printed[2]}", printed[3]]
    subprocess.run(dump, check=True)
    back = [str(binary("pg_restore")), "--clean", "--if-exists", f"--dbname={url}", str(file)]
    subprocess.run(back, check=True)


@pytest.mark.parametrize(
    ("database_url", "workers"), [("sqlite", 1), ("postgresql", 2)], indirect=["database_url"]
)
def test_serve_answers_counts_and_ends_when_told(environ: dict[str, str], workers: int) -> None:
    port = free_port()
    own = {"CARTABLE_ENV": "development", "CARTABLE_PUBLIC_URL": "", "PATH": os.environ["PATH"]}
    options = ["--port", str(port), "--workers", str(workers)]
    command = [sys.executable, "-m", "lti_tool.cli", "serve", *options]
    with subprocess.Popen(command, env=environ | own, stderr=subprocess.PIPE) as server:
        try:
            assert b'"ready":true' in asked(f"http://127.0.0.1:{port}/readyz")
            counted = asked(f"http://127.0.0.1:{port}/metrics")
            assert b"cartable_launch_seconds_count" in counted
            assert b"cartable_sitting 0.0" in counted
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(LEAVE + 30)  # gunicorn loses the signal for a process that still begins
        assert server.returncode == 0


def asked(url: str, seconds: float = 20) -> bytes:
    """The body of a page, once something answers there."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own address
                body: bytes = answer.read()
                return body
        except urllib.error.URLError:
            assert time.monotonic() < until, f"nothing answers at {url}"
            time.sleep(0.1)

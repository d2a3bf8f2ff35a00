"""What every test of the tool shares: a database on both engines, an app, a platform, a launch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool import ids
from lti_tool.audit import Actor
from lti_tool.bank.read import read
from lti_tool.bank.store import load_bank
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.lti import keys
from lti_tool.models import Bank, Deployment, Registration
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from lti_tool.web import create_app
from tests.lti_tool.playing import (
    TOOL,
    Browser,
    FrozenClock,
    Launcher,
    PlatformTransport,
    SeatPage,
)
from tests.lti_tool.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
SECRET = bytes(range(32))
CLI = Actor("cli")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server, started when the first test asks for it."""
    server = PostgresServer.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file with signing keys, to copy: both take longer to make than to copy."""
    file = tmp_path_factory.mktemp("migrated") / "cartable.sqlite3"
    _prepare(Database(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """A migrated database with signing keys, to be a template."""
    name = postgres.create()
    _prepare(Database(postgres.url(name)))
    return name


def _prepare(database: Database) -> None:
    database.migrate()
    with database.system() as db:
        keys.ensure(db, Sealer([SECRET]), FrozenClock().now)
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database on each engine."""
    if request.param == "sqlite":
        file = tmp_path / "cartable.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("migrated_postgres"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database, on each engine."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that the test moves."""
    return FrozenClock()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """An operator's settings."""
    return Config(
        env="production",
        public_url=TOOL,
        data=tmp_path,
        database_url=database_url,
        secret_keys=(SECRET,),
    )


@pytest.fixture
def sealer(config: Config) -> Sealer:
    """What the app seals with."""
    return Sealer(config.secret_keys)


@pytest.fixture
def platform(clock: FrozenClock) -> Platform:
    """The development platform, in this process."""
    return Platform(clock, tool_url=TOOL)


@pytest.fixture
def outbound(platform: Platform) -> Iterator[HttpOutbound]:
    """The tool's way to that platform, and to nothing else."""
    made = HttpOutbound(transport=PlatformTransport(platform))
    yield made
    made.close()


@pytest.fixture
def app(config: Config, database: Database, clock: FrozenClock, outbound: HttpOutbound) -> Flask:
    """The app, without limits of rate."""
    made = create_app(config, database=database, clock=clock, outbound=outbound, limited=False)
    made.test_client_class = Browser
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser at the tool's address."""
    return app.test_client()


@pytest.fixture
def registered(platform: Platform, database: Database, clock: FrozenClock) -> Registration:
    """The platform, registered in the tool, and the tool's keys known to the platform."""
    with database.system() as db:
        made = registration_of(platform, clock)
        db.add(made)
        db.flush()
        db.add(
            Deployment(
                id=ids.new(clock.now),
                registration_id=made.id,
                deployment_key=platform.tool.deployment_id,
                state="active",
                created_at=clock.now,
            )
        )
        public = keys.jwks(db, clock.now)
    platform.tool.keys = lambda: public
    return made


def registration_of(platform: Platform, clock: FrozenClock) -> Registration:
    """The row that registers a platform."""
    return Registration(
        id=ids.new(clock.now),
        issuer=platform.issuer,
        client_id=platform.tool.client_id,
        name="Plateforme",
        family=platform.family,
        product_version="2026",
        auth_login_url=platform.auth_url,
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
        private_network=False,
        service_origins=[platform.issuer],
        frame_origins=[platform.issuer],
        state="active",
        created_at=clock.now,
    )


@pytest.fixture(scope="session")
def exam_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exam file of the course with every type of question, built once."""
    out = tmp_path_factory.mktemp("exam")
    course = ROOT / "tests/courses/every_question"
    build = [
        Path(sys.executable).with_name("cartable"),
        "build",
        course,
        "--out",
        out,
        "--target",
        "exam",
    ]
    subprocess.run([*map(str, build), "--no-cache", "--quiet", "--jobs", "1"], check=True)
    return next((out / "certification").glob("*-exam.zip"))


@pytest.fixture
def bank(database: Database, exam_file: Path, clock: FrozenClock) -> Bank:
    """That exam, loaded."""
    file = read(exam_file)
    with database.system() as db:
        loaded = load_bank(db, file, overlay=None, override=None, now=clock.now, actor=CLI)
        return db.scalars(select(Bank).where(Bank.id == loaded.id)).one()


@pytest.fixture
def launch(
    client: FlaskClient, platform: Platform, registered: Registration, bank: Bank
) -> Launcher:
    """Launches from the platform into the tool."""
    return Launcher(client, platform)


@pytest.fixture
def seat(client: FlaskClient, launch: Launcher) -> SeatPage:
    """A learner's seat in the exam."""
    return SeatPage.of(client, launch())

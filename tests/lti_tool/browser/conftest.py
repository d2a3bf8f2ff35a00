"""The tool and a platform on two origins of this machine, an exam of all nine types, a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from socketserver import BaseServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Frame, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from lti_tool import ids
from lti_tool.audit import Actor
from lti_tool.bank.read import read
from lti_tool.bank.store import load_bank
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.exchange import Answer, as_page
from lti_tool.demo.platform import Platform
from lti_tool.demo.serving import server as platform_server
from lti_tool.lti import keys
from lti_tool.models import Deployment
from lti_tool.outbound import HttpOutbound
from lti_tool.web import create_app
from tests.lti_tool import nine
from tests.lti_tool.conftest import SECRET, registration_of
from tests.lti_tool.playing import FrozenClock

TARGET = "/lti/launch?course=every-question&format=court&part=exam"


if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Jar:
    """The tool before a browser that keeps its cookies, or, ``shut``, none of them."""

    app: WSGIApplication
    shut: bool = False

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer; a shut jar drops what would set a cookie."""

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [one for one in headers if not (self.shut and one[0].lower() == "set-cookie")]
            return start(status, kept, *more)

        return self.app(environ, begin)


@dataclass
class Live:
    """A running tool and platform; ``clock`` is the server's, moved by the test."""

    url: str
    app: Flask
    platform: Platform
    clock: FrozenClock
    database: Database
    jar: Jar

    def launch(self, page: Page, **who: str) -> None:
        """Open the activity from the platform, at the top of the page; ends on the tool's page."""
        page.goto(f"{self.platform.issuer}/go?{urlencode(who)}")
        page.wait_for_url(f"{self.url}/s/**")

    def begin(self, page: Page, **who: str) -> None:
        """Launch, and begin the exam: ends on a question."""
        self.launch(page, **who)
        page.locator("main form .btn.main").click()
        page.wait_for_url("**/q/*")

    def framed(self, page: Page, **who: str) -> Frame:
        """Open the activity inside a frame of the platform's page."""
        page.goto(f"{self.platform.issuer}/frame?{urlencode(who)}")
        frame = page.frame("tool")
        assert frame is not None
        return frame


class Quiet(WSGIRequestHandler):
    """Serves without a log."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """Pages are the same on both engines: one will do here."""
    file = tmp_path / "cartable.sqlite3"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def nine_types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exam file with every type of question."""
    return nine.exam(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def serve(
    database_url: str, tmp_path: Path, nine_types: Path, clock: FrozenClock
) -> Iterator[Callable[..., Live]]:
    """Start the tool, with an exam file of the test's own if it gives one."""
    started: list[tuple[Database, HttpOutbound, list[BaseServer]]] = []

    def start(exam: Path = nine_types) -> Live:
        database, outbound = Database(database_url), HttpOutbound()
        server = make_server("127.0.0.1", 0, _nothing, threaded=True, request_handler=Quiet)
        url = f"http://localhost:{server.server_port}"
        platform, platform_http = _platform(url, clock)
        started.append((database, outbound, [server, platform_http]))
        config = Config("development", url, tmp_path, database_url, (SECRET,))
        app = create_app(config, database=database, clock=clock, outbound=outbound, limited=False)
        server.app = jar = Jar(app)
        _register(database, platform, clock, exam)
        for each in (server, platform_http):
            Thread(target=each.serve_forever, daemon=True).start()
        return Live(url, app, platform, clock, database, jar)

    yield start
    for database, outbound, servers in started:
        outbound.close()
        for each in servers:
            each.shutdown()
            each.server_close()
        database.dispose()


@pytest.fixture
def live(serve: Callable[..., Live]) -> Live:
    """The tool and a platform, running."""
    return serve()


def _nothing(_environ: object, _start: object) -> list[bytes]:
    return []


def _platform(url: str, clock: FrozenClock) -> tuple[Platform, Any]:
    """A platform on 127.0.0.1, with a page that launches and one that does it in a frame."""
    made: list[Platform] = []

    def handle(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        platform, query = made[0], dict(parse_qsl(urlsplit(path).query))
        if path.startswith("/go?"):
            who: dict[str, Any] = {"sub": "u1", "link": "rl1", "url": url + TARGET, **query}
            return as_page(platform.login_page(platform.login_form(**who)))
        if path.startswith("/frame?"):
            source = f"/go?{urlencode(query)}".replace("&", "&amp;")
            return as_page(
                "<!doctype html><title>Cours</title><h1>Cours</h1>"
                f'<iframe name="tool" src="{source}" width="900" height="600"></iframe>'
            )
        return platform.handle(method, path, headers, body)

    http = platform_server(handle)
    made.append(Platform(clock, issuer=f"http://127.0.0.1:{http.server_port}", tool_url=url))
    return made[0], http


def _register(database: Database, platform: Platform, clock: FrozenClock, exam: Path) -> None:
    with database.system() as db:
        registration = registration_of(platform, clock)
        db.add(registration)
        db.flush()
        db.add(
            Deployment(
                id=ids.new(clock.now),
                registration_id=registration.id,
                deployment_key=platform.tool.deployment_id,
                state="active",
                created_at=clock.now,
            )
        )
        file, actor = read(exam), Actor("cli")
        load_bank(db, file, overlay=None, override=None, now=clock.now, actor=actor)
        public = keys.jwks(db, clock.now)
    platform.tool.keys = lambda: public


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which only the platform's pages run scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()

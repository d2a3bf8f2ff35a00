"""An LMS of ours on this machine: it serves built packages, stores what is posted, and can fail."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, FrameLocator, Page

from builder.pages import Lms
from tests.end_to_end.conftest import COURSES, write

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
}
Failing = Literal["", "expired", "broken"]


@dataclass
class Desk:
    """The LMS's side: what it stores (``tracks``), each post and request, and how it fails."""

    port: int
    root: Path
    tracks: dict[str, Any] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    learner: str = "camille"
    failing: Failing = ""
    number: int = 0

    def url(self, standard: Lms, course: str = "every_question", lms: str = "strict") -> str:
        """The address of the LMS's page around a package."""
        package = site(self.root, course, standard)
        query = f"package={package}&standard={standard}&lms={lms}&desk={self.number}"
        return f"http://127.0.0.1:{self.port}/host.html?{query}"

    def post(self, delta: dict[str, Any]) -> bool:
        """Store what the player's page posts; whether it was stored."""
        self.posts.append(delta)
        if not self.failing:
            self.tracks.update(delta)
        return not self.failing

    @property
    def interactions(self) -> list[str]:
        """The interactions' ids, in order of their index."""
        found = [name for name in self.tracks if name.startswith("cmi.interactions.")]
        ids = {int(name.split(".")[2]): self.tracks[name] for name in found if name.endswith(".id")}
        return [ids[index] for index in sorted(ids)]


@cache
def site(root: Path, course: str, standard: Lms) -> str:
    name = f"{course}-{standard}"
    write(COURSES / course, "fr", standard, root / name)
    return name


class Handler(BaseHTTPRequestHandler):
    desk: Desk
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        self.desk.requests.append(path)
        if path == "/tracks":
            facts = {"tracks": self.desk.tracks, "learner": self.desk.learner, "mode": "normal"}
            return self.answer(json.dumps(facts).encode(), ".json")
        file = self.file(path)
        if not file.is_file():
            return self.answer(b"", "", 404)
        return self.answer(file.read_bytes(), file.suffix)

    def file(self, path: str) -> Path:
        folder, _, inside = path.removeprefix("/").partition("/")
        places = {
            "lms": ROOT / "builder" / "preview_lms",
            "again": ROOT / "node_modules" / "scorm-again" / "dist" / "esm",
            "sites": self.desk.root,
        }
        return places[folder] / inside if folder in places else HERE / folder

    def do_POST(self) -> None:
        delta = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.desk.failing == "broken":
            return self.answer(b"", "", 500)
        if not self.path.endswith(f"/{self.desk.number}"):  # the last test's window, closing
            return self.answer(b"false")
        stored = self.desk.post(delta)
        if self.path.startswith("/again"):
            result = {"result": "true" if stored else "false", "errorCode": 0 if stored else 101}
            return self.answer(json.dumps(result).encode(), ".json")
        return self.answer(b"true" if stored else b"false")

    def answer(self, body: bytes, suffix: str = "", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Permissions-Policy", "unload=()")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class LmsServer(ThreadingHTTPServer):
    """Says nothing of a browser that went away in the middle of an answer."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="session")
def lms_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    server = LmsServer(("127.0.0.1", 0), Handler)
    Handler.desk = Desk(server.server_port, tmp_path_factory.mktemp("packages"))
    Thread(target=server.serve_forever, daemon=True).start()
    yield Handler.desk
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(lms_server: Desk) -> Desk:
    """The LMS, with nothing stored yet."""
    lms_server.tracks, lms_server.posts, lms_server.requests = {}, [], []
    lms_server.learner, lms_server.failing = "camille", ""
    lms_server.number += 1
    return lms_server


class Learner:
    """A learner in front of one browser window."""

    def __init__(self, context: BrowserContext, desk: Desk) -> None:
        self.context, self.desk = context, desk
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.hosts: set[str] = set()

    def launch(self, standard: Lms, course: str = "every_question", lms: str = "strict") -> None:
        """Open the activity, in a new window when the last one is gone."""
        if self.page.is_closed():
            self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        self.page.goto(self.desk.url(standard, course, lms))
        self.package.locator(".saved.is-kept").wait_for()

    def _heard(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.errors.append(line.text)

    @property
    def package(self) -> FrameLocator:
        return self.page.frame_locator("#package")

    @property
    def frame(self) -> Any:
        """The package's frame, with a page's methods for finding and reading."""
        found = self.page.frame("package")
        assert found is not None
        return found

    @property
    def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("calls")
        return found

    def count(self, call: str) -> int:
        return sum(one["call"].endswith(call) for one in self.calls)

    @property
    def refused(self) -> list[dict[str, Any]]:
        sets = [one for one in self.calls if one["call"].endswith("SetValue")]
        return [one for one in sets if one["error"] != "0"]

    def go(self, screen: str) -> None:
        """Follow the link in the course to a screen and wait for it."""
        self.package.locator(f'a.next[href="{screen}.html"]').click()
        self.package.locator(f'main[data-screen="{screen}"]').wait_for()

    def crash(self) -> None:
        """The window dies: no event runs."""
        with self.page.expect_event("crash"), suppress(Error):  # going there never ends well
            self.page.goto("chrome://crash")
        self.page = self.context.new_page()


@pytest.fixture
def learner(context: BrowserContext, desk: Desk) -> Learner:
    return Learner(context, desk)


@pytest.fixture(params=["scorm12", "scorm2004"])
def standard(request: pytest.FixtureRequest) -> Lms:
    found: Lms = request.param
    return found

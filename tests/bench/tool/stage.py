"""The tool as it is served, a platform that launches it, and candidates who speak HTTP.

All on loopback, in a folder of its own; whatever was started is ended by its process id.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from lti_tool.clock import system_clock
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.demo.serving import server
from tests.lti_tool.postgres import PostgresServer

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
WAIT = 90  # s for one answer, and for the server to be there: the machine may be busy
Headers = Mapping[str, str]


@dataclass
class Stage:
    """A served tool: where it is, its database, and the platform that launches it."""

    port: int
    platform: Platform
    database: Database
    launch_url: str

    def request(
        self, method: str, path: str, headers: Headers, body: bytes = b""
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request on a connection of its own: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            local = {"Host": f"localhost:{self.port}", "Sec-Fetch-Site": "same-origin"}
            connection.request(method, path, body, {**local, **headers})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@dataclass
class Candidate:
    """Somebody with a browser: cookies, a seat, and once it is begun an attempt."""

    stage: Stage
    sub: str
    cookies: dict[str, str] = field(default_factory=dict)
    seat: str = ""
    attempt: str = ""
    csrf: str = ""
    tab: str = field(default_factory=lambda: secrets.token_hex(6))
    n: int = 0
    seen: dict[int, int] = field(default_factory=dict)

    def launch(self) -> None:
        """From the platform's activity to the exam's first page."""
        platform = self.stage.platform
        form = platform.login_form(self.sub, "rl1", url=self.stage.launch_url)
        cross = {"Sec-Fetch-Site": "cross-site", "Origin": platform.issuer}
        login = self.form("/lti/login", form, cross)
        query = dict(parse_qsl(urlsplit(login).query, keep_blank_values=True))
        fields = platform.authorize(query)
        self.seat = urlsplit(self.form("/lti/launch", fields, cross)).path.rstrip("/")

    def start(self) -> None:
        """Read the start page, begin."""
        self.csrf = self.token(f"{self.seat}/exam")
        path = urlsplit(self.form(f"{self.seat}/exam", {"csrf_token": self.csrf})).path
        self.attempt = path.split("/exam/")[1].split("/")[0]
        self.csrf = self.token(path)

    def save(self, position: int, fields: Mapping[str, Any]) -> float:
        """Keep an answer as the page's script does; how long it took, in seconds."""
        self.n += 1
        entry = {"tab": self.tab, "n": self.n, "seen": self.seen.get(position, 0)}
        body = {**entry, "response": fields, "flagged": False, "language": "fr"}
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.csrf}
        began = time.perf_counter()
        said = self.call("PUT", f"{self.exam}/q/{position}", headers, json.dumps(body).encode())
        took = time.perf_counter() - began
        self.seen[position] = json.loads(said)["seq"]
        return took

    def submit(self) -> None:
        """Hand in."""
        self.form(f"{self.exam}/submit", {"csrf_token": self.csrf})

    @property
    def exam(self) -> str:
        return f"{self.seat}/exam/{self.attempt}"

    def token(self, path: str) -> str:
        found = TOKEN.search(self.call("GET", path, {}).decode())
        if found is None:
            raise SystemExit(f"{path} has no form")
        return unescape(found[1])

    def form(self, path: str, fields: Mapping[str, Any], headers: Headers | None = None) -> str:
        """Post a form; where it leads."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, answer, body = self._send("POST", path, {**kind, **(headers or {})}, fields)
        if status not in (302, 303):
            raise SystemExit(f"POST {path}: {status} {body[:600].decode(errors='replace')}")
        return str(answer["Location"])

    def call(self, method: str, path: str, headers: Headers, body: bytes = b"") -> bytes:
        status, _, said = self._send(method, path, headers, body)
        if status != 200:
            raise SystemExit(f"{method} {path}: {status} {said[:600].decode(errors='replace')}")
        return said

    def _send(
        self, method: str, path: str, headers: Headers, body: bytes | Mapping[str, Any]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        data = body if isinstance(body, bytes) else urlencode(body, doseq=True).encode()
        sent = dict(headers)
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, answer, said = self.stage.request(method, path, sent, data)
        for line in answer.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return status, answer, said


@contextmanager
def stage(
    database_url: str | None = None, *, workers: int = 1, threads: int = 8
) -> Iterator[Stage]:
    """Serve the tool with the real course's short exam, a platform registered; then end both."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cartable-bench-")))
        port = _free_port()
        platform = _platform(stack, f"http://localhost:{port}")
        settings = {
            **os.environ,
            "CARTABLE_ENV": "development",
            "CARTABLE_DATA": str(folder / "data"),
            "CARTABLE_PUBLIC_URL": platform.tool_url,
        }
        if database_url:
            settings["CARTABLE_DATABASE_URL"] = database_url
        course = _prepare(settings, folder, platform)
        options = ["--port", str(port), "--workers", str(workers), "--threads", str(threads)]
        _serve(stack, settings, options, port, folder / "serve.log")
        database = Database(database_url or f"sqlite:///{folder}/data/cartable.sqlite3")
        stack.callback(database.dispose)
        used = Stage(port, platform, database, "")
        platform.tool.keys = lambda: json.loads(used.request("GET", "/lti/jwks.json", {})[2])
        query = urlencode({"course": course, "format": "court", "part": "exam"})
        used.launch_url = f"{platform.tool_url}/lti/launch?{query}"
        yield used


ENGINES = ("SQLite", "PostgreSQL")


def served(
    engines: Sequence[str] = ENGINES,
) -> Iterator[tuple[str, AbstractContextManager[Stage]]]:
    """A stage on each engine, not begun yet: SQLite; PostgreSQL with its disk's promises kept.

    SIGTERM ends the run as an error does: servers that were started are ended too.
    """
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    if "SQLite" in engines:
        yield "SQLite", stage()
    if "PostgreSQL" not in engines:
        return
    server = PostgresServer.start(durable=True)
    try:
        yield "PostgreSQL", stage(server.url(server.create()), workers=2)
    finally:
        server.stop()


def quantile(took: list[float], part: float) -> float:
    """The value below which that part of the measures lies."""
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _platform(stack: ExitStack, tool_url: str) -> Platform:
    handles: dict[str, Any] = {}
    served = server(lambda *request: handles["platform"].handle(*request))
    issuer = f"http://127.0.0.1:{served.server_port}"
    made = Platform(system_clock, issuer=issuer, tool_url=tool_url)
    handles["platform"] = made
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    stack.callback(thread.join)
    stack.callback(served.server_close)
    stack.callback(served.shutdown)
    return made


def _prepare(settings: Mapping[str, str], folder: Path, platform: Platform) -> str:
    """Build the exam, load it, register the platform; the course's id."""
    out = folder / "packages"
    _run(settings, "cartable", "build", ROOT / "course", "--target", "exam", "--out", out)
    file = next((out / "certification").glob("*-court-exam.zip"))
    _run(settings, "cartable-lti", "init")
    _run(settings, "cartable-lti", "exam", "load", file)
    facts = {
        "--issuer": platform.issuer,
        "--client-id": platform.tool.client_id,
        "--deployment-id": platform.tool.deployment_id,
        "--auth-login-url": platform.auth_url,
        "--token-url": platform.token_url,
        "--jwks-url": platform.jwks_url,
        "--family": "moodle",
    }
    options = [part for pair in facts.items() for part in pair]
    _run(settings, "cartable-lti", "platform", "add", *options)
    return file.name.removesuffix("-court-exam.zip")


def _run(settings: Mapping[str, str], name: str, *line: object) -> None:
    command = [str(BIN / name), *map(str, line)]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def _serve(
    stack: ExitStack, settings: Mapping[str, str], options: list[str], port: int, log: Path
) -> None:
    said = stack.enter_context(log.open("wb"))
    command = [str(BIN / "cartable-lti"), "serve", *options]
    child = subprocess.Popen(command, env=settings, stdout=said, stderr=said)
    stack.callback(_end, child)
    until = time.monotonic() + WAIT
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"the tool doesn't serve:\n{log.read_text(errors='replace')[-2_000:]}")


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(WAIT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

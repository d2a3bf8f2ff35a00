"""Packages without an LMS, built from the shared test courses and served as a web server would."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from builder.load import load
from builder.pages import Lms, View, site
from builder.render import render

ROOT = Path(__file__).parents[2]
COURSES = ROOT / "tests" / "courses"

Site = Callable[..., str]


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server that writes no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The address of a built course: ``site_url("mini", "fr")`` ends with a slash."""
    root = tmp_path_factory.mktemp("sites")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    Thread(target=server.serve_forever, daemon=True).start()

    @functools.cache
    def address(course: str, language: str = "fr", lms: Lms = "none") -> str:
        name = f"{course}-{language}-{lms}"
        write(COURSES / course, language, lms, root / name)
        return f"http://127.0.0.1:{server.server_port}/{name}/"

    yield address
    server.shutdown()
    server.server_close()


def write(source: Path, language: str, lms: Lms, out: Path) -> None:
    """Build the course's first format in one language into a folder."""
    course, findings = load(source)
    assert course is not None, findings
    view = View(course.formats[0].id, language, None, lms)
    for file in site(course, render(course, language), view):
        target = out / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = file.data if isinstance(file.data, bytes) else file.data.read_bytes()
        target.write_bytes(data)

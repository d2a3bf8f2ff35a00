"""The certification tool beside a Moodle: served, registered, put in a course, sat in."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from tests.lti_tool.pages.conftest import RIGHT
from tests.moodle.person import Person

BIN = Path(sys.executable).parent
WAIT = 30  # s


@dataclass(frozen=True)
class Tool:
    """A served tool, and the environment of its commands."""

    port: int
    settings: Mapping[str, str]

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://localhost:{self.port}"

    def run(self, *line: object) -> str:
        """What a command of `cartable-lti` says; it must succeed."""
        command = [str(BIN / "cartable-lti"), *map(str, line)]
        done = subprocess.run(
            command, env=dict(self.settings), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def deliveries(self) -> list[dict[str, Any]]:
        """Every delivery, the latest change first."""
        rows: list[dict[str, Any]] = json.loads(self.run("grades", "list", "--json"))
        return rows

    def settled(self, count: int) -> list[dict[str, Any]]:
        """The deliveries, once there are so many and none is on its way; at most 30 s."""
        until = time.monotonic() + WAIT
        rows = self.deliveries()
        while time.monotonic() < until:
            moving = [r for r in rows if r["state"] in ("pending", "sending", "confirming")]
            if len(rows) == count and not moving:
                break
            time.sleep(1)
            rows = self.deliveries()
        return rows


@contextmanager
def served(folder: Path, exam: Path) -> Iterator[Tool]:
    """The tool on this machine with one exam; ended with the test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {
        **os.environ,
        "CARTABLE_ENV": "development",
        "CARTABLE_DATA": str(folder / "data"),
        "CARTABLE_PUBLIC_URL": f"http://localhost:{port}",
    }
    tool = Tool(port, settings)
    tool.run("init")
    tool.run("exam", "load", exam)
    with (folder / "serve.log").open("wb") as log:
        command = [str(BIN / "cartable-lti"), "serve", "--port", str(port)]
        child = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
        try:
            _listening(port, child)
            yield tool
        finally:
            child.terminate()
            child.wait(WAIT)


def _listening(port: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the tool does not come up")


def register(admin: Person, tool: Tool) -> int:
    """Register the tool by the protocol, on Moodle's page, and activate it; its type's id."""
    page = admin.go("mod/lti/toolconfigure.php")
    known = set(_types(page))
    page.fill("#tool-url", tool.run("invite", "--issuer", admin.base, "--private-network"))
    page.click("#tool-create-button")
    frame = inside(page, tool)
    frame.locator("main button[type=submit]").click()
    page.locator("#external-registration-template-container iframe").wait_for(state="detached")
    (made,) = set(_types(admin.go("mod/lti/toolconfigure.php"))) - known
    page.locator(f'.tool-card[data-type-id="{made}"] a.activate').click()
    page.locator(f'.tool-card[data-type-id="{made}"] a.activate').wait_for(state="detached")
    return made


def _types(page: Page) -> list[int]:
    page.locator("#tool-list-container .tool-card, #tool-list-container .alert").first.wait_for()
    return [int(c.get_attribute("data-type-id") or 0) for c in page.locator(".tool-card").all()]


def add_activity(teacher: Person, course: int, tool_type: int, name: str, url: str) -> int:
    """An External tool activity with a grade, by its form; its cmid."""
    page = teacher.go(
        f"course/modedit.php?add=lti&course={course}&section=1&return=0&typeid={tool_type}"
    )
    page.fill("#id_name", name)
    # A tool of the site hides its address; "Select content" fills it in, as we do here.
    page.locator("#id_toolurl").evaluate("(field, url) => { field.value = url; }", url)
    accepts = page.locator("#id_instructorchoiceacceptgrades")  # folded away, like the privacy
    if accepts.count():
        accepts.evaluate("(box) => { if (!box.checked) box.click(); }")
    page.click("#id_submitbutton2")
    page.wait_for_url(re.compile(r"/course/view\.php"))
    link = page.locator('a[href*="/mod/lti/view.php"]', has_text=name).first
    found = re.search(r"[?&]id=(\d+)", link.get_attribute("href") or "")
    assert found, "the activity is not in the course"
    return int(found[1])


def open_activity(person: Person, tool: Tool, cmid: int) -> Frame:
    """The activity's page, launched: the tool's frame in it."""
    return inside(person.go(f"mod/lti/view.php?id={cmid}"), tool)


def inside(page: Page, tool: Tool) -> Frame:
    """The tool's frame, once it shows a page."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        for frame in page.frames:
            if frame.url.startswith(tool.url) and frame.locator("main h1").count():
                return frame
        page.wait_for_timeout(200)
    raise AssertionError([frame.url for frame in page.frames])


def sit(frame: Frame, right: int) -> str:
    """The exam, ``right`` questions of one choice answered rightly; what the result page says."""
    french = frame.locator('#language button[value="fr"]')  # what `RIGHT` is written in
    if french.count():
        french.click()
        french.wait_for(state="detached")
    frame.locator('main form[method="post"] button.main').first.click()
    frame.wait_for_url(re.compile(r"/q/1$"))
    answered = 0
    while True:
        if answered < right:
            answered += _answer(frame)
        onward = frame.locator(".foot button.main")
        to = r"/review$" if onward.get_attribute("value") == "review" else r"/q/\d+$"
        before = frame.url
        onward.click()
        frame.wait_for_url(lambda url, gone=before: url != gone)  # type: ignore[misc]
        if re.search(to, frame.url) and frame.url.endswith("/review"):
            break
    frame.locator("#hand-in button.main").click()
    frame.wait_for_url(re.compile(r"/result$"))
    return frame.locator("main").inner_text()


def _answer(frame: Frame) -> int:
    """Answers the question shown if it has one right choice; how many that is."""
    question = frame.locator("#question")
    legend = " ".join(question.locator("legend").first.inner_text().split("\n")[0].split())
    wanted = RIGHT.get(legend, {}).get("")
    if question.get_attribute("data-kind") != "one" or not isinstance(wanted, str):
        return 0
    question.get_by_label(wanted, exact=True).check()
    return 1


def gradebook(teacher: Person, course: int, user: int, cmid: int) -> tuple[float | None, str]:
    """Grade and feedback of the activity in the user's report."""
    page = teacher.go(f"grade/report/user/index.php?id={course}&userid={user}")
    row = page.locator("table.user-grade tr").filter(
        has=page.locator(f'a[href$="mod/lti/view.php?id={cmid}"]')
    )
    found = re.match(r"\s*(-?\d+[.,]\d+)", row.locator("td.column-grade").inner_text())
    feedback = row.locator("td.column-feedback").inner_text().strip()
    return (float(found[1].replace(",", ".")) if found else None), feedback

"""`cartable preview`: the course beside a strict platform, renewed as the author types."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builder.preview import serve
from tests.builder.cli.running import edit, mini


@dataclass
class Preview:
    """A preview that runs, and its sources."""

    root: Path
    url: str

    def get(self, path: str, host: str | None = None) -> tuple[int, bytes]:
        """Status and body of a request as written, whatever its path says."""
        name = self.url.removeprefix("http://").rstrip("/")
        connection = http.client.HTTPConnection(name, timeout=10)
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", name if host is None else host)
        connection.endheaders()
        answer = connection.getresponse()
        try:
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """A preview of a copy of `mini`; its threads have ended afterwards."""
    root, said, ready, stop = (
        mini(tmp_path / "course"),
        list[str](),
        threading.Event(),
        threading.Event(),
    )

    def say(line: str) -> None:
        said.append(line)
        if len(said) == 2:
            ready.set()

    cache = tmp_path / "cache"
    thread = threading.Thread(
        target=serve,
        args=(root,),
        kwargs={"host": "127.0.0.1", "port": 0, "cache": cache, "say": say, "stop": stop},
    )
    thread.start()
    try:
        assert ready.wait(30)
        yield Preview(root, said[0])
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def shell(preview: Preview, page: Page) -> Page:
    """The shell with the course in SCORM 1.2."""
    page.set_default_timeout(15_000)
    page.goto(preview.url)
    page.frame_locator("#course").locator("main h1").wait_for()
    return page


def values(page: Page) -> dict[str, str]:
    rows = page.locator("#values tr").all()
    return {
        row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text() for row in rows
    }


def test_the_course_stands_beside_what_the_platform_hears(shell: Page) -> None:
    expect(shell.locator("#calls li").last).to_contain_text("LMSInitialize")
    expect(shell.locator("#counts")).to_contain_text("0 refusés")
    assert values(shell)["cmi.core.lesson_status"] == "incomplete"
    shell.locator("[name=lms]").select_option("scorm2004")
    expect(shell.locator("#calls li").last).to_contain_text("Initialize")
    expect(shell.locator("#values")).to_contain_text("cmi.completion_status")


def test_what_is_refused_is_shown(shell: Page) -> None:
    shell.evaluate("API.LMSSetValue('cmi.core.score.raw', 'many')")
    refused = shell.locator("#calls li.no").first
    expect(refused).to_contain_text("LMSSetValue(cmi.core.score.raw, many) → false (405)")
    expect(shell.locator("#counts")).to_contain_text("1 refusés")


def test_a_crash_loses_nothing_that_was_committed(shell: Page) -> None:
    course = shell.frame_locator("#course")
    course.locator("a.next").click()
    expect(course.locator("main")).not_to_have_attribute("data-screen", "quatre-libertes")
    expect(shell.locator("#calls")).to_contain_text("LMSCommit")
    before = values(shell)
    where = course.locator("main").get_attribute("data-screen")
    shell.get_by_role("button", name="Kill").click()
    expect(shell.locator("#calls li").last).to_contain_text("LMSInitialize")
    expect(course.locator("main")).to_have_attribute("data-screen", where or "")
    assert values(shell)["cmi.suspend_data"][:8] == before["cmi.suspend_data"][:8]


def test_an_edit_shows_itself(shell: Page, preview: Preview) -> None:
    page = preview.root / "modules/culture/fr/quatre-libertes.md"
    page.write_text(page.read_text("utf-8") + "\nUne phrase toute neuve.\n", "utf-8")
    course = shell.frame_locator("#course")
    expect(course.get_by_text("Une phrase toute neuve.")).to_be_visible(timeout=10_000)


def test_a_broken_edit_shows_why_and_keeps_the_last_good(shell: Page, preview: Preview) -> None:
    quiz = preview.root / "modules/culture/quiz-culture.yaml"
    edit(quiz, "options:", "optoins:")
    findings = shell.locator("#findings")
    expect(findings).to_contain_text("did you mean 'options'?", timeout=10_000)
    expect(shell.frame_locator("#course").locator("main h1")).to_be_visible()
    assert preview.get("/p/court/fr/-/none/quiz-culture.html")[0] == 200
    edit(quiz, "optoins:", "options:")
    expect(findings).to_be_hidden(timeout=10_000)


@pytest.mark.parametrize("width", [1400, 700, 320])
def test_nothing_is_cut_off(shell: Page, width: int) -> None:
    shell.set_viewport_size({"width": width, "height": 900})
    assert shell.evaluate("document.documentElement.scrollWidth") <= width
    expect(shell.get_by_role("button", name="Kill")).to_be_visible()


def test_another_name_for_this_machine_is_refused(preview: Preview) -> None:
    assert preview.get("/state", "evil.example")[0] == 403
    assert preview.get("/state", "127.0.0.1.evil.example:80")[0] == 403
    assert preview.get("/state", "")[0] == 403
    assert preview.get("/state", "localhost")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/p/court/fr/-/none/../../../../course.yaml",
        "/p/court/fr/-/none/media/..%2f..%2fcourse.yaml",
        "/p/court/fr/-/none//etc/passwd",
        "/p/court/fr/nowhere/none/index.html",
        "/p/nowhere/fr/-/none/index.html",
        "/p/court/de/-/none/index.html",
        "/p/court/fr/-/moodle/index.html",
        "/p/court/fr",
        "/wait/x",
        "/lms/../server.py",
        "/%00",
        "/certification/bank/culture.yaml",
    ],
)
def test_a_path_leads_nowhere_else(path: str, preview: Preview) -> None:
    assert preview.get(path)[0] == 404

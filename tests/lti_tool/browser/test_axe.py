"""axe-core finds nothing on a candidate's pages: both languages, light, dark, wide, narrow."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.end_to_end.test_axe import violations
from tests.lti_tool.browser.candidate import LAST, fill, go
from tests.lti_tool.browser.conftest import Live

LOOKS: list[tuple[str, Literal["light", "dark"], int, int]] = [
    ("fr", "light", 1000, LAST),
    ("en", "dark", 320, LAST),
    ("fr", "dark", 1000, 1),  # questions differ by their form, not by the theme
    ("en", "light", 320, 1),
]


@pytest.mark.parametrize(("language", "scheme", "width", "most"), LOOKS)
def test_every_page_of_an_exam(
    live: Live,
    browser: Browser,
    language: str,
    scheme: Literal["light", "dark"],
    width: int,
    most: int,
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    live.launch(page)
    if language == "en":
        page.get_by_role("button", name="English").click()
        page.wait_for_selector("html[lang=en]")
    found = look(page, "start")
    page.locator("main form .btn.main").click()
    page.wait_for_url("**/q/1")
    for n in range(1, most + 1):
        go(page, n)
        found += look(page, f"question {n}")
        fill(page)
    page.locator("[name=flag]").click()
    found += look(page, "answered")
    page.goto(page.url.replace(f"q/{most}", "review"))
    found += look(page, "review")
    page.locator("#hand-in .main").click()
    page.wait_for_url("**/result")
    found += look(page, "result")
    page.goto(page.url.replace("result", "q/99"))
    found += look(page, "after the end")
    page.close()
    assert found == []


def look(page: Page, what: str) -> list[str]:
    """What axe holds against the page."""
    page.locator("h1").first.wait_for()
    return [f"{what}: {one}" for one in violations(page)]

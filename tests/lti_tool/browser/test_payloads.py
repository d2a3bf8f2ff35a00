"""Row 20: what a platform or an exam's file may hold is text on a page, never a script."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from lti_tool.demo.platform import CLAIM
from tests.lti_tool import nine
from tests.lti_tool.browser.candidate import errors, fill, go
from tests.lti_tool.browser.conftest import Live

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<svg onload=alert(3)>",
    "{{ 7*7 }}<iframe srcdoc='<script>alert(4)</script>'>",
    "javascript:alert(5)",
)
ALL = " ".join(PAYLOADS)


def hostile(file: Path, to: Path) -> Path:
    """The exam with every text of every item made of payloads."""
    with zipfile.ZipFile(file) as held:
        exam = json.loads(held.read("exam.json"))
    for item in exam["items"]:
        item["text"] = {"fr": f"<p>{ALL}</p>", "en": f"<p>{ALL}</p>"}
        for part in ("options", "left", "right_items", "items", "categories"):
            for one in item.get(part, ()):
                one["text"] = {"fr": ALL, "en": ALL}
    both = {"fr": ALL, "en": ALL}
    exam["objectives"][0] |= {"text": both, "module_title": both}
    values = {"items": exam["items"], "title": both, "objectives": exam["objectives"]}
    return nine.changed(file, to, **values)


def test_20_texts_run_nothing(
    serve: Callable[..., Live], nine_types: Path, tmp_path: Path, page: Page
) -> None:
    live = serve(hostile(nine_types, tmp_path / "hostile.zip"))
    found = errors(page)
    poison(live)
    live.launch(page)
    page.locator("main form .btn.main").click()
    page.wait_for_url("**/q/1")
    for n in range(1, nine.TOTAL + 1):
        go(page, n)
        fill(page)
        assert (
            page.locator("#page script, #page iframe, #page [onerror], #page [onload]").count() == 0
        )
        assert page.locator("a[href^='javascript:']").count() == 0
    page.goto(page.url.replace(f"q/{nine.TOTAL}", "review"))
    page.locator("#hand-in .main").click()
    page.wait_for_url("**/result")
    page.wait_for_timeout(200)  # an injected handler would have fired by now
    assert [
        one for one in found if "alert" in one or "Content Security" in one or one in "12345"
    ] == []
    assert found == []


def poison(live: Live) -> None:
    """Payloads in every text that the platform's token carries."""
    true = live.platform.claims

    def claims(*args: Any) -> dict[str, Any]:
        said = true(*args)
        said["name"] = ALL
        said[f"{CLAIM}resource_link"]["title"] = ALL
        said[f"{CLAIM}context"] |= {"title": ALL[:200], "label": ALL[:100]}
        said[f"{CLAIM}custom"] = {"cartable_note": ALL}
        said[f"{CLAIM}launch_presentation"]["return_url"] = "javascript:alert(5)"
        return said

    live.platform.claims = claims  # type: ignore[assignment,method-assign]  # it is the attacker

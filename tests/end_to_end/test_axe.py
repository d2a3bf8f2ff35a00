"""axe-core (WCAG 2.2 A, AA, best practices) finds nothing on any page, in any state."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.end_to_end.conftest import ROOT, Site
from tests.end_to_end.learner import answer_all

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BESIDE = ["outline", "glossary", "references", "notebook", "print"]
LOOKS = [(width, theme) for width in (1000, 320) for theme in ("light", "dark")]


def violations(page: Page) -> list[str]:
    """What axe holds against the page, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found: dict[str, Any] = page.evaluate(
        "values => axe.run({ runOnly: { type: 'tag', values }, resultTypes: ['violations'] })",
        TAGS,
    )
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def looks(browser: Browser) -> list[tuple[str, Page]]:
    """A page for each width and theme, and what to call it."""
    return [
        (
            f"{width} {theme}",
            browser.new_page(
                viewport={"width": width, "height": 900},
                color_scheme="light" if theme == "light" else "dark",
            ),
        )
        for width, theme in LOOKS
    ]


def files(page: Page, base: str) -> list[str]:
    """Every page of a package."""
    page.goto(base)
    screens: list[str] = page.evaluate("CARTABLE.screens.map(screen => screen.file)")
    beside = [f"{name}.html" for name in BESIDE]
    return screens + [name for name in beside if page.request.get(base + name).ok]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("course", ["mini", "every_question"])
def test_every_page(browser: Browser, site_url: Site, course: str, language: str) -> None:
    base = site_url(course, language)
    found = []
    for look, page in looks(browser):
        for file in files(page, base):
            page.goto(base + file)
            page.locator("h1").wait_for()
            found += [f"{file} {look}: {one}" for one in violations(page)]
        page.close()
    assert found == []


@pytest.mark.parametrize("rightly", [True, False], ids=["right", "wrong"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_question_answered(
    browser: Browser, site_url: Site, language: str, rightly: bool
) -> None:
    found = []
    for look, page in looks(browser):
        page.goto(site_url("every_question", language) + "quiz-tout.html")
        page.locator("[data-do=check]").first.wait_for()
        answer_all(page, rightly=rightly)
        found += [f"answered {look}: {one}" for one in violations(page)]
        while (again := page.locator("[data-do=again]")).count():
            again.first.click()
        found += [f"taken again {look}: {one}" for one in violations(page)]
        page.close()
    assert found == []


def test_what_unfolds(page: Page, site_url: Site) -> None:
    page.goto(site_url("mini"))
    page.locator(".term").first.click()
    page.locator(".def").wait_for()
    assert violations(page) == []
    page.goto(site_url("mini") + "outline.html#search")
    page.get_by_label("Rechercher dans le cours").fill("libre")
    page.locator(".found a").first.wait_for()
    assert violations(page) == []

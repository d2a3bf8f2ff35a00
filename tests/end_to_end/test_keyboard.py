"""A module and its quiz with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site

FOCUSED = "document.activeElement"


def tab_to(page: Page, what: str, most: int = 80) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"selector => {FOCUSED}.matches(selector)", what):
            outline = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
            inside = page.evaluate(f"{FOCUSED}.closest('label') !== null")
            assert outline != "none" or inside, f"no focus is seen on {what}"
            return
    raise AssertionError(f"Tab never reached {what}")


def test_the_first_tab_skips_to_the_text(page: Page, site_url: Site) -> None:
    page.goto(site_url("mini"))
    page.locator(".saved.is-kept").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "main a, main button", most=1)


def test_a_module_and_a_quiz(page: Page, site_url: Site) -> None:
    page.goto(site_url("every_question"))
    page.locator(".saved.is-kept").wait_for()
    tab_to(page, ".term")
    page.keyboard.press("Enter")
    expect(page.locator(".def")).to_be_visible()
    tab_to(page, ".pager .next")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    _choose(page, "q-single", "Space", "ArrowDown")
    _check(page, "q-single", "ok")
    _choose(page, "q-multiple", "Space", "")
    _check(page, "q-multiple", "ko")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # take the question again
    expect(page.locator("#q-q-multiple input").first).to_be_focused()
    _match(page)
    _order(page)
    _type(page)
    tab_to(page, "#q-q-likert input")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#q-q-likert .verdict.kept")).to_be_visible()
    tab_to(page, "#q-q-reflection textarea")
    page.keyboard.type("Écrire la règle.")
    expect(page.locator("#q-q-reflection .saved")).to_be_visible()


def _choose(page: Page, question: str, first: str, then: str) -> None:
    tab_to(page, f"#q-{question} input")
    page.keyboard.press(first)
    if then:
        page.keyboard.press(then)


def _check(page: Page, question: str, verdict: str) -> None:
    tab_to(page, f"#q-{question} [data-do=check]")
    page.keyboard.press("Enter")
    expect(page.locator(f"#q-{question} .verdict.{verdict}")).to_be_focused()


def _match(page: Page) -> None:
    for place in range(3):
        tab_to(page, "#q-q-matching select")
        page.keyboard.press("ArrowDown")
        if place:
            page.keyboard.press("ArrowDown")
    tab_to(page, "#q-q-matching [data-do=check]")
    page.keyboard.press("Enter")
    expect(page.locator("#q-q-matching .verdict")).to_be_focused()


def _order(page: Page) -> None:
    tab_to(page, "#q-q-ordering [data-move=down]")
    before = page.locator("#q-q-ordering li").first.get_attribute("data-key")
    page.keyboard.press("Enter")
    expect(page.locator("#q-q-ordering li").nth(1)).to_have_attribute("data-key", str(before))
    tab_to(page, "#q-q-ordering [data-do=check]")
    page.keyboard.press("Enter")
    expect(page.locator("#q-q-ordering .verdict")).to_be_focused()


def _type(page: Page) -> None:
    tab_to(page, "#q-q-numeric input")
    page.keyboard.type("3,5")
    page.keyboard.press("Enter")  # in a text field, Enter checks
    expect(page.locator("#q-q-numeric .verdict.ok")).to_be_focused()

"""An exam in Chromium: without script, by keyboard, on a phone, on two devices."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.end_to_end.test_keyboard import tab_to
from tests.lti_tool.browser.candidate import (
    LAST,
    ORDER,
    TRUE,
    errors,
    fill,
    find,
    go,
    kept,
    overflow,
)
from tests.lti_tool.browser.conftest import Live


def test_a_whole_exam_without_script(live: Live, unscripted: BrowserContext) -> None:
    page = unscripted.new_page()
    page.goto(f"{live.platform.issuer}/go?sub=u1")
    page.locator("button").click()
    page.locator("button").click()
    page.get_by_role("button", name="Commencer l’examen").click()
    for n in range(1, LAST + 1):
        expect(page).to_have_url(re.compile(rf"/q/{n}$"))
        fill(page)
        page.locator(".foot .main").click()
    expect(page.locator("main")).to_contain_text("Toutes les questions ont une réponse.")
    page.get_by_role("button", name="Rendre ma copie").click()
    expect(page).to_have_url(re.compile("/result$"))
    expect(page.locator("main")).to_contain_text("des points")


def test_a_whole_exam_with_script(live: Live, page: Page) -> None:
    found = errors(page)
    live.begin(page)
    for n in range(1, LAST + 1):
        page.wait_for_url(f"**/q/{n}")
        fill(page)
        kept(page)
        page.locator(".foot .main").click()
    expect(page.locator("main")).to_contain_text("Toutes les questions ont une réponse.")
    page.get_by_role("button", name="Rendre ma copie").click()
    page.wait_for_url("**/result")
    assert found == []


def test_a_whole_exam_by_keyboard(live: Live, page: Page) -> None:
    live.launch(page)
    tab_to(page, "main form .btn.main")
    page.keyboard.press("Enter")
    for n in range(1, LAST + 1):
        page.wait_for_url(f"**/q/{n}")
        by_keys(page)
        kept(page)
        tab_to(page, ".foot .main")
        page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    expect(page.locator("main")).to_contain_text("Toutes les questions ont une réponse.")
    tab_to(page, "#hand-in .main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")


def by_keys(page: Page) -> None:
    """Answer a question with the keyboard alone."""
    kind = page.locator("#question").get_attribute("data-kind")
    if kind in ("one", "many"):
        tab_to(page, "#question input")
        page.keyboard.press("Space")
    elif kind == "sort":
        for _ in range(page.locator("#question fieldset").count()):
            tab_to(page, "#question fieldset input")
            page.keyboard.press("Space")
    elif kind == "rank":
        tab_to(page, "#question [data-move=down]")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.dataset.move") == "down"
    for control in page.locator("#question input[type=text], #question select:visible").all():
        control_is = control.evaluate("one => one.localName")
        tab_to(page, f"#question {control_is}[name='{control.get_attribute('name')}']")
        page.keyboard.press("ArrowDown" if control_is == "select" else "3")


def test_the_first_tab_skips_to_the_text(live: Live, page: Page) -> None:
    live.begin(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()


def test_enter_in_a_field_goes_on_not_back(live: Live, page: Page) -> None:
    live.begin(page)
    n = find(page, "Comment s’appelle une copie autonome")
    page.locator("#f-t").fill("fork")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review" if n == LAST else f"**/q/{n + 1}")
    go_back = page.url.replace("review", "q/1")
    page.goto(go_back)
    find(page, "Comment s’appelle une copie autonome")
    expect(page.locator("#f-t")).to_have_value("fork")


@pytest.mark.parametrize("width", [320, 500])
def test_nothing_is_wider_than_a_phone(live: Live, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    live.launch(page)
    assert overflow(page) <= 0
    live.begin(page)
    for n in range(1, LAST + 1):
        go(page, n)
        fill(page)
        assert overflow(page) <= 0, page.locator("legend").first.inner_text()
    page.goto(page.url.replace(f"q/{LAST}", "review"))
    assert overflow(page) <= 0
    page.locator("#hand-in .main").click()
    page.wait_for_url("**/result")
    assert overflow(page) <= 0
    page.close()


def test_an_order_by_two_buttons(live: Live, page: Page) -> None:
    live.begin(page)
    n = find(page, ORDER)
    first = page.locator(".rank .what").first.inner_text()
    up = page.locator(".rank [data-move=up]")
    expect(up.first).to_have_attribute("aria-disabled", "true")
    page.locator(".rank [data-move=down]").first.click()
    expect(page.locator("#live")).to_have_text(re.compile("place 2 sur 3"))
    expect(page.locator(".rank .what").nth(1)).to_have_text(first)
    kept(page)
    go(page, n)
    expect(page.locator(".rank .what").nth(1)).to_have_text(first)


def test_two_tabs_the_last_word_counts_and_is_told(live: Live, page: Page) -> None:
    live.begin(page)
    find(page, TRUE)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Vrai").check()
    kept(page)
    other.get_by_label("Faux").check()
    expect(other.locator("#notices")).to_contain_text("a été remplacée. C’était : Vrai")
    kept(other)
    page.reload()
    expect(page.get_by_label("Faux")).to_be_checked()


def test_looking_at_a_question_in_an_old_tab_changes_nothing(live: Live, page: Page) -> None:
    live.begin(page)
    n = find(page, TRUE)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Vrai").check()
    kept(page)
    other.locator(f".stops button[value='{n}']").click()  # from a page that knows no answer
    expect(other.get_by_label("Vrai")).to_be_checked()


def test_going_on_with_another_device(live: Live, page: Page, browser: Browser) -> None:
    live.begin(page)
    fill(page)
    kept(page)
    phone = browser.new_page(viewport={"width": 320, "height": 700})
    live.launch(phone)
    expect(phone.locator(".said")).to_contain_text("Votre examen est en cours")
    phone.get_by_role("button", name="Reprendre l’examen").click()
    phone.wait_for_url("**/q/2")
    expect(phone.locator(".stops .has")).to_have_count(1)
    phone.close()


def test_a_new_launch_leaves_the_other_tab_alive(live: Live, page: Page) -> None:
    live.begin(page)
    find(page, TRUE)
    again = page.context.new_page()
    live.launch(again)  # a new visit, a new form token
    page.get_by_label("Vrai").check()
    kept(page)
    page.reload()
    expect(page.get_by_label("Vrai")).to_be_checked()


def test_another_language_keeps_the_answer(live: Live, page: Page) -> None:
    live.begin(page)
    find(page, TRUE)
    page.get_by_label("Vrai").check()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("True")).to_be_checked()
    expect(page.locator(".time")).to_have_text("20 min left")


def test_a_mark_is_seen_at_once(live: Live, page: Page) -> None:
    live.begin(page)
    mark = page.get_by_role("button", name="Marquer")
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "true")
    kept(page)
    go(page, 2)
    expect(page.locator(".stops .flag .stop-state")).to_have_text(", sans réponse, marquée")

"""Autosave and the time left when the network, the device's clock or the frame get in the way."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Locator, Page, Route, TimeoutError, expect

from tests.lti_tool.browser.candidate import TRUE, find, kept
from tests.lti_tool.browser.conftest import Live


def test_no_network_keeps_the_answer_and_says_so(live: Live, page: Page) -> None:
    live.begin(page)
    find(page, TRUE)
    page.route("**/q/*", cut)
    page.get_by_label("Vrai").check()
    expect(page.locator(".saved")).to_have_class(re.compile("is-lost"))
    expect(page.locator(".saved")).to_have_text("Non enregistré")
    notice = page.locator("#notices .notice")
    expect(notice).to_contain_text("Vos réponses restent dans cet onglet")
    expect(notice).to_contain_text("L’heure de fin ne change pas")
    page.locator(".foot .main").click()  # it does not leave what is not saved
    expect(page.get_by_label("Vrai")).to_be_checked()
    page.unroute("**/q/*")
    notice.get_by_role("button", name="Réessayer").click()
    kept(page)
    expect(notice).to_have_count(0)
    expect(page.locator("#live")).to_have_text("Vos réponses sont de nouveau enregistrées.")


def cut(route: Route) -> None:
    """The network is gone for what is sent; pages still come."""
    if route.request.method == "PUT":
        route.abort()
    else:
        route.continue_()


def test_it_sends_by_itself_what_could_not_go(live: Live, page: Page) -> None:
    live.begin(page)
    find(page, TRUE)
    page.route("**/q/*", cut)
    page.get_by_label("Vrai").check()
    expect(page.locator(".saved.is-lost")).to_be_visible()
    page.unroute("**/q/*")
    expect(page.locator(".saved.is-kept")).to_be_visible(timeout=10_000)  # after 2 s, or 5


def test_a_reload_resends_what_could_not_go(live: Live, page: Page) -> None:
    live.begin(page)
    find(page, TRUE)
    page.route("**/q/*", cut)
    page.get_by_label("Vrai").check()
    expect(page.locator(".saved.is-lost")).to_be_visible()
    page.unroute("**/q/*")
    page.reload()
    expect(page.get_by_label("Vrai")).to_be_checked()
    kept(page)
    page.reload()
    expect(page.get_by_label("Vrai")).to_be_checked()


def test_an_answer_a_moment_before_leaving_is_kept(live: Live, page: Page) -> None:
    live.begin(page)
    n = find(page, TRUE)
    page.get_by_label("Vrai").check()
    page.locator(".foot .main, .leave button").first.click()
    page.wait_for_url(re.compile(f"/(q/{n + 1}|review)$"))
    page.go_back()
    page.reload()
    expect(page.get_by_label("Vrai")).to_be_checked()


def test_the_time_is_announced_once_at_ten_and_at_two_minutes(live: Live, page: Page) -> None:
    live.begin(page)
    time, told = page.locator(".time"), page.locator("#live")
    expect(time).to_have_text("Il reste 20 min")
    expect(told).to_have_text("")
    live.clock.tick(10 * 60 + 1)
    page.reload()
    expect(told).to_have_text("Il reste 10 minutes.")
    expect(time.locator("strong")).to_have_text("Il reste 10 min")
    page.reload()
    expect(time.locator("strong")).to_have_text("Il reste 10 min")
    expect(told).to_have_text("")
    live.clock.tick(8 * 60)
    page.reload()
    expect(told).to_have_text("Il reste 2 minutes.")


def test_the_time_can_be_hidden(live: Live, page: Page) -> None:
    live.begin(page)
    page.get_by_role("button", name="Masquer le temps").click()
    expect(page.locator(".time")).to_have_text("Temps masqué")
    page.reload()
    expect(page.locator(".time")).to_have_text("Temps masqué")
    page.get_by_role("button", name="Afficher le temps").click()
    expect(page.locator(".time")).to_have_text("Il reste 20 min")


def test_the_devices_clock_does_not_count(live: Live, page: Page) -> None:
    page.clock.install()
    live.begin(page)
    page.clock.fast_forward("00:30:00")  # the device says that all is over
    expect(page.locator(".time")).to_have_text("Il reste 20 min")  # the server was asked
    assert "/q/1" in page.url


def test_the_end_hands_in_by_itself(live: Live, page: Page) -> None:
    page.clock.install()
    live.begin(page)
    find(page, TRUE)
    page.get_by_label("Vrai").check()
    page.clock.run_for(1_000)
    kept(page)
    live.clock.tick(20 * 60)
    page.clock.fast_forward("00:20:00")
    page.wait_for_url("**/result")
    expect(page.locator("main")).to_contain_text("1 réponse juste sur 10")


def test_a_frame_with_third_party_cookies_allowed(live: Live, page: Page) -> None:
    frame = live.framed(page)
    frame.get_by_role("button", name="Commencer l’examen").click()
    frame.locator("#question").wait_for()
    assert frame.url.startswith(f"{live.url}/s/")


def entered(page: Page, address: str, sign: Locator) -> None:
    """Launch until ``sign`` is there: the tool waits two seconds for the platform's storage, which
    a busy machine may let pass; it then offers a tab, as it should."""
    for _ in range(3):
        page.goto(address)
        with suppress(TimeoutError):
            sign.wait_for(timeout=10_000)
            return
    raise AssertionError("three launches, and no page")


def test_a_frame_without_any_cookie_by_the_platforms_storage(live: Live, page: Page) -> None:
    live.jar.shut = True
    live.platform.storage_target = "_parent"
    page.add_init_script(STORAGE)
    inside = page.frame_locator("iframe[name=tool]")
    begin = inside.get_by_role("button", name="Commencer l’examen")
    entered(page, f"{live.platform.issuer}/frame?sub=u1", begin)
    begin.click()
    inside.locator("#question").wait_for()
    expect(inside.locator("h1")).to_be_focused()
    expect(inside.locator("h1")).to_contain_text("Question 1 sur 10")
    inside.locator(".stops button[value='2']").click()
    expect(inside.locator("h1")).to_contain_text("Question 2 sur 10")
    inside.locator("[name=flag]").click()  # saved by the script, with the bearer
    expect(inside.locator(".saved.is-kept")).to_be_visible()
    inside.locator("body").evaluate("history.back()")
    expect(inside.locator("h1")).to_contain_text("Question 1 sur 10")
    inside.get_by_role("button", name="Relire et rendre").click()
    expect(inside.locator("main")).to_contain_text("question que vous avez marquée : la 2")
    inside.get_by_role("button", name="English").click()
    expect(inside.locator("h1")).to_contain_text("Before you hand in")
    inside.get_by_role("button", name="Hand in my paper").click()
    expect(inside.locator("h1")).to_contain_text("Not passed yet")
    inside.get_by_role("link", name="Back to the course", exact=True).click()
    frame = page.frame("tool")
    assert frame is not None
    frame.wait_for_url(f"{live.platform.issuer}/**")


# What a platform with storage does for its tools (LTI Client Side postMessages).
STORAGE = """
if (parent === window) {
  const kept = new Map();
  addEventListener("message", ({ data, source, origin }) => {
    const { subject, message_id, key, value } = data;
    if (subject === "lti.put_data") kept.set(origin + key, value);
    else if (subject !== "lti.get_data") return;
    const answer = { subject: subject + ".response", message_id, key };
    source.postMessage({ ...answer, value: kept.get(origin + key) }, origin);
  });
}
"""

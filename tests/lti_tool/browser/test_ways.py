"""The three ways into the tool's frame, in a real browser: cookie, platform storage, own tab."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Response, request
from playwright.sync_api import Browser, BrowserType, Frame, Page, expect
from sqlalchemy import select

from lti_tool.models import Registration
from tests.browser import launch_arguments
from tests.lti_tool.browser.conftest import Live

STORING = """<!doctype html><title>Cours</title><h1>Cours</h1>
<iframe name="tool" src="{source}" width="900" height="600"></iframe>
<script>
const kept = new Map(), tool = {tool};
window.heard = [];
addEventListener('message', ({{ data, origin, source }}) => {{
  if (origin !== tool) return;
  window.heard.push(data.subject);
  if (!{answers}) return;
  const {{ subject, message_id, key, value }} = data;
  if (subject === 'lti.put_data') kept.set(key, value);
  const more = subject === 'lti.get_data' ? {{ value: kept.get(key) }} : {{ value }};
  source.postMessage({{ subject: `${{subject}}.response`, message_id, key, ...more }}, origin);
}});
</script>"""


@pytest.fixture
def cookieless(live: Live) -> Live:
    """As if the browser kept no cookie inside frames, partitioned or not."""

    def strip(response: Response) -> Response:
        if request.headers.get("Sec-Fetch-Dest") == "iframe":
            response.headers.remove("Set-Cookie")
        return response

    with live.database.system() as db:
        db.scalars(select(Registration)).one().family = "sakai"  # no launch page of its own
    live.app.after_request(strip)
    live.app.after_request_funcs[None].insert(0, live.app.after_request_funcs[None].pop())
    return live


def course(live: Live, page: Page, *, answers: bool) -> Frame:
    """The platform's page, whose window is the storage; it answers or stays silent."""
    live.platform.storage_target = "_parent"
    source = f"/go?{urlencode({'sub': 'u1'})}"
    body = STORING.format(
        source=source, tool=f"'{live.url}'", answers="true" if answers else "false"
    )
    page.route("**/storing", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{live.platform.issuer}/storing")
    frame = page.frame("tool")
    assert frame is not None
    return frame


def test_the_platform_keeps_the_proof(cookieless: Live, page: Page) -> None:
    frame = course(cookieless, page, answers=True)
    expect(frame.locator("h1")).to_have_text("L’examen")
    assert page.evaluate("heard") == ["lti.put_data", "lti.get_data"]
    frame.locator("main form .btn.main").click()
    expect(frame.locator("fieldset, form.case").first).to_be_visible()
    assert not page.context.cookies(cookieless.url)


def test_a_silent_platform_leads_to_a_tab(cookieless: Live, page: Page) -> None:
    frame = course(cookieless, page, answers=False)
    link = frame.get_by_role("link", name="Ouvrir dans un nouvel onglet")
    expect(link).to_be_visible(timeout=10_000)
    assert page.evaluate("heard") == ["lti.put_data", "lti.get_data"]
    cookieless.platform.storage_target = None
    with page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.wait_for_url(f"{cookieless.url}/s/**")
    expect(tab.locator("h1")).to_have_text("L’examen")


def test_no_cookie_and_no_storage_lead_to_a_tab(cookieless: Live, page: Page) -> None:
    frame = cookieless.framed(page)
    expect(frame.locator("h1")).to_contain_text("onglet")
    assert not page.context.cookies(cookieless.url)


def test_a_cookie_in_the_frame(live: Live, page: Page) -> None:
    frame = live.framed(page)
    expect(frame.locator("h1")).to_have_text("L’examen")


@pytest.fixture
def blocking(browser_type: BrowserType) -> Iterator[Browser]:
    """A browser that blocks third-party cookies, save partitioned ones."""
    arguments = launch_arguments()
    arguments["args"] = [*arguments["args"], "--test-third-party-cookie-phaseout"]
    started = browser_type.launch(**arguments)
    yield started
    started.close()


def test_a_partitioned_cookie_where_others_are_blocked(live: Live, blocking: Browser) -> None:
    page = blocking.new_page()
    frame = live.framed(page)
    expect(frame.locator("h1")).to_have_text("L’examen")
    frame.locator("main form .btn.main").click()
    frame.wait_for_url("**/q/*")

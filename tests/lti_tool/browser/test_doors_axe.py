"""axe-core finds nothing on the pages of the doors: both languages, light, dark, wide, narrow."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

import pytest
from flask import Response
from playwright.sync_api import Browser, Page

from lti_tool.audit import Actor
from lti_tool.lti import registering
from tests.lti_tool.browser.conftest import Live
from tests.lti_tool.browser.test_axe import look

LOOKS: list[tuple[str, Literal["light", "dark"], int]] = [
    ("fr", "light", 1000),
    ("en", "dark", 320),
]


def invitation(live: Live) -> str:
    """An address that the platform may open."""
    with live.database.system() as db:
        token = registering.invite(
            db, live.platform.issuer, private_network=False, now=live.clock.now, actor=Actor("cli")
        )[1]
    return live.platform.registrar.address(f"{live.url}/lti/register?invite={token}")


def go(live: Live, page: Page, **who: str) -> None:
    """Open the platform's activity, wherever it leads."""
    page.goto(f"{live.platform.issuer}/go?{urlencode(who)}")
    page.wait_for_url(f"{live.url}/**")


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_every_page_of_the_doors(
    live: Live, browser: Browser, language: str, scheme: Literal["light", "dark"], width: int
) -> None:
    live.platform.fetch = lambda _url: b'{"keys": []}'
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
    )
    page.goto(f"{live.url}/lti/launch")
    found = look(page, "by hand")
    page.goto(invitation(live))
    found += look(page, "register")
    page.locator("main form .btn.main").click()
    found += look(page, "registered")
    go(live, page, sub="t1", role="instructor", link="l9", url=f"{live.url}/lti/launch")
    found += look(page, "which")
    page.locator("main form .btn.main").click()
    go(live, page, sub="t1", role="instructor", deep_link="1")
    found += look(page, "choose")
    narrow = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
    assert found == []
    assert narrow


def test_a_tab_of_its_own(live: Live, page: Page) -> None:
    def strip(response: Response) -> Response:
        response.headers.remove("Set-Cookie")
        return response

    live.app.after_request(strip)
    live.app.after_request_funcs[None].insert(0, live.app.after_request_funcs[None].pop())
    go(live, page, sub="u1")
    assert look(page, "own tab") == []

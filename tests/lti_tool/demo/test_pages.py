"""The development platform's own pages, without a socket."""

from __future__ import annotations

import re

import pytest

from lti_tool.demo.pages import Pages
from lti_tool.demo.platform import Platform
from tests.lti_tool.playing import FrozenClock


@pytest.fixture
def pages() -> Pages:
    platform = Platform(FrozenClock())
    platform.world.person("u1", "Inès <b>", "learner")
    platform.world.person("t1", "Camille", "instructor")
    platform.world.activity("link-1", "https://tool.example/lti/launch", "Examen court")
    column = platform.world.column("Examen court", link_id="link-1")
    column.mark("u1").score = 73.5
    return Pages(platform, lambda: "https://tool.example/admin/enter/once")


def body(pages: Pages, url: str, **headers: str) -> str:
    answer = pages.handle("GET", url, headers)
    assert answer.status == 200, url
    return answer.body.decode()


def test_the_course_lists_its_people_and_escapes_them(pages: Pages) -> None:
    page = body(pages, "/")
    assert "Inès &lt;b&gt;" in page
    assert "/activity?link=link-1&amp;sub=u1" in page
    assert 'lang="en"' in body(pages, "/?lang=en")


def test_an_activity_opens_the_tool_by_its_login_form(pages: Pages) -> None:
    page = body(pages, "/activity?link=link-1&sub=u1")
    assert 'action="https://tool.example/lti/login"' in page
    assert 'name="login_hint" value="u1"' in page
    assert pages.handle("GET", "/activity?link=link-1&sub=nobody", {}).status == 404


def test_moodle_s_own_address_launches_who_was_there_last(pages: Pages) -> None:
    opened = pages.handle("GET", "/activity?link=link-1&sub=u1", {})
    cookie = opened.headers["Set-Cookie"].partition(";")[0]
    again = body(pages, "/mod/lti/launch.php?id=1", Cookie=cookie)
    assert re.search(r'name="login_hint" value="u1"', again)
    for stranger in ("/mod/lti/launch.php?id=1", "/mod/lti/launch.php?id=x"):
        assert pages.handle("GET", stranger, {}).status == 302
    assert pages.handle("GET", "/mod/lti/launch.php?id=9", {"Cookie": cookie}).status == 302


def test_the_gradebook_shows_marks(pages: Pages) -> None:
    assert "73.50" in body(pages, "/gradebook")


def test_only_the_tool_s_own_files_are_given(pages: Pages) -> None:
    assert pages.handle("GET", "/static/style.css", {}).status == 200
    assert pages.handle("GET", "/static/../config.py", {}).status == 404


def test_all_else_is_the_platform_s_matter(pages: Pages) -> None:
    assert b'"keys"' in pages.handle("GET", "/jwks", {}).body
    assert pages.handle("GET", "/admin", {}).headers["Location"].endswith("/once")

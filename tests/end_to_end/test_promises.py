"""What every page promises: small, closed, narrow, still, printed well, read without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pypdfium2 import PdfDocument

from tests.end_to_end.conftest import Site
from tests.end_to_end.learner import answer_all
from tests.end_to_end.test_axe import files

REQUESTS = 8
COURSES = ["mini", "every_question"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_first_launch_asks_for_few_files_of_this_package_only(page: Page, site_url: Site) -> None:
    base = site_url("mini", "fr", "scorm12")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(base)
    page.wait_for_load_state("networkidle")
    addresses = [request.url for request in asked if not request.url.startswith("data:")]
    assert len(addresses) <= REQUESTS
    assert all(address.startswith(base) for address in addresses)


@pytest.mark.parametrize("course", COURSES)
def test_no_page_breaks_its_policy_or_fails(page: Page, site_url: Site, course: str) -> None:
    base = site_url(course)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((base, "data:")) else wrong.append(request.url)
        ),
    )
    for file in files(page, base):
        page.goto(base + file)
        page.wait_for_load_state("networkidle")
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("course", COURSES)
def test_no_page_scrolls_sideways(page: Page, site_url: Site, course: str, language: str) -> None:
    base = site_url(course, language)
    wide = []
    for size in ("0", "2"):
        page.goto(base)
        page.evaluate(
            "size => localStorage.setItem('cartable:display', JSON.stringify({ size }))", size
        )
        for width in (320, 500, 650, 1000):
            page.set_viewport_size({"width": width, "height": 666})
            for file in files(page, base):
                page.goto(base + file)
                if page.evaluate(OVERFLOW) > 0:
                    wide.append(f"{file} at {width} px, size {size}")
    assert wide == []


def test_an_answered_quiz_stays_narrow(page: Page, site_url: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 666})
    page.goto(site_url("every_question") + "quiz-tout.html")
    page.locator("[data-do=check]").first.wait_for()
    answer_all(page, rightly=False)
    assert page.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("width", [1000, 320])
def test_targets_are_large_enough(page: Page, site_url: Site, width: int) -> None:
    """44 px for what is pressed, but for links inside sentences (WCAG 2.5.5, 2.5.8)."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site_url("every_question") + "quiz-tout.html")
    page.locator("[data-do=check]").first.wait_for()
    small = page.evaluate(
        """[...document.querySelectorAll(
            'button, .opt, select, .top a, .line a, .pager a')]
        .filter(one => one.checkVisibility())
        .filter(one => one.getBoundingClientRect().height < 43.5)
        .map(one => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_reads_without_javascript(browser: Browser, site_url: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url("mini"))
    expect(page.locator("h1")).to_have_text("Quatre libertés")
    expect(page.locator("main")).to_contain_text("En 1983")
    page.locator("a.term").first.click()
    expect(page.locator("h1")).to_have_text("Glossaire")
    page.goto(site_url("mini"))
    page.locator(".pager .next").click()
    expect(page.locator("h1")).to_have_text("L’atelier")
    page.goto(site_url("every_question") + "quiz-tout.html")
    expect(page.locator("main")).to_contain_text("Quelle ville se trouve en Islande")
    expect(page.locator(".notice")).to_contain_text("JavaScript")
    page.goto(site_url("mini") + "print.html")
    expect(page.locator(".printed")).to_have_count(6)
    context.close()


def test_nothing_moves_for_who_asks_for_stillness(browser: Browser, site_url: Site) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(site_url("every_question") + "quiz-tout.html")
    page.locator("[data-do=check]").first.wait_for()
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].map(one => getComputedStyle(one))
        .filter(style => style.transitionDuration !== '0s' || style.animationName !== 'none')
        .length"""
    )
    assert moving == 0
    context.close()


def test_print_keeps_the_page_and_drops_the_interface(page: Page, site_url: Site) -> None:
    page.goto(site_url("mini"))
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".outline", ".pager", ".saved", ".ticks", ".skip"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.goto(site_url("mini") + "print.html")
    page.emulate_media(media="print")
    expect(page.locator(".printed").last).to_be_visible()


def test_paper_has_what_is_folded(page: Page, site_url: Site) -> None:
    page.goto(site_url("mini") + "atelier.html")
    folded = page.get_by_text("Le refus est motivé par écrit")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    page.emulate_media(media="screen")
    page.goto(site_url("mini") + "print.html")
    expect(folded).to_be_visible()


def test_on_paper_a_quiz_begins_under_its_title(page: Page, site_url: Site) -> None:
    page.goto(site_url("every_question") + "quiz-tout.html")
    first = PdfDocument(page.pdf(prefer_css_page_size=True))[0].get_textpage().get_text_bounded()
    assert "Quelle ville se trouve en Islande" in first


def test_the_whole_course_to_print_has_each_id_once_and_no_link_astray(
    page: Page, site_url: Site
) -> None:
    base = site_url("mini")
    page.goto(base + "print.html")
    twice = page.evaluate(
        """(ids => ids.filter((id, place) => ids.indexOf(id) !== place))
        ([...document.querySelectorAll('[id]')].map(one => one.id))"""
    )
    assert twice == []
    astray = page.evaluate(
        """[...document.querySelectorAll('a[href^="#"], use[href^="#"]')]
        .map(one => one.getAttribute('href'))
        .filter(href => !document.getElementById(href.slice(1)))"""
    )
    assert astray == []


@pytest.mark.parametrize("course", COURSES)
def test_every_link_arrives(page: Page, site_url: Site, course: str) -> None:
    base = site_url(course)
    dead = []
    for file in files(page, base):
        page.goto(base + file)
        for href in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)"):
            address, _, anchor = href.partition("#")
            if not address.startswith(base):
                continue
            answer = page.request.get(address)
            there = answer.ok and (not anchor or re.search(f'id="{anchor}"', answer.text()))
            if not there:
                dead.append(f"{file}: {href}")
    assert dead == []

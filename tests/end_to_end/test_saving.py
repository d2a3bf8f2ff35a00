"""What the reader is told of saving: the LMS answers, refuses, or only lets one read again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site
from tests.end_to_end.learner import check, field, respond, right, specs

# The least that a SCORM 1.2 player may ask of an LMS; `refusing` makes its commits fail.
LMS = """
window.refusing = false
window.told = {}
window.API = {
  LMSInitialize: () => 'true', LMSFinish: () => 'true', LMSGetLastError: () => '0',
  LMSGetErrorString: () => '', LMSGetDiagnostic: () => '',
  LMSGetValue: name => window.told[name] ?? ({ 'cmi.core.lesson_mode': MODE,
    'cmi.core.lesson_status': 'not attempted', 'cmi.core.student_id': 'ada' })[name] ?? '',
  LMSSetValue: (name, value) => { window.told[name] = value; return 'true' },
  LMSCommit: () => String(!window.refusing)
}
"""


def launch(page: Page, base: str, mode: str = "normal") -> Page:
    page.add_init_script(LMS.replace("MODE", f"'{mode}'"))
    page.goto(base)
    page.locator("h1").wait_for()
    return page


@pytest.fixture
def base(site_url: Site) -> str:
    return site_url("every_question", "fr", "scorm12")


def test_saved(page: Page, base: str) -> None:
    launch(page, base)
    expect(page.locator(".saved.is-kept")).to_have_text("Enregistré")
    expect(page.locator(".saved")).to_have_attribute("role", "status")
    expect(page.locator(".notice")).to_have_count(0)


def test_not_saved_says_what_is_safe_and_offers_to_try(page: Page, base: str) -> None:
    launch(page, base)
    page.evaluate("refusing = true")
    page.locator(".pager .next").click()
    notice = page.locator("main .notice")
    expect(notice).to_contain_text("Votre travail est gardé sur cet appareil")
    expect(notice).to_contain_text("5\u202fs")
    expect(page.locator(".saved.is-lost")).to_have_text("Non enregistré")
    expect(page.locator("#said")).to_contain_text("La plateforme ne répond pas")
    page.locator(".pager .prev").click()
    expect(page.locator("main")).to_have_attribute("data-screen", "avant")
    expect(page.locator("main .notice")).to_be_visible()  # it follows from page to page
    page.evaluate("refusing = false")
    notice.get_by_role("button", name="Réessayer maintenant").click()
    expect(notice).to_have_count(0)
    expect(page.locator(".saved.is-kept")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("rien n’est perdu")
    expect(page.locator("h1")).to_be_focused()


def test_an_answer_is_told_to_the_lms_before_it_is_judged(page: Page, base: str) -> None:
    launch(page, base)
    page.locator(".pager .next").click()
    page.locator("[data-do=check]").first.wait_for()
    page.evaluate(
        """API.LMSCommit = () => {
        (window.seen ??= []).push(document.querySelectorAll('.verdict').length); return 'true' }"""
    )
    respond(page, "q-true", right(specs(page)["q-true"]))
    check(page, "q-true")
    assert page.evaluate("seen[0]") == 0
    assert "q-true" in str(page.evaluate("JSON.stringify(told)"))


def test_reading_again_keeps_nothing_and_says_so(page: Page, base: str) -> None:
    launch(page, base, mode="review")
    expect(page.locator("main .notice.calm")).to_contain_text("rien n’est enregistré")
    page.locator(".pager .next").click()
    expect(page.locator("main .notice.calm")).to_be_visible()
    respond(page, "q-single", "a")
    check(page, "q-single")
    expect(field(page, "q-single").locator(".verdict.ko")).to_be_visible()
    assert page.evaluate("told['cmi.core.score.raw'] ?? null") is None


def test_the_end_of_the_course_is_said(page: Page, base: str) -> None:
    launch(page, base)
    page.locator(".pager .next").click()
    page.locator("[data-do=check]").first.wait_for()
    known = specs(page)
    graded = [name for name, spec in known.items() if spec.get("interaction")]
    for name in graded:
        respond(page, name, right(known[name]))
        check(page, name)
    expect(page.locator("#said")).to_contain_text("Cours terminé.")
    assert page.evaluate("told['cmi.core.lesson_status']") == "passed"

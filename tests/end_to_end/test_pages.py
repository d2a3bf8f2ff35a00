"""From page to page: one document, the focus on the title, and everything beside the screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.end_to_end.conftest import COURSES, Site, write
from tests.end_to_end.learner import answer_all


@pytest.fixture
def start(page: Page, site_url: Site) -> Page:
    page.goto(site_url("mini"))
    page.locator(".saved.is-kept").wait_for()
    page.evaluate("window.kept = true")
    return page


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.kept === true"))


def test_next_brings_the_page_in(start: Page) -> None:
    title = start.locator(".pager .next b").inner_text()
    start.locator(".pager .next").click()
    expect(start.locator("h1")).to_have_text(title)
    expect(start.locator("h1")).to_be_focused()
    expect(start).to_have_title(re.compile(re.escape(title)))
    expect(start).to_have_url(re.compile(r"atelier\.html$"))
    expect(start.locator(".outline [aria-current=page]")).to_have_text(title)
    assert is_same_document(start)
    assert start.evaluate("history.length") <= 2
    assert start.evaluate("scrollY") == 0


def test_what_was_read_is_marked(start: Page) -> None:
    start.locator(".pager .next").click()
    done = start.locator(".outline li.done")
    expect(done).to_have_count(1)
    expect(done).to_contain_text("page terminée")


def test_a_failed_fetch_becomes_a_full_load(start: Page) -> None:
    def refuse(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.abort()
        else:
            route.continue_()

    start.route("**/atelier.html", refuse)
    start.locator(".pager .next").click()
    expect(start).to_have_url(re.compile(r"atelier\.html#here$"))
    expect(start.locator("h1")).to_have_text("L’atelier")
    expect(start.locator("h1")).to_be_focused()
    assert not is_same_document(start)
    start.route("**/index.html", refuse)
    start.locator(".pager .prev").click()  # a launch would lead back to where the reader was
    expect(start.locator("h1")).to_have_text("Quatre libertés")


def test_a_package_opened_from_a_disk(page: Page, tmp_path: Path) -> None:
    write(COURSES / "mini", "fr", "none", tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    page.locator(".saved.is-kept").wait_for()
    page.locator(".pager .next").click()
    expect(page.locator("h1")).to_have_text("L’atelier")
    expect(page.locator(".outline li.done")).to_have_count(1)
    page.locator(".pager .prev").click()
    expect(page.locator("h1")).to_have_text("Quatre libertés")


def test_offline_says_so_and_keeps_the_page(start: Page) -> None:
    title = start.locator("h1").inner_text()
    start.context.set_offline(True)
    start.locator(".pager .next").click()
    expect(start.locator(".notice")).to_contain_text("hors ligne")
    expect(start.locator("h1")).to_have_text(title)
    start.context.set_offline(False)
    start.locator(".pager .next").click()
    expect(start.locator("h1")).not_to_have_text(title)
    assert is_same_document(start)


def test_coming_back_leads_to_the_page_that_was_left(start: Page, site_url: Site) -> None:
    heading = start.locator("h1")
    first = heading.inner_text()
    start.locator(".pager .next").click()
    expect(heading).not_to_have_text(first)
    title = heading.inner_text()
    start.goto(site_url("mini"))
    expect(heading).to_have_text(title)


def test_a_term_unfolds_after_its_paragraph(start: Page) -> None:
    term = start.locator("[role=button].term").first
    expect(term).to_have_attribute("aria-expanded", "false")
    term.click()
    expect(term).to_have_attribute("aria-expanded", "true")
    expect(term).to_be_focused()
    definition = start.locator(f"#{term.get_attribute('aria-controls')}")
    expect(definition).to_be_visible()
    link = definition.get_by_role("link", name="Voir le glossaire")
    term.press("Enter")
    expect(definition).to_have_count(0)
    term.press("Enter")
    link.click()
    expect(start.locator("h1")).to_have_text("Glossaire")
    expect(start.locator(".glossary div:target, .glossary div:focus")).to_have_count(1)


def test_search_finds_words_without_accents(start: Page) -> None:
    start.get_by_role("link", name="Rechercher").click()
    field = start.get_by_label("Rechercher dans le cours")
    expect(field).to_be_focused()
    field.fill("LIBERTES")
    found = start.locator(".found a")
    expect(found.first).to_have_text("Quatre libertés")
    expect(start.locator(".search [role=status]")).to_have_text(re.compile(r"trouvées?$"))
    field.press("Enter")
    expect(found.first).to_be_focused()
    field.fill("xyzzy")
    expect(found).to_have_count(0)
    expect(start.locator(".search [role=status]")).to_have_text("Aucune page ne contient ces mots.")
    field.fill("libertes")
    found.first.click()
    expect(start.locator("h1")).to_have_text("Quatre libertés")
    assert is_same_document(start)


def test_the_outline_leads_back(start: Page, site_url: Site) -> None:
    title = start.locator(".pager .next b").inner_text()
    start.locator(".pager .next").click()
    expect(start.locator("h1")).to_have_text(title)
    start.locator(".beside a").first.click()
    expect(start.locator(".resume")).to_contain_text(title)
    expect(start.locator("main .here")).to_contain_text("Vous êtes ici")
    start.get_by_role("link", name="Revenir à la page 2").click()
    expect(start.locator("h1")).to_have_text(title)


def test_colours_and_size_are_kept_on_the_device(start: Page, site_url: Site) -> None:
    start.locator(".beside").get_by_role("link", name="Affichage").click()
    expect(start.get_by_role("heading", name="Affichage")).to_be_focused()
    paper = "getComputedStyle(document.body).backgroundColor"
    light = start.evaluate(paper)
    start.get_by_label("Sombre").check()
    start.get_by_label("Très grande").check()
    dark = start.evaluate(paper)
    assert dark != light
    start.goto(site_url("mini"))
    expect(start.locator("html")).to_have_attribute("data-theme", "dark")
    assert start.evaluate(paper) == dark
    assert (
        float(start.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))
        > 20
    )


def test_a_package_for_an_lms_is_light_until_asked(page: Page, site_url: Site) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site_url("mini", "fr", "scorm12"))
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_the_notebook_gathers_and_downloads(page: Page, site_url: Site, tmp_path: Path) -> None:
    base = site_url("every_question")
    page.goto(base + "quiz-tout.html")
    page.locator("[data-do=check]").first.wait_for()
    answer_all(page, rightly=True)
    page.locator(".q .saved").wait_for()
    page.locator(".pager .prev").click()
    sheet = page.locator("[data-worksheet] textarea").first
    sheet.fill("Première ligne\nSeconde ligne")
    page.locator("[data-worksheet] .saved").first.wait_for()
    page.goto(base + "notebook.html")
    expect(page.locator(".kept-text", has_text="Une phrase.")).to_be_visible()
    expect(page.locator(".kept-text", has_text="Seconde ligne")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    file = tmp_path / "notes.html"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith("-carnet.html")
    assert "<p>Seconde ligne</p>" in text
    assert 'lang="fr"' in text
    assert "<script" not in text


def test_films_and_sounds_have_captions_and_a_transcript(page: Page, site_url: Site) -> None:
    page.goto(site_url("mini") + "atelier.html")
    sound = page.locator("audio, video").first
    track = sound.locator("track")
    expect(track).to_have_attribute("kind", "captions")
    assert page.request.get(site_url("mini") + str(track.get_attribute("src"))).ok
    assert page.request.get(site_url("mini") + str(sound.get_attribute("src"))).ok
    expect(page.locator("summary", has_text="Transcription")).to_be_visible()
    assert sound.evaluate("sound => sound.autoplay") is False

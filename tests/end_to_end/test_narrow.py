"""On a phone: tables keep their words whole, what is long wraps, a term stays with its article."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import COURSES, write
from tests.end_to_end.test_axe import violations
from tests.end_to_end.test_promises import OVERFLOW

ADDRESS = "https://example.org/wiki/License/About_The_License_Change_And_All_That_Follows"
TERMS = " ".join(f"Mot{'o' * n} qu’ouvre l’[[cle|clé du jardin]] ([[cle]])." for n in range(40))
TEXT = f"""
/// table | Le calendrier

| Jour 0 | Responsable | Établissement | Documentation | Accompagnement |
| --- | --- | --- | --- | --- |
| support | élue | mairie | note | appui |
///

| Jour | Quoi |
| --- | --- |
| Jour 0 | support, [[cle\\|clé]] |

| Quoi | Où |
| --- | --- |
| Le code | `{ADDRESS}` |

/// evidence | Des postes
    level: 3
    figure: 73000 postes de travail
    source: Lui-même.

Ils y fonctionnent.
///

Il suit la règle d’[[cle|une clé]] [@ims2002]. {TERMS}
"""
LONG = "1998 " * 20
WIDTHS = (320, 360, 390)
BROKEN = r"""box => {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT)
  const broken = []
  while (walker.nextNode()) {
    for (const { 0: word, index } of walker.currentNode.data.matchAll(/[^\s\u00ad-]+/g)) {
      const range = document.createRange()
      range.setStart(walker.currentNode, index)
      range.setEnd(walker.currentNode, index + word.length)
      if (new Set([...range.getClientRects()].map(rect => rect.top)).size > 1) broken.push(word)
    }
  }
  return broken
}"""
ALONE = r"""() => {
  const top = (node, place) => {
    const range = document.createRange()
    range.setStart(node, place)
    range.setEnd(node, place + 1)
    return range.getBoundingClientRect().bottom
  }
  return [...document.querySelectorAll('.term')].filter(term => {
    const before = term.previousSibling
    return /[’(«\u202f]$/.test(before.data) &&
      Math.abs(top(before, before.length - 1) - top(term.firstChild, 0)) > 9
  }).length
}"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A package of a course with a wide table, a long address and a sorting with long choices."""
    source = tmp_path_factory.mktemp("narrow")
    shutil.copytree(COURSES / "every_question", source / "course")
    change(source, "modules/questions/fr/avant.md", "\n/// card", f"{TEXT}\n/// card")
    change(source, "modules/questions/quiz-tout.yaml", "Pas libre", "Libre sous condition")
    change(source, "modules/questions/quiz-tout.yaml", 'fr: "1998"', f'fr: "{LONG}"')
    change(source, "references.yaml", "  language: en", f"  URL: {ADDRESS}\n  language: en")
    write(source / "course", "fr", "none", source / "out")
    return (source / "out").as_uri() + "/"


def change(source: Path, name: str, old: str, new: str) -> None:
    file = source / "course" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def opened(page: Page, address: str, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    page.locator("html[data-size]").wait_for()  # the player is there
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_table_is_broken(page: Page, made: str, width: int) -> None:
    opened(page, made + "index.html", width)
    tables = page.locator("main table")
    page.evaluate(  # where words may be hyphenated is the device's to say
        "for (const one of document.querySelectorAll('th, td')) one.style.hyphens = 'manual'"
    )
    assert tables.nth(0).evaluate(BROKEN) == tables.nth(1).evaluate(BROKEN) == []
    assert tables.nth(2).evaluate(BROKEN) == [ADDRESS]  # wider than any cell
    assert page.evaluate(OVERFLOW) == 0


def test_a_wide_table_scrolls_in_a_named_box_that_the_keyboard_reaches(
    page: Page, made: str
) -> None:
    opened(page, made + "index.html", 320)
    wide = page.get_by_role("group", name="Le calendrier")
    plain = page.get_by_role("group", name="Tableau").first
    assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
    expect(wide).to_have_attribute("tabindex", "0")
    expect(plain).not_to_have_attribute("tabindex", "0")
    wide.focus()
    page.keyboard.press("ArrowRight")
    expect(wide).not_to_have_js_property("scrollLeft", 0)
    assert violations(page) == []
    page.set_viewport_size({"width": 1000, "height": 844})
    expect(wide).not_to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 320, "height": 844})
    page.emulate_media(media="print")
    expect(wide).to_have_css("overflow-x", "visible")


def test_a_long_address_wraps(page: Page, made: str) -> None:
    for file in ("index.html", "references.html", "print.html"):
        for width in WIDTHS:
            opened(page, made + file, width)
            assert page.evaluate(OVERFLOW) == 0, f"{file} at {width} px"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_term_is_not_parted_from_its_article(page: Page, made: str, width: int) -> None:
    opened(page, made + "index.html", width)
    assert page.locator(".term").count() > 80
    assert page.evaluate(ALONE) == 0


def test_a_definition_takes_the_whole_row_under_its_term(page: Page, made: str) -> None:
    opened(page, made + "index.html", 320)
    page.evaluate('window.fetch = async () => new Response(\'{"cle": ["clé", "<p>x</p>"]}\')')
    row = page.locator("tr", has_text="Jour 0").last
    term = row.locator(".term")
    term.press("Space")
    told = page.locator(f"#{term.get_attribute('aria-controls')}")
    expect(told).to_contain_text("clé – x")
    assert told.evaluate("told => told.previousElementSibling.contains(document.activeElement)")
    widths = "one => [one.getBoundingClientRect().width, one.closest('table').clientWidth]"
    assert len(set(told.evaluate(widths))) == 1
    term.press("Space")
    expect(told).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_key_figure_wraps(page: Page, made: str, width: int) -> None:
    page.add_init_script("localStorage['cartable:display'] = '{\"size\": \"2\"}'")
    opened(page, made + "index.html", width)
    expect(page.locator(".big")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0


def boxes(page: Page, row: int) -> list[dict[str, float]]:
    """Where a row of the sorting has its label and its choices, in this order."""
    found: list[dict[str, float]] = (
        page.locator(".sort fieldset")
        .nth(row)
        .evaluate(
            """row => [row.querySelector('legend'), ...row.querySelectorAll('.opt')]
        .map(one => one.getBoundingClientRect().toJSON())"""
        )
    )
    return found


@pytest.mark.parametrize("width", [*WIDTHS, 500])
def test_a_sorting_has_its_label_above_its_choices(page: Page, made: str, width: int) -> None:
    opened(page, made + "quiz-tout.html", width)
    page.locator("[data-do=check]").first.wait_for()
    for row in range(3):
        label, *choices = boxes(page, row)
        assert all(choice["top"] >= label["bottom"] for choice in choices)
        assert {round(choice["left"]) for choice in choices} >= {round(label["left"])}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_full_stop_after_a_wide_blank_stays_beside_it(
    page: Page, made: str, width: int
) -> None:
    opened(page, made + "quiz-tout.html", width)
    gap = page.locator(".cloze select").evaluate(
        """select => {
          const range = document.createRange()
          range.selectNode(select.nextSibling)
          return range.getBoundingClientRect().top - select.getBoundingClientRect().bottom
        }"""
    )
    assert gap < 0


def test_a_sorting_stands_on_one_line_where_there_is_room(page: Page, made: str) -> None:
    opened(page, made + "quiz-tout.html", 1000)
    page.locator("[data-do=check]").first.wait_for()
    lefts = []
    for row in range(3):
        label, *choices = boxes(page, row)
        assert all(choice["left"] >= label["right"] for choice in choices)
        assert len({choice["top"] for choice in choices}) == 1
        lefts.append([choice["left"] for choice in choices])
    assert lefts[0] == lefts[1] == lefts[2]  # in columns

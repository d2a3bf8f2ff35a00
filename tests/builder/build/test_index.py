"""`dist/index.html`: for people, in both languages, on any screen, without a request."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from builder.build import Selection, build
from tests.builder.cli.running import MINI
from tests.end_to_end.test_axe import violations


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("index")
    build([MINI], out, selection=Selection(targets=("scorm12", "scorm2004")))
    return (out / "index.html").as_uri()


@pytest.mark.parametrize("width", [1200, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits(address: str, page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


def test_it_speaks_both_languages_and_asks_for_nothing(address: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert asked == [address]
    titles = {code: page.locator(f"#{code}").get_attribute("aria-label") for code in ("fr", "en")}
    assert titles["fr"] == "Ce que contient ce dossier"
    assert titles["en"] not in {None, titles["fr"]}


def test_every_link_leads_to_a_file(address: str, page: Page) -> None:
    page.goto(address)
    links: list[str] = page.evaluate("[...document.links].map(link => link.href)")
    files = [Path(link.removeprefix("file://")) for link in links if "#" not in link]
    assert len(files) > 10
    assert all(file.is_file() for file in files)

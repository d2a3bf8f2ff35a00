"""The files of a learner's package: which, how many, and that each stands alone."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from builder.bundle import RUNTIME
from builder.load import load
from builder.model import Course
from builder.pages import View, site
from builder.pages.outline import ALL_MODULES, ALL_STOPS, near
from builder.pages.printed import unique
from builder.pages.search import base36
from builder.render import LanguagePages, render
from builder.render.words import fold, opening
from tests.bench.generate import generate

COURSES = Path(__file__).parents[2] / "courses"
SCREENS = ["atelier.html", "choisir.html", "essayer.html", "index.html", "quiz-culture.html"]


@cache
def course(name: str) -> Course:
    made, findings = load(COURSES / name)
    assert made is not None, findings
    return made


@cache
def texts(name: str, language: str) -> LanguagePages:
    return render(course(name), language)


@cache
def package(
    name: str = "mini", language: str = "fr", module: str | None = None
) -> dict[str, bytes]:
    view = View(course(name).formats[0].id, language, module or None, "scorm12")
    return {
        file.path: file.data if isinstance(file.data, bytes) else file.data.read_bytes()
        for file in site(course(name), texts(name, language), view)
    }


def found(page: html.HtmlElement, path: str) -> list[str]:
    """What an XPath of attributes or texts names."""
    return [str(one) for one in page.xpath(path)]


def documents(files: dict[str, bytes]) -> Iterator[tuple[str, html.HtmlElement]]:
    for path, data in files.items():
        if path.endswith(".html"):
            yield path, html.document_fromstring(data.decode())


def test_every_screen_has_its_file_and_the_first_is_the_index() -> None:
    files = package()
    assert set(SCREENS) < files.keys()
    assert "quatre-libertes.html" not in files  # the first screen
    beside = {"outline.html", "glossary.html", "references.html", "notebook.html", "print.html"}
    assert beside < files.keys()
    assert {"course.js", "search.json", "glossary.json"} < files.keys()
    assert {"assets/style.css", "assets/player.js", "assets/cartable.woff2"} < files.keys()


def test_files_come_one_by_one() -> None:
    view = View(course("mini").formats[0].id, "fr", None, "none")
    assert next(iter(site(course("mini"), texts("mini", "fr"), view))).path == "index.html"


def test_an_unknown_module_or_format_is_a_key_error() -> None:
    for view in (View("court", "fr", "nulle-part", "none"), View("rien", "fr", None, "none")):
        with pytest.raises(KeyError):
            next(iter(site(course("mini"), texts("mini", "fr"), view)))


@pytest.mark.parametrize("name", ["mini", "every_question"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_documents_are_closed_boxes(name: str, language: str) -> None:
    for path, page in documents(package(name, language)):
        assert page.get("lang") == language, path
        policy = found(page, "//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy[0].startswith("default-src 'none'"), path
        assert (
            found(
                page, "//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]"
            )
            == []
        )
        for source in found(page, "//@src | //link/@href"):
            assert not re.match(r"(https?:)?//", source), f"{path}: {source}"


@pytest.mark.parametrize("name", ["mini", "every_question"])
def test_each_document_has_one_title_and_unique_ids(name: str) -> None:
    for path, page in documents(package(name)):
        assert len(found(page, "//h1")) == 1, path
        assert found(page, "//title/text()")[0].endswith(course(name).title["fr"])
        ids = found(page, "//@id")
        assert len(ids) == len(set(ids)), path


def test_what_pages_use_is_in_the_package() -> None:
    files = package()
    for path, page in documents(files):
        for link in found(page, "//a/@href | //@src | //link/@href | //@poster"):
            name = link.partition("#")[0]
            if name and not re.match(r"[a-z]+:", name):
                assert name in files, f"{path}: {link}"


def test_a_package_of_one_module_has_no_link_out_of_it() -> None:
    files = package("mini", "fr", "outils")
    assert "atelier.html" not in files
    assert b"Choisir" in files["index.html"]
    for path, page in documents(files):
        for link in found(page, "//a/@href"):
            name = link.partition("#")[0]
            assert not name or name in files or re.match(r"[a-z]+:", name), f"{path}: {link}"
    assert len(json.loads(files["search.json"])["openings"]) == 3


def test_the_answer_is_not_given_away_by_the_page() -> None:
    page = html.document_fromstring(package("every_question")["quiz-tout.html"].decode())
    keys = found(page, "//fieldset[@data-type='ordering']//li/@data-key")
    spec = json.loads(
        package("every_question")["course.js"].decode()[len("globalThis.CARTABLE = ") : -2]
    )
    assert sorted(keys) == sorted(spec["questions"]["q-ordering"]["answer"])
    assert keys != spec["questions"]["q-ordering"]["answer"]
    assert found(page, "//*[@data-correct] | //input[@checked]") == []


def test_feedback_waits_in_templates() -> None:
    page = package("every_question")["quiz-tout.html"].decode()
    assert '<template data-for="option:a"><p>Barcelone est en Espagne.</p></template>' in page
    assert re.search(r'<template data-for="right"><p>C’est bien la capitale.</p>', page)


def test_same_course_same_bytes() -> None:
    first = package()
    package.cache_clear()
    assert package() == first


@pytest.mark.parametrize("text", ["L’Œuvre déjà lue", "ÇA ET LÀ", "naïf ß Łódź Đặng", "20 000 €"])
def test_search_folds_alike_in_python_and_javascript(text: str) -> None:
    source = (RUNTIME / "search.js").read_text(encoding="utf-8")
    body = "\n".join(line for line in source.splitlines() if not line.startswith("import"))
    script = body.replace("export ", "") + f"\nconsole.log(fold({json.dumps(text)}))"
    run = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True)
    assert run.stdout.rstrip("\n") == fold(text)


@given(st.integers(min_value=0, max_value=10**9))
def test_base36_reads_back(number: int) -> None:
    assert int(base36(number), 36) == number


@given(st.text(max_size=600))
def test_an_opening_is_short_and_on_one_line(text: str) -> None:
    made = opening(text)
    assert len(made) <= 141
    assert "\n" not in made


def test_an_opening_ends_on_a_word() -> None:
    begins = "mot " * 31
    assert opening(f"{begins}et verbe. Ensuite, une phrase") == f"{begins}et verbe…"


@given(st.integers(1, 300), st.data())
def test_what_is_near_is_bounded_and_holds_the_place(count: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, count - 1))
    first, last = near(index, count, ALL_STOPS, 12)
    assert 0 <= first <= index < last <= count
    assert last - first <= max(ALL_STOPS, 25)


def test_outlines_stay_small_in_a_large_course(tmp_path: Path) -> None:
    generate(tmp_path, 900, words=20)
    large, findings = load(tmp_path)
    assert large is not None, findings
    assert len(large.modules) > ALL_MODULES
    view = View(large.formats[0].id, "fr", None, "none")
    files = site(large, render(large, "fr"), view)
    sizes = [
        len(found(page, "//nav[contains(@class, 'outline')]//a"))
        for file in files
        if isinstance(file.data, bytes) and file.path.startswith(("index", "m", "p"))
        for page in [html.document_fromstring(file.data.decode())]
        if file.path.endswith(".html") and found(page, "//main/@data-screen")
    ]
    assert len(sizes) > 100
    assert max(sizes) <= 60


def test_the_whole_course_to_print_has_every_screen_as_it_is() -> None:
    page = html.document_fromstring(package()["print.html"].decode())
    printed = page.findall(".//section[@class='printed']")
    assert len(printed) == 6
    for stop, section in zip(["index.html", "atelier.html"], printed, strict=False):
        main = html.document_fromstring(package()[stop].decode()).find(".//main")
        assert main is not None
        for part in [*section.findall("p"), *section.findall("section")]:
            assert flat(part) in flat(main)


def flat(element: html.HtmlElement) -> str:
    """The element's text, its spaces made one."""
    return " ".join(str(element.text_content()).split())


def test_ids_of_many_screens_do_not_meet() -> None:
    text = (
        '<h2 id="a">A</h2>'
        '<svg><path id="p"/><use href="#p" fill="url(#hatch)" mask="url(#p)"/></svg>'
        '<a href="#a">x</a><a href="b.html#a">y</a><a href="b.html">z</a><a href="c.html">out</a>'
    )
    made = unique("one", text, {"b.html": "two"})
    assert 'id="one--a"' in made
    assert 'href="#one--p" fill="url(#hatch)" mask="url(#one--p)"' in made
    assert 'href="#one--a"' in made
    assert 'href="#two--a"' in made
    assert 'href="#s-two"' in made
    assert 'href="c.html"' in made

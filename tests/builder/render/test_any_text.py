"""Laws that hold for whatever an author writes."""

import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from builder.model import Rendered
from builder.render.markup.draft import FAULTS
from builder.render.markup.engine import Engine
from tests.builder.render.markdown_texts import TEXTS

Show = Callable[..., Rendered]
STOCK, QUICK = Engine(stock=True), Engine()
LANGUAGES = st.sampled_from(["fr", "en"])


def tree(html: str) -> etree._Element:
    return etree.fromstring(f"<main>{html}</main>")


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=LANGUAGES, line=st.booleans())
def test_any_text_gives_safe_well_formed_html(
    show: Show, text: str, language: str, line: bool
) -> None:
    made = show(text, language, line=line)
    for element in tree(made.html).iter():
        tag = etree.QName(element).localname
        assert tag not in {"script", "style", "iframe", "object", "embed", "form", "base"}
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on")
            assert name != "style"
            assert not re.match(r"\s*(javascript|data|vbscript):", str(value), re.IGNORECASE)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_ids_are_unique_and_references_arrive(show: Show, text: str, language: str) -> None:
    made = show(text, language)
    root = tree(made.html)
    ids = [str(element.get("id")) for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {one for one in ids if not one.startswith("d-")} <= made.facts.anchors
    for element in root.iter():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert element.get(name) is None or str(element.get(name)) in ids


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_facts_stand_on_lines_of_the_text(show: Show, text: str, language: str) -> None:
    facts = show(text, language).facts
    last = text.count("\n")
    placed = [
        *(heading.line for heading in facts.headings),
        *(link.line for link in facts.links),
        *(image.line for image in facts.images),
        *(line for _, line in (*facts.citations, *facts.terms, *facts.cards, *facts.worksheets)),
        *(line for _, line in facts.tables),
        *(line for _, _, line in facts.faults),
    ]
    assert all(0 <= line <= last for line in placed)
    assert {code for code, _, _ in facts.faults} <= FAULTS.keys()


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, line=st.booleans())
def test_the_quick_stages_give_what_the_stock_ones_give(text: str, line: bool) -> None:
    if line:
        assert QUICK.convert_line(text) == STOCK.convert_line(text)
    else:
        assert QUICK.convert(text) == STOCK.convert(text)
    assert QUICK.draft == STOCK.draft


@settings(max_examples=100, deadline=None)
@given(first=TEXTS, second=TEXTS)
def test_a_text_does_not_depend_on_the_one_before(show: Show, first: str, second: str) -> None:
    alone = show(second)
    show(first)
    assert show(second) == alone

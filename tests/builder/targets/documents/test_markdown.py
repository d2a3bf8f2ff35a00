"""A document as Markdown says what the document says: markdown-it reads it back."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from lxml import html
from markdown_it import MarkdownIt

from builder.targets.documents import Documents, _sheets
from builder.targets.documents.markdown import markdown
from builder.targets.documents.pdf import Sheet
from builder.targets.documents.tree import (
    Block,
    Break,
    Callout,
    Cell,
    Code,
    Field,
    Heading,
    Items,
    Paragraph,
    Quote,
    Span,
    Table,
)
from tests.builder.targets.courses import REAL, course, members, pages, plans
from tests.builder.targets.documents.conftest import sheet

READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def read(data: bytes) -> html.HtmlElement:
    return html.fromstring(f"<div>{READER.render(data.decode())}</div>")


def words(node: html.HtmlElement) -> list[str]:
    return " ".join(node.itertext()).split()


FIELDS = (
    "caption",
    "label",
    "hint",
    "text",
    "head",
    "rows",
    "items",
    "blocks",
    "source",
    "children",
)


def said(value: Any) -> Iterator[str]:
    """Every word in a tree of blocks."""
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from said(item)
    elif isinstance(value, Items):
        yield from said([inside for _, inside in value.items])
    else:
        for name in FIELDS:
            yield from said(getattr(value, name, ()))


def made(*blocks: Block) -> html.HtmlElement:
    return read(markdown(sheet(blocks)))


SIGNS = "1. * _a_ [b] <c> | # `d` \\ - e"


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((SIGNS,)),
        Heading(2, (SIGNS,), "x"),
        Quote((Paragraph((SIGNS,)),), ("Une source",)),
        Items(
            True, (("", (Paragraph((SIGNS,)), Paragraph(("encore",)))), ("", (Paragraph(("b",)),)))
        ),
        Callout("do", "À faire", (Paragraph((SIGNS,)),)),
        Table(
            (SIGNS,), ((Cell((SIGNS,), True), Cell(("b",), True)),), ((Cell((SIGNS,), False, 2),),)
        ),
        Code("a\n  b"),
        Paragraph(
            ("a", Break(), Span("strong", ("b",)), Span("link", ("c",), "https://a.example/?b=(c)"))
        ),
    ],
)
def test_any_sign_is_text(block: Block) -> None:
    node = made(block)
    title = node.find("h1").text_content().split()
    expected = list(said(block)) if not isinstance(block, Code) else ["a", "b"]
    assert sorted(words(node)) == sorted([*title, *expected])


def test_what_is_to_be_filled_is_there() -> None:
    node = made(
        Table(
            (), ((Cell(("Groupe",), True), Cell(("Pourquoi",), True)),), ((Cell((), False),) * 2,)
        ),
        Field(("Votre choix",), 1, (("oui",), ("non",))),
    )
    assert [cell.text_content() for cell in node.iter("th")] == ["Groupe", "Pourquoi"]
    assert len(list(node.iter("td"))) == 2
    assert [item.text_content().strip() for item in node.iter("li")] == ["[ ] oui", "[ ] non"]


def test_a_link_keeps_its_address() -> None:
    link = Span("link", ("page",), "https://a.example/?b=(c)&d")
    (a,) = made(Paragraph((link,))).iter("a")
    assert a.get("href") == "https://a.example/?b=(c)&d"


def sheets() -> Sequence[tuple[str, Sheet]]:
    real = course(REAL)
    return [
        (document.id, one)
        for language in real.languages
        for form in real.formats[:1]
        for document, one in _sheets(real, form, pages(REAL)[language])
    ]


def test_every_document_of_the_real_course_keeps_its_words() -> None:
    for name, one in sheets():
        there = " ".join(words(read(markdown(one))))
        missing = [word for word in said(one.body) if word not in there]
        assert not missing, name


def test_templates_come_as_markdown_too() -> None:
    plan = next(iter(plans(Documents().name, REAL)))
    files = members(plan, REAL)
    templates = {d.id for d in course(REAL).documents.values() if d.kind == "template"}
    assert templates
    assert {name for name in files if name.endswith(".md")} == {f"{name}.md" for name in templates}

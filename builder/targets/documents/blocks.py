"""The one walk over a document's HTML: what ``builder.render`` makes becomes plain blocks.

Both writers (PDF by Typst, ODT) take these; neither sees HTML. What is for a screen only is
dropped here: words for a screen reader that paper does not need, icons, links to other screens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from builder.targets.documents.inline import (
    ON_SCREEN_ONLY,
    after,
    flat,
    inline,
    marks,
    tag,
    trimmed,
    within,
)
from builder.targets.documents.tree import (
    Block,
    Break,
    Callout,
    Cell,
    Code,
    Definitions,
    Field,
    Figure,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Quote,
    Table,
    Together,
    plain,
)

MOST_COLUMNS = 100
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def blocks(html: str) -> tuple[Block, ...]:
    """The blocks of a rendered text. Raises XMLSyntaxError when it is not well formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return tuple(_blocks(etree.fromstring(f"<div>{NOT_XML.sub('', html)}</div>", parser)))


def _blocks(parent: etree._Element) -> Iterator[Block]:
    """The blocks among a node's children; loose text between them is a paragraph."""
    loose: list[Inline] = []
    for child in (None, *parent):
        if child is not None:
            made = _block(child)
            if made is None:
                loose.extend(inline(child))
            else:
                yield from _flush(loose)
                yield from made
        loose.extend(flat(parent.text) if child is None else after(child))
    yield from _flush(loose)


def _flush(loose: list[Inline]) -> Iterator[Block]:
    text = trimmed(loose)
    loose.clear()
    if text:
        yield Paragraph(text)


def _block(node: etree._Element) -> Iterator[Block] | None:  # noqa: C901 - an arm a tag
    """The blocks of a block element; None when the element is inline."""
    match tag(node):
        case "p":
            return _paragraph(node)
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" as name:
            return iter([Heading(int(name[1]), within(node), node.get("id") or "")])
        case "ul" | "ol" as name:
            return iter([Items(name == "ol", tuple(_item(li) for li in node))])
        case "dl":
            return iter([Definitions(tuple(_definitions(node)))])
        case "blockquote":
            return iter([_quote(node)])
        case "table":
            return _table(node)
        case "figure":
            return _figure(node)
        case "details":
            return iter([_details(node)])
        case "pre":
            return iter([Code("".join(map(str, node.itertext())).rstrip("\n"))])
        case "hr":
            return iter([])
        case "section" | "div" | "fieldset" | "textarea" | "form" | "label" as name:
            return _container(node, name)
        case "img" | "svg" if marks(node) != {"i"}:
            return iter([_picture(node, ())])
    return None


def _paragraph(node: etree._Element) -> Iterator[Block]:
    classes, text = marks(node), within(node)
    if "call-label" in classes or not text or _of_the_device(node, classes):
        return
    named = {"source": "small", "small": "small", "hint": "hint", "big": "key"}
    yield Paragraph(text, next((named[name] for name in named if name in classes), ""))


def _of_the_device(node: etree._Element, classes: set[str]) -> bool:
    """Whether it says where a worksheet's answers stay: that of a field describes it, by its id."""
    return "hint" in classes and not node.get("id")


def _container(node: etree._Element, name: str) -> Iterator[Block]:
    classes = marks(node)
    if "page-break" in classes:
        yield PageBreak()
    elif "together" in classes:
        yield Together(tuple(_blocks(node)))
    elif "call" in classes:
        yield _callout(node, classes)
    elif name == "textarea":
        yield Field((), int(node.get("rows") or 3))
    elif name == "fieldset":
        yield _choice(node)
    elif name == "label":
        yield Paragraph(within(node), "label")
    else:
        yield from _blocks(node)


def _choice(node: etree._Element) -> Field:
    legend = next((child for child in node if tag(child) == "legend"), None)
    hint = next((child for child in node if "hint" in marks(child)), None)
    options = [label for label in node.iter() if tag(label) == "label"]
    return Field(within(legend), 0, tuple(within(label) for label in options), within(hint))


def _callout(node: etree._Element, classes: set[str]) -> Callout:
    label = next((child for child in node if "call-label" in marks(child)), None)
    kind = next(iter(sorted(classes & {"proof", "law", "do"})), "")
    said = plain(within(label)) if label is not None else ""
    return Callout(kind, said.strip(), tuple(_blocks(node)))


def _details(node: etree._Element) -> Callout:
    summary = next((child for child in node if tag(child) == "summary"), None)
    said = plain(within(summary)) if summary is not None else ""
    rest = etree.Element("div")
    rest.extend(child for child in node if child is not summary)
    return Callout("details", said.strip(), tuple(_blocks(rest)))


def _item(node: etree._Element) -> tuple[str, tuple[Block, ...]]:
    return node.get("id") or "", tuple(_blocks(node))


def _definitions(
    node: etree._Element,
) -> Iterator[tuple[tuple[Inline, ...], tuple[Block, ...]]]:
    terms: list[etree._Element] = []
    meaning: list[Block] = []
    for child in node:
        if tag(child) == "dt" and meaning:
            yield _named(terms), tuple(meaning)
            terms, meaning = [child], []
        elif tag(child) == "dt":
            terms.append(child)
        elif tag(child) == "dd":
            meaning.extend(_blocks(child))
    if terms or meaning:
        yield _named(terms), tuple(meaning)


def _named(terms: Sequence[etree._Element]) -> tuple[Inline, ...]:
    """Terms of one meaning, a line each."""
    lines = [within(term) for term in terms]
    return tuple(item for n, line in enumerate(lines) for item in ((Break(), *line) if n else line))


def _quote(node: etree._Element) -> Quote:
    footer = next((child for child in node if tag(child) == "footer"), None)
    body = tuple(b for child in node if child is not footer for b in _block(child) or ())
    return Quote(body, within(footer))


def _table(node: etree._Element) -> Iterator[Table]:
    """The table, its rows filled up to one width; nothing when it has no cell."""
    caption = next((child for child in node if tag(child) == "caption"), None)
    every = [row for row in node.iter() if tag(row) == "tr"]
    head = [row for row in every if tag(_parent(row)) == "thead"]
    width = max((sum(cell.span for cell in _cells(row)) for row in every), default=0)
    if width:
        body = [row for row in every if row not in head]
        yield Table(
            within(caption),
            tuple(_filled(row, width) for row in head),
            tuple(_filled(row, width) for row in body),
        )


def _filled(row: etree._Element, width: int) -> tuple[Cell, ...]:
    cells = tuple(_cells(row))
    missing = width - sum(cell.span for cell in cells)
    return cells + (Cell((), header=False),) * missing


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    return node if parent is None else parent


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in row:
        if tag(cell) in {"td", "th"}:
            said = cell.get("colspan") or ""
            span = int(said) if said.isdecimal() else 1
            yield Cell(within(cell), tag(cell) == "th", min(max(span, 1), MOST_COLUMNS))


def _figure(node: etree._Element) -> Iterator[Block]:
    caption = next((child for child in node if tag(child) == "figcaption"), None)
    shown = [
        child
        for child in node.iter()
        if tag(child) in {"svg", "img"} and not marks(child) & (ON_SCREEN_ONLY | {"i"})
    ]
    for number, child in enumerate(shown, 1):
        yield _picture(child, within(caption) if number == len(shown) else ())
    yield from (_details(child) for child in node if tag(child) == "details")


def _picture(node: etree._Element, caption: tuple[Inline, ...]) -> Figure:
    if tag(node) == "svg":
        svg = etree.tostring(node, encoding="unicode", with_tail=False)
        return Figure(svg, "", node.get("aria-label") or "", caption, _size(node))
    return Figure("", node.get("src") or "", node.get("alt") or "", caption, _size(node))


def _size(node: etree._Element) -> tuple[float, float] | None:
    """Width and height in CSS pixels, from the attributes or the view box."""
    box = (node.get("viewBox") or "").replace(",", " ").split()[2:]
    said = [node.get("width") or "", node.get("height") or ""]
    for pair in (box, said):
        try:
            width, height = map(float, pair)
        except ValueError:  # none, or in per cent
            continue
        if width > 0 and height > 0:
            return width, height
    return None

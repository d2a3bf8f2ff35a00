"""The one walk over a document's HTML: what ``builder.render`` makes becomes plain blocks.

Both writers (PDF by Typst, ODT) take these; neither sees HTML. What is for a screen only is
dropped here: words for a screen reader that paper does not need, icons, links to other screens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

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
    Span,
    Table,
    plain,
)

SPANS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "code": "code",
    "sub": "sub", "sup": "sup", "del": "del", "span": "", "label": "", "abbr": "", "q": "",
}  # fmt: skip
ON_SCREEN_ONLY = {"vh", "level", "all-references", "for-tall"}


def blocks(html: str) -> tuple[Block, ...]:
    """The blocks of a rendered text. Raises XMLSyntaxError when it is not well formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return tuple(_blocks(etree.fromstring(f"<div>{html}</div>", parser)))


def _blocks(parent: etree._Element) -> Iterator[Block]:
    """The blocks among a node's children; loose text between them is a paragraph."""
    loose: list[Inline] = []
    for child in (None, *parent):
        if child is not None:
            made = _block(child)
            if made is None:
                loose.extend(_inline(child))
            else:
                yield from _flush(loose)
                yield from made
        tail = parent.text if child is None else child.tail
        loose.extend(_text(tail))
    yield from _flush(loose)


def _flush(loose: list[Inline]) -> Iterator[Block]:
    text = trimmed(loose)
    loose.clear()
    if text:
        yield Paragraph(text)


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _classes(node: etree._Element) -> set[str]:
    return set((node.get("class") or "").split())


def _block(node: etree._Element) -> Iterator[Block] | None:  # noqa: C901 - an arm a tag
    """The blocks of a block element; None when the element is inline."""
    match _name(node):
        case "p":
            return _paragraph(node)
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" as name:
            return iter([Heading(int(name[1]), _children(node), node.get("id") or "")])
        case "ul" | "ol" as name:
            return iter([Items(name == "ol", tuple(_item(li) for li in node))])
        case "dl":
            return iter([Definitions(tuple(_definitions(node)))])
        case "blockquote":
            return iter([_quote(node)])
        case "table":
            return iter([_table(node)])
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
        case "img" | "svg" if _classes(node) != {"i"}:
            return iter([_picture(node, ())])
    return None


def _paragraph(node: etree._Element) -> Iterator[Block]:
    classes = _classes(node)
    text = _children(node)
    if "call-label" in classes or not text:
        return
    role = "small" if classes & {"source", "small", "hint"} else "key" if "big" in classes else ""
    yield Paragraph(text, role)


def _container(node: etree._Element, name: str) -> Iterator[Block]:
    classes = _classes(node)
    if "page-break" in classes:
        yield PageBreak()
    elif "call" in classes:
        yield _callout(node, classes)
    elif name == "textarea":
        yield Field((), int(node.get("rows") or 3))
    elif name == "fieldset":
        yield _choice(node)
    elif name == "label":
        yield Paragraph((Span("strong", _children(node)),))
    else:
        yield from _blocks(node)


def _choice(node: etree._Element) -> Field:
    legend = next((child for child in node if _name(child) == "legend"), None)
    options = [label for label in node.iter() if _name(label) == "label"]
    text = _children(legend) if legend is not None else ()
    return Field(text, 0, tuple(_children(label) for label in options))


def _callout(node: etree._Element, classes: set[str]) -> Callout:
    label = next((child for child in node if "call-label" in _classes(child)), None)
    kind = next(iter(sorted(classes & {"proof", "law", "do"})), "")
    said = plain(_children(label)) if label is not None else ""
    return Callout(kind, said.strip(), tuple(_blocks(node)))


def _details(node: etree._Element) -> Callout:
    summary = next((child for child in node if _name(child) == "summary"), None)
    said = plain(_children(summary)) if summary is not None else ""
    rest = etree.Element("div")
    rest.extend(child for child in node if child is not summary)
    return Callout("details", said.strip(), tuple(_blocks(rest)))


def _item(node: etree._Element) -> tuple[str, tuple[Block, ...]]:
    return node.get("id") or "", tuple(_blocks(node))


def _definitions(
    node: etree._Element,
) -> Iterator[tuple[tuple[Inline, ...], tuple[Block, ...]]]:
    term: tuple[Inline, ...] = ()
    for child in node:
        if _name(child) == "dt":
            term = _children(child)
        elif _name(child) == "dd":
            yield term, tuple(_blocks(child))
            term = ()


def _quote(node: etree._Element) -> Quote:
    footer = next((child for child in node if _name(child) == "footer"), None)
    body = tuple(b for child in node if child is not footer for b in _block(child) or ())
    return Quote(body, _children(footer) if footer is not None else ())


def _table(node: etree._Element) -> Table:
    caption = next((child for child in node if _name(child) == "caption"), None)
    head = [row for row in node.iter() if _name(row) == "tr" and _name(_parent(row)) == "thead"]
    rows = [row for row in node.iter() if _name(row) == "tr" and row not in head]
    return Table(
        _children(caption) if caption is not None else (),
        tuple(tuple(_cells(row)) for row in head),
        tuple(tuple(_cells(row)) for row in rows),
    )


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    return node if parent is None else parent


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in row:
        yield Cell(_children(cell), _name(cell) == "th", int(cell.get("colspan") or 1))


def _figure(node: etree._Element) -> Iterator[Block]:
    caption = next((child for child in node if _name(child) == "figcaption"), None)
    said = _children(caption) if caption is not None else ()
    for child in node.iter():
        if _name(child) in {"svg", "img"} and not _classes(child) & (ON_SCREEN_ONLY | {"i"}):
            yield _picture(child, said)
    yield from (_details(child) for child in node if _name(child) == "details")


def _picture(node: etree._Element, caption: tuple[Inline, ...]) -> Figure:
    if _name(node) == "svg":
        svg = etree.tostring(node, encoding="unicode", with_tail=False)
        return Figure(svg, "", node.get("aria-label") or "", caption)
    return Figure("", node.get("src") or "", node.get("alt") or "", caption)


def _children(node: etree._Element) -> tuple[Inline, ...]:
    return trimmed([*_text(node.text), *_inner(node)])


def _inner(node: etree._Element) -> Iterator[Inline]:
    for child in node:
        yield from _inline(child)
        yield from _text(child.tail)


def _text(text: str | None) -> Iterator[str]:
    if text:
        flat = text.replace("\n", " ")
        while "  " in flat:
            flat = flat.replace("  ", " ")
        yield flat


def _inline(node: etree._Element) -> Iterator[Inline]:
    name, classes = _name(node), _classes(node)
    if not name or classes & ON_SCREEN_ONLY or name in {"svg", "input", "track", "audio", "video"}:
        return
    if name == "br":
        yield Break()
        return
    inside = (*_text(node.text), *_inner(node))
    if name == "a":
        yield from _link(node, inside)
    elif kind := SPANS.get(name, ""):
        yield Span(kind, inside, language=node.get("lang") or "")
    elif node.get("lang"):
        yield Span("", inside, language=node.get("lang") or "")
    else:
        yield from inside


def _link(node: etree._Element, inside: tuple[Inline, ...]) -> Iterator[Inline]:
    target = node.get("href") or ""
    if "ref" in _classes(node):
        yield Span("sup", (Span("link", inside, target),))
    elif target.startswith(("https:", "http:", "mailto:")) or _kept_anchor(node, target):
        yield Span("link", inside, target)
    elif not node.get("aria-label"):  # "back to the text" means nothing on paper
        yield from inside


def _kept_anchor(node: etree._Element, target: str) -> bool:
    return target.startswith("#") and node.get("aria-label") is None


def trimmed(text: Sequence[Inline]) -> tuple[Inline, ...]:
    """The text without space at its ends."""
    kept = [item for item in text if item != ""]
    while kept and isinstance(kept[0], str) and not kept[0].strip():
        kept.pop(0)
    while kept and isinstance(kept[-1], str) and not kept[-1].strip():
        kept.pop()
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip(" ")
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" ")
    return tuple(kept)

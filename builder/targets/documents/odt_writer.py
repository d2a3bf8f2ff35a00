"""Blocks as an OpenDocument text (ODF 1.3) through odfdo, to be edited in any office."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from lxml import etree
from odfdo import Container, Document, Element

from builder.archive import PackageFile, write_zip
from builder.targets.documents.drawing import for_paper
from builder.targets.documents.odt_styles import STYLES, language_style
from builder.targets.documents.pdf import Sheet
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

NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
SPANS = {"strong": "Strong", "em": "Em", "code": "Mono", "sub": "Sub", "sup": "Sup", "del": "Del"}
WIDTH, HEIGHT = 16.5, 21.0  # centimetres that a drawing may take
LINE = "_" * 60

Node = etree._Element


def node(name: str, *children: Node | str, **attributes: str) -> Node:
    """An element ``prefix:name``; attributes are written ``prefix_name``."""
    made = etree.Element(_tag(name), nsmap=NAMES)
    for key, value in attributes.items():
        prefix, rest = key.split("_", 1)
        made.set(_tag(f"{prefix}:{rest.replace('_', '-')}"), value)
    for child in children:
        _append(made, child)
    return made


def _tag(name: str) -> str:
    prefix, rest = name.split(":")
    return f"{{{NAMES[prefix]}}}{rest}"


def _append(parent: Node, child: Node | str) -> None:
    if not isinstance(child, str):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + child
    else:
        parent.text = (parent.text or "") + child


def odt(sheet: Sheet, media: Mapping[str, bytes]) -> bytes:
    """The document as ODT bytes: the same for the same sheet, on any day."""
    writer = OdtWriter(media)
    document = Document("text")
    body = document.body
    body.clear()
    first = [_p("Kind", sheet.kind), node("text:h", sheet.title, text_style_name="Title",
                                          text_outline_level="1")]  # fmt: skip
    for made in (*first, *writer.all(sheet.body)):
        body.append(Element.from_tag(etree.tostring(made, encoding="unicode")))
    document.insert_style(language_style(sheet.language), default=True)
    common = document.styles.get_element("//office:styles")
    assert common is not None  # noqa: S101 - odfdo's own template has it
    _without_numbers(common)
    for style in STYLES:
        _style(common, Element.from_tag(style))
    _describe(document, sheet)
    for name, data in writer.files.items():
        _container(document).set_part(name, data)
        document.manifest.add_full_path(name, _media_type(name))
    return _packed(document)


def _without_numbers(common: Element) -> None:
    """Take out odfdo's outline style, which numbers headings."""
    for outline in common.get_elements("text:outline-style"):
        common.delete(outline)


def _style(common: Element, style: Element) -> None:
    """Add a common style, in place of odfdo's own of that name."""
    name = style.get_attribute("style:name")
    for old in common.get_elements(f'*[@style:name="{name}"]'):
        common.delete(old)
    common.append(style)


def _describe(document: Document, sheet: Sheet) -> None:
    """Title, language and authors; the dates are the course's, so that bytes stay."""
    document.meta.title = sheet.title
    document.meta.language = sheet.language
    document.meta.subject = sheet.course
    document.meta.initial_creator = ", ".join(sheet.authors)
    document.meta.creator = ", ".join(sheet.authors)
    document.meta.generator = "Cartable"
    document.meta.editing_cycles = 1


def _media_type(name: str) -> str:
    ending = name.rsplit(".", 1)[-1]
    return "image/svg+xml" if ending == "svg" else f"image/{ending.replace('jpg', 'jpeg')}"


def _packed(document: Document) -> bytes:
    """Zip the parts as ODF 1.3 part 2, 3.3 asks: ``mimetype`` first and plain."""
    first = io.BytesIO()
    document.save(first)
    again = Document(io.BytesIO(first.getvalue()))
    files = [
        PackageFile(name, _part(again, name))
        for name in _container(again).parts
        if not name.endswith("/") and not name.startswith("Thumbnails/")
    ]
    out = io.BytesIO()
    write_zip(files, "mimetype", out)
    return out.getvalue()


def _container(document: Document) -> Container:
    container = document.container
    assert container is not None  # noqa: S101 - a document that was opened has one
    return container


def _part(document: Document, name: str) -> bytes:
    data = _container(document).get_part(name)
    return data.encode() if isinstance(data, str) else bytes(data or b"")


def _p(style: str, *children: Node | str) -> Node:
    return node("text:p", *children, text_style_name=style)


@dataclass(slots=True)
class OdtWriter:
    """Writes blocks; collects the pictures under ``Pictures/``."""

    media: Mapping[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)

    def all(self, blocks: Sequence[Block], style: str = "Body") -> Iterator[Node]:
        """The nodes of some blocks; ``style`` is that of their paragraphs."""
        for block in blocks:
            yield from self._block(block, style)

    def _block(self, block: Block, style: str) -> Iterator[Node]:  # noqa: C901 - an arm a kind
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                named = {"small": "Small", "key": "Key"}.get(block.role, style)
                yield _p(named, *self._inline(block.text))
            case Items():
                yield self._items(block)
            case Definitions():
                yield from self._definitions(block)
            case Quote():
                yield from self.all(block.blocks, "Quotation")
                yield _p("Small", *self._inline(block.source))
            case Table():
                yield from self._table(block)
            case Figure():
                yield from self._figure(block)
            case Callout():
                yield from self._callout(block)
            case Field():
                yield from self._field(block)
            case Code():
                yield from (_p("Listing", line) for line in block.text.split("\n"))
            case PageBreak():
                yield _p("NewPage")
            case _:
                assert_never(block)

    def _heading(self, block: Heading) -> Node:
        marked = [node("text:bookmark", text_name=block.anchor)] if block.anchor else []
        level = str(block.level)
        text = self._inline(block.text)
        return node("text:h", *marked, *text, text_style_name=f"H{level}", text_outline_level=level)

    def _items(self, block: Items) -> Node:
        made = node("text:list", text_style_name="Numbers" if block.ordered else "Bullets")
        for anchor, inside in block.items:
            item = node("text:list-item", *self.all(inside, "Item"))
            if anchor and len(item):
                item[0].insert(0, node("text:bookmark", text_name=anchor))
                item[0][0].tail, item[0].text = item[0].text, None
            made.append(item)
        return made

    def _definitions(self, block: Definitions) -> Iterator[Node]:
        for term, meaning in block.items:
            yield _p("Term", *self._inline(term))
            yield from self.all(meaning, "Meaning")

    def _table(self, block: Table) -> Iterator[Node]:
        if block.caption:
            yield _p("Caption", *self._inline(block.caption))
        made = node("table:table", table_name=plain(block.caption) or "T", table_style_name="Sheet")
        columns = str(block.columns)
        made.append(node("table:table-column", table_number_columns_repeated=columns))
        head = [self._row(row) for row in block.head]
        if head:
            made.append(node("table:table-header-rows", *head))
        for row in block.rows:
            made.append(self._row(row))
        yield made
        yield _p("After")

    def _row(self, row: Sequence[Cell]) -> Node:
        made = node("table:table-row")
        for cell in row:
            style = "CellHead" if cell.header else "CellText"
            text = _p(style, *self._inline(cell.text))
            wide = {"table_number_columns_spanned": str(cell.span)} if cell.span > 1 else {}
            made.append(node("table:table-cell", text, table_style_name="Cell", **wide))
            made.extend(node("table:covered-table-cell") for _ in range(cell.span - 1))
        return made

    def _figure(self, block: Figure) -> Iterator[Node]:
        data = for_paper(block.svg) if block.svg else self.media.get(block.path)
        if data is None:
            yield _p("Body", block.alt)
        else:
            yield _p("Picture", self._frame(block, data))
        if block.caption:
            yield _p("Caption", *self._inline(block.caption))

    def _frame(self, block: Figure, data: bytes) -> Node:
        ending = "svg" if block.svg else block.path.rsplit(".", 1)[-1].lower()
        name = f"Pictures/{len(self.files) + 1}.{ending}"
        self.files[name] = data
        image = node("draw:image", xlink_href=name, xlink_type="simple", xlink_show="embed",
                     xlink_actuate="onLoad")  # fmt: skip
        width, height = _size(block.svg)
        return node("draw:frame", image, node("svg:desc", block.alt), draw_name=name,
                     text_anchor_type="as-char", svg_width=f"{width:.2f}cm",
                     svg_height=f"{height:.2f}cm")  # fmt: skip

    def _callout(self, block: Callout) -> Iterator[Node]:
        yield _p("LabelDo" if block.kind == "do" else "Label", block.label)
        yield from self.all(block.blocks, "Called")

    def _field(self, block: Field) -> Iterator[Node]:
        if block.label:
            yield _p("Term", *self._inline(block.label))
        yield from (_p("Meaning", "☐ ", *self._inline(option)) for option in block.options)
        yield from (_p("Body", LINE) for _ in range(block.lines))

    def _inline(self, text: Sequence[Inline]) -> Iterator[Node | str]:
        for item in text:
            match item:
                case str():
                    yield item
                case Break():
                    yield node("text:line-break")
                case Span():
                    yield from self._span(item)
                case _:
                    assert_never(item)

    def _span(self, span: Span) -> Iterator[Node | str]:
        inside = tuple(self._inline(span.children))
        if span.kind == "link":
            yield node("text:a", *inside, xlink_href=span.target, xlink_type="simple")
        elif span.kind in SPANS:
            yield node("text:span", *inside, text_style_name=SPANS[span.kind])
        else:
            yield from inside


def _size(svg: str) -> tuple[float, float]:
    """Width and height in centimetres that keep the drawing's proportions on the sheet."""
    box = etree.fromstring(svg).get("viewBox", "0 0 4 3") if svg else "0 0 4 3"
    _, _, width, height = (float(part) for part in box.replace(",", " ").split())
    scale = min(WIDTH / width, HEIGHT / height)
    return width * scale, height * scale

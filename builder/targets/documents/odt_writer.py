"""Blocks as the body of an OpenDocument text (ODF 1.3), to be edited in any office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from lxml import etree

from builder.targets.documents.drawing import for_paper
from builder.targets.documents.odt_styles import NAMES
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
    Together,
    plain,
    shares,
)

SPANS = {
    "strong": "Strong", "em": "Em", "code": "Mono", "aside": "Aside",
    "sub": "Sub", "sup": "Sup", "del": "Del",
}  # fmt: skip
ROLES = {"small": "Small", "key": "Key", "label": "Term", "hint": "Hint"}
IN = "_20_in"
WIDTH, HEIGHT, INSET = 17.0, 18.0, 0.6  # centimetres that a drawing may take
PIXEL = 0.02646  # centimetres
IN_LINE = 64  # characters of choices that share a line
BLANKS = re.compile(" {2,}|^ ")

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


def p(style: str, *children: Node | str) -> Node:
    """A paragraph."""
    return node("text:p", *children, text_style_name=style)


@dataclass(slots=True)
class OdtWriter:
    """Writes blocks; collects the pictures under ``Pictures/``, and columns' styles by share."""

    media: Mapping[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    _in: str = ""
    _tables: int = 0

    def all(self, blocks: Sequence[Block], style: str = "Text_20_body") -> Iterator[Node]:
        """The nodes of some blocks; ``style`` is that of their paragraphs."""
        for block in blocks:
            yield from self._block(block, style)

    def _p(self, style: str, *children: Node | str) -> Node:
        """A paragraph of running text, set in when it is in a call-out."""
        return p(style if style == "Item" else style + self._in, *children)

    def _block(self, block: Block, style: str) -> Iterator[Node]:  # noqa: C901 - an arm a kind
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield self._p(ROLES.get(block.role, style), *self._inline(block.text))
            case Items():
                yield self._items(block)
            case Definitions():
                yield from self._definitions(block)
            case Quote():
                yield from self.all(block.blocks, "Quotation")
                if block.source:
                    yield self._p("Small", *self._inline(block.source))
            case Table():
                yield from self._table(block)
            case Figure():
                yield from self._figure(block)
            case Callout():
                yield from self._callout(block)
            case Together():
                yield from self.all(block.blocks, style)
            case Field():
                yield from self._field(block)
            case Code():
                yield from (self._p("Listing", *_listing(s)) for s in block.text.split("\n"))
            case PageBreak():
                yield p("NewPage")
            case _:
                assert_never(block)

    def _heading(self, block: Heading) -> Node:
        marked = [node("text:bookmark", text_name=block.anchor)] if block.anchor else []
        level, text = str(block.level), self._inline(block.text)
        style = f"Heading_20_{level}{self._in}"
        return node("text:h", *marked, *text, text_style_name=style, text_outline_level=level)

    def _items(self, block: Items) -> Node:
        style = ("Numbers" if block.ordered else "Bullets") + self._in
        made = node("text:list", text_style_name=style)
        for anchor, inside in block.items:
            item = node("text:list-item", *self.all(inside, "Item"))
            if anchor and len(item):
                item[0].insert(0, node("text:bookmark", text_name=anchor))
                item[0][0].tail, item[0].text = item[0].text, None
            made.append(item)
        return made

    def _definitions(self, block: Definitions) -> Iterator[Node]:
        for term, meaning in block.items:
            yield self._p("Term", *self._inline(term))
            yield from self.all(meaning, "Meaning")

    def _table(self, block: Table) -> Iterator[Node]:
        if block.caption:
            yield self._p("Over", *self._inline(block.caption))
        self._tables += 1
        made = node("table:table", table_name=f"T{self._tables}", table_style_name="Sheet")
        for share in shares(block):
            style = self.columns.setdefault(share, f"C{share}")
            made.append(node("table:table-column", table_style_name=style))
        head = [self._row(row, "HeadCell", "Row") for row in block.head]
        if head:
            made.append(node("table:table-header-rows", *head))
        kind = "Form" if block.blank else ""
        made.extend(self._row(row, f"{kind}Cell", f"{kind}Row") for row in block.rows)
        yield made
        yield p("After")

    def _row(self, row: Sequence[Cell], kind: str, height: str) -> Node:
        made = node("table:table-row", table_style_name=height)
        for cell in row:
            style = "CellHead" if kind == "HeadCell" else "CellName" if cell.header else "CellText"
            text = p(style, *self._inline(cell.text))
            wide = {"table_number_columns_spanned": str(cell.span)} if cell.span > 1 else {}
            made.append(node("table:table-cell", text, table_style_name=kind, **wide))
            made.extend(node("table:covered-table-cell") for _ in range(cell.span - 1))
        return made

    def _figure(self, block: Figure) -> Iterator[Node]:
        data = for_paper(block.svg) if block.svg else self.media.get(block.path)
        if data is None:
            yield self._p("Text_20_body", block.alt)
        else:
            yield self._p("Picture", self._frame(block, data))
        if block.caption:
            yield self._p("Caption", *self._inline(block.caption))

    def _frame(self, block: Figure, data: bytes) -> Node:
        ending = "svg" if block.svg else block.path.rsplit(".", 1)[-1].lower()
        name = f"Pictures/{len(self.files) + 1}.{ending}"
        self.files[name] = data
        image = node("draw:image", xlink_href=name, xlink_type="simple", xlink_show="embed",
                     xlink_actuate="onLoad")  # fmt: skip
        width, height = self._size(block)
        return node("draw:frame", image, node("svg:desc", block.alt),
                     draw_name=f"Picture {len(self.files)}",
                     text_anchor_type="as-char", svg_width=f"{width:.2f}cm",
                     svg_height=f"{height:.2f}cm")  # fmt: skip

    def _size(self, block: Figure) -> tuple[float, float]:
        """Width and height in centimetres: its own, but no larger than the sheet allows."""
        width, height = (side * PIXEL for side in block.size or (640, 480))
        scale = min(1.0, (WIDTH - (INSET if self._in else 0)) / width, HEIGHT / height)
        return width * scale, height * scale

    def _callout(self, block: Callout) -> Iterator[Node]:
        yield p("LabelDo" if block.kind == "do" else "Label", block.label)
        outer, self._in = self._in, IN
        yield from self.all(block.blocks)
        self._in = outer

    def _field(self, block: Field) -> Iterator[Node]:
        if block.label:
            yield self._p("Term", *self._inline(block.label))
        if block.hint:
            yield self._p("Hint", *self._inline(block.hint))
        choices = [("☐ ", *self._inline(option)) for option in block.options]
        if sum(len(plain(option)) + 6 for option in block.options) <= IN_LINE:
            yield self._p("Meaning", *(part for choice in choices for part in (*choice, "\u2003")))
        else:
            yield from (self._p("Meaning", *choice) for choice in choices)
        yield from (self._p("Write") for _ in range(block.lines))

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


def _listing(line: str) -> Iterator[Node | str]:
    """A line of a listing; ODF collapses spaces that are not said (ODF 1.3 part 3, 6.1.3)."""
    line, end = line.expandtabs(4), 0
    for blank in BLANKS.finditer(line):
        yield line[end : blank.start()]
        yield node("text:s", text_c=str(len(blank[0])))
        end = blank.end()
    yield line[end:]

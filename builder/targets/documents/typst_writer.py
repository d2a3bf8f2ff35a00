"""Blocks as Typst source; text goes in as string literals, so none of it can be markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from builder.targets.documents.drawing import for_paper
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

CALLS = {"strong": "strong", "em": "emph", "sub": "sub", "sup": "super", "del": "strike"}
PAPER_WIDTH = "100%"
SHORT, LONG = 14, 90  # characters


def literal(text: str) -> str:
    """A Typst string literal of any text."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{safe}"'


@dataclass(slots=True)
class TypstWriter:
    """Writes blocks; collects the files that the source names. ``media`` maps a path to bytes."""

    media: Mapping[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)
    _anchors: set[str] = field(default_factory=set)

    def document(self, blocks: Sequence[Block]) -> str:
        """The body of a document."""
        self._anchors = set(_anchors(blocks))
        return "\n".join(self._all(blocks))

    def _all(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            yield self._block(block)

    def _content(self, blocks: Sequence[Block]) -> str:
        return "[" + "\n".join(self._all(blocks)) + "]"

    def _block(self, block: Block) -> str:  # noqa: C901 - an arm a kind
        match block:
            case Heading():
                text = self._inline(block.text)
                return f"#heading(level: {block.level}){text}{_label(block.anchor)}"
            case Paragraph():
                return self._paragraph(block)
            case Items():
                return self._items(block)
            case Definitions():
                return self._definitions(block)
            case Quote():
                source = self._inline(block.source) if block.source else "none"
                return f"#quotation({source}, {self._content(block.blocks)})"
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Callout():
                said = literal(block.label)
                return f"#callout({literal(block.kind)}, {said}, {self._content(block.blocks)})"
            case Field():
                return self._field(block)
            case Code():
                return f"#raw(block: true, {literal(block.text)})"
            case PageBreak():
                return "#pagebreak(weak: true)"
        assert_never(block)

    def _paragraph(self, block: Paragraph) -> str:
        text = self._inline(block.text)
        return f"#{block.role}{text}" if block.role else f"#par{text}"

    def _items(self, block: Items) -> str:
        name = "enum" if block.ordered else "list"
        items = (f"[{_label(anchor)}#{self._content(inside)}]" for anchor, inside in block.items)
        return f"#{name}(" + ", ".join(items) + ")"

    def _definitions(self, block: Definitions) -> str:
        pairs = (f"({self._inline(t)}, {self._content(meaning)})" for t, meaning in block.items)
        return "#terms-of(" + ", ".join(pairs) + ")"

    def _table(self, block: Table) -> str:
        widths = f"columns: ({', '.join(_widths(block))},)"
        head = "".join(f"table.header({', '.join(self._head(row))}), " for row in block.head[:1])
        rows = "".join(
            f"{cell}, " for row in (*block.head[1:], *block.rows) for cell in self._row(row)
        )
        table = f"table({widths}, {head}{rows})"
        if not block.caption:
            return f"#{table}"
        caption = self._inline(block.caption)
        return f"#figure(kind: table, caption: figure.caption(position: top, {caption}), {table})"

    def _head(self, row: Sequence[Cell]) -> Iterator[str]:
        return (f"head-cell({self._inline(cell.text)})" for cell in row)

    def _row(self, row: Sequence[Cell]) -> Iterator[str]:
        for cell in row:
            text = self._inline(cell.text)
            shown = f"strong({text})" if cell.header else text
            yield f"row-cell(colspan: {cell.span}, {shown})"

    def _figure(self, block: Figure) -> str:
        data = for_paper(block.svg) if block.svg else self.media.get(block.path)
        caption = f", caption: {self._inline(block.caption)}" if block.caption else ""
        if data is None:
            return f"#par{self._inline((block.alt,))}"
        ending = "svg" if block.svg else block.path.rsplit(".", 1)[-1].lower()
        name = f"figure-{len(self.files) + 1}.{ending}"
        self.files[name] = data
        image = f"image({literal(name)}, width: {PAPER_WIDTH}, alt: {literal(block.alt or '–')})"
        return f"#figure({image}{caption})"

    def _field(self, block: Field) -> str:
        label = f"#strong{self._inline(block.label)}\n" if block.label else ""
        options = ", ".join(self._inline(option) for option in block.options)
        return label + (f"#boxes({options})" if options else f"#lines({block.lines})")

    def _inline(self, text: Sequence[Inline]) -> str:
        return "[" + "".join(self._span(item) for item in text) + "]"

    def _span(self, item: Inline) -> str:
        match item:
            case str():
                return f"#{literal(item)}"
            case Break():
                return "#linebreak()"
            case Span():
                return self._styled(item)
        assert_never(item)

    def _styled(self, span: Span) -> str:
        inside = self._inline(span.children)
        if span.kind == "link":
            return self._link(span.target, inside)
        if span.kind == "code":
            return f'#text(font: "DejaVu Sans Mono", size: 0.9em){inside}'
        said = (
            f"#text(lang: {literal(span.language.split('-')[0])}){inside}" if span.language else ""
        )
        if span.kind in CALLS:
            return f"#{CALLS[span.kind]}[{said}]" if said else f"#{CALLS[span.kind]}{inside}"
        return said or f"#{inside}"

    def _link(self, target: str, inside: str) -> str:
        if not target.startswith("#"):
            return f"#link({literal(target)}){inside}"
        anchor = target[1:]
        return (
            f"#link(label({literal(anchor)})){inside}" if anchor in self._anchors else f"#{inside}"
        )


def _widths(table: Table) -> Iterator[str]:
    """Short columns take what they need, the others share the rest by the length of their text."""
    for column in range(table.columns):
        cells = (row[column] for row in (*table.head, *table.rows) if len(row) > column)
        longest = max((len(plain(cell.text)) for cell in cells), default=0)
        yield "auto" if longest <= SHORT else f"{min(longest, LONG)}fr"


def _label(anchor: str) -> str:
    return f" #metadata(none)#label({literal(anchor)});" if anchor else ""


def _anchors(blocks: Sequence[Block]) -> Iterator[str]:
    """Every anchor that a link may lead to."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.anchor
        elif isinstance(block, Items):
            for anchor, inside in block.items:
                yield anchor
                yield from _anchors(inside)
        elif isinstance(block, Callout | Quote):
            yield from _anchors(block.blocks)

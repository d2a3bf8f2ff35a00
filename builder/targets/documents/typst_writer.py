"""Blocks as Typst source; text goes in as string literals, so none of it can be markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import assert_never

from builder.fonts import FAMILY
from builder.targets.documents.drawing import for_paper
from builder.targets.documents.extent import keep
from builder.targets.documents.glyphs import in_mono, runs
from builder.targets.documents.tree import (
    SHORT,
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

CALLS = {"strong": "strong", "em": "emph", "sub": "sub", "sup": "super", "del": "strike"}
TERM, LINE = 24, 64  # characters
PIXEL = 0.2646  # millimetres
WIDTH, HEIGHT = 164.0, 120.0  # millimetres that a picture may take


def literal(text: str) -> str:
    """A Typst string literal of any text."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{safe}"'


@lru_cache(4096)
def shown(text: str) -> str:
    """Typst markup that shows any text: in our font, and where that lacks a sign in the mono."""
    return "".join(
        f"#{literal(part)}" if family == FAMILY else f"#other({literal(part)})"
        for family, part in runs(text)
    )


@dataclass(slots=True)
class TypstWriter:
    """Writes blocks; collects the files that the source names. ``media`` maps a path to bytes."""

    media: Mapping[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)
    _anchors: set[str] = field(default_factory=set)
    _depth: int = 0

    def document(self, blocks: Sequence[Block]) -> str:
        """The body of a document."""
        self._anchors = set(_anchors(blocks))
        return "\n".join(self._all(blocks))

    def _all(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            yield self._block(block)

    def _content(self, blocks: Sequence[Block]) -> str:
        self._depth += 1
        inside = "\n".join(self._all(blocks))
        self._depth -= 1
        return f"[{inside}]"

    def _wide(self, code: str, above: str = "1.6em") -> str:
        """At the top of a document, code that takes the whole width, margin included."""
        return f"#{code}" if self._depth else f"#wide({above}, {code})"

    def _block(self, block: Block) -> str:  # noqa: C901 - an arm a kind
        match block:
            case Heading():
                return self._heading(block)
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
                return self._callout(block)
            case Together():
                inside = "\n".join(self._all(block.blocks))
                return f"#together({keep(block.blocks)})[{inside}]"
            case Field():
                return self._field(block)
            case Code():
                return f"#raw(block: true, {literal(in_mono(block.text))})"
            case PageBreak():
                return "#pagebreak(weak: true)"
        assert_never(block)

    def _heading(self, block: Heading) -> str:
        """A heading; PDF/UA refuses one of which nothing shows."""
        seen = any(runs(plain(block.text)))
        text = f"#heading(level: {block.level}){self._inline(block.text)}" if seen else ""
        return f"{text}{_label(block.anchor)}"

    def _paragraph(self, block: Paragraph) -> str:
        text = self._inline(block.text)
        role = {"label": "label-of", "": "par"}.get(block.role, block.role)
        return f"#{role}{text}"

    def _items(self, block: Items) -> str:
        name = "enum" if block.ordered else "list"
        items = (f"[{_label(anchor)}#{self._content(inside)}]" for anchor, inside in block.items)
        return f"#{name}(" + ", ".join(items) + ")"

    def _definitions(self, block: Definitions) -> str:
        pairs = (f"({self._inline(t)}, {self._meaning(inside)})" for t, inside in block.items)
        run_in = all(len(plain(term)) <= TERM and _is_line(inside) for term, inside in block.items)
        return f"#terms-of({_bool(run_in)}, " + ", ".join(pairs) + ")"

    def _meaning(self, blocks: Sequence[Block]) -> str:
        """One paragraph goes on in its term's own; anything else stands under it."""
        only = blocks[0] if _is_line(blocks) else None
        if not isinstance(only, Paragraph):
            return self._content(blocks)
        lines = any(isinstance(item, Break) for item in only.text)
        return self._inline((Break(), *only.text) if lines else only.text)

    def _callout(self, block: Callout) -> str:
        hangs = not self._depth
        said = f"[{shown(block.label)}], {_bool(hangs)}, {self._content(block.blocks)}"
        return self._wide(f"whole(callout({literal(block.kind)}, {said}))")

    def _table(self, block: Table) -> str:
        form = bool(block.blank)
        widths = f"columns: ({', '.join(_widths(block))},)"
        gaps = ", column-gutter: 9pt" if form else ""
        head = "".join(f"table.header({', '.join(self._head(row))}), " for row in block.head[:1])
        rows = "".join(
            f"{cell}, "
            for row in (*block.head[1:], *block.rows)
            for cell in self._row(row, form=form)
        )
        table = f"table({widths}{gaps}, {head}{rows})"
        if block.caption:
            caption = f"figure.caption(position: top, {self._inline(block.caption)})"
            table = f"figure(kind: table, caption: {caption}, {table})"
        return self._wide(f"{keep((block,))}({table})", "1em")

    def _head(self, row: Sequence[Cell]) -> Iterator[str]:
        return (f"head-cell(colspan: {cell.span}, {self._inline(cell.text)})" for cell in row)

    def _row(self, row: Sequence[Cell], *, form: bool) -> Iterator[str]:
        for cell in row:
            text = self._inline(cell.text)
            text = f"strong({text})" if cell.header else text
            yield f"{'form' if form else 'row'}-cell(colspan: {cell.span}, {text})"

    def _figure(self, block: Figure) -> str:
        data = for_paper(block.svg) if block.svg else self.media.get(block.path)
        caption = f", caption: {self._inline(block.caption)}" if block.caption else ""
        if data is None:
            return f"#par{self._inline((block.alt,))}"
        ending = "svg" if block.svg else block.path.rsplit(".", 1)[-1].lower()
        name = f"figure-{len(self.files) + 1}.{ending}"
        self.files[name] = data
        image = f"image({literal(name)}, {_extent(block)}, alt: {literal(block.alt)})"
        if not block.alt:  # a decoration
            image = f"pdf.artifact({image})"
        return self._wide(f"figure({image}{caption})" if caption else f"block({image})")

    def _field(self, block: Field) -> str:
        label = f"#label-of{self._inline(block.label)}\n" if block.label else ""
        hint = f"#hint{self._inline(block.hint)}\n" if block.hint else ""
        options = "".join(f", {self._inline(option)}" for option in block.options)
        in_line = sum(len(plain(option)) + 6 for option in block.options) <= LINE
        answer = f"#boxes({_bool(in_line)}{options})" if options else f"#lines({block.lines})"
        return label + hint + answer

    def _inline(self, text: Sequence[Inline]) -> str:
        return "[" + "".join(self._span(item) for item in text) + "]"

    def _span(self, item: Inline) -> str:
        match item:
            case str():
                return shown(item)
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
            return f"#raw({literal(in_mono(plain(span.children)))})"
        if span.kind == "aside":
            return f"#aside{inside}"
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
    for share in shares(table):
        yield "auto" if share <= SHORT else f"{share}fr"


def _extent(figure: Figure) -> str:
    """A picture's size: its own, but no larger than the sheet allows."""
    if figure.size is None:
        return "width: 100%"
    width, height = figure.size[0] * PIXEL, figure.size[1] * PIXEL
    scale = min(1.0, WIDTH / width, HEIGHT / height)
    return "width: 100%" if scale * width > WIDTH * 0.9 else f"width: {scale * width:.2f}mm"


def _is_line(blocks: Sequence[Block]) -> bool:
    return len(blocks) == 1 and isinstance(blocks[0], Paragraph)


def _bool(value: bool) -> str:
    return "true" if value else "false"


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
        elif isinstance(block, Callout | Quote | Together):
            yield from _anchors(block.blocks)

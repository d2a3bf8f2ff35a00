"""What a document is made of, once its HTML is read: plain blocks that the writers take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Span:
    """Inline text: ``kind`` is strong, em, code, sub, sup, del, link, aside or "" (a language)."""

    kind: str
    children: tuple[Inline, ...]
    target: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line that ends."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 and below; the document's title is level 1."""

    level: int
    text: tuple[Inline, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``role``: "" or ``small`` (sources, who and how long), ``key`` (a key figure), ``label`` and
    ``hint`` (of the lines to write on that follow)."""

    text: tuple[Inline, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item has blocks and may have an anchor."""

    ordered: bool
    items: tuple[tuple[str, tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what each means."""

    items: tuple[tuple[tuple[Inline, ...], tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation and where it comes from."""

    blocks: tuple[Block, ...]
    source: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``header`` cells name their column or row. ``span`` is in columns."""

    text: tuple[Inline, ...]
    header: bool
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """``head`` are the rows that repeat on each sheet."""

    caption: tuple[Inline, ...]
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def blank(self) -> frozenset[int]:
        """The columns that are left for writing: no row has a word in them."""
        rows = [[cell for cell in row for _ in range(cell.span)] for row in self.rows]
        columns = range(self.columns) if rows else ()
        return frozenset(
            column
            for column in columns
            if not any(plain(row[column].text).strip() for row in rows if len(row) > column)
        )

    @property
    def columns(self) -> int:
        """How many columns the widest row takes."""
        rows = (*self.head, *self.rows)
        return max((sum(cell.span for cell in row) for row in rows), default=0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (SVG source) or a picture (path of a medium) with its alternative and caption.

    ``size`` is its width and height in CSS pixels; None when nothing says it.
    """

    svg: str
    path: str
    alt: str
    caption: tuple[Inline, ...]
    size: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Callout:
    """A block with a label in the margin; ``kind`` is "", proof, law, do or details."""

    kind: str
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Lines to write on, or boxes to tick when ``options`` has any; ``hint`` says what to write."""

    label: tuple[Inline, ...]
    lines: int
    options: tuple[tuple[Inline, ...], ...] = ()
    hint: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """Text in its own line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one sheet when they fit."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new sheet."""


Inline: TypeAlias = "str | Span | Break"
Block: TypeAlias = (
    "Heading | Paragraph | Items | Definitions | Quote | Table | Figure | Callout | Field | Code"
    " | Together | PageBreak"
)


def plain(text: Sequence[Inline]) -> str:
    """The words of inline text alone."""
    return "".join(_words(item) for item in text)


def _words(item: Inline) -> str:
    match item:
        case str():
            return item
        case Span():
            return plain(item.children)
        case Break():
            return " "
    assert_never(item)


SHORT, LONG, WRITING = 14, 90, 24  # characters


def shares(table: Table) -> list[int]:
    """How much of the width each column takes, in characters: its longest text, within reason."""
    found, blank = [], table.blank
    for column in range(table.columns):
        cells = (row[column] for row in (*table.head, *table.rows) if len(row) > column)
        longest = max((len(plain(cell.text)) for cell in cells), default=0)
        least = WRITING if column in blank else 4
        found.append(min(max(longest, least), LONG))
    return found

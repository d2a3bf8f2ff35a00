"""How tall a block surely is, or surely is not: Typst need not measure it, which sets it twice."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf
from typing import Final

from builder.targets.documents.tree import (
    Block,
    Break,
    Cell,
    Definitions,
    Heading,
    Inline,
    Items,
    Paragraph,
    Span,
    Table,
    plain,
    shares,
)

SHORT: Final = 96.0  # mm: document.typ's ``short``
ROW: Final = 5.5  # mm that a row takes at the very least
LINE: Final = 5.0  # mm that a line takes at the very most
PADDING: Final = 3.2  # mm above and below the text of a row
TEXT, ACROSS = 38, 50  # wide characters that fill a line of the text, of the whole width


def keep(blocks: Sequence[Block]) -> str:
    """The function of ``document.typ`` for blocks that stay together when they are short.

    ``unbroken`` and ``parted`` are what ``whole`` comes to once it has measured.
    """
    if sum(map(_least, blocks)) > SHORT:
        return "parted"
    return "unbroken" if sum(map(_most, blocks)) < SHORT else "whole"


def _least(block: Block) -> float:
    return ROW * len(block.rows) if isinstance(block, Table) else 0.0


def _most(block: Block) -> float:
    match block:
        case Heading():
            return 2 * LINE * _lines(block.text, TEXT) + LINE
        case Paragraph(role="" | "small" | "hint" | "label"):
            return LINE * (1 + _lines(block.text, TEXT))
        case Items():
            return sum(LINE + sum(map(_most, inside)) for _, inside in block.items)
        case Definitions():
            return sum(
                LINE * _lines(term, TEXT) + sum(map(_most, inside)) for term, inside in block.items
            )
        case Table() if not block.blank:
            return LINE * (1 + _lines(block.caption, TEXT)) + sum(_rows(block))
    return inf


def _rows(table: Table) -> list[float]:
    widths = shares(table)
    room = [ACROSS * width / sum(widths) for width in widths]
    return [LINE * _row(row, room) + PADDING for row in (*table.head, *table.rows)]


def _row(row: Sequence[Cell], room: Sequence[float]) -> int:
    """The lines of its longest cell; a cell over several columns has at least its first's room."""
    lines = (_lines(cell.text, width) for cell, width in zip(row, room, strict=False))
    return max(lines, default=1)


def _lines(text: Sequence[Inline], room: float) -> int:
    return max(1, ceil(len(plain(text)) / room)) + _breaks(text)


def _breaks(text: Sequence[Inline]) -> int:
    return sum(
        1 if isinstance(item, Break) else _breaks(item.children) if isinstance(item, Span) else 0
        for item in text
    )

"""A document as plain Markdown (CommonMark, with the tables of GFM), to be filled in any editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

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
    Together,
    plain,
)

SIGNS: Final = re.compile(r"[\\`*_\[\]<>|]")
START: Final = re.compile(r"^(\s*)([#+-]|\d+(?=[.)]))", re.MULTILINE)  # what begins a block
MARKS: Final = {"strong": "**", "em": "*", "del": "~~"}


def markdown(sheet: Sheet) -> bytes:
    """The document under its title, in UTF-8."""
    return "\n\n".join((f"# {_escaped(sheet.title)}", *_all(sheet.body), "")).encode()


def _all(blocks: Sequence[Block]) -> Iterator[str]:
    return (text for block in blocks if (text := _block(block)))


def _content(blocks: Sequence[Block]) -> str:
    return "\n\n".join(_all(blocks))


def _block(block: Block) -> str:  # noqa: C901 - an arm a kind
    match block:
        case Heading():
            return f"{'#' * block.level} {_line(block.text)}"
        case Paragraph():
            return START.sub(_literal, _text(block.text))
        case Items():
            return _items(block)
        case Definitions():
            return "\n\n".join(
                f"**{_line(term)}**\n\n{_content(said)}" for term, said in block.items
            )
        case Quote():
            return _quoted(_content((*block.blocks, Paragraph(block.source))))
        case Table():
            return _table(block)
        case Figure():
            return "\n\n".join(filter(None, (_escaped(block.alt), _text(block.caption))))
        case Callout():
            return _quoted(f"**{_escaped(block.label)}**\n\n{_content(block.blocks)}")
        case Field():
            return _field(block)
        case Code():
            return f"```\n{block.text}\n```"
        case Together():
            return _content(block.blocks)
        case PageBreak():
            return "---"
    assert_never(block)


def _literal(found: re.Match[str]) -> str:
    """What would begin a list or a heading, as itself."""
    before, sign = found.groups()
    return f"{before}{sign}\\" if sign.isdigit() else f"{before}\\{sign}"


def _items(block: Items) -> str:
    made = []
    for number, (_, inside) in enumerate(block.items, 1):
        mark = f"{number}. " if block.ordered else "- "
        made.append(mark + _content(inside).replace("\n", "\n" + " " * len(mark)))
    return "\n".join(made)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _table(block: Table) -> str:
    """The rows of the head are one in GFM: those after the first go into the body."""
    first, rest = block.head[:1], (*block.head[1:], *block.rows)
    head = first[0] if first else ()
    rows = [_row(head, block.columns, ""), "|" + " --- |" * block.columns]
    rows += [_row(row, block.columns, "**") for row in rest]
    caption = [f"**{_line(block.caption)}**"] if block.caption else []
    return "\n\n".join([*caption, "\n".join(rows)])


def _row(row: Sequence[Cell], columns: int, mark: str) -> str:
    cells: list[str] = []
    for cell in row:
        text = _line(cell.text)
        cells += [f"{mark}{text}{mark}" if cell.header and text else text, *[""] * (cell.span - 1)]
    cells += [""] * (columns - len(cells))
    return "| " + " | ".join(cells) + " |"


def _field(block: Field) -> str:
    said = [f"**{_line(text)}**" for text in (block.label,) if text]
    said += [f"*{_line(text)}*" for text in (block.hint,) if text]
    boxes = "\n".join(f"- [ ] {_line(option)}" for option in block.options)
    return "\n\n".join([*said, boxes or "…"])


def _line(text: Sequence[Inline]) -> str:
    return " ".join(_text(text).replace("\\\n", " ").split("\n"))


def _text(text: Sequence[Inline]) -> str:
    return "".join(map(_inline, text)).strip()


def _inline(item: Inline) -> str:
    match item:
        case str():
            return _escaped(item)
        case Break():
            return "\\\n"
        case Span(kind="code"):
            return f"`{plain(item.children)}`"
        case Span(kind="link") if not item.target.startswith("#"):
            return f"[{_text(item.children)}](<{item.target}>)"
        case Span():
            mark = MARKS.get(item.kind, "")
            inside = "".join(map(_inline, item.children))
            return f"{mark}{inside}{mark}" if inside.strip() else inside
    assert_never(item)


def _escaped(text: str) -> str:
    return SIGNS.sub(r"\\\g<0>", text)

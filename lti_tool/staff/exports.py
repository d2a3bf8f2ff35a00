"""Tables for spreadsheets: CSV and OpenDocument, in which no text can act as a formula."""

from __future__ import annotations

import csv as writing
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from odfdo import Cell, Document, Row
from odfdo import Table as Sheet

Value = str | int | float | datetime | None
ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` for the sheet, one name a column, one value a cell."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def safe(value: str) -> str:
    """A text that a spreadsheet shows and does not run: an apostrophe stands before what may.

    Blanks before the sign do not help: some programs drop them.
    """
    acts = value.startswith(ACTING) or value.lstrip().startswith(ACTING)
    return f"'{value}" if acts else value


def csv(table: Table, language: str) -> bytes:
    """UTF-8 with its mark, as spreadsheets expect; ``;`` and decimal commas in French."""
    french = language == "fr"
    text = io.StringIO(newline="")
    out = writing.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    out.writerow([safe(one) for one in table.columns])
    out.writerows([_plain(one, french) for one in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value, french: bool) -> str:
    match value:
        case None:
            return ""
        case str():
            return safe(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds").replace("+00:00", "")
        case float():
            text = f"{value:.4f}".rstrip("0").rstrip(".")
            return text.replace(".", ",") if french else text
        case _:
            return str(value)


def ods(tables: Sequence[Table]) -> bytes:
    """A workbook, one sheet a table; every cell says its type, and none is a formula."""
    book = Document("spreadsheet")
    book.body.clear()
    for table in tables:
        sheet = Sheet(table.name)
        for values in (table.columns, *table.rows):
            row = Row()
            row.extend_cells([_cell(one) for one in values])
            sheet.append_row(row)
        book.body.append(sheet)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _cell(value: Value) -> Cell:
    match value:
        case None:
            return Cell()
        case str():
            return Cell(_printable(value), cell_type="string")
        case datetime():
            return Cell(value.replace(tzinfo=None), cell_type="date")
        case _:
            return Cell(value, cell_type="float")


def _printable(text: str) -> str:
    """Without the signs that XML has no place for."""
    return "".join(sign for sign in text if sign in "\t\n" or ord(sign) >= 32)

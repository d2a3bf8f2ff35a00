"""What is taken into a spreadsheet is shown there and never run."""

from __future__ import annotations

import csv as reading
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document

from lti_tool.staff.exports import ACTING, Table, csv, ods, safe

ATTACKS = ('=cmd|"/c calc"!A1', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "  =1")


@pytest.mark.parametrize("text", ATTACKS)
def test_20_a_text_that_would_act_is_shown(text: str) -> None:
    assert safe(text) == f"'{text}"
    table = Table("t", ["a"], [[text]])
    (_, (cell,)) = reading.reader(io.StringIO(csv(table, "fr").decode("utf-8-sig"), newline=""))
    assert cell == f"'{text}"


@given(st.text())
def test_20_no_text_of_a_file_begins_with_what_acts(text: str) -> None:
    assert not safe(text).startswith(ACTING)
    assert safe(text).lstrip("'").strip() == text.lstrip("'").strip()


def test_20_a_workbook_has_texts_and_numbers_and_no_formula() -> None:
    table = Table("Feuille", ["=a"], [[text] for text in ATTACKS if text.isprintable()])
    book = Document(io.BytesIO(ods([table, Table("n", ["x"], [[2], [2.5], [None]])])))
    first, second = (book.body.get_table(at) for at in (0, 1))
    assert first is not None
    assert second is not None
    cells = [cell for row in first.traverse() for cell in row.traverse()]
    assert {cell.type for cell in cells} == {"string"}
    assert not any(cell.formula for cell in cells)
    assert [float(row[0]) for row in second.get_values()[1:3]] == [2.0, 2.5]


def test_figures_are_written_as_each_language_does() -> None:
    table = Table("t", ["a", "b"], [[73.5, 2]])
    assert csv(table, "fr").decode("utf-8-sig").splitlines()[1] == "73,5;2"
    assert csv(table, "en").decode("utf-8-sig").splitlines()[1] == "73.5,2"

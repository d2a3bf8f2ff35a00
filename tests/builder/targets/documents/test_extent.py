"""What is said of a block's height without measuring is what Typst measures."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.fonts import FOLDER
from builder.targets.documents.extent import SHORT, keep
from builder.targets.documents.pdf import TEMPLATE
from builder.targets.documents.tree import (
    Block,
    Break,
    Cell,
    Definitions,
    Heading,
    Items,
    Paragraph,
    Span,
    Table,
    Together,
)
from builder.targets.documents.typst_writer import TypstWriter

MM = 72 / 25.4
WORDS = st.sampled_from(["vote", "WWWWMMMM", "concertation", "à", "une", "éléments"])
TEXT = st.lists(WORDS, min_size=1, max_size=40).map(" ".join).map(lambda text: (text,))
LINES = st.lists(TEXT, min_size=1, max_size=9).map(
    lambda texts: tuple(part for (text,) in texts for part in (Span("strong", (text,)), Break()))
)
PARAGRAPHS = st.one_of(TEXT, LINES).map(Paragraph)
SMALL = st.one_of(
    st.builds(Heading, st.integers(2, 4), TEXT, st.just("")),
    PARAGRAPHS,
    st.lists(st.tuples(st.just(""), st.tuples(PARAGRAPHS)), min_size=1, max_size=5).map(
        lambda items: Items(ordered=False, items=tuple(items))
    ),
    st.lists(st.tuples(TEXT, st.tuples(PARAGRAPHS)), min_size=1, max_size=5).map(
        lambda items: Definitions(tuple(items))
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of up to four columns with a word in each."""
    columns = draw(st.integers(1, 4))
    cell = TEXT.map(lambda text: Cell(text, header=False))
    row = st.tuples(*[cell] * columns)
    rows = draw(st.lists(row, min_size=1, max_size=25))
    return Table(draw(TEXT), (draw(row),), tuple(rows))


def height(blocks: tuple[Block, ...]) -> float:
    """The height in millimetres that Typst gives the blocks, in the width that they have."""
    (block,) = blocks
    body = TypstWriter({}).document(blocks)
    body = body.replace("#wide(1em, ", "#block(width: 164mm, ", 1)
    width = "164mm" if isinstance(block, Table) else "136mm"
    source = (
        '#import "document.typ": *\n#show: document-of.with(date: datetime.today())\n'
        f"#context [#metadata(measure(block(width: {width}, [{body}])).height.pt())<tall>]"
    )
    with TemporaryDirectory() as folder:
        Path(folder, "main.typ").write_text(source, "utf-8")
        Path(folder, "document.typ").write_bytes(TEMPLATE.read_bytes())
        found = typst.query(
            str(Path(folder, "main.typ")),
            "<tall>",
            field="value",
            one=True,
            font_paths=[str(FOLDER)],
        )
    return float(json.loads(found)) / MM


@settings(max_examples=40, deadline=None)
@given(table=tables())
def test_a_table_is_as_tall_as_is_said(table: Table) -> None:
    said, tall = keep((table,)), height((table,))
    assert said != "unbroken" or tall <= SHORT
    assert said != "parted" or tall > SHORT


@settings(max_examples=40, deadline=None)
@given(blocks=st.lists(SMALL, min_size=1, max_size=5))
def test_what_stays_together_is_as_short_as_is_said(blocks: list[Block]) -> None:
    together = Together(tuple(blocks))
    assert keep(together.blocks) != "unbroken" or height((together,)) <= SHORT


def test_short_and_tall_tables_are_known_without_measuring() -> None:
    row = (Cell(("Fichier",), header=True), Cell(("cours.zip",), header=False))
    assert keep((Table((), (), (row,) * 5),)) == "unbroken"
    assert keep((Table((), (), (row,) * 20),)) == "parted"

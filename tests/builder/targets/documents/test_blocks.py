"""Each element that an author may write, as the block that both writers take."""

import pytest

from builder.targets.documents.blocks import blocks
from builder.targets.documents.tree import (
    Block,
    Break,
    Callout,
    Code,
    Definitions,
    Field,
    Figure,
    Heading,
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
from tests.builder.targets.courses import course, pages
from tests.builder.targets.documents.conftest import Show


def only(found: tuple[Block, ...]) -> Block:
    assert len(found) == 1, found
    return found[0]


def kinds(found: tuple[Block, ...]) -> list[str]:
    return [type(block).__name__ for block in found]


def test_a_heading_keeps_its_anchor(read: Show) -> None:
    assert read("## Deux {#mien}") == (Heading(2, ("Deux",), "mien"),)


def test_emphasis_and_line_breaks(read: Show) -> None:
    text = only(read("un **deux** *trois* `q`  \nsix"))
    assert isinstance(text, Paragraph)
    assert text.text == (
        "un ", Span("strong", ("deux",)), " ", Span("em", ("trois",)), " ", Span("code", ("q",)),
        Break(), "six",
    )  # fmt: skip


def test_a_link_to_a_screen_is_plain_and_one_to_the_web_stays(read: Show) -> None:
    text = only(read("[ici](https://c.example) et [un terme]: [[copyleft]]"))
    assert isinstance(text, Paragraph)
    links = [item for item in text.text if isinstance(item, Span) and item.kind == "link"]
    assert [link.target for link in links] == ["https://c.example"]
    assert "gauche d’auteur" in plain(text.text)


def test_lists_in_lists(read: Show) -> None:
    outer = only(read("1. un\n    - deux\n    - trois\n2. quatre"))
    assert isinstance(outer, Items)
    assert outer.ordered
    inner = outer.items[0][1][1]
    assert isinstance(inner, Items)
    assert not inner.ordered
    assert len(inner.items) == 2


def test_definitions_of_one_and_of_two_terms() -> None:
    html = "<dl><dt>A</dt><dt>B</dt><dd>un</dd><dd>deux</dd><dt>C</dt><dd>trois</dd></dl>"
    found = only(blocks(html))
    assert isinstance(found, Definitions)
    first, second = found.items
    assert first == (("A", Break(), "B"), (Paragraph(("un",)), Paragraph(("deux",))))
    assert second == (("C",), (Paragraph(("trois",)),))


def test_a_quotation_and_its_source(read: Show) -> None:
    found = only(read("/// quote | Elle, 1983\n« Oui »\n///"))
    assert isinstance(found, Quote)
    assert plain(found.source) == "Elle, 1983"


def test_a_table_its_caption_and_its_columns_for_writing(read: Show) -> None:
    text = (
        "/// table | Légende\n    row-headers: true\n\n| Quoi | Réponse |\n|---|---|\n| a | |\n///"
    )
    found = only(read(text))
    assert isinstance(found, Table)
    assert plain(found.caption) == "Légende"
    assert [cell.header for cell in found.rows[0]] == [True, False]
    assert found.blank == {1}
    assert shares(found) == [4, 24]


def test_rows_are_filled_up_and_a_table_without_a_cell_is_none() -> None:
    found = only(
        blocks("<table><tr><td>a</td><td colspan='2'>b</td></tr><tr><td>c</td></tr></table>")
    )
    assert isinstance(found, Table)
    assert found.columns == 3
    assert [len(row) for row in found.rows] == [2, 3]
    assert blocks("<table><tr></tr></table>") == ()


def test_a_figure_is_its_wide_drawing_and_its_table_unfolds(read: Show) -> None:
    head = "/// figure | loop.svg\n    alt: boucle\n    tall: tall.svg"
    found = read(f"{head}\n\nLégende\n+++\nEn mots.\n///")
    assert kinds(found) == ["Figure", "Callout"]
    figure = found[0]
    assert isinstance(figure, Figure)
    assert figure.alt == "boucle"
    assert figure.size == (20.0, 10.0)
    assert plain(figure.caption).endswith("Légende")


def test_a_picture_has_its_path_and_its_size(read: Show) -> None:
    figure = only(read('![La photo](photo.png "Titre")'))
    assert isinstance(figure, Figure)
    assert (figure.path, figure.alt, figure.size) == ("media/photo.png", "La photo", (30, 20))


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("/// note | T\nmot\n///", "", "Note"),
        ('/// example | T\n    place: "Ici, 2016"\n\nmot\n///', "", "Exemple"),
        ("/// evidence | T\n    level: 3\n\nmot\n///", "proof", "Preuve"),
        ("/// law | T\n\nmot\n///", "law", "Loi"),
        ("/// exercise | T\n    minutes: 10\n\nmot\n///", "do", "Exercice"),
    ],
)
def test_a_call_out_has_its_label(read: Show, text: str, kind: str, label: str) -> None:
    found = only(read(text))
    assert isinstance(found, Callout)
    assert [found.kind, found.label] == [kind, label]
    assert isinstance(found.blocks[0], Heading)


def test_an_examples_place_stands_beside_its_title(read: Show) -> None:
    found = only(read('/// example | T\n    place: "Ici, 2016"\n\nmot\n///'))
    assert isinstance(found, Callout)
    heading = found.blocks[0]
    assert isinstance(heading, Heading)
    assert heading.text[-1] == Span("aside", ("Ici, 2016",))


def test_a_worksheet_is_a_form_without_what_is_said_of_the_device(read: Show) -> None:
    found = only(read("/// worksheet | intentions\n///"))
    assert isinstance(found, Callout)
    assert kinds(found.blocks) == [
        "Heading", "Paragraph", "Paragraph", "Paragraph", "Field", "Field",
    ]  # fmt: skip
    label, hint, lines, boxes = found.blocks[2:]
    assert label == Paragraph(("Que rend-il facile\u202f?",), "label")
    assert hint == Paragraph(("Un mot.",), "hint")
    assert lines == Field((), 3)
    assert boxes == Field(("D’accord\u202f?",), 0, (("Oui",),))


def test_a_film_is_its_transcript(read: Show) -> None:
    found = only(read("/// video | film.mp4\n    captions: film.vtt\n\nOn entend la rue.\n///"))
    assert isinstance(found, Callout)
    assert found.blocks == (Paragraph(("On entend la rue.",)),)


def test_a_card_of_the_catalogue(read: Show) -> None:
    found = only(read("/// card | decidim\n///"))
    assert isinstance(found, Callout)
    assert [type(block) for block in found.blocks[:3]] == [Heading, Paragraph, Definitions]


def test_notes_and_sources_have_anchors_and_no_way_back(read: Show) -> None:
    found = read("mot[^1] [@raymond1999]\n\n[^1]: Ici.")
    lists = [block for block in found if isinstance(block, Items)]
    assert [name for block in lists for name, _ in block.items] == ["n-1", "src-raymond1999"]
    said = [plain(inner.text) for block in lists for _, (inner, *_) in block.items
            if isinstance(inner, Paragraph)]  # fmt: skip
    assert said[0] == "Ici."
    assert not any("Revenir" in text for text in said)


def test_listings_page_breaks_and_what_stays_together(read: Show) -> None:
    assert read("```\na  b\n```") == (Code("a  b"),)
    assert read("/// page-break\n///") == (PageBreak(),)
    assert only(blocks('<section class="together"><p>a</p></section>')) == Together(
        (Paragraph(("a",)),)
    )


def test_what_xml_refuses_is_left_out() -> None:
    assert blocks("<p>a\x0bb\x00</p>") == (Paragraph(("ab",)),)


@pytest.mark.parametrize("name", ["mini", "every_question"])
def test_every_page_of_the_test_courses_has_blocks(name: str) -> None:
    for language in course(name).languages:
        made = pages(name)[language]
        for page in (*made.pages.values(), *made.documents.values()):
            assert blocks(page.html)

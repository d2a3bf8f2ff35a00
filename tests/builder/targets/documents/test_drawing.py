"""A drawing on paper: the player's rules inside, colours as numbers, hatching, every sign shown."""

import re

import pytest
from lxml import etree

from builder.targets.documents.drawing import NS, for_paper
from builder.targets.documents.pdf import pdf
from builder.targets.documents.tree import Figure
from tests.builder.targets.documents.conftest import opened, sheet, structure, words


def drawing(inside: str) -> str:
    return f'<svg xmlns="{NS}" viewBox="0 0 100 40">{inside}</svg>'


def test_tokens_become_numbers() -> None:
    made = for_paper(drawing('<path fill="var(--trait)" stroke="var(--absent)" d="M0 0V6"/>'))
    path = etree.fromstring(made).findall(f"{{{NS}}}path")[0]
    assert path.get("fill") == "#1a259c"
    assert path.get("stroke") == "#15171c"
    assert b"var(" not in made


def test_the_players_rules_for_drawings_go_with_it() -> None:
    style = etree.fromstring(for_paper(drawing(""))).findtext(f"{{{NS}}}style") or ""
    assert re.search(r'text \{ font-family: "Cartable Sans", "DejaVu Sans Mono"; fill: #', style)
    for name in ("solid", "hatch", "open", "la", "lb", "t2"):
        assert f".{name} {{" in style
    assert "@" not in style


def test_the_hatch_is_a_pattern_of_its_own() -> None:
    root = etree.fromstring(for_paper(drawing('<rect class="hatch" width="9" height="9"/>')))
    assert [p.get("id") for p in root.iter(f"{{{NS}}}pattern")] == ["hatch"]


@pytest.mark.parametrize("text", ["1983 – Łukasz", "α ✓"])
def test_its_words_can_be_read_in_the_pdf(text: str) -> None:
    svg = drawing(f'<text x="5" y="20" font-size="9">{text}</text>')
    data = pdf(sheet((Figure(svg, "", "Un mot", (), (100, 40)),)), {})
    assert text in words(data)
    with opened(data) as found:
        assert [str(e.Alt) for e in structure(found) if e.S == "/Figure"] == ["Un mot"]


def test_a_sign_of_no_face_is_said_in_a_drawing_too() -> None:
    svg = drawing('<text x="5" y="20" font-size="9">a 漢<tspan> 😀</tspan> b</text>')
    data = pdf(sheet((Figure(svg, "", "x", (), None),)), {})
    assert "[U+6F22]" in words(data)
    assert "[U+1F600]" in words(data)

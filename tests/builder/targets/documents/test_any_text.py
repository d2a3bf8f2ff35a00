"""Whatever an author writes becomes a PDF/UA and an ODT, and is never markup of either."""

import io
import json
import zipfile

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from builder.model import Course
from builder.targets.documents.glyphs import in_mono, runs
from builder.targets.documents.odt import odt
from builder.targets.documents.pdf import pdf
from builder.targets.documents.tree import Block, Code, Paragraph, Span
from builder.targets.documents.typst_writer import literal
from tests.builder.render.markdown_texts import TEXTS
from tests.builder.targets.documents.conftest import Show, media, sheet, words

HOSTILE = [
    '#image("x")', "#panic()", "$x^2$", "\\", "\\u{41}", "`code`", "```", "]", "[", "//", "/* x",
    "*gras*", "_x_", "= Titre", "- puce", "<label>", "@ref", "~", "--", '"', "'", "#{1+1}", "#1",
    "https://a.example", "#set page(width: 1pt)", "{", "}", "%", "&amp;",
]  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_any_markdown_makes_both(read: Show, media_course: Course, text: str) -> None:
    made = sheet(read(text))
    assert pdf(made, media(media_course)).startswith(b"%PDF-1.7")
    with zipfile.ZipFile(io.BytesIO(odt(made, media(media_course)))) as archive:
        for name in ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"):
            etree.fromstring(archive.read(name))


@settings(max_examples=200)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_is_its_text_to_typst(text: str) -> None:
    assert json.loads(typst.Compiler().eval(literal(text))) == text.replace("\r", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text: str) -> None:
    inside = (text, Span("strong", (text,)), Span("code", (text,)), Span("link", (text,), text))
    body: tuple[Block, ...] = (Paragraph(("mot ", *inside, " fin")), Code(f"mot {text} fin"))
    assert words(pdf(sheet(body, title=text), {})).count(text) >= 5


def test_signs_of_no_face_are_said_by_their_number() -> None:
    body = (Paragraph(("Joie 😀, 漢, שלום, Αθήνα, \u200b\ufe0f\x02fin",)), Code("x 😀"))
    text = words(pdf(sheet(body), {}))
    assert "Joie [U+1F600], [U+6F22]" in text
    assert "Αθήνα" in text
    assert "x [U+1F600]" in text
    assert text.count("fin") == 1


@given(text=st.text())
def test_what_is_shown_can_be_shown(text: str) -> None:
    """Every part is held to its face, and drawing it a second time changes nothing."""
    once = "".join(part for _, part in runs(text))
    assert "".join(part for _, part in runs(once)) == once
    assert in_mono(in_mono(text)) == in_mono(text)

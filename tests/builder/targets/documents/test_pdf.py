"""PDF/UA-1 as pikepdf (qpdf) and PDFium see it: two readers that we did not write."""

import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from builder.model import Course
from builder.playerdata.interactions import Standard
from builder.targets import sheet as integration
from builder.targets.documents import Documents
from builder.targets.documents.pdf import PdfRefused, kept_in, pdf
from builder.targets.documents.tree import Block, Code, Heading, Paragraph, Span
from builder.targets.documents.typst_writer import TypstWriter
from tests.builder.targets.courses import REAL, course, members, pages, plans
from tests.builder.targets.documents.conftest import (
    Show,
    faces,
    media,
    opened,
    roles,
    sheet,
    structure,
    words,
)

NAMES = ("Łukasz", "Šárka", "Đặng", "Öztürk")
OURS = {"CartableSans-Regular", "CartableSans-Bold", "CartableSans-Italic", "DejaVuSansMono"}


@cache
def made() -> dict[str, bytes]:
    """Every PDF of the real course, by package and name."""
    return {
        f"{plan.language}/{plan.format}/{name}": data
        for plan in plans("documents", REAL)
        for name, data in members(plan, REAL).items()
        if name.endswith(".pdf")
    }


def sheets() -> dict[str, bytes]:
    """The integration sheets of the course with every question type, in each standard."""
    name = "every_question"
    return {
        file.path: file.data
        for standard in STANDARDS
        for plan in plans(standard, name)
        for file in integration.files(course(name), plan, ENTRY, standard)
        if file.path.endswith(".pdf") and isinstance(file.data, bytes)
    }


STANDARDS: tuple[Standard, ...] = ("scorm12", "scorm2004")
ENTRY = {
    "file": "x.zip", "title": "T", "format_title": "F", "module_title": None, "version": "1.0.0",
    "minutes": 60, "bytes": 12345, "sha256": "0" * 64, "state": 99,
}  # fmt: skip


@pytest.mark.parametrize("files", [made, sheets])
def test_every_pdf_says_that_it_is_pdf_ua(files: object) -> None:
    assert callable(files)
    for name, data in files().items():
        with opened(data) as found:
            assert found.Root.MarkInfo.Marked, name
            assert str(found.Root.Lang) in {"fr", "en"}, name
            assert found.Root.ViewerPreferences.DisplayDocTitle, name
            with found.open_metadata() as said:
                assert said["pdfuaid:part"] == "1", name
                assert said["dc:title"], name
            assert not found.check_pdf_syntax(), name
            assert all("/Tabs" not in page or page.Tabs == "/S" for page in found.pages), name


@pytest.mark.parametrize("files", [made, sheets])
def test_headings_tables_and_fonts(files: object) -> None:
    assert callable(files)
    for name, data in files().items():
        with opened(data) as found:
            said = roles(found)
            levels = [int(role[1]) for role in said if role[0] == "H" and role[1:].isdigit()]
            assert levels[0] == 1, name
            assert levels.count(1) == 1, name
            assert all(after <= before + 1 for before, after in pairwise(levels)), name
            assert list(tables_without_heads(found)) == [], name
            assert faces(found) <= OURS, name


def tables_without_heads(found: pikepdf.Pdf) -> Iterator[str]:
    for element in structure(found):
        if element.S == "/Table":
            heads = [cell for cell in within(element) if cell.S == "/TH"]
            if not heads or any("/A" not in cell for cell in heads):
                yield str(element.get("/ID", "a table"))


def within(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    children = element.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from within(child)


def test_a_figure_has_its_alternative(read: Show, media_course: Course) -> None:
    text = "/// figure | loop.svg\n    alt: Une boucle\n\nLégende\n///\n\n![La photo](photo.png)"
    with opened(pdf(sheet(read(text)), media(media_course))) as found:
        figures = [str(e.Alt) for e in structure(found) if e.S == "/Figure" and "/Alt" in e]
    assert figures == ["Une boucle", "La photo"]


def test_lists_quotes_and_links_are_tagged(read: Show) -> None:
    text = (
        "1. un\n2. deux\n\n/// quote | Elle\n« Oui »\n///\n\nMot\n:   Sens\n\n<https://c.example>"
    )
    with opened(pdf(sheet(read(text)), {})) as found:
        said = roles(found)
        links = [a for page in found.pages for a in page.get("/Annots", [])]
    assert {"L", "LI", "LBody", "BlockQuote", "Link"} <= set(said)
    assert [str(link.A.URI) for link in links] == ["https://c.example"]
    assert all("/StructParent" in link for link in links)


def test_a_note_and_a_source_lead_to_their_place(read: Show) -> None:
    text = "Une note[^1] et une source [@raymond1999].\n\n[^1]: Ici."
    with opened(pdf(sheet(read(text)), {})) as found:
        links = [a for page in found.pages for a in page.get("/Annots", [])]
        assert len([link for link in links if "/Dest" in link or link.A.S == "/GoTo"]) == 2


@pytest.mark.parametrize("name", NAMES)
def test_names_of_people_are_in_our_font(name: str) -> None:
    body = (Paragraph((name, " ", Span("strong", (name,)), " ", Span("em", (name,)))),)
    data = pdf(sheet(body, title=name), {})
    assert words(data).count(name) == 4
    with opened(data) as found:
        assert faces(found) == {
            "CartableSans-Regular", "CartableSans-Bold", "CartableSans-Italic",
        }  # fmt: skip


def test_a_face_that_is_not_there_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst only warns of a font that it lacks; a build must not go on with another."""

    def elsewhere(self: TypstWriter, blocks: object) -> str:
        return '#text(font: "Nowhere Sans")[mot]'

    monkeypatch.setattr(TypstWriter, "document", elsewhere)
    with pytest.raises(PdfRefused, match="nowhere sans"):
        pdf(sheet(()), {})


def test_what_typst_refuses_is_said_in_a_sentence() -> None:
    body: tuple[Block, ...] = (Heading(3, ("Trop bas",), ""),)
    with pytest.raises(PdfRefused, match="the PDF 'Titre' cannot be made"):
        pdf(sheet(body), {})


def test_same_bytes_in_another_process_and_place() -> None:
    code = (
        "import hashlib, importlib, sys\n"
        "from tests.builder.targets.documents.test_pdf import SAME\n"
        "sys.stdout.write(hashlib.sha256(SAME()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[4]
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root, env={"TZ": zone, "PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2"))
    }  # fmt: skip
    assert len(said) == 1
    assert len(said.pop()) == 64


def SAME() -> bytes:  # noqa: N802 - said by the other process
    """A document's PDF and ODT, one after the other."""
    plan = plans("documents")[0]
    return b"".join(
        bytes(file.data) if isinstance(file.data, bytes) else b""
        for file in Documents().files(plan, course("mini"), pages("mini"))
    )


def test_a_pdf_made_once_comes_from_the_cache(tmp_path: Path) -> None:
    body = (Paragraph(("Un texte.",)), Code("x = 1"))
    with kept_in(tmp_path):
        first = pdf(sheet(body), {})
        (kept,) = tmp_path.rglob("*.pdf")
        kept.write_bytes(b"from the cache")
        assert pdf(sheet(body), {}) == b"from the cache"
        assert pdf(sheet(body, title="Autre"), {}).startswith(b"%PDF")
    assert pdf(sheet(body), {}) == first


def test_a_cache_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with kept_in(tmp_path / "file"):
        assert pdf(sheet((Paragraph(("Mot",)),)), {}).startswith(b"%PDF")

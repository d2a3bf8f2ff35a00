"""Documents made of Markdown, and readers of what comes out that we did not write."""

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from builder.model import Course
from builder.render.lookup import Lookup
from builder.render.markup.engine import Engine
from builder.render.text import Texts
from builder.targets.documents.blocks import blocks
from builder.targets.documents.pdf import Sheet
from builder.targets.documents.tree import Block
from tests.builder.render.conftest import make_course

Show = Callable[[str], tuple[Block, ...]]


@pytest.fixture(scope="session")
def media_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The render tests' course with one of everything, and a picture that can be decoded."""
    root = tmp_path_factory.mktemp("course")
    (root / "media").mkdir()
    (root / "media" / "photo.png").write_bytes(picture())
    return make_course(root)


@pytest.fixture(scope="session")
def read(media_course: Course) -> Show:
    """Markdown as blocks, through `builder.render`."""
    engine, lookup = Engine(), Lookup(media_course, "fr")

    def show(markdown: str) -> tuple[Block, ...]:
        return blocks(Texts(engine, lookup).page(markdown).html)

    return show


def picture(width: int = 30, height: int = 20) -> bytes:
    """A grey PNG."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def sheet(body: tuple[Block, ...], title: str = "Titre", language: str = "fr") -> Sheet:
    return Sheet(title, language, "Cours", "Fiche", ("Ada",), "2026-01-01", "Page", body)


def media(course: Course) -> dict[str, bytes]:
    return {
        f"media/{name}": Path(course.root, medium.source).read_bytes()
        for name, medium in course.media.items()
    }


def words(data: bytes) -> str:
    """The text of a PDF as PDFium reads it, its white space as single spaces."""
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return re.sub(r"\s+", " ", " ".join(pages))


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def structure(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every structure element in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        if isinstance(element, pikepdf.Array):
            for child in element:
                yield from walk(child)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            yield from walk(element.get("/K", pikepdf.Array()))

    yield from walk(pdf.Root.StructTreeRoot.K)


def roles(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S).removeprefix("/") for element in structure(pdf)]


def faces(pdf: pikepdf.Pdf) -> set[str]:
    """The embedded fonts without their subset's tag."""
    return {
        str(item.FontName).split("+")[-1]
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    }

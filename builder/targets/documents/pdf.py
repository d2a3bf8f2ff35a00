"""PDF/UA-1 by Typst: tagged, with our fonts inside, the same bytes on any day (decision 18)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from builder.findings import BuilderError
from builder.fonts import FOLDER
from builder.targets.documents.tree import Block
from builder.targets.documents.typst_writer import TypstWriter, literal, shown

TEMPLATE = Path(__file__).parents[2] / "templates" / "documents" / "document.typ"
STANDARD: Final = "ua-1"


class PdfRefused(BuilderError):
    """Typst did not make the PDF, or warned of a font: what it said."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as paper wants it. ``date`` is ISO 8601; ``page_word``: how the footer counts."""

    title: str
    language: str
    course: str
    kind: str
    authors: tuple[str, ...]
    date: str
    page_word: str
    body: Sequence[Block]


_KEPT: ContextVar[Path | None] = ContextVar("kept", default=None)


@contextmanager
def kept_in(folder: Path | None) -> Iterator[None]:
    """Within this, a PDF made once from the same source comes from ``folder``."""
    token = _KEPT.set(folder)
    try:
        yield
    finally:
        _KEPT.reset(token)


def pdf(sheet: Sheet, media: Mapping[str, bytes]) -> bytes:
    """The document as PDF/UA-1; ``media`` maps a path such as ``media/a.png`` to its bytes.

    Raises PdfRefused when Typst refuses it or warns.
    """
    writer = TypstWriter(media)
    body = writer.document(sheet.body)
    files = {"main.typ": _main(sheet, body).encode(), "document.typ": _template(), **writer.files}
    folder = _KEPT.get()
    if folder is None:
        return _compiled(sheet, files)
    kept = folder / "pdf" / f"{_key(files)}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    made = _compiled(sheet, files)
    _keep(kept, made)
    return made


def _main(sheet: Sheet, body: str) -> str:
    authors = "".join(f"{literal(author)}, " for author in sheet.authors)
    day = datetime.fromisoformat(sheet.date)
    date = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"
    return (
        '#import "document.typ": *\n'
        f"#show: document-of.with(title: {literal(sheet.title)}, shown: [{shown(sheet.title)}], "
        f"language: {literal(sheet.language.split('-')[0])}, course: [{shown(sheet.course)}], "
        f"kind: [{shown(sheet.kind)}], authors: ({authors}), date: {date}, "
        f"page-word: [{shown(sheet.page_word)}])\n{body}\n"
    )


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def _fonts() -> bytes:
    return b"".join(
        hashlib.sha256(path.read_bytes()).digest() for path in sorted(FOLDER.glob("*.ttf"))
    )


def _key(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256(f"typst {version('typst')} {STANDARD}".encode() + _fonts())
    for name, data in sorted(files.items()):
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()


@cache
def _faces() -> typst.Fonts:
    """Our faces and those that Typst brings; never the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER)])


def _compiled(sheet: Sheet, files: Mapping[str, bytes]) -> bytes:
    try:
        made, warnings = _typeset(sheet, files)
    except (typst.TypstError, RuntimeError) as error:
        raise PdfRefused(f"the PDF {sheet.title!r} cannot be made: {error}") from error
    if warnings:
        said = "; ".join(str(warning) for warning in warnings)
        raise PdfRefused(f"the PDF {sheet.title!r} is not as it should be: {said}")
    return made


def _typeset(sheet: Sheet, files: Mapping[str, bytes]) -> tuple[bytes, list[typst.TypstWarning]]:
    """Typst's own files lie in a passing folder: those given in memory it takes for text alone."""
    with TemporaryDirectory(prefix="cartable-") as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        made, warnings = typst.compile_with_warnings(
            Path(folder, "main.typ"),
            root=Path(folder),
            format="pdf",
            font_paths=_faces(),
            pdf_standards=[STANDARD],
            timestamp=int(datetime.fromisoformat(sheet.date).replace(tzinfo=UTC).timestamp()),
        )
    assert isinstance(made, bytes)  # noqa: S101 - one document, and not to a file
    return made, warnings


def _keep(path: Path, data: bytes) -> None:
    """Remember a PDF; a cache that cannot be written costs time, never a build."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)

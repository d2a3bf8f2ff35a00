"""Documents for people, one folder of PDF/UA and ODT files a format and language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.archive import PackageFile
from builder.language import words
from builder.model import Course, Document, Format
from builder.render import LanguagePages
from builder.render.anchors import Anchors, slug
from builder.render.images import clean_image
from builder.targets.base import Plan, stem
from builder.targets.documents.blocks import blocks
from builder.targets.documents.markdown import markdown
from builder.targets.documents.odt import odt
from builder.targets.documents.pdf import Sheet, pdf
from builder.targets.documents.timetable import timetable
from builder.targets.documents.tree import Block, Figure

MEDIA = "media/"


@dataclass(frozen=True, slots=True)
class Documents:
    """Description, synthesis, guides, sheets, templates, and the timetable of the schedule."""

    name: str = "documents"
    suffix: str = ".zip"
    folder: str = ""
    first: str = ""

    def plans(self, course: Course) -> Iterator[Plan]:
        """One package a format and language."""
        for form in course.formats:
            for language in course.languages:
                name = stem(course.id, form.id, language, self.name)
                yield Plan(self.name, form.id, language, None, name)

    def files(
        self, plan: Plan, course: Course, pages: Mapping[str, LanguagePages]
    ) -> Iterator[PackageFile]:
        """Each document as PDF/UA and ODT, a template as Markdown too; the timetable is named in
        its language.

        Raises PdfRefused.
        """
        language, form = plan.language or course.languages[0], course.format(plan.format)
        for document, sheet in _sheets(course, form, pages[language]):
            yield from _both(course, document.id, sheet)
            if document.kind == "template":
                yield PackageFile(f"{document.id}.md", markdown(sheet))
        if form.schedule:
            sheet = timetable(course, form, language)
            yield from _both(course, Anchors(course.documents).new(slug(sheet.kind)), sheet)

    def facts(self, plan: Plan, course: Course) -> Mapping[str, Any]:
        """Titles."""
        language = plan.language or course.languages[0]
        return {
            "title": course.title[language],
            "format_title": course.format(plan.format).title[language],
            "module_title": None,
        }

    def beside(self, plan: Plan, course: Course, entry: Mapping[str, Any]) -> Iterator[PackageFile]:
        """Nothing."""
        yield from ()


def templates(
    course: Course, form: Format, pages: LanguagePages
) -> Iterator[tuple[Document, PackageFile]]:
    """The documents that candidates fill in, as ODT under ``templates/<language>/``."""
    for document, sheet in _sheets(course, form, pages):
        if document.kind == "template":
            data = odt(sheet, dict(_pictures(course, sheet.body)))
            yield document, PackageFile(f"templates/{pages.language}/{document.id}.odt", data)


def _sheets(course: Course, form: Format, pages: LanguagePages) -> Iterator[tuple[Document, Sheet]]:
    for document in _taken(course, form):
        if document.id in pages.documents:
            body = blocks(pages.documents[document.id].html)
            yield document, _sheet(course, document, pages.language, body)


def _taken(course: Course, form: Format) -> Iterator[Document]:
    for document in course.documents.values():
        if not document.formats or form.id in document.formats:
            yield document


def _sheet(course: Course, document: Document, language: str, body: tuple[Block, ...]) -> Sheet:
    say = words(language)
    return Sheet(
        title=document.texts[language].title,
        language=language,
        course=course.title[language],
        kind=say(f"document.kind-{document.kind}"),
        authors=course.authors,
        date=course.date,
        page_word=say("page.page"),
        body=body,
    )


def _both(course: Course, name: str, sheet: Sheet) -> Iterator[PackageFile]:
    media = dict(_pictures(course, sheet.body))
    yield PackageFile(f"{name}.pdf", pdf(sheet, media))
    yield PackageFile(f"{name}.odt", odt(sheet, media))


def _pictures(course: Course, body: tuple[Block, ...] | Any) -> Iterator[tuple[str, bytes]]:
    """The pictures that the blocks show, at any depth, without their private data."""
    for block in body:
        if isinstance(block, Figure) and block.path.startswith(MEDIA):
            medium = course.media[block.path.removeprefix(MEDIA)]
            yield block.path, clean_image(Path(course.root, medium.source))
        yield from _pictures(course, getattr(block, "blocks", ()))

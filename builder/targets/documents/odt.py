"""An OpenDocument text (ODF 1.3) through odfdo: the same bytes for the same sheet, on any day."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from lxml import etree
from odfdo import Container, Document, Element

from builder.archive import PackageFile, write_zip
from builder.targets.documents.odt_styles import SPACE, STYLES, TABLES, column, faces
from builder.targets.documents.odt_writer import OdtWriter, node, p
from builder.targets.documents.pdf import Sheet

COUNTRY = {"fr": "FR", "en": "GB"}


def odt(sheet: Sheet, media: Mapping[str, bytes]) -> bytes:
    """The document as ODT bytes; ``media`` maps a path such as ``media/a.png`` to its bytes."""
    writer = OdtWriter(media)
    document = Document("text")
    body = document.body
    body.clear()
    title = node("text:h", sheet.title, text_style_name="Title", text_outline_level="1")
    for made in (p("Kind", sheet.kind), title, *writer.all(sheet.body)):
        body.append(Element.from_tag(etree.tostring(made, encoding="unicode")))
    _dress(document, sheet, writer)
    _describe(document, sheet)
    for name, data in writer.files.items():
        _container(document).set_part(name, data)
        document.manifest.add_full_path(name, _media_type(name))
    return _packed(document)


def _dress(document: Document, sheet: Sheet, writer: OdtWriter) -> None:
    """Styles, language and footer."""
    common = _found(document.styles.get_element("//office:styles"))
    for outline in common.get_elements("text:outline-style"):
        common.delete(outline)  # odfdo's own, which numbers headings
    _put(common, STYLES)
    columns = (column(name, share) for share, name in writer.columns.items())
    _put(_found(document.content.get_element("//office:automatic-styles")), [*TABLES, *columns])
    for part in (document.styles, document.content):
        _put(_found(part.get_element("//office:font-face-decls")), faces())
    text = _found(common.get_element("style:default-style[@style:family='paragraph']"))
    _speak(_found(text.get_element("style:text-properties")), sheet.language)
    _foot(document, sheet)


def _put(parent: Element, styles: Iterable[str]) -> None:
    """Add styles, each in place of odfdo's own of that name."""
    for style in styles:
        made = Element.from_tag(style)
        for old in parent.get_elements(f'*[@style:name="{made.get_attribute("style:name")}"]'):
            parent.delete(old)
        parent.append(made)


def _speak(properties: Element, language: str) -> None:
    """The document's language, which a screen reader reads it in."""
    code, _, country = language.partition("-")
    properties.set_attribute("fo:language", code)
    properties.set_attribute("fo:country", country or COUNTRY.get(code, "none"))


def _foot(document: Document, sheet: Sheet) -> None:
    master = _found(document.styles.get_element("//style:master-page[@style:name='Standard']"))
    master.append(
        Element.from_tag(
            f'<style:footer {SPACE}><text:p text:style-name="Footer">{escape(sheet.course)}'
            f"<text:tab/>{escape(sheet.page_word)} <text:page-number>1</text:page-number> / "
            "<text:page-count>1</text:page-count></text:p></style:footer>"
        )
    )
    for old in document.styles.get_elements("//style:page-layout/style:footer-style"):
        old.append(
            Element.from_tag(
                f'<style:header-footer-properties {SPACE} fo:min-height="0.6cm" '
                'fo:margin-top="0.5cm"/>'
            )
        )


def _describe(document: Document, sheet: Sheet) -> None:
    """Title, language and authors; no dates, so that bytes stay."""
    document.meta.title = sheet.title
    document.meta.language = sheet.language
    document.meta.subject = sheet.course
    document.meta.initial_creator = ", ".join(sheet.authors)
    document.meta.creator = ", ".join(sheet.authors)
    document.meta.generator = "Cartable"
    document.meta.editing_cycles = 1


def _media_type(name: str) -> str:
    ending = name.rsplit(".", 1)[-1]
    return "image/svg+xml" if ending == "svg" else f"image/{ending.replace('jpg', 'jpeg')}"


def _packed(document: Document) -> bytes:
    """Zip the parts as ODF 1.3 part 2, 3.3 asks: ``mimetype`` first and plain."""
    first = io.BytesIO()
    document.save(first)
    again = Document(io.BytesIO(first.getvalue()))
    files = [
        PackageFile(name, _part(again, name))
        for name in _container(again).parts
        if not name.endswith("/") and not name.startswith("Thumbnails/")
    ]
    out = io.BytesIO()
    write_zip(files, "mimetype", out)
    return out.getvalue()


def _container(document: Document) -> Container:
    container = document.container
    assert container is not None  # noqa: S101 - a document that was opened has one
    return container


def _found(element: Element | None) -> Element:
    assert element is not None  # noqa: S101 - odfdo's own template has it
    return element


def _part(document: Document, name: str) -> bytes:
    data = _container(document).get_part(name)
    return data.encode() if isinstance(data, str) else bytes(data or b"")

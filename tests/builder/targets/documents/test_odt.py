"""The ODT: as ODF asks, as odfdo reads it, and the same for the same sheet."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree
from odfdo import Document

from builder.model import Course
from builder.targets.documents.odt import odt
from builder.targets.documents.odt_styles import NAMES
from builder.targets.documents.tree import Code, Paragraph
from tests.builder.targets.courses import REAL, members, plans
from tests.builder.targets.documents.conftest import Show, media, sheet

TEXT = """\
## Un titre

Un mot **fort**, *dit*, `x = 1`, [le web](https://c.example), une note[^1],
une source [@raymond1999].

- un
- deux

| Quoi | Réponse |
|---|---|
| Un | |

/// figure | loop.svg
    alt: Une boucle

Légende
///

/// note | Titre
1. dedans
///

/// worksheet | intentions
///

[^1]: Ici.
"""


@pytest.fixture(scope="module")
def made(read: Show, media_course: Course) -> bytes:
    return odt(sheet(read(TEXT)), media(media_course))


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def find(data: bytes, path: str, name: str = "content.xml") -> Any:
    return part(data, name).xpath(path, namespaces=NAMES)


def test_the_first_member_is_its_media_type_plain(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read(first) == b"application/vnd.oasis.opendocument.text"
        listed = find(made, "//@*[local-name()='full-path']", "META-INF/manifest.xml")
        assert {n for n in archive.namelist() if n.startswith("Pictures/")} <= set(listed)


def test_title_language_and_headings(made: bytes) -> None:
    document = Document(io.BytesIO(made))
    assert (document.meta.title, document.meta.language) == ("Titre", "fr")
    levels = find(made, "//text:h/@text:outline-level")
    assert levels[:2] == ["1", "2"]
    said = find(
        made, "//style:default-style[@style:family='paragraph']//@fo:language", "styles.xml"
    )
    assert said == ["fr"]


def test_header_rows_alternatives_and_links(made: bytes) -> None:
    heads = find(made, "//table:table-header-rows//text:p")
    assert ["".join(p.itertext()) for p in heads] == ["Quoi", "Réponse"]
    assert find(made, "//draw:frame/svg:desc/text()") == ["Une boucle"]
    anchors = find(made, "//text:bookmark/@text:name")
    inside = [href[1:] for href in find(made, "//text:a/@xlink:href") if href.startswith("#")]
    assert inside
    assert set(inside) <= set(anchors)


def test_every_style_that_is_used_is_there(made: bytes) -> None:
    used = set(find(made, "//office:body//@text:style-name | //office:body//@table:style-name"))
    known = set(find(made, "//@style:name")) | set(find(made, "//@style:name", "styles.xml"))
    assert used <= known


def test_a_form_has_lines_and_boxes(made: bytes) -> None:
    styles = [p.get(f"{{{NAMES['text']}}}style-name") for p in find(made, "//text:p")]
    assert styles.count("Write_20_in") == 3
    assert any("☐ Oui" in "".join(p.itertext()) for p in find(made, "//text:p"))
    assert find(made, "//table:table-row[@table:style-name='FormRow']")


def test_a_listing_keeps_its_spaces() -> None:
    data = odt(sheet((Code("si x:\n    y  z"),)), {})
    assert find(data, "//text:s/@text:c") == ["4", "2"]


def test_the_footer_counts_pages_under_the_courses_name(made: bytes) -> None:
    assert find(made, "//style:footer/text:p/text()", "styles.xml")[0] == "Cours"
    assert len(find(made, "//style:footer//text:page-count", "styles.xml")) == 1


def test_markup_in_a_title_stays_text() -> None:
    data = odt(sheet((Paragraph(("<b>&amp;",)),), title="<i> & ]]>"), {})
    assert Document(io.BytesIO(data)).meta.title == "<i> & ]]>"


def test_the_documents_of_the_real_course_open_in_odfdo() -> None:
    for data in odts():
        document = Document(io.BytesIO(data))
        assert len(document.body.get_headers()) >= 1


def odts() -> Iterator[bytes]:
    for plan in plans("documents", REAL):
        yield from (data for name, data in members(plan, REAL).items() if name.endswith(".odt"))

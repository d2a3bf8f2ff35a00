"""What the small course's documents say, to be read in a diff: `make golden` renews."""

import io
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from lxml import etree

from tests.builder.targets.courses import members, plans

Golden = Callable[[str, str], None]
NAMES = ("descriptif", "emploi-du-temps")


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_a_pdf(name: str, golden: Golden) -> None:
    document = pypdfium2.PdfDocument(members(plans("documents")[0])[f"{name}.pdf"])
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    golden(f"mini.documents/{name}.txt", "\f".join(pages).replace("\r\n", "\n") + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_the_body_of_an_odt(name: str, golden: Golden) -> None:
    data = members(plans("documents")[0])[f"{name}.odt"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = etree.fromstring(archive.read("content.xml"))
    body = content.find("{*}body")
    assert body is not None
    etree.indent(body)
    golden(
        f"mini.documents/{name}.content.xml", etree.tostring(body, method="c14n").decode() + "\n"
    )

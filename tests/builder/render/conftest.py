"""A small course in memory, whose media are real files."""

from pathlib import Path
from typing import Any

import pytest

from builder.findings import Anchor
from builder.model import (
    CivicTech,
    Course,
    Lock,
    Medium,
    Page,
    PageText,
    Positions,
    Reference,
    Rendered,
    Term,
    Worksheet,
    WorksheetField,
)
from builder.model.questions import Option
from builder.render.lookup import Lookup
from builder.render.markup.engine import Engine
from builder.render.text import Texts
from tests.builder.render.reading import Show

AT = Anchor("course.yaml")
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><defs><linearGradient id="g"/>'
    b'</defs><rect width="20" height="10" fill="url(#g)"/></svg>'
)
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\0\0\0\0\x15\x1e\x0c\xc7"
    b"\0\0\0\0IEND\xaeB`\x82"
)
MEDIA = {
    "loop.svg": DRAWING,
    "tall.svg": DRAWING,
    "photo.png": PNG,
    "film.mp4": b"film",
    "film.vtt": b"WEBVTT",
    "talk.mp3": b"talk",
    "plan.pdf": b"%PDF",
}


def both(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


GLOSSARY = (
    Term(
        "copyleft",
        AT,
        {"fr": "gauche d’auteur", "en": "copyleft"},
        both("Une *règle*."),
        {"fr": ("partage à l’identique",)},
    ),
)
REFERENCES = {
    "raymond1999": Reference(
        "raymond1999",
        AT,
        {
            "type": "book",
            "title": "The Cathedral and the Bazaar",
            "author": [{"family": "Raymond", "given": "Eric S."}],
            "issued": {"date-parts": [[1999]]},
            "publisher": "O’Reilly",
            "URL": "https://example.org/cathedral",
            "language": "en",
        },
    )
}
CIVIC_TECHS = {
    "decidim": CivicTech(
        "decidim",
        AT,
        "Decidim",
        both("Débattre en ligne."),
        ("debate",),
        "AGPL-3.0-only",
        "verified",
        website="https://decidim.example",
    )
}
WORKSHEETS = {
    "intentions": Worksheet(
        "intentions",
        AT,
        both("Les intentions"),
        both("À deux."),
        (
            WorksheetField("facile", both("Que rend-il facile ?"), AT, both("Un mot.")),
            WorksheetField(
                "accord", both("D’accord ?"), AT, options=(Option("o", both("Oui"), AT),)
            ),
        ),
    )
}


def page(page_id: str, markdown: str, language: str = "fr") -> Page:
    text = PageText(language, f"{page_id}.md", page_id, markdown, 1)
    return Page(page_id, AT, 5, (), {language: text})


def make_course(root: Path, **changes: Any) -> Course:
    """A course with one of everything that a text can name."""
    for name, data in MEDIA.items():
        target = root / "media" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.write_bytes(data)
    values: dict[str, Any] = {
        "id": "test",
        "at": AT,
        "root": str(root),
        "version": "1.0.0",
        "date": "2026-01-01",
        "title": both("Test"),
        "description": both("Test"),
        "languages": ("fr", "en"),
        "licence": "CC-BY-SA-4.0",
        "authors": ("Ada",),
        "keywords": {},
        "modules": (),
        "formats": (),
        "pages": {},
        "quizzes": {},
        "glossary": GLOSSARY,
        "references": REFERENCES,
        "civic_techs": CIVIC_TECHS,
        "worksheets": WORKSHEETS,
        "documents": {},
        "media": {name: Medium(name, f"media/{name}", len(data)) for name, data in MEDIA.items()},
        "certification": None,
        "lock": Lock(),
        "positions": Positions({}),
    }
    return Course(**{**values, **changes})


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def show(course: Course) -> Show:
    """Render a text of that course."""
    engine = Engine()
    lookups = {language: Lookup(course, language) for language in ("fr", "en")}

    def render(markdown: str, language: str = "fr", *, line: bool = False) -> Rendered:
        texts = Texts(engine, lookups[language])
        return (texts.line if line else texts.page)(markdown)

    return render

"""What stands beside the pages: glossary, references, catalogue, worksheets, documents, media."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from builder.findings import Anchor
from builder.model.questions import Option, Text
from builder.model.screens import PageText


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry. ``definition`` is Markdown; ``forms`` are further spellings by language."""

    id: str
    at: Anchor
    term: Text
    definition: Text
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A bibliography entry as CSL data (``csl``: the CSL-JSON item without its id)."""

    id: str
    at: Anchor
    csl: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CivicTech:
    """A tool of the catalogue. ``phases``, ``certainty`` and ``effort`` are words of the schema."""

    id: str
    at: Anchor
    name: str
    purpose: Text
    phases: tuple[str, ...]
    licence: str
    certainty: str
    repository: str = ""
    website: str = ""
    hosting: Text = field(default_factory=dict)
    effort: Text = field(default_factory=dict)
    limits: Text = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorksheetField:
    """A question of a worksheet: free text, or a choice when ``options`` has any."""

    id: str
    text: Text
    at: Anchor
    hint: Text = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rows: int = 3


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A form to fill in alone or as a pair; its answers stay on the device."""

    id: str
    at: Anchor
    title: Text
    intro: Text
    fields: tuple[WorksheetField, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document for people, one Markdown file a language (``course/documents/<lang>/<id>.md``)."""

    id: str
    at: Anchor
    kind: Literal["description", "synthesis", "guide", "sheet", "template", "timetable"]
    texts: Mapping[str, PageText]
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Medium:
    """A file under ``course/media``: ``path`` from there, ``size`` in bytes; read when needed."""

    path: str
    source: str
    size: int

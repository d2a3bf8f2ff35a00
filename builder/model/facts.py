"""What one Markdown pass gives: HTML and what was seen on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Heading(NamedTuple):
    """A heading of a page: level 1 to 6, text, and the anchor it got."""

    level: int
    text: str
    anchor: str
    line: int


class Link(NamedTuple):
    """A link or an image as written: ``line`` counts from 0 in the Markdown."""

    target: str
    text: str
    line: int


class Image(NamedTuple):
    """A picture, sound or film: ``alt`` is None when not given, "" when decorative."""

    kind: Literal["image", "audio", "video"]
    target: str
    alt: str | None
    line: int
    captions: str = ""
    transcript: bool = False
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one Markdown pass saw; every ``line`` counts from 0 in the page's Markdown."""

    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    citations: tuple[tuple[str, int], ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    cards: tuple[tuple[str, int], ...] = ()
    worksheets: tuple[tuple[str, int], ...] = ()
    tables: tuple[tuple[bool, int], ...] = ()
    faults: tuple[tuple[str, str, int], ...] = ()
    words: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A Markdown text as safe HTML (what goes into ``<main>``), and what was seen on the way."""

    html: str
    facts: Facts

"""What one Markdown pass gives: HTML and what was seen on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from deflate import deflate_decompress


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
    """What one Markdown pass saw; every ``line`` counts from 0 in the page's Markdown.

    ``words`` counts them; ``vocabulary`` has each once, folded and sorted, with spaces between;
    ``opening`` is how the text begins; ``years`` are those that it names.
    """

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
    years: frozenset[str] = frozenset()
    words: int = 0
    opening: str = ""
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """Texts by name, deflated until somebody reads them: of a large course few are.

    ``data`` is the texts in UTF-8 with NULs between, ``size`` bytes long once inflated.
    """

    names: tuple[str, ...]
    data: bytes
    size: int

    def texts(self) -> dict[str, str]:
        """The texts. Raises ValueError or DeflateError when the data is damaged."""
        whole = bytes(deflate_decompress(self.data, self.size)).decode("utf-8", "surrogatepass")
        return dict(zip(self.names, whole.split("\0"), strict=True))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A Markdown text as safe HTML (what goes into ``<main>``), and what was seen on the way.

    ``digest`` names the HTML without reading it: equal digests, equal HTML. ``media`` are the paths
    below ``media/`` that it uses. Text inside a page has neither: nobody asks that of it.
    """

    body: str | Packed = field(compare=False)
    facts: Facts
    digest: str = ""
    media: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The HTML."""
        return self.body if isinstance(self.body, str) else self.body.texts()[""]

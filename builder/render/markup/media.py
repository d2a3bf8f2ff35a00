"""Blocks that show something: figure, table, video, audio, card, worksheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from xml.etree import ElementTree

from builder.render.markup.base import Option, Part, flag, string

FOLD = "+++"


class Shown(Part):
    """A block named by its argument: a file, an id, a caption."""

    NEEDS_ARGUMENT = True

    def made(self, element: ElementTree.Element) -> None:
        """Keep the argument and the options as data for the pass that finishes the page."""
        element.set(f"data-{self.NAME}", self.argument)
        for key, value in self.given.items():
            if key != "table":  # a promise to the author, nothing to show
                element.set(f"data-{key}", _plain(value))


class Figure(Shown):
    """A picture with its caption; what follows ``+++`` is its table, in a fold."""

    NAME = "figure"
    TAG = "figure"
    TAKES: ClassVar[Mapping[str, Option]] = {
        "alt": string,
        "decorative": flag,
        "table": flag,
        "tall": string,
    }

    def on_end(self, block: ElementTree.Element) -> None:
        """Part the caption from the fold."""
        children = list(block)
        cut = next((i for i, child in enumerate(children) if child.text == FOLD), len(children))
        block[:] = []
        _caption(block, children[:cut])
        if children[cut + 1 :]:
            ElementTree.SubElement(block, "details", {"data-fold": ""}).extend(children[cut + 1 :])
        elif self.given.get("table"):
            self.fault("block-missing", f"`table: true` wants a table after `{FOLD}`")


class Table(Shown):
    """A Markdown table with its caption; ``row-headers``: the first cell of a row is its header."""

    NAME = "table"
    TAKES: ClassVar[Mapping[str, Option]] = {"row-headers": flag}

    def on_end(self, block: ElementTree.Element) -> None:
        """The caption goes into the table."""
        table = block.find("table")
        if table is None:
            self.fault("block-missing", "there is no table in it")
            return
        caption = ElementTree.Element("caption")
        caption.text = self.argument
        table.insert(0, caption)


class Film(Shown):
    """A film with captions and a transcript; the facts tell a missing one, and ``alt``."""

    NAME = "video"
    TAG = "figure"
    TAKES: ClassVar[Mapping[str, Option]] = {"captions": string, "poster": string}

    def on_end(self, block: ElementTree.Element) -> None:
        """The text is the transcript."""
        children = list(block)
        block[:] = []
        if children:
            ElementTree.SubElement(block, "details", {"data-transcript": ""}).extend(children)


class Sound(Film):
    """A sound with captions and a transcript."""

    NAME = "audio"
    TAKES: ClassVar[Mapping[str, Option]] = {"captions": string}


class Card(Shown):
    """A card of the catalogue of civic techs, by id."""

    NAME = "card"


class Sheet(Shown):
    """An interactive worksheet, by id."""

    NAME = "worksheet"


class Include(Part):
    """A text to include that ``load`` could not find: it says so, and nothing stands here."""

    NAME = "include"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _caption(figure: ElementTree.Element, parts: Iterable[ElementTree.Element]) -> None:
    """Put the parts into one figcaption, the first paragraph without its ``<p>``."""
    caption = ElementTree.Element("figcaption")
    for part in parts:
        if part.tag == "p" and not len(part) and not len(caption) and not caption.text:
            caption.text = part.text
        else:
            caption.append(part)
    if caption.text or len(caption):
        figure.append(caption)

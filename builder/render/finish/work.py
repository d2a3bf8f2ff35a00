"""What the finishing of one text shares between its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from builder.language import Words
from builder.model import Heading, Image, Link
from builder.render import typography
from builder.render.anchors import Anchors
from builder.render.locate import Source
from builder.render.lookup import Lookup

Element = etree._Element
_VOID = "area base br col embed hr img input link meta source track wbr"
VOID = frozenset(_VOID.split())
_PARSER = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
_BLANK = re.compile(r"[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]")  # not each single space
_EMPTY = etree.XPath("descendant::*[not(node())]")


@dataclass(slots=True)
class Seen:
    """The facts of one text, as they come."""

    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    citations: list[tuple[str, int]] = field(default_factory=list)
    terms: list[tuple[str, int]] = field(default_factory=list)
    cards: list[tuple[str, int]] = field(default_factory=list)
    worksheets: list[tuple[str, int]] = field(default_factory=list)
    tables: list[tuple[bool, int]] = field(default_factory=list)
    faults: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Work:
    """One text being finished.

    ``page``: whether it is a page with its own sources, not a text inside one. ``figures`` counts
    the numbered ones, ``things`` every made id.
    """

    root: Element
    source: Source
    language: str
    words: Words
    lookup: Lookup
    anchors: Anchors
    page: bool = True
    seen: Seen = field(default_factory=Seen)
    figures: int = 0
    things: int = 0

    def set(self, text: str) -> str:
        """A text that we add, set as the language wants it."""
        return typography.text(self.language, text)

    def id(self, letter: str) -> str:
        """A new id for something that we add."""
        self.things += 1
        return self.anchors.new(f"{letter}-{self.things}")

    def line(self, element: Element) -> int:
        """The line of the block that made the element; 0 when none did."""
        number = take(element, "data-block") or ""
        return self.source.block(int(number)) if number.isascii() and number.isdigit() else 0


def make(tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new element; ``class_`` and ``aria_label`` are ``class`` and ``aria-label``."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = etree.Element(tag, named)
    element.text = text
    return element


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new last child."""
    element = make(tag, text, **attributes)
    parent.append(element)
    return element


def hidden(text: str) -> Element:
    """Words for a screen reader only."""
    return make("span", text, class_="vh")


def append_text(element: Element, text: str) -> None:
    """Write at the element's end."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def move(source: Element, target: Element) -> None:
    """Give all that ``source`` holds to ``target``, after what that has."""
    append_text(target, source.text or "")
    target.extend(list(source))
    source.text = None


def replace(old: Element, new: list[Element]) -> None:
    """Put elements in the place of one; the text after it stays."""
    parent = old.getparent()
    if parent is None:
        return
    tail, place = old.tail, parent.index(old)
    old.tail = None
    parent.remove(old)
    for offset, element in enumerate(new):
        parent.insert(place + offset, element)
    if new:
        new[-1].tail = (new[-1].tail or "") + (tail or "")
    elif tail:
        _glue(parent, place, tail)


def _glue(parent: Element, place: int, tail: str) -> None:
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def fragment(html: str) -> Element:
    """HTML that is safe already, as children (and text) of a ``<div>``."""
    document = etree.fromstring(f"<html><body><div>{html}</div></body></html>", _PARSER)
    return document[0][0]


def select(root: Element, path: str | etree.XPath) -> list[Element]:
    """The elements that an XPath finds."""
    return cast(list[Element], path(root) if isinstance(path, etree.XPath) else root.xpath(path))


def take(element: Element, name: str) -> str | None:
    """An attribute's value, which the element loses; None when it has none."""
    value = element.get(name)
    if value is not None:
        del element.attrib[name]
    return value


def one_line(text: str) -> str:
    """The text with its line breaks and plain spaces made one space; others are the type's."""
    return _BLANK.sub(" ", text).strip()


def text_of(element: Element) -> str:
    """All the text in it."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def write(root: Element) -> str:
    """The children of ``root`` as HTML that is well-formed XML too."""
    for element in cast(list[Element], _EMPTY(root)):
        if element.tag not in VOID:
            element.text = ""
    made = etree.tostring(root, encoding="unicode", with_tail=False)
    return made[made.index(">") + 1 : -len("</div>")]

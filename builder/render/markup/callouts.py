"""Call-outs (note, example, evidence, exercise, law), quotes, folds, page breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from xml.etree import ElementTree

from markdown.util import AtomicString

from builder.render.markup.base import Option, Part, string, whole


class Call(Part):
    """A rule, a hanging label, a body with its title. The label's words come at the end."""

    TAG = "section"
    KIND: ClassVar[str] = "call"

    def made(self, element: ElementTree.Element) -> None:
        """Lay out label, body and title."""
        element.set("class", self.KIND)
        element.set("data-call", self.NAME)
        ElementTree.SubElement(element, "p", {"class": "call-label"})
        self.body = ElementTree.SubElement(element, "div", {"class": "body"})
        if self.argument:
            self.title = ElementTree.SubElement(self.body, "h3", {"data-title": ""})
            self.title.text = self.argument
        self.opening()

    def opening(self) -> None:
        """Put what stands before the text."""

    def on_add(self, block: ElementTree.Element) -> ElementTree.Element:
        """The text goes into the body."""
        return self.body

    def line(self, classes: str, text: str) -> ElementTree.Element:
        """Add a small paragraph to the body."""
        made = ElementTree.SubElement(self.body, "p", {"class": classes})
        made.text = text
        return made


class Note(Call):
    """A remark beside the text."""

    NAME = "note"


class Example(Call):
    """A case, with its place and date."""

    NAME = "example"
    TAKES: ClassVar[Mapping[str, Option]] = {"place": string}

    def opening(self) -> None:
        """The place stands in the title, else alone."""
        if "place" not in self.given:
            return
        if not self.argument:
            self.line("small soft", self.given["place"])
            return
        self.title.text = f"{self.argument} "
        ElementTree.SubElement(self.title, "span", {"class": "place"}).text = self.given["place"]


class Evidence(Call):
    """A finding with its level, its source and perhaps one key figure."""

    NAME = "evidence"
    KIND = "call proof"
    TAKES: ClassVar[Mapping[str, Option]] = {
        "level": whole(1, 5),
        "source": string,
        "figure": string,
    }
    NEEDS = ("level",)

    def on_end(self, block: ElementTree.Element) -> None:
        """The key figure beside the first paragraph, the level and the source below."""
        if "figure" in self.given:
            self._key()
        if "level" in self.given:
            source = self.line("source", self.given.get("source", ""))
            source.set("data-level", str(self.given["level"]))

    def _key(self) -> None:
        first = self.body.find("p")
        place = len(self.body) if first is None else list(self.body).index(first)
        key = ElementTree.Element("div", {"class": "key"})
        ElementTree.SubElement(key, "p", {"class": "big"}).text = self.given["figure"]
        if first is not None:
            self.body.remove(first)
            key.append(first)
        self.body.insert(place, key)


class Exercise(Call):
    """What the reader does: with whom, for how long."""

    NAME = "exercise"
    KIND = "call do"
    TAKES: ClassVar[Mapping[str, Option]] = {"who": string, "minutes": whole(1, 1000)}

    def opening(self) -> None:
        """Who and how long, in one line whose words come at the end."""
        if self.given:
            who = self.line("small soft", self.given.get("who", ""))
            who.set("data-minutes", str(self.given.get("minutes", "")))


class Law(Call):
    """A rule of law, and how far it reaches."""

    NAME = "law"
    KIND = "call law"
    TAKES: ClassVar[Mapping[str, Option]] = {"reach": string}

    def on_end(self, block: ElementTree.Element) -> None:
        """The reach stands below."""
        if "reach" in self.given:
            self.line("source", self.given["reach"]).set("data-reach", "")


class Quote(Part):
    """Somebody's words and where they stand."""

    NAME = "quote"
    TAG = "blockquote"
    TAKES: ClassVar[Mapping[str, Option]] = {"lang": string}

    def made(self, element: ElementTree.Element) -> None:
        """Mark it, so that the language's quotation marks are set."""
        element.set("data-quote", "")
        if "lang" in self.given:
            element.set("lang", self.given["lang"])

    def on_end(self, block: ElementTree.Element) -> None:
        """The source comes last."""
        if self.argument:
            ElementTree.SubElement(block, "footer").text = self.argument


class Details(Part):
    """A fold: a line to press, and what it holds."""

    NAME = "details"
    TAG = "details"
    NEEDS_ARGUMENT = True

    def made(self, element: ElementTree.Element) -> None:
        """The line to press."""
        ElementTree.SubElement(element, "summary").text = self.argument or AtomicString("…")


class PageBreak(Part):
    """Where paper begins a new page."""

    NAME = "page-break"

    def made(self, element: ElementTree.Element) -> None:
        """A class is all that it is."""
        element.set("class", "page-break")

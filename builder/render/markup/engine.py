"""The Markdown instance of a language: made once, reset between texts."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor
from pymdownx.blocks import BlocksMgrExtension, BlocksTreeprocessor

from builder.render.markup import callouts, inline, media
from builder.render.markup.base import Part, Reader
from builder.render.markup.draft import Draft
from builder.render.markup.quick import QuickMarkdown, hasten

BLOCKS: tuple[type[Part], ...] = (
    callouts.Note,
    callouts.Example,
    callouts.Evidence,
    callouts.Exercise,
    callouts.Law,
    callouts.Quote,
    callouts.Details,
    callouts.PageBreak,
    media.Figure,
    media.Table,
    media.Film,
    media.Sound,
    media.Card,
    media.Sheet,
    media.Include,
)
_INDENTED = re.compile(r"^[ \t>]+/{3}", re.MULTILINE)
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_controls(text: str) -> str:
    """The text without the signs that no HTML may have."""
    return _CONTROL.sub("", text)


class Fold(Preprocessor):
    """Let a ``+++`` line stand alone, blank lines or not."""

    def run(self, lines: list[str]) -> list[str]:
        """Set blank lines around it."""
        if media.FOLD not in map(str.strip, lines):
            return lines
        parted: list[str] = []
        for line in lines:
            parted += ["", media.FOLD, ""] if line.strip() == media.FOLD else [line]
        return parted


class Syntax(BlocksMgrExtension, Extension):  # type: ignore[misc]  # pymdownx ships no types
    """What we add to Markdown's syntax."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Register blocks, marks and the fold."""
        md.registerExtension(self)
        self.extension = Reader(md.parser, md)
        names = [block.NAME for block in BLOCKS]
        for block in BLOCKS:
            self.extension.register(block, {"draft": self.draft, "names": names})
        md.parser.blockprocessors.register(self.extension, "blocks", 89.99)
        md.treeprocessors.register(
            BlocksTreeprocessor(md, self.extension), "blocks_on_inline_end", 19.99
        )
        md.preprocessors.register(Fold(md), "fold", 20)  # after fenced code (25)
        inline.register(md)


class Engine:
    """Converts texts; ``draft`` tells what the last conversion noted.

    ``stock`` keeps Python-Markdown's and pymdownx's own stages: the same HTML, slower.
    """

    def __init__(self, *, stock: bool = False) -> None:
        self.draft = Draft()
        self.syntax = Syntax(self.draft)
        self.md = (Markdown if stock else QuickMarkdown)(
            extensions=[
                TableExtension(use_align_attribute=True),
                FootnoteExtension(USE_DEFINITION_ORDER=False, BACKLINK_TEXT=""),
                DefListExtension(),
                AttrListExtension(),
                AbbrExtension(),
                FencedCodeExtension(),
                self.syntax,
            ]
        )
        if not stock:
            hasten(self.md)
            self.syntax.extension.quick = True

    def convert(self, text: str) -> str:
        """Markdown to HTML, not yet safe. RecursionError when it is nested beyond reason."""
        self._start()
        self.syntax.extension.flat = _INDENTED.search(text) is None
        made = self.md.convert(without_controls(text))
        for entry in self.syntax.extension.stack:
            entry.block.fault("block-unclosed", "it is not closed by a line of ///")
        return made

    def convert_line(self, text: str) -> str:
        """One line's Markdown to HTML without ``<p>``: no lists, headings or blocks."""
        self._start()
        root = ElementTree.Element("div")
        line = ElementTree.SubElement(root, "p")
        line.text = without_controls(" ".join(text.split())).replace("\x02", "").replace("\x03", "")
        for processor in self.md.treeprocessors:
            root = processor.run(root) or root
        made = self.md.serializer(root)
        for post in self.md.postprocessors:
            made = post.run(made)
        inner = made.strip().removeprefix("<div>").removesuffix("</div>").strip()
        return inner.removeprefix("<p>").removesuffix("</p>")

    def _start(self) -> None:
        self.md.reset()
        self.draft.clear()

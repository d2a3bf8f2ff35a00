"""Python-Markdown's own stages, without the work that a text does not ask for.

They give what the stock stages give (a property test compares them), faster: an inline pattern is
tried only on text that holds its sign, a table of block tags answers at once, and blocks that stand
in no list are read without mapping the tree. They lean on private names of the pinned libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import STX, AtomicString

from builder.render.markup.serial import xhtml

_SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "reference": "[",
    "link": "[",
    "image_link": "!",
    "image_reference": "!",
    "short_reference": "[",
    "short_image_ref": "!",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
    "footnote": "[^",
    "citation": "[@",
    "term": "[[",
}
_ANY = re.compile(r"[`\\\[!<&*_]|  \n")


class QuickMarkdown(Markdown):
    """Markdown whose question for block tags is one look-up."""

    def is_block_level(self, tag: Any) -> bool:
        """Whether the tag is a block's."""
        known = _BLOCKS.get(tag) if isinstance(tag, str) else False
        if known is None:
            known = _BLOCKS[tag] = super().is_block_level(tag)
        return known


_BLOCKS: dict[str, bool] = {}


class QuickInline(InlineProcessor):
    """Inline patterns, each tried where its sign is."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        stock: Any = self  # its private names are in no stub
        self._apply: Callable[..., tuple[str, bool, int]] = stock._InlineProcessor__applyPattern
        self._patterns = list(md.inlinePatterns)
        signs = {id(md.inlinePatterns[name]): sign for name, sign in _SIGNS.items()}
        self._signs = [signs.get(id(pattern), "") for pattern in self._patterns]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString) or _ANY.search(data) is None:
            return data
        index, start, signs = patternIndex, 0, self._signs
        while index < len(signs):
            if signs[index] in data:
                data, matched, start = self._apply(self._patterns[index], data, index, start)
                if matched:
                    continue
            index += 1
            start = 0
        return data


class QuickUnescape(UnescapeTreeprocessor):
    """Escapes are restored where there are any."""

    def run(self, root: Element) -> None:
        """Look for the sign before the pattern."""
        for element in root.iter():
            if element.text and STX in element.text and element.tag != "code":
                element.text = self.unescape(element.text)
            if element.tail and STX in element.tail:
                element.tail = self.unescape(element.tail)
            for key, value in element.items():
                if value is not None and STX in value:
                    element.set(key, self.unescape(value))


def hasten(md: Markdown) -> None:
    """Put the quick stages in the place of the stock ones, once every extension is in."""
    md.treeprocessors.register(QuickInline(md), "inline", 20)
    md.treeprocessors.register(QuickUnescape(md), "unescape", 0)
    md.serializer = xhtml
    parser: Any = md.parser  # a list is what it iterates over; nothing asks it by name any more
    parser.blockprocessors = list(parser.blockprocessors)

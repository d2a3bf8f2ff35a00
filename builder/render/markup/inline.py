"""Marks inside a line: citations ``[@key, p. 12]`` and glossary terms ``[[id|text]]``."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

CITATION = r"\[@(?P<all>[^\[\]\n]+)\]"
TERM = r"(?<!\\)\[\[(?P<id>[^\[\]|\\\n]+)(?:\\?\|(?P<text>[^\[\]\n]+))?\]\]"
ONE = re.compile(r"@?(?P<key>[^\s,;@]+)(?:\s*,\s*(?P<locator>.+))?")


class Citation(InlineProcessor):
    """``[@a]``, ``[@a, p. 3]``, ``[@a; @b]``: one link each, whose words come at the end."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        """Make the links, or leave the text when it is no citation."""
        parts = [ONE.fullmatch(part.strip()) for part in m["all"].split(";")]
        group = ElementTree.Element("span", {"data-cites": ""})
        for part in parts:
            if part is None:
                return None, None, None
            ElementTree.SubElement(
                group, "a", {"data-cite": part["key"], "data-locator": part["locator"] or ""}
            )
        return group, m.start(0), m.end(0)


class Term(InlineProcessor):
    """``[[copyleft]]`` or ``[[copyleft|the text]]``."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        """Make the link; the glossary is asked at the end."""
        name = m["id"].strip()
        made = ElementTree.Element("a", {"data-term": name})
        if m["text"]:
            made.text = m["text"].strip()
        else:
            made.set("data-bare", "")
            made.text = AtomicString(name)
        return made, m.start(0), m.end(0)


def register(md: Markdown) -> None:
    """Add both marks before Markdown's own links (160) and after code (190).

    Terms come before escapes (180), as a bar in a table is escaped.
    """
    md.inlinePatterns.register(Citation(CITATION, md), "citation", 172)
    md.inlinePatterns.register(Term(TERM, md), "term", 185)

"""The inline half of the walk: a node's text, its emphasis and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from builder.targets.documents.tree import Break, Inline, Span

SPANS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "code": "code",
    "sub": "sub", "sup": "sup", "del": "del", "span": "", "label": "", "abbr": "", "q": "",
}  # fmt: skip
SPACES = re.compile("[ \\t\\n\\r\\f]+")
ON_SCREEN_ONLY = {"vh", "level", "all-references", "for-tall"}


def tag(node: etree._Element) -> str:
    """The element's name; "" for a comment."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def marks(node: etree._Element) -> set[str]:
    """The element's classes."""
    return set((node.get("class") or "").split())


def within(node: etree._Element | None) -> tuple[Inline, ...]:
    """The inline text of an element, trimmed; empty when there is none."""
    if node is None:
        return ()
    return trimmed([*flat(node.text), *_inner(node)])


def _inner(node: etree._Element) -> Iterator[Inline]:
    for child in node:
        yield from inline(child)
        yield from after(child)


def flat(text: str | None) -> Iterator[str]:
    """Text with its white space as HTML shows it."""
    if text:
        yield SPACES.sub(" ", text)


def after(node: etree._Element) -> Iterator[str]:
    """The text that follows an element; a new line begins without a space."""
    text = "".join(flat(node.tail))
    yield from flat(text.lstrip(" ") if tag(node) == "br" else text)


def inline(node: etree._Element) -> Iterator[Inline]:
    """An element inside a line; nothing when it is for a screen only."""
    name, classes = tag(node), marks(node)
    if not name or classes & ON_SCREEN_ONLY or name in {"svg", "input", "track", "audio", "video"}:
        return
    if name == "br":
        yield Break()
        return
    inside = (*flat(node.text), *_inner(node))
    if name == "a":
        yield from _link(node, inside)
    elif kind := SPANS.get(name, ""):
        yield Span(kind, inside, language=node.get("lang") or "")
    elif "place" in classes:
        yield Span("aside", inside)
    elif node.get("lang"):
        yield Span("", inside, language=node.get("lang") or "")
    else:
        yield from inside


def _link(node: etree._Element, inside: tuple[Inline, ...]) -> Iterator[Inline]:
    target = node.get("href") or ""
    if "ref" in marks(node):
        yield Span("sup", (Span("link", inside, target),))
    elif target.startswith(("https:", "http:", "mailto:")) or _kept_anchor(node, target):
        yield Span("link", inside, target)
    elif not node.get("aria-label"):  # "back to the text" means nothing on paper
        yield from inside


def _kept_anchor(node: etree._Element, target: str) -> bool:
    return target.startswith("#") and node.get("aria-label") is None


def trimmed(text: Sequence[Inline]) -> tuple[Inline, ...]:
    """The text without space at its ends."""
    kept = [item for item in text if item != ""]
    while kept and isinstance(kept[0], str) and not kept[0].strip():
        kept.pop(0)
    while kept and isinstance(kept[-1], str) and not kept[-1].strip():
        kept.pop()
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip(" ")
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" ")
    return tuple(kept)

"""A Markdown tree as XHTML text: the stock serializer's result, written in one recursive walk."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown.serializers import RE_AMP

_EMPTY_NAMES = "area base basefont br col frame hr img input isindex link meta param"
_EMPTY = frozenset(_EMPTY_NAMES.split())


def xhtml(root: Element) -> str:
    """The element and all in it. RecursionError when it is nested beyond reason."""
    parts: list[str] = []
    _write(parts.append, root)
    return "".join(parts)


def _write(write: Callable[[str], None], element: Element) -> None:
    tag, text = element.tag, element.text
    attributes = element.attrib
    write(f"<{tag}{_attributes(attributes)}" if attributes else f"<{tag}")
    if tag in _EMPTY:
        write(" />")
    else:
        write(">")
        if text:
            write(_escape(text))
        for child in element:
            _write(write, child)
        write(f"</{tag}>")
    if element.tail:
        write(_escape(element.tail))


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f" {name}" if value is None else f' {name}="{_escape(value).replace(chr(34), "&quot;")}"'
        for name, value in sorted(attributes.items())
    )


def _escape(text: str) -> str:
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text

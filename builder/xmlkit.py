"""XML as the builder writes and reads it: UTF-8, characters as themselves, held to a schema.

Moodle reads manifests with prefixes as literal words and turns ``&#233;`` into text, so what is
written has the prefixes that the standards use and no numeric character reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from lxml import etree
from lxml.builder import ElementMaker

from builder.findings import BuilderError
from builder.source.schema import folder

NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HUGE = 32 << 20


class XmlRefused(BuilderError):
    """XML that cannot be written or read; ``str()`` says what is wrong with it, and where."""


class Make(Protocol):
    """Makes elements of one namespace: ``make.title("Text")``, or ``make("title", "Text")``."""

    def __call__(
        self, tag: str, /, *content: etree._Element | str | Mapping[str, str], **attributes: str
    ) -> etree._Element: ...

    def __getattr__(self, tag: str) -> Callable[..., etree._Element]: ...


def maker(namespace: str, prefixes: Mapping[str | None, str]) -> Make:
    """What makes elements of ``namespace``; ``prefixes`` names every namespace of the document."""
    make: Make = ElementMaker(namespace=namespace, nsmap=prefixes)
    return make


def line(value: str) -> str:
    """``value`` on one line, its runs of white space as one space; no-break spaces stay.

    Raises XmlRefused for a character that XML 1.0 cannot have (2.2, Char).
    """
    if found := NOT_XML.search(value):
        raise XmlRefused(f"U+{ord(found[0]):04X} cannot stand in XML; found in {value[:60]!r}")
    return re.sub(r"[ \t\r\n\f\v]+", " ", value).strip(" ")


def serialise(root: etree._Element) -> bytes:
    """The document of ``root``, indented. Raises XmlRefused for a numeric character reference."""
    etree.indent(root)
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
    if found := re.search(rb"&#\w+;", data):
        raise XmlRefused(f"{found[0].decode()} would be written; Moodle cannot read it")
    return data


def held(root: etree._Element, schema: str) -> etree._Element:
    """``root``, if ``schemas/<schema>.rng`` allows it; else XmlRefused with the first fault."""
    rules = _rules(schema)
    if not rules.validate(root):
        fault = rules.error_log[0]
        raise XmlRefused(f"<{root.tag}> is not what {schema}.rng says: {fault.message}")
    return root


@cache
def _rules(schema: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(folder() / f"{schema}.rng"))


def parse(data: bytes, name: str) -> etree._Element:
    """The root of a document from outside: no entities, no DTD, no network, no monsters.

    Raises XmlRefused with a sentence that begins with ``name``.
    """
    if len(data) > HUGE:
        raise XmlRefused(f"{name} has {len(data) >> 20} MiB; more than {HUGE >> 20} are not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise XmlRefused(f"{name} is not XML: {line_of(error)}") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr] # the stubs lack it
        raise XmlRefused(f"{name} has a document type, which is not read")
    return root


def line_of(error: Exception) -> str:
    """An error's words on one line, without characters that a terminal would obey."""
    return re.sub(r"[\0-\x1f\x7f-\x9f\s]+", " ", str(error)).strip() or type(error).__name__

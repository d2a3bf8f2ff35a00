"""SVG drawings: parsed without DTD or entities, held to an allow-list, set into a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import cast

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
LIMIT = 2_000_000

_ELEMENT_NAMES = (
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath "
    "title desc linearGradient radialGradient stop pattern clipPath mask marker switch"
)
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTE_NAMES = (
    "id class x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points width height viewBox "
    "preserveAspectRatio transform gradientTransform gradientUnits patternTransform "
    "patternUnits patternContentUnits clipPathUnits maskUnits maskContentUnits markerUnits "
    "markerWidth markerHeight refX refY orient spreadMethod offset stop-color stop-opacity "
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap "
    "stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color "
    "display visibility overflow clip-path clip-rule mask marker-start marker-mid marker-end "
    "font-family font-size font-style font-weight font-variant letter-spacing word-spacing "
    "text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift "
    "writing-mode direction dx dy rotate textLength lengthAdjust startOffset method spacing "
    "side pathLength vector-effect paint-order shape-rendering text-rendering "
    "color-interpolation href role lang version baseProfile focusable"
)
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_WORDS = frozenset({"text", "tspan", "textPath", "title", "desc"})
_URL = re.compile(r"url\(\s*(['\"]?)(.*?)\1\s*\)", re.IGNORECASE)
_NAMED = etree.XPath("descendant-or-self::*[@id]")
_INNER = re.compile(r"#[\w.:-]+\Z")
_HOSTILE = re.compile(r"@import|expression\s*\(|javascript:|-moz-binding|behavior\s*:|\\", re.I)


class Refused(ValueError):
    """The drawing cannot be read as SVG; ``str()`` says why."""


def parse(data: bytes) -> etree._Element:
    """The root of a drawing. Refused when it is too big, no XML, no SVG or has a document type."""
    if len(data) > LIMIT:
        raise Refused(f"the drawing has {len(data)} bytes; {LIMIT} are the limit")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(f"the drawing is no well-formed XML: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("the drawing has a document type, which may hold entities")
    if root.tag != f"{{{SVG}}}svg":
        raise Refused("the drawing's first element is no svg in the SVG namespace")
    return root


def faults(data: bytes) -> list[tuple[str, str, int]]:
    """What a drawing has that a page may not: (code, message, line from 0); empty when it is clean.

    Codes: ``svg-unreadable``, ``svg-element``, ``svg-event``, ``svg-outside``, ``svg-style``.
    """
    try:
        root = parse(data)
    except Refused as error:
        return [("svg-unreadable", str(error), 0)]
    return [
        (code, message, _line(element))
        for element in root.iter()
        for code, message in _wrong(element)
    ]


def clean(data: bytes) -> etree._Element:
    """The drawing without anything that ``faults`` names. Refused as for ``parse``."""
    root = parse(data)
    for element in list(root.iter()):
        if element is root or _known(element):
            _strip(element)
        elif (parent := element.getparent()) is not None:
            _remove(parent, element)
    etree.strip_tags(root, etree.Entity)
    _tighten(root)
    etree.cleanup_namespaces(root)
    return root


def inline(drawing: etree._Element, prefix: str, alt: str) -> etree._Element:
    """A copy of a cleaned drawing to stand in a page; ids begin with ``prefix``, ``alt`` names it.

    An empty ``alt`` makes it a decoration, hidden from assistive technology.
    """
    root = deepcopy(drawing)
    root.tail = None
    _rename(root, prefix)
    for name in ("role", "aria-label", "aria-hidden", "x", "y", "tabindex"):
        if name in root.attrib:
            del root.attrib[name]
    for child in root.findall(f"{{{SVG}}}title"):
        root.remove(child)
    _size(root)
    root.set("focusable", "false")
    if not alt:
        root.set("aria-hidden", "true")
        return root
    root.set("role", "img")
    root.set("aria-label", alt)
    return root


def _tighten(root: etree._Element) -> None:
    """Drop the white space between shapes; between words it stays."""
    for element in root.iter():
        if _local(str(element.tag)) in _WORDS:
            continue
        if element.text and element.text.isspace():
            element.text = None
        for child in element:
            if child.tail and child.tail.isspace():
                child.tail = None


def _line(element: etree._Element) -> int:
    """The element's line, from 0."""
    line: object = element.sourceline
    return line - 1 if isinstance(line, int) else 0


def _known(element: etree._Element) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag[: len(SVG) + 2] == f"{{{SVG}}}" and _local(tag) in _ELEMENTS


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _foreign(element: etree._Element) -> bool:
    """Whether it is an editor's private data (Inkscape, Sketch), dropped without a word."""
    tag = str(element.tag)
    around = [element, *element.iterancestors()]
    inside = any(up.tag == f"{{{SVG}}}metadata" for up in around)
    return inside or not tag.startswith((f"{{{SVG}}}", "{http://www.w3.org/"))


def _wrong(element: etree._Element) -> Iterator[tuple[str, str]]:
    if not _known(element):
        yield from _wrong_element(element)
        return
    for name, value in element.attrib.items():
        yield from _wrong_attribute(str(name), str(value))


def _wrong_element(element: etree._Element) -> Iterator[tuple[str, str]]:
    if element.tag == f"{{{SVG}}}style":
        yield (
            "svg-style",
            "the drawing has a style sheet: export it with attributes",
        )
    elif not _foreign(element):
        yield "svg-element", f"the drawing has an element `{_local(str(element.tag))}`"


def _wrong_attribute(name: str, value: str) -> Iterator[tuple[str, str]]:
    local = _local(name)
    if local.lower().startswith("on"):
        yield "svg-event", f"the drawing runs a script: `{local}`"
    elif local == "href" and not _INNER.match(value.strip()):
        yield "svg-outside", f"the drawing points outside itself: `{value[:60]}`"
    elif local == "style" and not _safe(value):
        yield "svg-style", "a style attribute reaches outside the drawing"
    elif not _safe(value) and local != "href":
        yield "svg-outside", f"`{local}` points outside the drawing"


def _allowed(name: str, value: str) -> bool:
    local = _local(name)
    if name.startswith("{") and not name.startswith((f"{{{XLINK}}}href", f"{{{XML}}}")):
        return False
    if name.startswith(f"{{{XML}}}"):
        return local in {"lang", "space"}
    known = local in _ATTRIBUTES or local.startswith(("aria-", "data-"))
    return known and not any(_wrong_attribute(name, value))


def _safe(style: str) -> bool:
    """Whether every url() points into the drawing and nothing else reaches out."""
    if _HOSTILE.search(style):
        return False
    return all(_INNER.match(found[2].strip()) for found in _URL.finditer(style)) and (
        style.lower().count("url(") == len(_URL.findall(style))
    )


def _strip(element: etree._Element) -> None:
    """Drop what is not allowed; a style's declarations become attributes: pages refuse styles."""
    style = str(element.attrib.pop("style", ""))
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _ATTRIBUTES - {"id", "class", "href"} and value.strip():
            element.set(name.strip(), value.strip())
    for key, text in list(element.attrib.items()):
        if not _allowed(str(key), str(text)):
            del element.attrib[key]


def _remove(parent: etree._Element, element: etree._Element) -> None:
    """Take an element out and keep the text after it."""
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _rename(root: etree._Element, prefix: str) -> None:
    """Prefix each id and each reference to one; what the page itself defines keeps its name."""
    own = {str(element.get("id")) for element in cast(list[etree._Element], _NAMED(root))}
    if not own:
        return
    for element in root.iter():
        for name, value in element.attrib.items():
            element.set(name, _renamed(_local(str(name)), str(value), own, prefix))


def _renamed(local: str, value: str, own: set[str], prefix: str) -> str:
    def named(name: str) -> str:
        return prefix + name if name in own else name

    if local == "id":
        return prefix + value
    if local == "href" and value.startswith("#"):
        return f"#{named(value[1:])}"
    if local in {"aria-labelledby", "aria-describedby"}:
        return " ".join(map(named, value.split()))
    return _URL.sub(lambda found: f"url(#{named(found[2].strip()[1:])})", value)


def _size(root: etree._Element) -> None:
    """Let the page give the size: a viewBox instead of width and height."""
    width, height = (str(root.attrib.pop(side, "")) for side in ("width", "height"))
    if root.get("viewBox") is None and _number(width) and _number(height):
        root.set("viewBox", f"0 0 {_number(width)} {_number(height)}")


def _number(length: str) -> str:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", length)
    return found[1] if found else ""

"""A SCORM manifest as Moodle would take it, whoever wrote it, and what is wrong with it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.etree import _Element

from builder.formats.imscp import ADLCP12, ADLCP2004, CP12, CP2004, IMSSS
from builder.inspect.opened import shown
from builder.xmlkit import line, parse

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# Moodle's own table (datamodels/scormlib.php): any other word is SCORM 1.2 to it.
KINDS = {
    "1.2": "SCORM 1.2",
    "1.3": "SCORM 2004",
    "CAM 1.3": "SCORM 2004",
    "2004 3rd Edition": "SCORM 2004 3rd edition",
    "2004 4th Edition": "SCORM 2004 4th edition",
}
PREFIXES = {ADLCP12: "adlcp", ADLCP2004: "adlcp", IMSSS: "imsss"}


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the organization; ``launch`` is the path of its first page, "" without one."""

    identifier: str
    title: str
    launch: str
    sco: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says; ``listed`` are its files' paths; ``faults`` and ``notes`` sentences."""

    kind: str
    title: str
    organization: str
    items: tuple[Item, ...]
    listed: frozenset[str]
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def read(data: bytes, present: Collection[str]) -> Manifest:
    """The manifest in ``data``, judged against the members ``present``. Raises XmlRefused."""
    root = parse(data, "imsmanifest.xml")
    resources = {r.get("identifier", ""): r for r in root.iterfind("{*}resources/{*}resource")}
    organization = _organization(root)
    items = tuple(_items(root, organization, resources))
    listed = frozenset(path for r in resources.values() for path in _files(root, r))
    version = line(root.findtext("{*}metadata/{*}schemaversion") or "")
    return Manifest(
        kind=_kind(root, version),
        title=_title(organization),
        organization="" if organization is None else organization.get("identifier", ""),
        items=items,
        listed=listed,
        faults=tuple(_faults(root, version, items, present)),
        notes=(*_data_notes(root, data), *_item_notes(items), *_file_notes(listed, present)),
    )


def _kind(root: _Element, version: str) -> str:
    if _is_scorm(root):
        return KINDS.get(version, "SCORM of an unknown version")
    cartridge = re.search(r"imsccv(\d)p(\d)", str(root.tag))
    return f"Common Cartridge {cartridge[1]}.{cartridge[2]}" if cartridge else "content package"


def _is_scorm(root: _Element) -> bool:
    return root.tag in {f"{{{CP12}}}manifest", f"{{{CP2004}}}manifest"}


def _faults(
    root: _Element, version: str, items: tuple[Item, ...], present: Collection[str]
) -> Iterator[str]:
    yield from _identifier_faults(root)
    if _is_scorm(root):
        yield from _frame_faults(root, version)
        yield from _item_faults(items, present)
    elif "imscc" not in str(root.tag):
        yield "the manifest's namespace is not one of SCORM's"


def _organization(root: _Element) -> _Element | None:
    found = root.findall("{*}organizations/{*}organization")
    wanted = root.find("{*}organizations")
    default = wanted.get("default") if wanted is not None else None
    return next((o for o in found if o.get("identifier") == default), found[0] if found else None)


def _title(element: _Element | None) -> str:
    text = element.findtext("{*}title") if element is not None else None
    return shown(" ".join((text or "").split()))


def _items(
    root: _Element, organization: _Element | None, resources: dict[str, _Element]
) -> Iterator[Item]:
    for item in organization.iter("{*}item") if organization is not None else ():
        resource = resources.get(item.get("identifierref", ""))
        launch, sco = "", False
        if resource is not None:
            launch = _path(_base(root, resource), resource.get("href", ""))
            sco = _is_sco(resource)
        yield Item(shown(item.get("identifier", "")), _title(item), launch, sco)


def _is_sco(resource: _Element) -> bool:
    return any(
        resource.get(f"{{{namespace}}}{name}") == "sco"
        for namespace in (ADLCP12, ADLCP2004)
        for name in ("scormtype", "scormType")
    )


def _base(root: _Element, resource: _Element) -> str:
    above = resource.getparent()
    parts = [e.get(XML_BASE, "") for e in (root, above, resource) if e is not None]
    return "".join(parts)


def _path(base: str, href: str) -> str:
    """A reference as a path in the package: no query, no fragment, percent signs resolved."""
    if not href or re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return shown(href)
    path = re.split(r"[?#]", base + href)[0]
    return shown(posixpath.normpath(unquote(path)))


def _files(root: _Element, resource: _Element) -> Iterator[str]:
    base = _base(root, resource)
    for file in resource.iterfind("{*}file"):
        yield _path(base, file.get("href", ""))


def _frame_faults(root: _Element, version: str) -> Iterator[str]:
    if version not in KINDS:
        yield f"schemaversion {shown(version)!r} is unknown; Moodle takes the package for SCORM 1.2"
    yield from _prefix_faults(root)
    if root.find(".//{*}mapInfo") is not None:
        yield "imsss:mapInfo is there; Moodle's upload stops at it"


def _identifier_faults(root: _Element) -> Iterator[str]:
    for identifier, count in _identifiers(root).items():
        if count > 1:
            yield f"the identifier {shown(identifier)} is there {count} times"
        elif not re.match(r"[^\W\d][\w.\-]*\Z", identifier):
            yield f"the identifier {shown(identifier)!r} is not an XML name"


def _identifiers(root: _Element) -> Counter[str]:
    tags = {"manifest", "organization", "item", "resource"}
    return Counter(
        element.get("identifier", "")
        for element in root.iter("{*}*")
        if str(element.tag).rpartition("}")[2] in tags
    )


def _prefix_faults(root: _Element) -> Iterator[str]:
    bound = {
        (prefix, uri) for element in root.iter("{*}*") for prefix, uri in element.nsmap.items()
    }
    for prefix, uri in sorted(bound, key=str):
        wanted = PREFIXES.get(uri)
        if wanted and prefix != wanted:
            yield f"the prefix {prefix}: stands for {wanted}:, which is the only one Moodle knows"


def _item_faults(items: tuple[Item, ...], present: Collection[str]) -> Iterator[str]:
    if not items:
        yield "the organization has no item: there is nothing to start"
    for item in items:
        if item.launch and "//" not in item.launch and item.launch not in present:
            yield f"{item.identifier} starts {item.launch}, which is not in the package"
    if items and not any(item.launch for item in items):
        yield "no item has a page to start"


def _data_notes(root: _Element, data: bytes) -> Iterator[str]:
    if re.search(rb"&#\w+;", data):
        yield "characters are written as numbers (&#…;), which Moodle shows as such"
    if root.find(".//{*}masteryscore") is not None:
        yield "there is a masteryscore: Moodle makes its own passed or failed of it"


def _item_notes(items: tuple[Item, ...]) -> Iterator[str]:
    if any(item.launch for item in items) and not any(item.sco for item in items):
        yield "nothing is declared a SCO: the platform will track nothing"


def _file_notes(listed: frozenset[str], present: Collection[str]) -> Iterator[str]:
    """Platforms do not look at the list; it is still wrong when it is wrong."""
    if missing := sorted(listed - set(present)):
        yield f"listed but not there: {_some(missing)}"
    manifest = {"imsmanifest.xml"}
    extra = sorted(name for name in set(present) - listed - manifest if not _control(name))
    if extra:
        yield f"there but not listed: {_some(extra)}"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return shown(names[0]) + more


def _control(name: str) -> bool:
    return name.lower().endswith((".xsd", ".dtd"))

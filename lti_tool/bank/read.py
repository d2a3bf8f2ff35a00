"""An exam's zip, or a private overlay, as data and media: bounded, and safe from who made it."""

from __future__ import annotations

import json
import math
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from lti_tool.bank import archive
from lti_tool.bank.media import Medium, kind_of
from lti_tool.errors import BankRefused

FILE = "exam.json"
OVERLAY = "overlay.json"
MEDIA = "media/"
JSON_BYTES = 10_000_000
DEPTH = 20
_ALLOWED = (FILE, MEDIA, "templates/")
_UNWRITABLE = re.compile(r"\\u0000|[\ud800-\udfff]")  # PostgreSQL's JSON takes neither


@dataclass(frozen=True, slots=True)
class BankFile:
    """What a zip holds, neither checked nor sanitised yet; media by their name under media/."""

    data: Mapping[str, Any]
    media: Mapping[str, Medium]

    @property
    def digest(self) -> bytes:
        """SHA-256 over the data in one spelling and the media, whatever the zip's order."""
        media = "".join(f"{name} {self.media[name].digest.hex()}\n" for name in sorted(self.media))
        return sha256(f"{canonical(self.data)}\n{media}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Overlay:
    """Items that are not in the open sources, for one course and format."""

    file: BankFile
    course: str
    format: str
    items: tuple[Mapping[str, Any], ...]
    public: bool


def read(path: Path) -> BankFile:
    """The exam's zip. BankRefused says in sentences what is wrong with it."""
    held = archive.members(path, allowed=_ALLOWED)
    if FILE not in held:
        raise BankRefused((f"{path.name}: no {FILE} in it",))
    return BankFile(_object(held[FILE], FILE), _media(held))


def read_overlay(path: Path) -> Overlay:
    """A private overlay: a JSON file, or a zip of ``overlay.json`` and media. BankRefused."""
    if zipfile.is_zipfile(path):
        held = archive.members(path, allowed=(OVERLAY, MEDIA))
        file = BankFile(_object(held.get(OVERLAY, b""), OVERLAY), _media(held))
    else:
        if path.stat().st_size > JSON_BYTES:
            raise BankRefused((f"{path.name}: more than {JSON_BYTES // 1_000_000} MB",))
        file = BankFile(_object(path.read_bytes(), path.name), {})
    return _overlay(file)


def canonical(data: Any) -> str:
    """One spelling of plain data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _overlay(file: BankFile) -> Overlay:
    data, known = file.data, {"schema", "course", "format", "items", "public"}
    faults = [f"the overlay has an unknown {key!r}" for key in sorted(data.keys() - known)]
    faults += [f"the overlay has no {key!r}" for key in sorted(known - {"public"} - data.keys())]
    if data.get("schema", 1) != 1:
        faults.append("the overlay is of a schema that this version does not know")
    items = data.get("items")
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        faults.append("the overlay's items are no list of items")
    if not isinstance(data.get("public", False), bool):
        faults.append("the overlay's 'public' is neither true nor false")
    if faults:
        raise BankRefused(tuple(faults))
    public = data.get("public", False)
    return Overlay(file, data["course"], data["format"], tuple(data["items"]), public)


def _media(held: Mapping[str, bytes]) -> dict[str, Medium]:
    files = {n.removeprefix(MEDIA): d for n, d in held.items() if n.startswith(MEDIA)}
    kinds = {name: kind_of(data) for name, data in files.items()}
    faults = tuple(
        f"media/{name}: neither an image, a sound, a film nor subtitles that an exam may have"
        for name, kind in kinds.items()
        if kind is None
    )
    if faults:
        raise BankRefused(faults)
    return {name: Medium(kind, files[name]) for name, kind in kinds.items() if kind}


def _object(data: bytes, name: str) -> dict[str, Any]:
    """The JSON object of a file: within bounds, no key twice in an object, only real numbers."""
    if len(data) > JSON_BYTES:
        raise BankRefused((f"{name}: more than {JSON_BYTES // 1_000_000} MB",))
    try:
        found = json.loads(
            data, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError) as fault:
        raise BankRefused((f"{name}: not JSON that can be read ({fault})",)) from fault
    if not isinstance(found, dict) or not _within(found, DEPTH):
        raise BankRefused((f"{name}: no object, or nested more than {DEPTH} deep",))
    if _UNWRITABLE.search(canonical(found)):
        raise BankRefused((f"{name}: has a sign that no text has (U+0000, half of a pair)",))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice in one object")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _within(value: Any, depth: int) -> bool:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return depth > 0 and all(_within(one, depth - 1) for one in inner)
    return True

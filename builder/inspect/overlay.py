"""What a private exam file has and the public one has not: the items that no one may have read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from builder.archive import PackageFile
from builder.inspect.opened import Opened, PackageRefused, opened

EXAM, NAME, MEDIA = "exam.json", "overlay.json", "media/"


def overlay(public: Path, private: Path) -> list[PackageFile]:
    """The files of an overlay: ``overlay.json`` with the items of ``private`` that are not, or not
    so, in ``public``, and their media. Both are exam files of one course and format.

    Raises PackageRefused when one is not, or when nothing differs.
    """
    with opened(public) as ours, opened(private) as theirs:
        known, mine = _exam(ours, public), _exam(theirs, private)
        for key in ("course", "format"):
            if known[key] != mine[key]:
                raise PackageRefused(f"{private} is of the {key} {mine[key]!r}, not {known[key]!r}")
        public_items = known["items"]
        items = [item for name, item in mine["items"].items() if public_items.get(name) != item]
        if not items:
            raise PackageRefused(f"{private} has no item that {public} has not")
        return [_listing(mine, items), *_media(theirs, items)]


def _exam(package: Opened, path: Path) -> Mapping[str, Any]:
    """The exam's course, format, and items by id. Raises PackageRefused."""
    if EXAM not in package.members:
        raise PackageRefused(f"{path} is no exam file: {EXAM} is not in it")
    try:
        data = json.loads(package.read(EXAM))
        items = {item["id"]: item for item in data["items"]}
        return {"course": data["course"], "format": data["format"], "items": items}
    except (ValueError, TypeError, KeyError) as error:
        raise PackageRefused(f"{path}: {EXAM} is not that of an exam file") from error


def _listing(mine: Mapping[str, Any], items: list[Mapping[str, Any]]) -> PackageFile:
    said = {"schema": 1, "course": mine["course"], "format": mine["format"], "public": False}
    text = json.dumps({**said, "items": items}, ensure_ascii=False, indent=1, sort_keys=True)
    return PackageFile(NAME, f"{text}\n".encode())


def _media(package: Opened, items: list[Mapping[str, Any]]) -> Iterator[PackageFile]:
    """The media that the items name."""
    text = json.dumps(items, ensure_ascii=False)
    for name in package.members:
        if name.startswith(MEDIA) and name in text:
            yield PackageFile(name, package.read(name))

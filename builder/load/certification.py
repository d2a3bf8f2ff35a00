"""The certification: its bank as questions, its other files as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builder.findings import Place
from builder.load import codes
from builder.load.places import PARTS
from builder.load.questions import questions
from builder.load.sources import Doc, Sources
from builder.model import Certification, Question


def certification(
    sources: Sources, paths: Mapping[str, list[str]], lead: str, tool_url: str
) -> Certification | None:
    """What the exam needs; None when the course has no certification. A broken part is empty."""
    if not any(paths[kind] for kind in ("bank", *PARTS)):
        return None
    items = tuple(_items(sources, paths["bank"], lead))
    parts = {part: _part(sources, part, paths[part]) for part in PARTS}
    return Certification(items=items, **parts, tool_url=tool_url)


def _items(sources: Sources, paths: list[str], lead: str) -> Iterator[Question]:
    for path in paths:
        doc = sources.document(path, "bank")
        if doc and doc.sound(apart=("items",)):
            yield from questions(sources, doc, "items", lead)


def _part(sources: Sources, part: str, paths: list[str]) -> Mapping[str, Any]:
    if not paths:
        sources.findings.append(
            codes.PART_MISSING.at(Place(f"certification/{part}.yaml"), part=part)
        )
        return {}
    doc: Doc | None = sources.document(paths[0], part)
    return doc.data if doc and doc.sound() else {}

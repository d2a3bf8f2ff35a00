"""Glossary, references, catalogue, worksheets and media."""

from __future__ import annotations

from collections.abc import Iterator

from builder.load.places import stem
from builder.load.questions import options
from builder.load.screens import same_name
from builder.load.sources import Doc, Sources
from builder.load.texts import forms, text
from builder.model import CivicTech, Medium, Reference, Term, Worksheet, WorksheetField
from builder.source.files import Tree


def terms(doc: Doc, lead: str) -> Iterator[Term]:
    """The entries of the glossary that can be made."""
    if not doc.sound(apart=("terms",)):
        return
    for index, item in enumerate(doc.data["terms"]):
        if doc.sound("terms", index):
            yield Term(
                id=item["id"],
                at=doc.at("terms", index),
                term=text(item["term"], lead),
                definition=text(item["definition"], lead),
                forms=forms(item.get("forms"), lead),
            )


def references(doc: Doc) -> Iterator[Reference]:
    """The entries of the bibliography that can be made."""
    if () in doc.broken:
        return
    for index, item in enumerate(doc.data):
        if doc.sound(index):
            csl = {key: value for key, value in item.items() if key != "id"}
            yield Reference(item["id"], doc.at(index), csl)


def civic_tech(sources: Sources, doc: Doc, lead: str) -> CivicTech | None:
    """A card of the catalogue; None when it can't be made."""
    name = stem(doc.path)
    if not same_name(sources, doc, name) or not doc.sound():
        return None
    data = doc.data
    return CivicTech(
        id=name,
        at=doc.at(),
        name=data["name"],
        purpose=text(data["purpose"], lead),
        phases=tuple(data["phases"]),
        licence=data["licence"],
        certainty=data["certainty"],
        repository=data.get("repository", ""),
        website=data.get("website", ""),
        hosting=text(data.get("hosting"), lead),
        effort=text(data.get("effort"), lead),
        limits=text(data.get("limits"), lead),
        alternatives=tuple(data.get("alternatives", ())),
    )


def worksheet(sources: Sources, doc: Doc, lead: str) -> Worksheet | None:
    """A worksheet with the fields that can be made; None when it can't be made."""
    name = stem(doc.path)
    if not same_name(sources, doc, name) or not doc.sound(apart=("fields",)):
        return None
    data = doc.data
    fields = tuple(_fields(doc, lead))
    return Worksheet(
        name, doc.at(), text(data["title"], lead), text(data.get("intro"), lead), fields
    )


def _fields(doc: Doc, lead: str) -> Iterator[WorksheetField]:
    for index, item in enumerate(doc.data["fields"]):
        if doc.sound("fields", index):
            at = doc.at("fields", index)
            yield WorksheetField(
                id=item["id"],
                text=text(item["text"], lead),
                at=at,
                hint=text(item.get("hint"), lead),
                options=options(item.get("options", []), at.child("options"), lead),
                rows=item.get("rows", 3),
            )


def media(tree: Tree, paths: list[str]) -> dict[str, Medium]:
    """The files under ``media/`` by their path there."""
    return {
        (below := path.removeprefix("media/")): Medium(
            below, str(tree.root / path), tree.files[path]
        )
        for path in paths
    }

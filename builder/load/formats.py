"""Formats: ways through the course, with their schedules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder.load.places import stem
from builder.load.screens import same_name
from builder.load.sources import Doc, Sources
from builder.load.texts import text
from builder.model import Activity, Format, FormatModule, HalfDay, Module, Tracking


def course_format(
    sources: Sources, doc: Doc, lead: str, modules: Mapping[str, Module]
) -> Format | None:
    """A format; None when it can't be made. A module without ``screens`` gives all of its own."""
    name = stem(doc.path)
    if not same_name(sources, doc, name) or not doc.sound(apart=("schedule",)):
        return None
    data = doc.data
    return Format(
        id=name,
        at=doc.at(),
        title=text(data["title"], lead),
        modules=tuple(_modules(doc, modules)),
        schedule=tuple(_half_days(doc, lead)),
        tracking=Tracking(**data.get("tracking", {})),
        description=text(data.get("description"), lead),
    )


def _modules(doc: Doc, modules: Mapping[str, Module]) -> Iterator[FormatModule]:
    for index, item in enumerate(doc.data["modules"]):
        known = modules.get(item["id"])
        screens = item.get("screens", known.contents if known else ())
        yield FormatModule(item["id"], tuple(screens), doc.at("modules", index))


def _half_days(doc: Doc, lead: str) -> Iterator[HalfDay]:
    for index, item in enumerate(doc.data["schedule"]):
        if doc.sound("schedule", index, apart=("activities",)):
            title, activities = text(item["title"], lead), tuple(_activities(doc, index, lead))
            at = doc.at("schedule", index)
            yield HalfDay(item["id"], at, title, item["minutes"], activities)


def _activities(doc: Doc, half_day: int, lead: str) -> Iterator[Activity]:
    for index, item in enumerate(doc.data["schedule"][half_day]["activities"]):
        at = doc.at("schedule", half_day, "activities", index)
        if doc.sound(*at.pointer):
            pages = tuple(item.get("pages", ()))
            title = text(item["title"], lead)
            yield Activity(title, item["minutes"], pages, at, item.get("kind", ""))

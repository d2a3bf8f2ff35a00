"""Whether a bank can be sat: schema, ids, keys, a paper that can be drawn; and overlays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs

from lti_tool.bank import html, media
from lti_tool.bank.read import BankFile, Overlay
from lti_tool.bank.slots import families, unfilled
from lti_tool.bank.types import Item
from lti_tool.errors import BankRefused
from lti_tool.policy import ExamPolicy

SCHEMA = "exam.schema.json"
SAID = 20  # findings that are said of one file


def checked(file: BankFile) -> BankFile:
    """The bank with its texts sanitised; BankRefused with what is wrong with it."""
    faults = tuple(findings(file))
    if faults:
        raise BankRefused(faults[:SAID])
    items = [html.clean(one) for one in file.data["items"]]
    return BankFile({**file.data, "items": items}, file.media)


def findings(file: BankFile) -> Iterator[str]:
    """What is wrong with a bank, as sentences; the deeper looks need the schema to hold."""
    broken = list(_schema_faults(file.data))
    yield from broken
    if broken:
        return
    yield from _ids(file.data)
    items = {one["id"]: Item.from_json(one) for one in file.data["items"]}
    for item in items.values():
        yield from (f"item {item.id!r}: {fault}" for fault in _item_faults(item, file))
    yield from _paper(items, file.data)


def with_overlay(file: BankFile, overlay: Overlay) -> BankFile:
    """The bank with the overlay's items added, or in place of those of the same id.

    The version says by the overlay's content that it isn't the one of the open sources.
    """
    if (overlay.course, overlay.format) != (file.data.get("course"), file.data.get("format")):
        of = f"{overlay.course!r}, {overlay.format!r}"
        raise BankRefused((f"the overlay is for {of}: another course or format",))
    items = {one.get("id"): one for one in (*file.data.get("items", ()), *overlay.items)}
    mark = sha256(overlay.file.digest).hexdigest()[:8]
    version = f"{file.data.get('version')}+p.{mark}"
    data = {**file.data, "items": list(items.values()), "version": version}
    return BankFile({**data, "public": overlay.public}, {**file.media, **overlay.file.media})


def _schema_faults(data: Mapping[str, Any]) -> Iterator[str]:
    for fault in _validator().iter_errors(data):
        place = "/".join(str(part) for part in fault.instance_path)
        yield f"{place or 'exam.json'}: {fault.message[:300]}"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    package = Path(__file__).parents[1]
    inside = package.with_name("builder") / "schemas" / SCHEMA  # in a wheel; else beside both
    found = inside if inside.is_file() else package.parent / "schemas" / SCHEMA
    return jsonschema_rs.Draft202012Validator(json.loads(found.read_text("utf-8")))


def _ids(data: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("items", "objectives"):
        ids = [one["id"] for one in data[kind]]
        yield from (
            f"{kind}: {name!r} twice" for name in sorted({n for n in ids if ids.count(n) > 1})
        )
    if len(data["version"]) > 80:
        yield "the version is longer than 80 signs"
    for name in ("title", "format_title"):
        if not set(data["languages"]) <= data[name].keys():
            yield f"{name}: not in every language"


def _item_faults(item: Item, file: BankFile) -> Iterator[str]:
    languages = file.data["languages"]
    if item.objective not in {one["id"] for one in file.data["objectives"]}:
        yield f"asks about an unknown objective {item.objective!r}"
    for language in languages:
        if language not in item.marking:
            yield f"no marking in {language!r}"
        elif item.marking[language]["type"] != item.type:
            yield f"its marking in {language!r} is of another type"
        else:
            yield from _key_faults(item, language)
        if not item.text.get(language):
            yield f"no text in {language!r}"
    raw = next(one for one in file.data["items"] if one["id"] == item.id)
    lost = sorted(media.names(raw) - file.media.keys())
    yield from (f"shows media/{name}, which is not in the zip" for name in lost)


def _key_faults(item: Item, language: str) -> Iterator[str]:
    """Whether marking speaks of the options that are shown, each once, and can be all right."""
    spec = item.marking[language]
    for shown, marked in _pairs_of_keys(item, spec):
        if len(set(shown)) != len(shown) or set(shown) != set(marked) or not shown:
            yield f"what is shown and what is marked in {language!r} differ"
            return
    if not _answers(spec) <= _choosable(item, spec):
        yield f"its right answer in {language!r} can't be given"


def _pairs_of_keys(  # noqa: C901 - an arm a type
    item: Item, spec: Mapping[str, Any]
) -> Iterator[tuple[list[str], list[str]]]:
    match item.type:
        case "single-choice" | "multiple-choice":
            yield [o.key for o in item.options], spec["keys"]
        case "matching":
            yield [o.key for o in item.left], spec["left"]
            yield [o.key for o in item.left], list(spec["pairs"])
            yield [o.key for o in item.right_items], spec["right"]
        case "categorise":
            yield [o.key for o in item.items], spec["items"]
            yield [o.key for o in item.items], list(spec["belongs"])
            yield [o.key for o in item.categories], spec["categories"]
        case "ordering":
            yield [o.key for o in item.items], spec["answer"]
        case "cloze":
            yield [blank.key for blank in item.blanks], list(spec["blanks"])
            for blank in item.blanks:
                keys = spec["blanks"].get(blank.key, {}).get("keys", [])
                if blank.options or keys:
                    yield [o.key for o in blank.options], keys
        case "true-false" | "numeric" | "short-text":
            return


def _answers(spec: Mapping[str, Any]) -> set[str]:
    match spec["type"]:
        case "single-choice":
            return {spec["answer"]}
        case "multiple-choice":
            return set(spec["answers"])
        case "matching":
            return set(spec["pairs"].values())
        case "categorise":
            return set(spec["belongs"].values())
        case "cloze":
            return {f"{k}/{b['answer']}" for k, b in spec["blanks"].items() if "keys" in b}
        case _:
            return set()


def _choosable(item: Item, spec: Mapping[str, Any]) -> set[str]:
    if item.type == "cloze":
        return {f"{blank.key}/{o.key}" for blank in item.blanks for o in blank.options}
    return set(spec.get("keys", ())) | set(spec.get("right", ())) | set(spec.get("categories", ()))


def _paper(items: Mapping[str, Item], data: Mapping[str, Any]) -> Iterator[str]:
    try:
        families(items)
    except ValueError as fault:
        yield str(fault)
        return
    if data["exam"] is None:
        yield "the format has no exam"
        return
    for line in unfilled(items, ExamPolicy.from_json(data["exam"])):
        level = f" of difficulty {line.difficulty}" if line.difficulty else ""
        yield f"not enough items{level} for {line.count} about {line.objective!r}"

"""The contract of a link: which course, format and part an address of ours opens.

``{tool}/lti/launch?course=…&format=…&part=…``; custom parameters ``cartable_course`` and so on win
where present, because a platform that copies a course keeps them, and one that imports a cartridge
keeps only the query. Never a guess: what contradicts itself is `Unclear`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args
from urllib.parse import parse_qs, urlencode, urlsplit

from lti_tool import ids

Part = Literal["exam", "dossier", "peer", "positioning", "final"]
PARTS: tuple[Part, ...] = get_args(Part)
LAUNCH = "/lti/launch"


@dataclass(frozen=True, slots=True)
class Target:
    """What a link opens."""

    course: str
    format: str
    part: Part


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a link does not say it: ``contradiction``, ``unknown``, or the key that is absent."""

    reason: str
    value: str = ""


def parse(uri: str, custom: Mapping[str, str]) -> Target | Unclear:
    """What an address and custom parameters ask for; whether it is loaded here is not its business.

    A custom value that starts with ``$`` is a variable that the platform did not fill: absent.
    """
    query = parse_qs(urlsplit(uri).query)
    found: dict[str, str] = {}
    for key in ("course", "format", "part"):
        values = query.get(key, [])
        given = {custom.get(f"cartable_{key}", ""), *(values or [""])}
        known = {value for value in given if value and not value.startswith("$")}
        if len(known) > 1:
            return Unclear("contradiction", " / ".join(sorted(known))[:80])
        if not known:
            return Unclear(key)
        found[key] = known.pop()
        if not (found[key] in PARTS if key == "part" else ids.is_slug(found[key])):
            return Unclear("unknown", found[key][:40])
    return Target(found["course"], found["format"], cast("Part", found["part"]))


def build(public_url: str, target: Target) -> str:
    """The address that opens a target: its keys always in this order."""
    query = {"course": target.course, "format": target.format, "part": target.part}
    return f"{public_url}{LAUNCH}?{urlencode(query)}"


def custom(target: Target) -> dict[str, str]:
    """The same as custom parameters, for the deep link."""
    return {
        "cartable_course": target.course,
        "cartable_format": target.format,
        "cartable_part": target.part,
    }

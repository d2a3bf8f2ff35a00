"""Holds plain data to the JSON Schema of its kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from builder.findings import Finding
from builder.source import faults
from builder.source.yaml_reader import Parsed, Pointer

_BASE = "cartable:/schemas/"
_ENDING = ".schema.json"


def folder() -> Path:
    """Where the schemas are: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"


@cache
def documents() -> Mapping[str, Any]:
    """Every schema by the name of its file without ending."""
    files = sorted(folder().glob(f"*{_ENDING}"))
    return {file.name.removesuffix(_ENDING): json.loads(file.read_text("utf-8")) for file in files}


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    resources = [(f"{_BASE}{name}{_ENDING}", document) for name, document in documents().items()]
    registry = jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft202012)
    base = f"{_BASE}{kind}{_ENDING}"
    return jsonschema_rs.Draft202012Validator(documents()[kind], registry=registry, base_uri=base)


def hold(parsed: Parsed, kind: str) -> tuple[list[Finding], list[Pointer]]:
    """What does not fit the schema, and the nodes that cannot be used because of it.

    An unknown key is a finding, but the object without it can be used.
    """
    findings: list[Finding] = []
    broken: list[Pointer] = []
    if _validator(kind).is_valid(parsed.data):
        return findings, broken
    for fault in _validator(kind).iter_errors(parsed.data):
        pointer = tuple(fault.instance_path)
        if fault.kind.name != "additionalProperties":
            broken.append(pointer)
        findings.extend(faults.say(parsed, pointer, fault, known_keys(fault)))
    return findings, broken


def known_keys(fault: jsonschema_rs.ValidationError) -> list[str]:
    """The keys that the schema knows at the place of a fault, sorted."""
    location = fault.absolute_keyword_location or ""
    name, _, pointer = location.removeprefix(_BASE).partition("#/")
    node: Any = documents()[name.removesuffix(_ENDING)]
    for step in pointer.split("/")[:-1]:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return sorted(node.get("properties", ())) if isinstance(node, dict) else []

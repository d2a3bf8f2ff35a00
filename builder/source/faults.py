"""What does not fit a schema, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from builder.findings import Finding, Place
from builder.source import codes
from builder.source.code import did_you_mean
from builder.source.yaml_reader import Parsed, Pointer

_TYPES = {
    "string": "a text",
    "object": "a set of keys",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_LIMITS = {
    "minimum": (codes.OUT_OF_RANGE, "{} or more"),
    "maximum": (codes.OUT_OF_RANGE, "{} or less"),
    "exclusiveMinimum": (codes.OUT_OF_RANGE, "more than {}"),
    "maxLength": (codes.WRONG_COUNT, "{} characters at most"),
    "minLength": (codes.WRONG_COUNT, "{} or more"),
    "minItems": (codes.WRONG_COUNT, "{} or more"),
    "maxItems": (codes.WRONG_COUNT, "{} at most"),
    "minProperties": (codes.WRONG_COUNT, "{} or more"),
}
# The patterns of the schemas in words, by the definition or property that has them.
_SHAPES: Mapping[str, tuple[str, str]] = {
    "id": ("an id", "an id has a-z, 0-9 and single hyphens, such as quatre-libertes"),
    "key": ("a key", "a key is one character, 0-9 or a-z"),
    "text": ("a text", "write something, or delete the key"),
    "forms": ("a text", "write something, or delete the line"),
    "url": ("an address", "an address starts with https:// and has no space"),
    "tool_url": ("an address", "an address starts with https:// and has no space"),
    "colour": ("a colour", "a colour is written '#2230c8', between quotes"),
    "date": ("a date", "a date is written 2026-09-01"),
    "version": ("a version", "a version is written 1.2.0"),
    "languages": ("a language", "a language is written fr, en or pt-BR"),
    "title": ("a title", "write a title"),
    "types": ("a file ending", "a file ending is written pdf, without the point"),
}


def say(
    parsed: Parsed, pointer: Pointer, fault: jsonschema_rs.ValidationError, known: Sequence[str]
) -> Iterator[Finding]:
    """The findings of one fault; ``known`` are the keys that may stand there."""
    match fault.kind.name:
        case "additionalProperties":
            yield from _unknown_keys(parsed, pointer, fault, known)
        case "pattern" | "propertyNames":
            yield _shape(parsed, pointer, fault)
        case _:
            yield _value(parsed.place(pointer), _name(pointer), fault)


def _unknown_keys(
    parsed: Parsed, pointer: Pointer, fault: jsonschema_rs.ValidationError, known: Sequence[str]
) -> Iterator[Finding]:
    kind: Any = fault.kind
    for key in kind.unexpected:
        better = did_you_mean(key, known)
        place = _key_place(parsed, pointer, key)
        yield codes.UNKNOWN_KEY.at(place, key=key, known=", ".join(known), better=better)


def _key_place(parsed: Parsed, pointer: Pointer, key: str) -> Place:
    """Where a key stands, else what holds it."""
    spot = parsed.keys.get((*pointer, key))
    return Place(parsed.path, *spot) if spot else parsed.place(pointer)


def _value(place: Place, name: str, fault: jsonschema_rs.ValidationError) -> Finding:
    kind: Any = fault.kind
    value = fault.instance
    match kind.name:
        case "required":
            return codes.MISSING_KEY.at(place, key=kind.property)
        case "type":
            wanted = " or ".join(_TYPES[word] for word in kind.types)
            better = _unquoted(value, kind.types)
            got = _in_words(value)
            return codes.WRONG_TYPE.at(place, name=name, got=got, wanted=wanted, better=better)
        case "enum" | "const":
            return _word(place, fault)
        case "uniqueItems":
            return codes.REPEATED.at(place, name=name)
        case limit if limit in _LIMITS:
            code, words = _LIMITS[limit]
            most, count = words.format(_plain(kind.limit)), _count(value)
            return code.at(place, name=name, value=_plain(value), count=count, limit=most)
        case _:
            shape = {"what": "what is wanted here", "shape": fault.message}
            return codes.WRONG_SHAPE.at(place, value=_plain(value), **shape)


def _word(place: Place, fault: jsonschema_rs.ValidationError) -> Finding:
    kind: Any = fault.kind
    words = kind.options if kind.name == "enum" else [kind.expected_value]
    known = [_plain(word) for word in words]
    value = _plain(fault.instance)
    better = did_you_mean(value, known)
    return codes.NOT_A_WORD.at(place, value=value, known=", ".join(known), better=better)


def _shape(parsed: Parsed, pointer: Pointer, fault: jsonschema_rs.ValidationError) -> Finding:
    kind: Any = fault.kind
    steps = (fault.absolute_keyword_location or "").split("/")
    shape = next((step for step in reversed(steps) if step in _SHAPES), "key")
    if kind.name == "propertyNames":
        value = str(kind.error.instance)
        place = _key_place(parsed, pointer, value)
        shape = "languages" if shape in ("text", "forms") else shape
    else:
        value, place = _plain(fault.instance), parsed.place(pointer)
    what, hint = _SHAPES[shape]
    return codes.WRONG_SHAPE.at(place, value=value, what=what, shape=hint)


def _name(pointer: Pointer) -> str:
    words = [step for step in pointer if isinstance(step, str)]
    return words[-1] if words else "the file"


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return json.dumps(value)
        case int() | float():
            return f"the number {value}"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "a set of keys"


def _unquoted(value: Any, wanted: Sequence[str]) -> str:
    match value:
        case bool() | int() | float() if "string" in wanted:
            return "put it between quotes to make it a text"
        case str() if {"number", "integer"} & set(wanted):
            return "write the number without quotes or unit, with a decimal point"
        case str() if "boolean" in wanted:
            return "write true or false, without quotes"
        case _:
            return ""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _count(value: Any) -> str:
    return str(len(value)) if isinstance(value, str | list | dict) else "1"

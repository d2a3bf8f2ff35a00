"""YAML as plain data that remembers the line and column of every node.

Reads the events of libyaml and resolves plain scalars as YAML 1.2's core schema does: ``yes``,
``no``, ``on`` and dates stay the words they are. Anchors, aliases and tags are refused: a short
file could grow without bound through them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml._yaml import CParser

from builder.findings import Finding, Place
from builder.source import codes

Pointer: TypeAlias = tuple[str | int, ...]
Spot: TypeAlias = tuple[int, int]
DEPTH = 40
DIGITS = 15  # beyond, a number would not survive JavaScript

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


@dataclass(slots=True)
class Parsed:
    """The data of one YAML text, and where its nodes and keys stand (line and column from 1).

    ``data`` is None when the text could not be read; ``findings`` then say why. A collection that
    is the value of a key stands where its key stands.
    """

    path: str
    data: Any = None
    nodes: dict[Pointer, Spot] = field(default_factory=dict)
    keys: dict[Pointer, Spot] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, pointer: Pointer) -> Place:
        """The place of a node, else of its nearest known ancestor."""
        while pointer and pointer not in self.nodes:
            pointer = pointer[:-1]
        return Place(self.path, *self.nodes.get(pointer, (1, 1)))


def scalar(text: str) -> Any:
    """The value of a plain scalar by YAML 1.2's core schema: decimal and finite numbers only."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text.lstrip("+-")) > DIGITS:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _NUMBER.match(text) and math.isfinite(value := float(text)):
        return value
    return text


def parse(text: str, path: str, first_line: int = 1) -> Parsed:
    """Read one YAML document, on ``first_line`` of ``path``; never raises on bad text."""
    parsed = Parsed(path)
    try:
        _Builder(parsed, first_line).read(text)
    except _Refused as refused:
        parsed.findings.append(refused.finding)
        parsed.data = None
    except yaml.MarkedYAMLError as problem:
        parsed.findings.append(_syntax(problem, text, path, first_line))
        parsed.data = None
    except yaml.YAMLError as problem:
        why = str(problem).split("\n")[0]
        parsed.findings.append(codes.SYNTAX.at(Place(path, first_line), why=why))
        parsed.data = None
    return parsed


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class _Builder:
    """Puts events together; ``stack`` holds the open collections with their pointers."""

    def __init__(self, parsed: Parsed, first_line: int) -> None:
        self.parsed = parsed
        self.first_line = first_line
        self.stack: list[tuple[dict[str, Any] | list[Any], Pointer]] = []
        self.pending: list[str | None] = []  # the key of each that waits for its value
        self.documents = 0

    def read(self, text: str) -> None:
        parser = CParser(text)
        event = parser.get_event()
        while not isinstance(event, yaml.StreamEndEvent):
            self.take(event)
            event = parser.get_event()
        if self.parsed.data is None and not self.parsed.findings:
            self.parsed.findings.append(codes.EMPTY.at(Place(self.parsed.path, self.first_line)))

    def take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self.scalar(event)
            case yaml.MappingStartEvent():
                self.open({}, event)
            case yaml.SequenceStartEvent():
                self.open([], event)
            case yaml.CollectionEndEvent():
                self.stack.pop()
                self.pending.pop()
            case yaml.AliasEvent():
                raise _Refused(codes.FANCY.at(self.here(event), what="anchors and aliases"))
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Refused(codes.MORE.at(self.here(event)))
            case _:
                pass  # the stream's start, a document's end

    def here(self, event: Any) -> Place:
        return Place(self.parsed.path, *self.spot(event))

    def spot(self, event: Any) -> Spot:
        mark = event.start_mark
        return mark.line + self.first_line, mark.column + 1

    def scalar(self, event: Any) -> None:
        self.plain(event)
        if self.waits_for_key():
            self.key(event.value, event)
            return
        quoted = event.style not in (None, "")
        self.put(event.value if quoted else scalar(event.value), self.spot(event))

    def plain(self, event: Any) -> None:
        if event.anchor is not None:
            raise _Refused(codes.FANCY.at(self.here(event), what="anchors and aliases"))
        if event.tag is not None:
            raise _Refused(codes.FANCY.at(self.here(event), what="tags such as !!str"))

    def waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.pending[-1] is None

    def key(self, key: str, event: Any) -> None:
        holder, pointer = self.stack[-1]
        at = (*pointer, key)
        if key in holder:
            first = self.parsed.keys[at][0]
            self.parsed.findings.append(codes.TWICE.at(self.here(event), key=key, line=first))
        else:
            self.parsed.keys.setdefault(at, self.spot(event))
        self.pending[-1] = key

    def open(self, collection: dict[str, Any] | list[Any], event: Any) -> None:
        self.plain(event)
        if self.waits_for_key():
            raise _Refused(codes.KEY_SHAPE.at(self.here(event)))
        if len(self.stack) >= DEPTH:
            raise _Refused(codes.DEEP.at(self.here(event), most=DEPTH))
        pointer = self.put(collection, self.spot(event))
        self.stack.append((collection, pointer))
        self.pending.append(None)

    def put(self, value: Any, spot: Spot) -> Pointer:
        """Hand a value to the open collection; where it stands in the document."""
        pointer: Pointer = ()
        if not self.stack:
            self.parsed.data = value
        else:
            holder, above = self.stack[-1]
            if isinstance(holder, list):
                pointer = (*above, len(holder))
                holder.append(value)
            else:
                key = self.pending[-1] or ""
                self.pending[-1] = None
                pointer = (*above, key)
                holder.setdefault(key, value)
                if isinstance(value, dict | list):
                    spot = self.parsed.keys[pointer]
        self.parsed.nodes.setdefault(pointer, spot)
        return pointer


def _syntax(problem: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Finding:
    mark = problem.problem_mark or problem.context_mark
    line, col = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    line = min(line, len(lines) - 1)
    place = Place(path, line + first_line, col + 1)
    content = lines[line]
    if "\t" in content[: len(content) - len(content.lstrip())]:
        return codes.TAB.at(place)
    why = problem.problem or "it is not YAML"
    if "nesting depth" in why:
        return codes.DEEP.at(place, most=DEPTH)
    return codes.SYNTAX.at(place, why=why, better=_remedy(why, content))


def _remedy(why: str, content: str) -> str:
    if "mapping values are not allowed" in why:
        return "put a value that has ': ' in it between quotes"
    if "cannot start any token" in why:
        return "put a value that starts with @, ` or % between quotes"
    if "did not find expected ',' or" in why:
        return "close the bracket"
    if "unexpected end of stream" in why:
        return "close the quote"
    if "could not find expected ':'" in why and content.strip():
        return "a line in a list of keys is written 'key: value'"
    return ""

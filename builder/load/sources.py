"""Reads each source once: its data, held to its schema, and its findings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from builder.findings import Anchor, Finding, Place
from builder.source import front_matter, schema
from builder.source.files import Tree, read
from builder.source.memo import Memo
from builder.source.yaml_reader import Parsed, Pointer, Spot


@dataclass(frozen=True, slots=True)
class Doc:
    """The data of a source and the nodes that do not fit its schema."""

    path: str
    data: Any
    broken: tuple[Pointer, ...] = ()

    def at(self, *steps: str | int) -> Anchor:
        """The anchor of a node."""
        return Anchor(self.path, steps)

    def sound(self, *pointer: str | int, apart: Collection[str] = ()) -> bool:
        """Whether a node fits, with all below it but what is inside the keys ``apart``."""
        size = len(pointer)
        for broken in self.broken:
            below = broken[size:]
            inside = len(below) > 1 and below[0] in apart
            if broken[:size] == pointer and not inside:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Markdown:
    """A Markdown source: its head and its body, which starts on ``first_line``."""

    head: Doc
    body: str
    first_line: int


@dataclass(slots=True)
class Sources:
    """The files of a course as they are read, with what was found on the way."""

    tree: Tree
    findings: list[Finding]
    nodes: dict[str, dict[Pointer, Spot]] = field(default_factory=dict)
    included: set[str] = field(default_factory=set)
    memo: Memo = field(default_factory=Memo)

    def text(self, path: str) -> str | None:
        """The text of a file, None when it can't be used."""
        text, findings = read(self.tree, path)
        self.findings += findings
        if text is None:
            self.nodes.setdefault(path, {})
        return text

    def document(self, path: str, kind: str) -> Doc | None:
        """A YAML source held to the schema ``kind``; None when it can't be read."""
        text = self.text(path)
        return None if text is None else self._held(self.memo.parse(text, path), kind)

    def markdown(self, path: str, kind: str) -> Markdown | None:
        """A Markdown source, its head held to ``kind``; None when either can't be read."""
        text = self.text(path)
        if text is None:
            return None
        split = front_matter.split(text, path, self.memo)
        head = self._held(split.head, kind)
        return None if head is None else Markdown(head, split.body, split.first_line)

    def place(self, at: Anchor) -> Place:
        """Where an anchor's node stands."""
        return Parsed(at.path, nodes=self.nodes.get(at.path, {})).place(at.pointer)

    def _held(self, parsed: Parsed, kind: str) -> Doc | None:
        self.findings += parsed.findings
        self.nodes[parsed.path] = parsed.nodes
        if parsed.data is None:
            return None
        findings, broken = schema.hold(parsed, kind)
        self.findings += findings
        return Doc(parsed.path, parsed.data, tuple(broken))

"""The YAML at the head of a Markdown file, between two lines of three hyphens."""

from __future__ import annotations

from typing import NamedTuple

from builder.findings import Finding, Place
from builder.source import codes
from builder.source.yaml_reader import Parsed, parse


class Split(NamedTuple):
    """A Markdown file in two: its head, its body, and the line where the body starts."""

    head: Parsed
    body: str
    first_line: int


def split(text: str, path: str) -> Split:
    """Take a file apart; a head that is missing, open or broken has findings and no data."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return _faulty(codes.NO_HEAD.at(Place(path)), text, path)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            head = parse("\n".join(lines[1:number]), path, first_line=2)
            return Split(head, "\n".join(lines[number + 1 :]), number + 2)
    return _faulty(codes.OPEN_HEAD.at(Place(path)), text, path)


def _faulty(finding: Finding, text: str, path: str) -> Split:
    return Split(Parsed(path, findings=[finding]), text, 1)

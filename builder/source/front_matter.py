"""The YAML at the head of a Markdown file, between two lines of three hyphens."""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.findings import Finding, Place
from builder.source import codes
from builder.source.memo import Memo
from builder.source.yaml_reader import Parsed

_MARK = re.compile(r"^---[^\S\n]*(?:\n|\Z)", re.MULTILINE)


class Split(NamedTuple):
    """A Markdown file in two: its head, its body, and the line where the body starts."""

    head: Parsed
    body: str
    first_line: int


def split(text: str, path: str, memo: Memo) -> Split:
    """Take a file apart; a head that is missing, open or broken has findings and no data."""
    opening = _MARK.match(text)
    if opening is None:
        return _faulty(codes.NO_HEAD.at(Place(path)), text, path)
    closing = _MARK.search(text, opening.end())
    if closing is None:
        return _faulty(codes.OPEN_HEAD.at(Place(path)), text, path)
    inside = text[opening.end() : closing.start()]
    head = memo.parse(inside.removesuffix("\n"), path, first_line=2)
    return Split(head, text[closing.end() :], inside.count("\n") + 3)


def _faulty(finding: Finding, text: str, path: str) -> Split:
    return Split(Parsed(path, findings=[finding]), text, 1)

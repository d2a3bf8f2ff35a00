"""Where in the source a thing that the HTML has was written: tokens are looked up in the lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^[ ]{0,3}/{3,}[ ]*[\w-]+[ ]*(?:\|.*)?$", re.MULTILINE)
_TABLE = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-*:?[ ]*)+$|<table\b", re.MULTILINE)
_HEADING = re.compile(r"^[> ]*#[^\n]*", re.MULTILINE)

_BEFORE, _AFTER = re.compile(r"[\w/-]"), re.compile(r"[\w-]|\.\w")


class Source:
    """A text whose tokens can be found; fenced code is no place for any."""

    def __init__(self, text: str) -> None:
        self._raw = text
        self._cursors: dict[str, int] = {}

    @cached_property
    def text(self) -> str:
        """The text with its fenced code blanked, line by line."""
        if "```" not in self._raw and "~~~" not in self._raw:
            return self._raw
        return _FENCED.sub(lambda found: "\n" * found[0].count("\n"), self._raw)

    @cached_property
    def _ends(self) -> list[int]:
        return [found.end() for found in re.finditer("\n", self.text)]

    def line(self, offset: int) -> int:
        """The line (from 0) of an offset in ``text``."""
        return bisect_right(self._ends, offset)

    def find(self, kind: str, *tokens: str) -> int:
        """The line of the next of these tokens, the first first; else of any before; else 0."""
        start = self._cursors.get(kind, 0)
        for token in tokens:
            found = whole(self.text, token, start)
            if found >= 0:
                self._cursors[kind] = found + len(token)
                return self.line(found)
        return self.line(max(*(whole(self.text, token) for token in tokens), 0))

    def heading(self, text: str) -> int:
        """The line of the next heading that has ``text``; else where ``text`` is, else the next."""
        start = self._cursors.get("heading", 0)
        rest = [found for found in self._headings if found.start() >= start]
        wanted = next((found for found in rest if text in found[0]), None)
        if wanted is None and text not in self.text[start:] and rest:
            wanted = rest[0]
        if wanted is None:
            return self.find("heading", text)
        self._cursors["heading"] = wanted.end()
        return self.line(wanted.start())

    def block(self, number: int) -> int:
        """The line of the block of this number."""
        return _nth(self._blocks, number)

    def table(self, number: int) -> int:
        """The line of the table of this number."""
        return _nth(self._tables, number)

    @cached_property
    def _headings(self) -> list[re.Match[str]]:
        return list(_HEADING.finditer(self.text))

    @cached_property
    def _blocks(self) -> list[int]:
        return [self.line(found.start()) for found in _BLOCK.finditer(self.text)]

    @cached_property
    def _tables(self) -> list[int]:
        lines = (self.line(found.start()) for found in _TABLE.finditer(self.text))
        return [max(line - 1, 0) for line in lines]


def whole(text: str, token: str, start: int = 0) -> int:
    """The offset of a name or path that is no part of a longer one; -1 when there is none."""
    found = text.find(token, start)
    while found >= 0 and _part(text, found, found + len(token)):
        found = text.find(token, found + 1)
    return found


def _part(text: str, start: int, end: int) -> bool:
    """Whether a name or path that starts or ends there goes on beyond."""
    if start == end:
        return False
    before = start > 0 and text[start].isalnum() and _BEFORE.match(text, start - 1)
    after = text[end - 1].isalnum() and _AFTER.match(text, end)
    return bool(before or after)


def _nth(lines: list[int], number: int) -> int:
    return lines[min(number, len(lines) - 1)] if lines else 0

"""Puts included texts in place before Markdown is read, and remembers where each line came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from builder.findings import Place
from builder.load import codes
from builder.load.places import kind_of
from builder.load.sources import Sources
from builder.source.code import did_you_mean
from builder.source.files import TEXT_MOST

_INCLUDE = re.compile(r"///+[ \t]*include[ \t]*\|[ \t]*(.*?)[ \t]*\Z")
_CLOSE = re.compile(r"///+[ \t]*\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Line(NamedTuple):
    """A line of Markdown and where it was read."""

    text: str
    place: Place


class Expanded(NamedTuple):
    """The Markdown of a page; ``lines`` is None when nothing was included."""

    markdown: str
    lines: tuple[Place, ...] | None


def expand(sources: Sources, path: str, body: str, first_line: int) -> Expanded:
    """The body of ``path``, where each ``/// include | shared/x.md`` became that file's lines."""
    if "include" not in body:
        return Expanded(body, None)
    expander = _Expander(sources, body)
    lines = list(expander.lines(path, body, first_line, (path,)))
    if not expander.included:
        return Expanded(body, None)
    return Expanded("\n".join(line.text for line in lines), tuple(line.place for line in lines))


class _Expander:
    """One page's expansion; ``size`` counts bytes: includes of includes must not explode."""

    def __init__(self, sources: Sources, body: str) -> None:
        self.sources = sources
        self.size = len(body)
        self.included = False

    def lines(self, path: str, body: str, first: int, chain: tuple[str, ...]) -> Iterator[Line]:
        numbered = iter(enumerate(body.split("\n"), start=first))
        fence = ""
        for number, text in numbered:
            place = Place(path, number)
            fence = _fence_after(fence, text)
            found = None if fence else _INCLUDE.match(text)
            if found is None:
                yield Line(text, place)
                continue
            if not any(_CLOSE.match(rest) for _, rest in _until_close(numbered)):
                self.sources.findings.append(codes.INCLUDE_OPEN.at(place))
            yield from self.included_lines(found.group(1), place, chain)

    def included_lines(self, target: str, place: Place, chain: tuple[str, ...]) -> Iterator[Line]:
        self.included = True
        body = self.body(target, place, chain)
        if body is not None:
            yield from self.lines(target, body, 1, (*chain, target))

    def body(self, target: str, place: Place, chain: tuple[str, ...]) -> str | None:
        """The text to include, None with a finding when it can't be."""
        say = self.sources.findings.append
        if kind_of(target) != "shared" or ".." in target.split("/"):
            say(codes.INCLUDE_PLACE.at(place, target=target))
            return None
        if target not in self.sources.tree.files:
            better = did_you_mean(target, self.sources.tree.under("shared/", ".md"))
            say(codes.INCLUDE_MISSING.at(place, target=target, better=better))
            return None
        if target in chain:
            say(codes.INCLUDE_CYCLE.at(place, chain=" → ".join((*chain, target))))
            return None
        self.sources.included.add(target)
        if self.size > TEXT_MOST:
            return None
        self.size += self.sources.tree.files[target]
        if self.size > TEXT_MOST:
            say(codes.INCLUDE_LARGE.at(place, most=TEXT_MOST))
            return None
        text = self.sources.text(target)
        return None if text is None else text.removesuffix("\n")


def _until_close(numbered: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines up to the closing ``///``, that one included."""
    for number, text in numbered:
        yield number, text
        if _CLOSE.match(text):
            return


def _fence_after(fence: str, text: str) -> str:
    """The fence of code that is open after a line; empty when none is."""
    found = _FENCE.match(text)
    if found is None:
        return fence
    mark = found.group(1)
    if not fence:
        return mark
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not text.strip(" `~")
    return "" if closes else fence

"""A block of ours, ``/// name | argument``: lenient, so that an error is told and no riddle."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from textwrap import dedent
from typing import Any, ClassVar
from xml.etree import ElementTree

from pymdownx.blocks import BlocksProcessor
from pymdownx.blocks.block import Block

from builder.render.markup.draft import Draft

Option = Callable[[Any], Any]
_OPTION = re.compile(r"([\w-]+)\s*:(?:\s+(.*?))?\s*")
_LOOSE = re.compile(r"\n* {0,3}([\w-]+):(?: |$)", re.MULTILINE)


def string(value: Any) -> str:
    """A text option; a number is a text as well."""
    if isinstance(value, bool) or value == "":
        raise TypeError("a text is wanted")
    return str(value)


def flag(value: Any) -> bool:
    """A yes or no option."""
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value


def whole(low: int, high: int) -> Option:
    """A whole number from ``low`` to ``high``."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise TypeError(f"a whole number from {low} to {high} is wanted")
        return value

    return read


class Part(Block):  # type: ignore[misc]  # pymdownx ships no types
    """What our blocks share: named options, what must be there, faults instead of refusals."""

    TAG = "div"
    TAKES: ClassVar[Mapping[str, Option]] = {}
    NEEDS: ClassVar[tuple[str, ...]] = ()
    NEEDS_ARGUMENT: ClassVar[bool] = False
    name: str

    @property
    def draft(self) -> Draft:
        """The notes of this pass."""
        found: Draft = self.config["draft"]
        return found

    def fault(self, code: str, message: str) -> None:
        """Note an author's error in this block."""
        self.draft.faults.append((code, f"{self.name}: {message}", self.number))

    def read(self, name: str, argument: str, options: Mapping[str, Any] | None, text: str) -> None:
        """Keep the header as written; ``on_create`` judges it, as it alone runs once a block."""
        self.name, self.argument, self.header = name, argument, options
        loose = _LOOSE.match(text)
        self.loose = loose[1] if loose and loose[1] in self.TAKES else ""
        self.given: dict[str, Any] = {}
        self.options: dict[str, Any] = {"attrs": {}}

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Make the block's element with its number in ``data-block``."""
        self.number = self.draft.blocks
        self.draft.blocks += 1
        self._judge()
        element = ElementTree.SubElement(parent, self.TAG, {"data-block": str(self.number)})
        self.made(element)
        return element

    def made(self, element: ElementTree.Element) -> None:
        """Fill the new element; ``self.given`` has the options that were right."""

    def _judge(self) -> None:
        if self.header is None:
            self.fault("block-header", "its options are no lines of `name: value`")
        elif self.loose:
            self.fault("block-header", f"the option `{self.loose}:` is not indented")
        for key, value in (self.header or {}).items():
            self._option(key, value)
        for key in self.NEEDS:
            if key not in (self.header or {}) and not self.loose:
                self.fault("block-missing", f"the option `{key}` is missing")
        if self.NEEDS_ARGUMENT and not self.argument:
            self.fault("block-missing", f"`/// {self.name} | …` needs what follows the bar")

    def _option(self, key: Any, value: Any) -> None:
        if key not in self.TAKES:
            near = get_close_matches(str(key), self.TAKES, 1)
            guess = f"; did you mean `{near[0]}`?" if near else ""
            self.fault("block-option", f"there is no option `{key}`{guess}")
            return
        try:
            self.given[key] = self.TAKES[key](value)
        except TypeError as error:
            self.fault("block-value", f"`{key}`: {error}")


class Unknown(Part):
    """A block whose name we do not know: its content is kept, its name reported."""

    NAME = "unknown"

    def made(self, element: ElementTree.Element) -> None:
        """Report the name, with the nearest of ours."""
        near = get_close_matches(self.name, self.config["names"], 1)
        guess = f"; did you mean `{near[0]}`?" if near else ""
        self.fault("block-unknown", f"there is no such block{guess}")

    def _judge(self) -> None:
        """An unknown block may have any option."""


def options_in(header: str) -> dict[str, Any] | None:
    """The options of a block's header: lines of ``name: value``; None when the first is none.

    A value is a text (which may be quoted, and go on in an indented line), a whole number, true or
    false. This is not YAML, which takes the spaced colon of a French text for a key's.
    """
    found: dict[str, str] = {}
    name = ""
    for line in header.splitlines():
        option = _OPTION.fullmatch(line)
        if option is not None:
            name = option[1]
            found[name] = option[2] or ""
        elif line.strip() and not name:
            return None
        elif line.strip():
            found[name] = f"{found[name]} {line.strip()}".lstrip()
    return {key: _value(value) for key, value in found.items()}


def _value(text: str) -> str | int | bool:
    if text in {"true", "false"}:
        return text == "true"
    if text.isascii() and text.isdigit():
        return int(text[:9])
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


_NOWHERE = ElementTree.Element("div")


class Reader(BlocksProcessor):  # type: ignore[misc]
    """pymdownx's reader of blocks; it takes any name and lets the block judge its header."""

    quick = False
    flat = False  # whether this page has no block inside a list

    def parse_blocks(self, blocks: list[str], current_parent: ElementTree.Element) -> None:
        """Read what is inside; where no block stands in a list, no parents need be looked for."""
        alone = self.quick and self.flat
        super().parse_blocks(blocks, _NOWHERE if alone else current_parent)

    def split_header(self, block: str, length: int) -> tuple[dict[str, Any] | None, str]:
        """Part a block's options from what follows them."""
        ends = (found for found in self.end.finditer(block) if len(found[1]) == length)
        end = next(ends, None)
        head = block if end is None else block[: end.start()]
        found = self.yaml_line.match(head)
        if found is None:
            return {}, block
        return options_in(dedent(found[0])), block[found.end() :]

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        """Whether a block starts here, or an open one goes on."""
        if self.stack and self.get_parent(parent) is not None:
            return True
        found = self.start.search(block) if "///" in block else None
        if found is None:
            return False
        name = found[2].lower()
        kind = self.blocks.get(name, Unknown)
        config = self.config.get(kind.NAME) or self.config["note"]
        made = kind(len(found[1]), {}, self, config)
        options, rest = self.split_header(block[found.end() :], made.length)
        made.read(name, found[3] or "", options, rest)
        self.cached_block = (made, rest)
        if found.start() > 0:
            self.parser.parseBlocks(parent, [block[: found.start()]])
        return True

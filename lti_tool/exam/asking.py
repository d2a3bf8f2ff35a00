"""A question of a paper as a page asks it: fields and shown positions, no key of the author.

Fields are ``a`` (choice), ``m.<n>``, ``c.<n>``, ``o.<n>``, ``b.<n>`` (rows) and ``t`` (typed); what
is chosen is a place on the page, counted from 1. What is right or wrong never comes here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from markupsafe import Markup

from lti_tool.bank.types import Blank, Item, Option
from lti_tool.exam import responses
from lti_tool.exam.draw import Asked
from lti_tool.words import Words

LONG = 40  # signs: beyond, the answers of a list are also written above it, in full

_BLANK = re.compile(r'<span data-blank="([0-9a-z])"></span>')
_LAST = re.compile(r"\A(.*?)<p>((?:(?!</?p>).)*)</p>\s*\Z", re.DOTALL)
_FIRST = re.compile(r"\A\s*<p>(.*?)</p>(.*)\Z", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MEDIA = re.compile(r'(?<=[ "])(src|poster)="media/')

Kind = Literal["one", "many", "pairs", "sort", "rank", "number", "text", "cloze"]
Filled = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: ``value`` is its place on the page."""

    value: str
    html: Markup
    chosen: bool

    @property
    def text(self) -> str:
        """The same as plain text, for a list."""
        return plain(self.html)


@dataclass(frozen=True, slots=True)
class Field:
    """A control with its name and its label; ``value`` is what was typed."""

    name: str
    label: Markup
    choices: tuple[Choice, ...] = ()
    value: str = ""
    max_length: int = 0

    @property
    def text(self) -> str:
        """The label as plain text."""
        return plain(self.label)

    @property
    def long(self) -> bool:
        """Whether its choices are too long for a narrow list."""
        return any(len(choice.text) > LONG for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Question:
    """What a page needs to ask one question; ``passage`` mixes text and fields of a cloze."""

    kind: Kind
    story: Markup
    legend: Markup
    more: Markup
    task: str
    fields: tuple[Field, ...]
    unit: str = ""
    passage: tuple[Markup | Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """An item as it was drawn, in one language, with the address of its media."""

    item: Item
    asked: Asked
    language: str
    media: str
    t: Words

    def html(self, text: Mapping[str, str]) -> Markup:
        """A text of the bank in our language, its media at our address."""
        found = text.get(self.language) or next(iter(text.values()), "")
        return Markup(_MEDIA.sub(rf'\1="{self.media}', found))  # noqa: S704  # cleaned at load

    def order(self, part: str, options: Sequence[Option]) -> list[Option]:
        """Options in the order that this candidate sees."""
        return ordered(self.asked.shown.get(part), options)

    def question(self, response: Any) -> Question:
        """The question with a response filled in (None: not answered)."""
        filled = responses.shown(self.asked, self.item, response)
        story, legend, more = split(self.html(self.item.text))
        task = f"exam.do.{self.item.type}"
        return Question(
            kind=KINDS[self.item.type],
            story=story,
            legend=legend,
            more=more,
            task=self.t(task) if task in self.t else "",
            fields=self.fields(filled),
            unit=plain(self.html(self.item.unit)),
            passage=self._passage(filled),
        )

    def fields(self, filled: Filled) -> tuple[Field, ...]:
        """The controls of the question, in the order of the page."""
        match self.item.type:
            case "single-choice" | "multiple-choice" | "true-false":
                choices = self._choices(self._options(), filled.get("a", ()))
                return (Field("a", self.html(self.item.text), choices),)
            case "matching":
                right = self.order("right", self.item.right_items)
                return self._rows("m", self.item.left, right, filled)
            case "categorise":
                items = self.order("items", self.item.items)
                return self._rows("c", items, self.item.categories, filled)
            case "ordering":
                return self._places(filled)
            case "numeric" | "short-text":
                label = Markup.escape(self.t(f"exam.label.{self.item.type}"))
                return (Field("t", label, (), _first(filled, "t"), self.item.max_length),)
            case "cloze":
                return tuple(
                    self._blank(number, blank, filled)
                    for number, blank in enumerate(self.item.blanks, 1)
                )
            case _:
                assert_never(self.item.type)

    def _options(self) -> list[Markup]:
        if self.item.type == "true-false":
            return [Markup.escape(self.t(f"exam.{name}")) for name in ("true", "false")]
        return [self.html(one.text) for one in self.order("options", self.item.options)]

    def _choices(self, texts: Sequence[Markup], chosen: Sequence[str]) -> tuple[Choice, ...]:
        return tuple(
            Choice(str(place), text, str(place) in chosen) for place, text in enumerate(texts, 1)
        )

    def _rows(
        self, letter: str, rows: Sequence[Option], columns: Sequence[Option], filled: Filled
    ) -> tuple[Field, ...]:
        texts = [self.html(one.text) for one in columns]
        return tuple(
            Field(name, self.html(row.text), self._choices(texts, filled.get(name, ())))
            for name, row in ((f"{letter}.{place}", row) for place, row in enumerate(rows, 1))
        )

    def _places(self, filled: Filled) -> tuple[Field, ...]:
        items = self.order("items", self.item.items)
        places = [Markup(place) for place in range(1, len(items) + 1)]  # noqa: S704  # a number
        return tuple(
            Field(name, self.html(one.text), self._choices(places, filled.get(name, ())))
            for name, one in ((f"o.{place}", one) for place, one in enumerate(items, 1))
        )

    def _blank(self, number: int, blank: Blank, filled: Filled) -> Field:
        name, label = f"b.{number}", Markup.escape(self.t("exam.blank", number=number))
        if not blank.options:
            return Field(name, label, (), _first(filled, name), blank.max_length)
        keys = self.asked.shown.get("blanks", {}).get(blank.key)
        texts = [self.html(option.text) for option in ordered(keys, blank.options)]
        return Field(name, label, self._choices(texts, filled.get(name, ())))

    def _passage(self, filled: Filled) -> tuple[Markup | Field, ...]:
        if self.item.type != "cloze":
            return ()
        fields = dict(zip((b.key for b in self.item.blanks), self.fields(filled), strict=True))
        pieces = _BLANK.split(self.html(self.item.passage))
        return tuple(
            fields[piece] if odd % 2 else Markup(piece)  # noqa: S704  # cleaned at load
            for odd, piece in enumerate(pieces)
        )


KINDS: Mapping[str, Kind] = {
    "single-choice": "one",
    "true-false": "one",
    "multiple-choice": "many",
    "matching": "pairs",
    "categorise": "sort",
    "ordering": "rank",
    "numeric": "number",
    "short-text": "text",
    "cloze": "cloze",
}


def ordered(keys: Sequence[str] | None, options: Sequence[Option]) -> list[Option]:
    """Options in the order of their keys; in their own when none is given."""
    by_key = {option.key: option for option in options}
    return list(options) if keys is None else [by_key[key] for key in keys]


def split(text: str) -> tuple[Markup, Markup, Markup]:
    """A question's text as story (what comes first), legend (what is asked) and what follows.

    The legend is the last paragraph where the text ends with one, else the first.
    """
    if found := _LAST.match(text):
        return Markup(found[1]), Markup(found[2]), Markup()  # noqa: S704  # cleaned at load
    if found := _FIRST.match(text):
        return Markup(), Markup(found[1]), Markup(found[2])  # noqa: S704  # cleaned at load
    return Markup(), Markup(), Markup(text)  # noqa: S704  # cleaned at load


def plain(markup: str) -> str:
    """HTML of the bank as plain text."""
    return html.unescape(_TAG.sub("", markup)).strip()


def _first(filled: Filled, name: str) -> str:
    return next(iter(filled.get(name, ())), "")

"""Form fields to responses and back. A page holds shown positions, never the author's keys.

Fields: ``a`` (one choice, or many), ``m.<n>`` (matching, by left position), ``c.<n>`` (categorise,
by item position), ``o.<n>`` (ordering: the place of the item shown at n), ``b.<n>`` (blank),
``t`` (typed). Positions and places are written from ``1``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lti_tool.bank.types import Item
from lti_tool.errors import BadForm
from lti_tool.exam.draw import Asked, Keys

ABOUT = frozenset({"csrf_token", "tab", "n", "seen", "flag", "go", "language"})
"""Fields of the page's form that are not the answer."""
PLACES = "exam.places-once"
"""What is said when an ordering has a place twice or an item without one."""
TRUTH = ("true", "false")
_UNTYPABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a question: of which key, and what it may take.

    ``keys`` are the author's by shown position; None when it is typed, ``limit`` bytes at most.
    """

    field: str
    key: str
    keys: Keys | None
    limit: int = 0
    many: bool = False

    def value(self, form: Form) -> str | list[str]:
        """What was chosen or typed, in the author's keys, empty for nothing. BadForm."""
        given = [text for text in form.getlist(self.field) if text.strip()]
        if not self.many and len(given) > 1:
            raise BadForm(f"{self.field} more than once")
        found = [self._one(text) for text in given]
        if len(set(found)) < len(found):
            raise BadForm(f"{self.field}: the same twice")
        return found if self.many else "".join(found)

    def _one(self, text: str) -> str:
        if self.keys is None:
            if len(text.encode("utf-8", "replace")) > self.limit or _UNTYPABLE.search(text):
                raise BadForm(f"{self.field}: too long, or with a control sign")
            return text
        if text not in {str(place) for place in range(1, len(self.keys) + 1)}:
            raise BadForm(f"{self.field}: no such position")
        return self.keys[int(text) - 1]

    def fields(self, value: str | list[str]) -> list[str]:
        """The form's values that give ``value``; what is not of this part is left out."""
        given = [value] if isinstance(value, str) else value
        if self.keys is None:
            return [text for text in given if text]
        return [str(self.keys.index(key) + 1) for key in given if key in self.keys]


def parts(asked: Asked, item: Item) -> tuple[Part, ...]:  # noqa: C901 - an arm a type
    """The fields of a question, in the order in which they are shown."""
    match item.type:
        case "single-choice":
            return (Part("a", "", asked.shown["options"]),)
        case "multiple-choice":
            return (Part("a", "", asked.shown["options"], many=True),)
        case "true-false":
            return (Part("a", "", TRUTH),)
        case "matching":
            left = tuple(option.key for option in item.left)
            return _numbered("m", left, asked.shown["right"])
        case "categorise":
            categories = tuple(option.key for option in item.categories)
            return _numbered("c", asked.shown["items"], categories)
        case "ordering":
            items = asked.shown["items"]
            return _numbered("o", items, tuple(str(n) for n in range(1, len(items) + 1)))
        case "numeric" | "short-text":
            return (Part("t", "", None, item.max_length),)
        case "cloze":
            chosen = asked.shown.get("blanks", {})
            return tuple(
                Part(f"b.{n}", b.key, chosen.get(b.key), b.max_length)
                for n, b in enumerate(item.blanks, 1)
            )


def read(asked: Asked, item: Item, form: Form) -> tuple[Any, list[str]]:
    """The response that a form gives, None for nothing chosen, and keys of what to say about it.

    BadForm for a field or a value that the question's page does not have (attack row 25).
    """
    known = parts(asked, item)
    strange = set(form) - {part.field for part in known} - ABOUT
    if strange:
        raise BadForm(f"unknown fields {sorted(strange)[:5]}")
    given = {part.key: part.value(form) for part in known}
    if item.type == "ordering":
        return _ordering({key: str(place) for key, place in given.items() if place}, len(known))
    if [part.key for part in known] == [""]:
        return given[""] or None, []
    return {key: value for key, value in given.items() if value} or None, []


def read_json(asked: Asked, item: Item, fields: Any) -> tuple[Any, list[str]]:
    """The same for what a script sends: an object of fields, each a text or a list of texts."""
    if fields is None:
        fields = {}
    if not isinstance(fields, Mapping):
        raise BadForm("the response is no object of fields")
    form: Form = MultiDict()
    for name, value in fields.items():
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in listed):
            raise BadForm("a response that is no text")
        form.setlist(name, listed)
    if ABOUT & set(form):
        raise BadForm("a response with a field of the page")
    return read(asked, item, form)


def shown(asked: Asked, item: Item, response: Any) -> dict[str, list[str]]:
    """The form's values that give a kept response: ``read`` turned round."""
    given = _by_key(item, response)
    known = [part for part in parts(asked, item) if part.key in given]
    found = {part.field: part.fields(given[part.key]) for part in known}
    return {field: values for field, values in found.items() if values}


def markable(item: Item, response: Any) -> Any:
    """The response as ``marking.mark`` takes it: an unfinished ordering as a list with gaps.

    A place that two items were put on is nobody's.
    """
    if item.type != "ordering" or not isinstance(response, Mapping):
        return response
    on = [[key for key, at in response.items() if at == str(n)] for n in _places(item)]
    return [keys[0] if len(keys) == 1 else "" for keys in on]


def _numbered(letter: str, names: Keys, keys: Keys) -> tuple[Part, ...]:
    return tuple(Part(f"{letter}.{n}", name, keys) for n, name in enumerate(names, 1))


def _places(item: Item) -> range:
    return range(1, len(item.items) + 1)


def _ordering(places: dict[str, str], count: int) -> tuple[Any, list[str]]:
    """The order as a list when each item has its own place; else the places as they were typed."""
    if not places:
        return None, []
    if len(set(places.values())) == count:
        return sorted(places, key=lambda key: int(places[key])), []
    return places, [PLACES]


def _by_key(item: Item, response: Any) -> dict[str, Any]:
    if response is None:
        return {}
    if item.type == "ordering" and isinstance(response, list):
        return {key: str(place) for place, key in enumerate(response, 1)}
    return dict(response) if isinstance(response, Mapping) else {"": response}

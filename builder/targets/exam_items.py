"""Certification questions as ``exam.json`` has them: texts by language, and what marks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from builder.marking import spec
from builder.model import (
    Blank,
    Categorise,
    Cloze,
    Likert,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Reflection,
    ShortText,
    SingleChoice,
    TrueFalse,
)

Banks = Mapping[str, Mapping[str, str]]
"""The rendered texts of the bank by language, then by name."""


def item(question: Question, banks: Banks) -> dict[str, Any]:
    """One question. ``marking`` is by language, since accepted forms and decimal signs are."""
    return {
        "id": question.id,
        "type": question.type,
        "objective": question.objective,
        "points": question.points,
        "difficulty": question.difficulty,
        "variant_of": question.variant_of,
        "page": question.page,
        "text": _html(banks, f"{question.id}/text"),
        "right": _html(banks, f"{question.id}/right"),
        "wrong": _html(banks, f"{question.id}/wrong"),
        **_parts(question, banks),
        "marking": {language: spec(question, language) for language in banks},
    }


def _html(banks: Banks, name: str) -> dict[str, str]:
    return {language: texts[name] for language, texts in banks.items() if name in texts}


def _options(banks: Banks, prefix: str, options: Iterable[Option]) -> list[dict[str, Any]]:
    return [
        {
            "key": option.key,
            "text": _html(banks, f"{prefix}/{option.key}"),
            "feedback": _html(banks, f"{prefix}/{option.key}/feedback"),
        }
        for option in options
    ]


def _parts(question: Question, banks: Banks) -> dict[str, Any]:  # noqa: C901 - an arm a type
    """What a candidate chooses from or fills in. An ordering is listed by key, not in its order."""
    name = question.id
    match question:
        case SingleChoice() | MultipleChoice():
            options = _options(banks, f"{name}/option", question.options)
            return {"options": options, "shuffle": question.shuffle}
        case Matching():
            left = _options(banks, f"{name}/left", question.left)
            right = _options(banks, f"{name}/right-item", question.right_items)
            return {"left": left, "right_items": right, "shuffle": question.shuffle}
        case Ordering():
            items = sorted(question.items, key=lambda option: option.key)
            return {"items": _options(banks, f"{name}/item", items)}
        case Categorise():
            categories = _options(banks, f"{name}/category", question.categories)
            items_ = _options(banks, f"{name}/item", question.items)
            return {"categories": categories, "items": items_, "shuffle": question.shuffle}
        case Cloze():
            blanks = [_blank(name, blank, banks) for blank in question.blanks]
            return {"passage": _html(banks, f"{name}/passage"), "blanks": blanks}
        case Numeric():
            return {"unit": dict(question.unit), "max_length": question.max_length}
        case ShortText():
            return {"max_length": question.max_length}
        case TrueFalse() | Likert() | Reflection():
            return {}


def _blank(name: str, blank: Blank, banks: Banks) -> dict[str, Any]:
    options = _options(banks, f"{name}/blank/{blank.key}/option", blank.options)
    return {"key": blank.key, "max_length": blank.max_length, "options": options}

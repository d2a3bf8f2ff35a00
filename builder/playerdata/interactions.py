"""What an LMS is told of a question: its id, type and right answer in the exact SCORM format.

The one truth for the player (through ``course.js``) and for the administrator's sheet and CSV.
SCORM 1.2 RTE 3.4.7 (CMIFeedback); SCORM 2004 RTE 4.2.9 and the narrower patterns that Moodle holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from builder.model import (
    Blank,
    Categorise,
    Cloze,
    Course,
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
    is_graded,
)

Standard: TypeAlias = Literal["scorm12", "scorm2004"]

PATTERN_12 = 255  # characters: CMIFeedback
FORMS_2004 = 5  # fill-in: smallest permitted maximum of patterns
STRINGS_2004 = 10  # fill-in: strings in one response
DESCRIPTION = 250  # characters
LIMIT_2004 = 100_000  # Moodle: at most five digits before the point


@dataclass(frozen=True, slots=True)
class Interaction:
    """How a question is reported. ``patterns`` are alternatives; ``meanings`` go by key."""

    id: str
    type: str
    patterns: tuple[str, ...]
    text: str
    points: float
    meanings: tuple[tuple[str, str], ...]


def interactions(
    course: Course, format_id: str, language: str, module_id: str | None, standard: Standard
) -> Iterator[tuple[str, Interaction]]:
    """Each graded question of a package, as ``(question id, interaction)``, in the package's order.

    Raises KeyError when there is no such format.
    """
    for module in course.format(format_id).modules:
        if module_id not in {None, module.id}:
            continue
        for quiz in (course.quizzes[s] for s in module.screens if s in course.quizzes):
            for question in filter(is_graded, quiz.questions):
                name = f"{module.id}.{quiz.id}.{question.id}"
                yield question.id, interaction(question, name, language, standard)


def interaction(question: Question, name: str, language: str, standard: Standard) -> Interaction:
    """How a graded question is reported under the id ``name``; ValueError for an ungraded one."""
    kind, patterns = (_in_12 if standard == "scorm12" else _in_2004)(question, language)
    text = plain_text(question.text.get(language, ""))[:DESCRIPTION]
    meanings = tuple((key, plain_text(mean)) for key, mean in _meanings(question, language))
    return Interaction(name, kind, patterns, text, question.points, meanings)


def plain_text(markdown: str) -> str:
    """Markdown as one line of plain text, for a report."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"\s*\[[@^][^\]]*\]", "", text)
    text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<!\w)([*_])(.+?)\1(?!\w)", r"\2", text)
    return " ".join(re.sub(r"<[^>]+>|^#+ ", "", text).split())


# ---------------------------------------------------------------- SCORM 1.2


def _in_12(question: Question, language: str) -> tuple[str, tuple[str, ...]]:
    kind, parts = _answer(question, language)
    pairs = [".".join(part) if isinstance(part, tuple) else part for part in parts]
    match question:
        case TrueFalse():
            return kind, ("t" if question.answer else "f",)
        case Numeric():
            return kind, (decimal(question.answer),)
        case ShortText():
            return kind, tuple(form[:PATTERN_12] for form in pairs)
        case Cloze():
            return kind, (", ".join(pairs)[:PATTERN_12],)
        case _:
            return kind, (",".join(pairs),)


# ---------------------------------------------------------------- SCORM 2004


def _in_2004(question: Question, language: str) -> tuple[str, tuple[str, ...]]:
    kind, parts = _answer(question, language)
    pairs = ["[.]".join(part) if isinstance(part, tuple) else part for part in parts]
    match question:
        case Numeric():
            low, high = question.answer - question.tolerance, question.answer + question.tolerance
            if max(abs(low), abs(high)) >= LIMIT_2004:
                return "fill-in", (_localized(decimal(question.answer), language),)
            return kind, (f"{decimal(low)}[:]{decimal(high)}",)
        case ShortText():
            head = f"{{case_matters={str(question.case).lower()}}}{{order_matters=true}}"
            return kind, tuple(head + _localized(form, language) for form in pairs[:FORMS_2004])
        case Cloze() if len(pairs) > STRINGS_2004:
            return "long-fill-in", (_localized(", ".join(pairs), language),)
        case Cloze():
            texts = "[,]".join(_localized(form, language) for form in pairs)
            return kind, ("{case_matters=false}{order_matters=true}" + texts,)
        case _:
            return kind, ("[,]".join(pairs),)


def _localized(text: str, language: str) -> str:
    text = text.replace("[,]", "[ , ]")[:DESCRIPTION]
    return f"{{lang={language}}}{' ' if text.startswith('{') else ''}{text}"


# ---------------------------------------------------------------- both


def _answer(  # noqa: C901 - an arm a type
    question: Question, language: str
) -> tuple[str, list[str] | list[tuple[str, str]]]:
    """The type and the parts of the right answer, before a standard's punctuation."""
    match question:
        case SingleChoice():
            return "choice", [question.answer]
        case MultipleChoice():
            return "choice", list(question.answers)
        case TrueFalse():
            return "true-false", ["true" if question.answer else "false"]
        case Matching():
            return "matching", sorted(question.pairs.items())
        case Categorise():
            return "matching", sorted(question.belongs.items())
        case Ordering():
            return "sequencing", [item.key for item in question.items]
        case Numeric():
            return "numeric", [decimal(question.answer)]
        case ShortText():
            return "fill-in", list(question.accept.get(language, ()))
        case Cloze():
            blanks = sorted(question.blanks, key=lambda blank: blank.key)
            return "fill-in", [_first(blank, language) for blank in blanks]
        case Likert() | Reflection():
            raise ValueError(f"{question.type} is never reported")
    assert_never(question)


def _first(blank: Blank, language: str) -> str:
    return blank.answer or next(iter(blank.accept.get(language, ())), "")


def decimal(value: float) -> str:
    """A number with a point, at most seven decimals and no exponent: real(10,7)."""
    text = f"{value:.7f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _meanings(question: Question, language: str) -> Iterator[tuple[str, str]]:
    match question:
        case SingleChoice() | MultipleChoice():
            yield from _texts(question.options, language)
        case Matching():
            yield from _texts((*question.left, *question.right_items), language)
        case Ordering():
            yield from _texts(question.items, language)
        case Categorise():
            yield from _texts((*question.items, *question.categories), language)
        case Cloze():
            for blank in question.blanks:
                for key, text in _texts(blank.options, language):
                    yield f"{blank.key}: {key}", text
        case _:
            return


def _texts(options: tuple[Option, ...], language: str) -> Iterator[tuple[str, str]]:
    for option in options:
        yield option.key, option.text.get(language, "")

"""The right and a wrong response to each type of question, from the model."""

from collections.abc import Sequence
from typing import TypeAlias, assert_never

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

Response: TypeAlias = str | list[str] | dict[str, str]
NONSENSE = "zzz"
THOUGHT = "Une pensée qui reste ici."


def right(question: Question, language: str) -> Response:  # noqa: C901 - one case a type
    """A response that gets every point."""
    match question:
        case SingleChoice():
            return question.answer
        case MultipleChoice():
            return sorted(question.answers)
        case TrueFalse():
            return "true" if question.answer else "false"
        case Matching():
            return dict(question.pairs)
        case Ordering():
            return [item.key for item in question.items]
        case Numeric():
            return f"{question.answer:g}"
        case ShortText():
            return question.accept[language][0]
        case Cloze():
            return {
                blank.key: blank.answer or blank.accept[language][0] for blank in question.blanks
            }
        case Categorise():
            return dict(question.belongs)
        case Likert():
            return "2"
        case Reflection():
            return THOUGHT
        case _:
            assert_never(question)


def wrong(question: Question) -> Response:  # noqa: C901 - one case a type
    """A response that gets no point (an ungraded question has none)."""
    match question:
        case SingleChoice():
            return _other(question.options, question.answer)
        case MultipleChoice():
            return [option.key for option in question.options if option.key not in question.answers]
        case TrueFalse():
            return "false" if question.answer else "true"
        case Matching():
            return {key: _other(question.right_items, to) for key, to in question.pairs.items()}
        case Ordering():
            keys = [item.key for item in question.items]
            return keys[1:] + keys[:1]
        case Numeric():
            return f"{question.answer + question.tolerance + 1000:g}"
        case ShortText():
            return NONSENSE
        case Cloze():
            return {blank.key: _wrong_blank(blank) for blank in question.blanks}
        case Categorise():
            return {key: _other(question.categories, to) for key, to in question.belongs.items()}
        case Likert() | Reflection():
            raise ValueError(f"{question.id} is not graded")
        case _:
            assert_never(question)


def _wrong_blank(blank: Blank) -> str:
    return _other(blank.options, blank.answer) if blank.answer else NONSENSE


def _other(options: Sequence[Option], key: str) -> str:
    return next(option.key for option in options if option.key != key)

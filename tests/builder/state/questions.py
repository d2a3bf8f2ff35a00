"""Strategies: any question of the closed union, and a response to it."""

from typing import Any

from hypothesis import strategies as st

from builder.findings import Anchor
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
from builder.state import clip

AT = Anchor("quiz.yaml")
KEYS = "0123456789abcdefghijklmnopqrstuvwxyz"

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)
SCORINGS: Any = st.sampled_from(["all-or-nothing", "per-item", "right-minus-wrong"])


def keys(least: int = 1, most: int = 6) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(KEYS), min_size=least, max_size=most, unique=True)


def options(names: list[str]) -> tuple[Option, ...]:
    return tuple(Option(name, {"fr": name}, AT) for name in names)


@st.composite
def blanks(draw: st.DrawFn, key: str) -> Blank:
    if draw(st.booleans()):
        names = draw(keys(2))
        return Blank(key, AT, options=options(names), answer=draw(st.sampled_from(names)))
    accept = {"fr": tuple(draw(st.lists(WORDS, min_size=1, max_size=3)))}
    return Blank(key, AT, accept=accept, max_length=draw(st.integers(1, 60)))


@st.composite
def questions(  # noqa: C901 - an arm a type
    draw: st.DrawFn, name: str = "q"
) -> Question:
    common: dict[str, Any] = {
        "id": name,
        "at": AT,
        "text": {"fr": name},
        "tries": draw(st.integers(0, 9)),
    }
    names, scoring = draw(keys(2)), draw(SCORINGS)
    match draw(st.integers(0, 10)):
        case 0:
            return SingleChoice(
                **common, options=options(names), answer=draw(st.sampled_from(names))
            )
        case 1:
            right = tuple(sorted(set(draw(st.lists(st.sampled_from(names), min_size=1)))))
            return MultipleChoice(**common, options=options(names), answers=right, scoring=scoring)
        case 2:
            return TrueFalse(**common, answer=draw(st.booleans()))
        case 3:
            others = draw(keys())
            pairs = {name: draw(st.sampled_from(others)) for name in names}
            return Matching(
                **common,
                left=options(names),
                right_items=options(others),
                pairs=pairs,
                scoring=scoring,
            )
        case 4:
            return Ordering(**common, items=options(names), scoring=scoring)
        case 5:
            answer, tolerance = draw(st.integers(-(10**6), 10**6)), draw(st.integers(0, 100))
            return Numeric(**common, answer=answer / 100, tolerance=tolerance / 100)
        case 6:
            accept = {"fr": tuple(draw(st.lists(WORDS, min_size=1, max_size=3)))}
            return ShortText(
                **common,
                accept=accept,
                case=draw(st.booleans()),
                accents=draw(st.booleans()),
                max_length=draw(st.integers(1, 300)),
            )
        case 7:
            made = tuple(draw(blanks(key)) for key in names)
            return Cloze(**common, passage={}, blanks=made, scoring=scoring)
        case 8:
            others = draw(keys())
            belongs = {name: draw(st.sampled_from(others)) for name in names}
            return Categorise(
                **common,
                categories=options(others),
                items=options(names),
                belongs=belongs,
                scoring=scoring,
            )
        case 9:
            return Likert(**common, scale=draw(st.integers(2, 10)), low={}, high={})
        case _:
            return Reflection(**common)


def responses(question: Question) -> st.SearchStrategy[Any]:  # noqa: C901 - an arm a type
    """Any response that a learner can give, typed texts within their length."""
    match question:
        case SingleChoice():
            return st.sampled_from([o.key for o in question.options])
        case MultipleChoice():
            chosen = st.lists(st.sampled_from([o.key for o in question.options]), unique=True)
            return chosen.map(sorted)
        case TrueFalse():
            return st.sampled_from(["true", "false"])
        case Matching():
            return _choices(question.left, question.right_items)
        case Ordering():
            return st.permutations([o.key for o in question.items])
        case Numeric():
            numbers = st.integers(-(10**6), 10**6).map(lambda n: f"{n / 100:.2f}".replace(".", ","))
            return numbers | _typed(20)
        case ShortText():
            return st.sampled_from(question.accept["fr"]).map(
                lambda form: clip(form, question.max_length)
            ) | _typed(question.max_length)
        case Cloze():
            parts = {blank.key: _filled(blank) for blank in question.blanks}
            return st.fixed_dictionaries({}, optional=parts)
        case Categorise():
            return _choices(question.items, question.categories)
        case Likert():
            return st.integers(1, question.scale).map(str)
        case Reflection():
            return st.just(True)


def _choices(names: tuple[Option, ...], others: tuple[Option, ...]) -> st.SearchStrategy[Any]:
    one = st.sampled_from([o.key for o in others])
    return st.fixed_dictionaries({}, optional={o.key: one for o in names})


def _filled(blank: Blank) -> st.SearchStrategy[str]:
    if blank.options:
        return st.sampled_from([o.key for o in blank.options])
    form = st.sampled_from(blank.accept["fr"]).map(lambda text: clip(text, blank.max_length))
    return (form | _typed(blank.max_length)).filter(bool)


def _typed(most: int) -> st.SearchStrategy[str]:
    return WORDS.map(lambda text: clip(text, min(most, 255))).filter(bool) | st.just(
        "x" * min(most, 255)
    )


def right_response(question: Question) -> Any:
    """The response that is all right; None where typing has several."""
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
            return [o.key for o in question.items]
        case Categorise():
            return dict(question.belongs)
        case _:
            return None

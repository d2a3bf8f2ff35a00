"""The closed union of question types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from builder.findings import Anchor

Text: TypeAlias = Mapping[str, str]
Scoring: TypeAlias = Literal["all-or-nothing", "per-item", "right-minus-wrong"]


@dataclass(frozen=True, slots=True)
class Option:
    """A thing that can be chosen, matched, ordered or sorted. ``key`` is one of ``0-9a-z``."""

    key: str
    text: Text
    at: Anchor
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every question has. ``text`` and feedbacks are Markdown; ``points`` counts when graded.

    ``tries``: how often the learner may check an answer; 0 is without limit.
    ``page``: the page to read again after a wrong answer, by id.
    """

    id: str
    at: Anchor
    text: Text
    objective: str | None = None
    points: float = 1.0
    tries: int = 0
    right: Text = field(default_factory=dict)
    wrong: Text = field(default_factory=dict)
    page: str | None = None
    difficulty: int | None = None
    variant_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Asked):
    """One option is right: ``answer`` is its key."""

    options: tuple[Option, ...]
    answer: str
    shuffle: bool = True
    type: Literal["single-choice"] = "single-choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Asked):
    """Any number of options is right: ``answers`` are their keys."""

    options: tuple[Option, ...]
    answers: tuple[str, ...]
    scoring: Scoring = "all-or-nothing"
    shuffle: bool = True
    type: Literal["multiple-choice"] = "multiple-choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Asked):
    """A statement that is true or false."""

    answer: bool
    type: Literal["true-false"] = "true-false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Asked):
    """Each left item goes with the right item that ``pairs`` names.

    A right item may serve twice or never.
    """

    left: tuple[Option, ...]
    right_items: tuple[Option, ...]
    pairs: Mapping[str, str]
    scoring: Scoring = "per-item"
    shuffle: bool = True
    type: Literal["matching"] = "matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Asked):
    """Items, given here in their right order."""

    items: tuple[Option, ...]
    scoring: Scoring = "all-or-nothing"
    type: Literal["ordering"] = "ordering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Asked):
    """A number within ``tolerance`` of ``answer``, inclusive; a decimal comma may be typed."""

    answer: float
    tolerance: float = 0.0
    unit: Text = field(default_factory=dict)
    max_length: int = 20
    type: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Asked):
    """A few typed words.

    ``accept`` lists the right forms of each language; ``case`` and ``accents`` say whether these
    count; ``max_length`` is in UTF-8 bytes of the composed text (NFC).
    """

    accept: Mapping[str, tuple[str, ...]]
    case: bool = False
    accents: bool = False
    max_length: int = 40
    type: Literal["short-text"] = "short-text"


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap of a cloze text, written ``[[key]]`` there.

    Typed when it has ``accept``; chosen when it has ``options`` and ``answer``.
    """

    key: str
    at: Anchor
    accept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    answer: str | None = None
    case: bool = False
    accents: bool = False
    max_length: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Asked):
    """A passage with gaps: ``passage`` holds ``[[key]]`` for each blank, in every language."""

    passage: Text
    blanks: tuple[Blank, ...]
    scoring: Scoring = "per-item"
    type: Literal["cloze"] = "cloze"


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorise(Asked):
    """Each item belongs to the category that ``belongs`` names."""

    categories: tuple[Option, ...]
    items: tuple[Option, ...]
    belongs: Mapping[str, str]
    scoring: Scoring = "per-item"
    shuffle: bool = True
    type: Literal["categorise"] = "categorise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likert(Asked):
    """A position on a scale from 1 to ``scale``; never graded, never sent to an LMS."""

    scale: int
    low: Text
    high: Text
    type: Literal["likert"] = "likert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection(Asked):
    """Long free text, kept on the device; never graded, never sent to an LMS."""

    rows: int = 5
    type: Literal["reflection"] = "reflection"


Question: TypeAlias = (
    SingleChoice
    | MultipleChoice
    | TrueFalse
    | Matching
    | Ordering
    | Numeric
    | ShortText
    | Cloze
    | Categorise
    | Likert
    | Reflection
)
UNGRADED = (Likert, Reflection)


def is_graded(question: Question) -> bool:
    """Whether the question has points that count and an interaction that is reported."""
    return not isinstance(question, UNGRADED)

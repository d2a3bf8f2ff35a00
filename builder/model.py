"""The course as meaning: frozen values that every later stage reads and nobody changes.

A ``Text`` maps a language tag to a string; Markdown where a field says so. ``at`` says where an
object was read (``Course.place`` turns it into line and column). Ids are unique in the course
within their kind; screens (pages and quizzes) share one space of ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from builder.findings import Anchor, Place

Text: TypeAlias = Mapping[str, str]
Completion: TypeAlias = Literal["pages", "quiz", "both"]
Scoring: TypeAlias = Literal["all-or-nothing", "per-item", "right-minus-wrong"]

# ---------------------------------------------------------------- questions


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
    answers: frozenset[str]
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
    """Each left item goes with the right item that ``pairs`` names; a right item may serve twice or never."""

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
    """A number within ``tolerance`` of ``answer``, both inclusive. The learner may type a decimal comma."""

    answer: float
    tolerance: float = 0.0
    unit: Text = field(default_factory=dict)
    max_length: int = 20
    type: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Asked):
    """A few typed words. ``accept`` lists the right forms of each language; ``case`` and ``accents`` say
    whether these count; ``max_length`` is in UTF-8 bytes."""

    accept: Mapping[str, tuple[str, ...]]
    case: bool = False
    accents: bool = False
    max_length: int = 40
    type: Literal["short-text"] = "short-text"


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap of a cloze text, written ``[[key]]`` there: typed (``accept``) or chosen (``options``, ``answer``)."""

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


# ---------------------------------------------------------------- screens


@dataclass(frozen=True, slots=True)
class Quiz:
    """A screen of questions. ``draw``: how many are given to a learner (None: all); ``intro`` is Markdown."""

    id: str
    at: Anchor
    title: Text
    questions: tuple[Question, ...]
    minutes: int
    intro: Text = field(default_factory=dict)
    draw: int | None = None
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """A page in one language: its Markdown (includes already expanded) and where each line came from.

    ``lines[i]`` is the place of line ``i`` (from 0) of ``markdown``; None when nothing was included, and
    then line ``i`` is line ``first_line + i`` of ``path``.
    """

    language: str
    path: str
    title: str
    markdown: str
    first_line: int
    lines: tuple[Place, ...] | None = None

    def place(self, index: int, col: int = 1) -> Place:
        """Where line ``index`` (from 0) of the Markdown stands in the sources."""
        if self.lines is None:
            return Place(self.path, self.first_line + index, col)
        origin = self.lines[min(index, len(self.lines) - 1)]
        return Place(origin.path, origin.line, col)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown screen; ``texts`` has one entry a language that exists."""

    id: str
    at: Anchor
    minutes: int
    objectives: tuple[str, ...]
    texts: Mapping[str, PageText]

    @property
    def title(self) -> Text:
        """The page's title by language."""
        return {language: text.title for language, text in self.texts.items()}


Screen: TypeAlias = Page | Quiz


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do after a module; ``text`` starts with an action verb."""

    id: str
    text: Text
    at: Anchor


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the course with its objectives and the ids of its screens in order."""

    id: str
    at: Anchor
    title: Text
    objectives: tuple[Objective, ...]
    contents: tuple[str, ...]
    summary: Text = field(default_factory=dict)


# ---------------------------------------------------------------- a way through


@dataclass(frozen=True, slots=True)
class Activity:
    """A line of a half-day: what is done, for how long (minutes), on which screens."""

    title: Text
    minutes: int
    pages: tuple[str, ...]
    at: Anchor
    kind: str = ""


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A half-day (or day) of the schedule."""

    id: str
    at: Anchor
    title: Text
    minutes: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is told to the LMS. ``completion``: what completes the course; ``pass_mark`` in percent;
    ``report_failed``: whether *failed* is reported once every try is spent (it closes the attempt in Moodle)."""

    completion: Completion = "both"
    pass_mark: int = 70
    report_failed: bool = True


@dataclass(frozen=True, slots=True)
class FormatModule:
    """A module as one format takes it: ``screens`` are ids in the order of this format."""

    id: str
    screens: tuple[str, ...]
    at: Anchor


@dataclass(frozen=True, slots=True)
class Format:
    """One way through the course."""

    id: str
    at: Anchor
    title: Text
    modules: tuple[FormatModule, ...]
    schedule: tuple[HalfDay, ...]
    tracking: Tracking = field(default_factory=Tracking)
    description: Text = field(default_factory=dict)


# ---------------------------------------------------------------- apparatus


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry. ``definition`` is Markdown; ``forms`` are further spellings by language."""

    id: str
    at: Anchor
    term: Text
    definition: Text
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A bibliography entry as CSL data (``csl``: the CSL-JSON item without its id)."""

    id: str
    at: Anchor
    csl: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CivicTech:
    """A tool of the catalogue. ``phases``, ``certainty`` and ``effort`` are words of the schema."""

    id: str
    at: Anchor
    name: str
    purpose: Text
    phases: tuple[str, ...]
    licence: str
    certainty: str
    repository: str = ""
    website: str = ""
    hosting: Text = field(default_factory=dict)
    effort: Text = field(default_factory=dict)
    limits: Text = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorksheetField:
    """A question of a worksheet: free text, or a choice when ``options`` has any."""

    id: str
    text: Text
    at: Anchor
    hint: Text = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rows: int = 3


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A form to fill in alone or as a pair; its answers stay on the device."""

    id: str
    at: Anchor
    title: Text
    intro: Text
    fields: tuple[WorksheetField, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document for people, one Markdown file a language (``course/documents/<lang>/<id>.md``)."""

    id: str
    at: Anchor
    kind: Literal["description", "synthesis", "guide", "sheet", "template", "timetable"]
    texts: Mapping[str, PageText]
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Medium:
    """A file under ``course/media``: path there, size in bytes; read from disk when it is needed."""

    path: str
    source: str
    size: int


@dataclass(frozen=True, slots=True)
class Certification:
    """What the exam needs, checked now and used by the tool later.

    ``items`` are the public bank; the others are the plain data of their files, held to their schemas.
    """

    items: tuple[Question, ...]
    policy: Mapping[str, Any]
    rubric: Mapping[str, Any]
    dossier: Mapping[str, Any]
    peer: Mapping[str, Any]
    positioning: Mapping[str, Any]
    tool_url: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """The published ids (decision 2) and the state's layout (decision 5), as ``ids.lock.json`` holds them.

    ``data`` is that file's plain data; an unpublished course has an empty one.
    """

    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Positions:
    """Line and column of every YAML node read, by path and pointer."""

    nodes: Mapping[str, Mapping[tuple[str | int, ...], tuple[int, int]]]

    def find(self, anchor: Anchor) -> Place:
        """The place of the anchor's node, else of its nearest known ancestor."""
        known = self.nodes.get(anchor.path, {})
        pointer = anchor.pointer
        while pointer and pointer not in known:
            pointer = pointer[:-1]
        return Place(anchor.path, *known.get(pointer, (1, 1)))


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course. ``root`` is its folder; ``date`` is ISO 8601; the first language leads."""

    id: str
    at: Anchor
    root: str
    version: str
    date: str
    title: Text
    description: Text
    languages: tuple[str, ...]
    licence: str
    authors: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    modules: tuple[Module, ...]
    formats: tuple[Format, ...]
    pages: Mapping[str, Page]
    quizzes: Mapping[str, Quiz]
    glossary: tuple[Term, ...]
    references: Mapping[str, Reference]
    civic_techs: Mapping[str, CivicTech]
    worksheets: Mapping[str, Worksheet]
    documents: Mapping[str, Document]
    media: Mapping[str, Medium]
    certification: Certification | None
    lock: Lock
    positions: Positions
    theme: Mapping[str, str] = field(default_factory=dict)

    def screen(self, screen_id: str) -> Screen:
        """The page or quiz of this id; KeyError when there is none."""
        page = self.pages.get(screen_id)
        return page if page is not None else self.quizzes[screen_id]

    def module(self, module_id: str) -> Module:
        """The module of this id; KeyError when there is none."""
        for module in self.modules:
            if module.id == module_id:
                return module
        raise KeyError(module_id)

    def format(self, format_id: str) -> Format:
        """The format of this id; KeyError when there is none."""
        for item in self.formats:
            if item.id == format_id:
                return item
        raise KeyError(format_id)

    def questions(self) -> Iterator[tuple[Quiz, Question]]:
        """Every question of the quizzes (not of the bank) with its quiz."""
        for quiz in self.quizzes.values():
            for question in quiz.questions:
                yield quiz, question

    def place(self, at: Anchor, *steps: str | int) -> Place:
        """Line and column of what ``at`` (and ``steps`` below it) names."""
        return self.positions.find(at.child(*steps))


# ---------------------------------------------------------------- what rendering found


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: level 1 to 6, text, and the anchor it got."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image as written: ``target`` untouched, ``line`` from 0 in the page's Markdown."""

    target: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, sound or film: ``alt`` None when the author gave none, "" when it is decorative."""

    kind: Literal["image", "audio", "video"]
    target: str
    alt: str | None
    line: int
    captions: str = ""
    transcript: bool = False
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one Markdown pass saw; every ``line`` counts from 0 in the page's Markdown."""

    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    citations: tuple[tuple[str, int], ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    cards: tuple[tuple[str, int], ...] = ()
    worksheets: tuple[tuple[str, int], ...] = ()
    tables: tuple[tuple[bool, int], ...] = ()
    faults: tuple[tuple[str, str, int], ...] = ()
    words: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A Markdown text as safe HTML (what goes into ``<main>``), and what was seen on the way."""

    html: str
    facts: Facts

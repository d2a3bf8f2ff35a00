"""The Markdown texts of questions, each under the name that pages and packages ask for it by.

``<question>/text``, ``/right``, ``/wrong``, ``/option/<key>``, ``/option/<key>/feedback``,
``/left/<key>``, ``/right-item/<key>``, ``/item/<key>``, ``/category/<key>``, ``/passage``,
``/blank/<key>/option/<key>``. All but text, right, wrong, feedback and passage are one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.model import (
    Categorise,
    Cloze,
    Facts,
    Matching,
    MultipleChoice,
    Option,
    Ordering,
    Question,
    Quiz,
    Rendered,
    SingleChoice,
    Text,
)
from builder.render.text import Texts

_GAP = re.compile(r"\[\[([0-9a-z])\]\]")
_HELD = re.compile("\ue000([0-9a-z])\ue001")


@dataclass(frozen=True, slots=True)
class RenderedQuiz:
    """A quiz's texts as HTML; ``facts`` joins what all of them showed, without lines; ``media``
    are the paths below ``media/`` that they use."""

    intro: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    media: tuple[str, ...] = ()


class Piece(NamedTuple):
    """One text of a quiz: its name, its Markdown, whether it is a line."""

    name: str
    markdown: str
    line: bool


def pieces(questions: Sequence[Question], language: str) -> list[Piece]:
    """Every text of the questions in one language, those that are written."""
    found = (piece for question in questions for piece in _question(question))
    return [Piece(name, text[language], line) for name, text, line in found if text.get(language)]


def pieces_of(quiz: Quiz, language: str) -> list[Piece]:
    """As ``pieces``, the intro first, under the name ""."""
    intro = quiz.intro.get(language)
    return [*([Piece("", intro, line=False)] if intro else []), *pieces(quiz.questions, language)]


def render_quiz(wanted: Sequence[Piece], texts: Texts) -> RenderedQuiz:
    """The texts as HTML."""
    made = {piece.name: _render(piece, texts) for piece in wanted}
    html = {name: rendered.html for name, rendered in made.items()}
    facts = join([rendered.facts for rendered in made.values()])
    return RenderedQuiz(html.pop("", ""), html, facts)


def join(all_facts: Sequence[Facts]) -> Facts:
    """The facts of many small texts as those of one, without lines: they stand in YAML."""
    return Facts(
        links=tuple(link._replace(line=0) for facts in all_facts for link in facts.links),
        images=tuple(image._replace(line=0) for facts in all_facts for image in facts.images),
        citations=tuple((key, 0) for facts in all_facts for key, _ in facts.citations),
        terms=tuple((key, 0) for facts in all_facts for key, _ in facts.terms),
        cards=tuple((key, 0) for facts in all_facts for key, _ in facts.cards),
        worksheets=tuple((key, 0) for facts in all_facts for key, _ in facts.worksheets),
        tables=tuple((has, 0) for facts in all_facts for has, _ in facts.tables),
        faults=tuple((code, text, 0) for facts in all_facts for code, text, _ in facts.faults),
        years=frozenset[str]().union(*(facts.years for facts in all_facts)),
        words=sum(facts.words for facts in all_facts),
        vocabulary=" ".join(sorted({w for facts in all_facts for w in facts.vocabulary.split()})),
    )


def _render(piece: Piece, texts: Texts) -> Rendered:
    if not piece.name.endswith("/passage"):
        return (texts.line if piece.line else texts.block)(piece.markdown)
    held = _GAP.sub("\ue000\\1\ue001", piece.markdown)
    made = texts.block(held)
    return Rendered(_HELD.sub(r'<span data-blank="\1"></span>', made.html), made.facts)


def _question(question: Question) -> Iterator[tuple[str, Text, bool]]:
    name = question.id
    yield f"{name}/text", question.text, False
    yield f"{name}/right", question.right, False
    yield f"{name}/wrong", question.wrong, False
    match question:
        case SingleChoice() | MultipleChoice():
            yield from _options(f"{name}/option", question.options)
        case Matching():
            yield from _options(f"{name}/left", question.left)
            yield from _options(f"{name}/right-item", question.right_items)
        case Ordering():
            yield from _options(f"{name}/item", question.items)
        case Categorise():
            yield from _options(f"{name}/category", question.categories)
            yield from _options(f"{name}/item", question.items)
        case Cloze():
            yield f"{name}/passage", question.passage, False
            for blank in question.blanks:
                yield from _options(f"{name}/blank/{blank.key}/option", blank.options)
        case _:  # the others have no further texts
            return


def _options(prefix: str, options: Sequence[Option]) -> Iterator[tuple[str, Text, bool]]:
    for option in options:
        yield f"{prefix}/{option.key}", option.text, True
        yield f"{prefix}/{option.key}/feedback", option.feedback, False

"""Q: answers that are typed, and the blanks of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias
from unicodedata import normalize

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Anchor
from builder.marking import plain
from builder.model import Blank, Cloze, ShortText

BLANK = re.compile(r"\[\[\s*([^\]|]*?)\s*\]\]")
Typed: TypeAlias = ShortText | Blank


def _clozes(scope: Scope) -> Iterator[tuple[Cloze, str, list[str]]]:
    """Each cloze question with a language and the keys that its passage uses there."""
    for _, question in scope.asked:
        if isinstance(question, Cloze):
            for language, passage in question.passage.items():
                yield question, language, BLANK.findall(passage)


@rule(
    "Q-011", ERROR, "the passage of question '{id}' never uses the blank '{key}'", "write [[{key}]]"
)
def blanks_are_used(scope: Scope) -> Iterator[Hit]:
    """Each blank stands in the passage of each language."""
    for question, language, used in _clozes(scope):
        for blank in question.blanks:
            if blank.key not in used:
                place = scope.place(question.at, "passage", language)
                yield hit(place, id=question.id, key=blank.key)


@rule(
    "Q-012",
    ERROR,
    "the passage of question '{id}' uses [[{key}]], which is no blank",
    "the blanks are {known}",
)
def passage_uses_blanks(scope: Scope) -> Iterator[Hit]:
    """Each [[key]] of a passage is a blank."""
    for question, language, used in _clozes(scope):
        known = sorted({blank.key for blank in question.blanks})
        for key in dict.fromkeys(used):
            if key not in known:
                place = scope.place(question.at, "passage", language)
                yield hit(place, id=question.id, key=key, known=", ".join(known))


@rule(
    "Q-013",
    ERROR,
    "the passage of question '{id}' uses the blank '{key}' twice",
    "make a blank of its own for each gap",
)
def blanks_are_used_once(scope: Scope) -> Iterator[Hit]:
    """No blank stands twice in a passage."""
    for question, language, used in _clozes(scope):
        for key in sorted({key for key in used if used.count(key) > 1}):
            place = scope.place(question.at, "passage", language)
            yield hit(place, id=question.id, key=key)


@rule(
    "Q-014",
    ERROR,
    "the blank '{key}' of question '{id}' is {what}",
    "give accept (typed), or options and answer (chosen)",
)
def blanks_are_typed_or_chosen(scope: Scope) -> Iterator[Hit]:
    """A blank is typed or chosen, not both and not neither."""
    for question, blank in _blanks(scope):
        chosen = bool(blank.options) or blank.answer is not None
        if bool(blank.accept) == chosen:
            what = "both typed and chosen" if chosen else "neither typed nor chosen"
            yield hit(scope.place(blank.at), id=question.id, key=blank.key, what=what)


@rule("Q-015", ERROR, "the answer of blank '{key}' of question '{id}' is none of its options")
def blank_answers_exist(scope: Scope) -> Iterator[Hit]:
    """The answer of a chosen blank is one of its options."""
    for question, blank in _blanks(scope):
        keys = sorted({option.key for option in blank.options})
        if keys and blank.answer not in keys:
            better = f"add answer: …, one of {', '.join(keys)}"
            yield hit(scope.place(blank.at, "answer"), better, id=question.id, key=blank.key)


def _blanks(scope: Scope) -> Iterator[tuple[Cloze, Blank]]:
    for _, question in scope.asked:
        if isinstance(question, Cloze):
            yield from ((question, blank) for blank in question.blanks)


def _typed(scope: Scope) -> Iterator[tuple[str, Anchor, Typed]]:
    """What is typed, with the id of its question and where its accepted forms stand."""
    for _, question in scope.asked:
        if isinstance(question, ShortText):
            yield question.id, question.at.child("accept"), question
    for question, blank in _blanks(scope):
        yield question.id, blank.at.child("accept"), blank


@rule(
    "Q-016",
    ERROR,
    "the answer '{form}' of question '{id}' takes {size} bytes, and {most} are kept",
    "raise max_length (an accented letter takes two bytes)",
)
def accepted_forms_fit(scope: Scope) -> Iterator[Hit]:
    """Each accepted form can be kept in full, as the player composes it; a longer spelling that is
    right as well is kept as this form."""
    for name, at, typed in _typed(scope):
        for language, forms in typed.accept.items():
            for index, form in enumerate(forms):
                size, most = len(normalize("NFC", form).encode()), typed.max_length
                if size > most:
                    place = scope.place(at, language, index)
                    yield hit(place, id=name, form=form, size=size, most=most)


@rule(
    "Q-017",
    WARNING,
    "question '{id}' accepts '{form}', which is the same answer as '{other}'",
    "case, accents and spaces are passed over unless the question says otherwise; delete one",
)
def accepted_forms_differ(scope: Scope) -> Iterator[Hit]:
    """No accepted form says what another says under the question's rules."""
    for name, at, typed in _typed(scope):
        for language, forms in typed.accept.items():
            first: dict[str, str] = {}
            for index, form in enumerate(forms):
                bare = plain(form, case=typed.case, accents=typed.accents)
                if bare in first:
                    place = scope.place(at, language, index)
                    yield hit(place, id=name, form=form, other=first[bare])
                first.setdefault(bare, form)


@rule(
    "Q-019",
    ERROR,
    "question '{id}' accepts '{form}', of which nothing is left once it is read",
    "accept a form that has a letter or a digit",
)
def accepted_forms_say_something(scope: Scope) -> Iterator[Hit]:
    """An accepted form is more than spaces and signs that are passed over."""
    for name, at, typed in _typed(scope):
        for language, forms in typed.accept.items():
            for index, form in enumerate(forms):
                if not plain(form, case=typed.case, accents=typed.accents):
                    yield hit(scope.place(at, language, index), id=name, form=form)

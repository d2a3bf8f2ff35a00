"""T: every language is there, whole, and says the same.

A translation is *stale* when its structure is not that of the leading language: that needs no
history, and shows what a reader would miss.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks import texts
from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope, Seen
from builder.findings import Anchor
from builder.language import languages
from builder.model import Facts
from builder.source.code import did_you_mean

SHORT = 40  # words: below, lengths say nothing
LONGER = 2.0  # no language of Europe is twice as long as another


@rule("T-003", ERROR, "page '{id}' is missing in '{language}'", "write {path}")
def pages_have_every_language(scope: Scope) -> Iterator[Hit]:
    """Each page exists in every language of the course."""
    for page in scope.course.pages.values():
        _, module, _, file = page.at.path.split("/")
        for language in scope.course.languages:
            path = f"modules/{module}/{language}/{file}"
            if language not in page.texts and path not in scope.course.positions.nodes:
                yield hit(scope.place(page.at), id=page.id, language=language, path=path)


@rule("T-004", ERROR, "document '{id}' is missing in '{language}'", "write {path}")
def documents_have_every_language(scope: Scope) -> Iterator[Hit]:
    """Each document exists in every language of the course."""
    for document in scope.course.documents.values():
        for language in scope.course.languages:
            path = f"documents/{language}/{document.id}.md"
            if language not in document.texts and path not in scope.course.positions.nodes:
                yield hit(scope.place(document.at), id=document.id, language=language, path=path)


@rule("T-005", ERROR, "the text is missing in '{language}'", "add a line '{language}: …'")
def texts_have_every_language(scope: Scope) -> Iterator[Hit]:
    """Each text of a YAML file is given in every language."""
    for at, text in texts.texts(scope.course):
        for language in scope.course.languages:
            if language not in text:
                yield hit(scope.place(at), language=language)


@rule("T-006", ERROR, "no answer is accepted in '{language}'", "add a line '{language}: […]'")
def accepted_forms_have_every_language(scope: Scope) -> Iterator[Hit]:
    """Each typed answer has accepted forms in every language."""
    for at, forms in texts.forms(scope.course):
        for language in scope.course.languages:
            if language not in forms:
                yield hit(scope.place(at), language=language)


@rule("T-007", WARNING, "the text is given in '{language}', which the course does not have")
def texts_have_no_other_language(scope: Scope) -> Iterator[Hit]:
    """No text is in a language that the course does not have."""
    known = scope.course.languages
    for at, text in (*texts.texts(scope.course), *texts.forms(scope.course)):
        for language in text:
            if language not in known:
                better = did_you_mean(language, known) or f"the languages are {', '.join(known)}"
                yield hit(scope.place(at, language), better, language=language)


@rule("T-015", ERROR, "the player has no words in '{language}'")
def player_speaks_every_language(scope: Scope) -> Iterator[Hit]:
    """The interface has a catalogue for each language of the course."""
    spoken = languages()
    for index, language in enumerate(scope.course.languages):
        if language.split("-")[0] not in spoken:
            place = scope.place(scope.course.at, "languages", index)
            better = f"it speaks {', '.join(spoken)}; add builder/strings/{language}.po"
            yield hit(place, better, language=language)


@rule(
    "T-008",
    WARNING,
    "the headings are not those of {other}: levels {here} here, {there} there",
    "translate again what changed",
)
def translations_have_the_same_headings(scope: Scope) -> Iterator[Hit]:
    """A translation has headings of the same levels in the same order."""
    for original, seen in scope.pairs:
        there, here = _levels(original.facts), _levels(seen.facts)
        if here != there:
            other = original.place(0).path
            said = {"here": _listed(here), "there": _listed(there)}
            yield hit(seen.place(0), other=other, **said)


def _levels(facts: Facts) -> list[int]:
    return [heading.level for heading in facts.headings]


def _listed(levels: list[int]) -> str:
    return " ".join(map(str, levels)) or "none"


@rule(
    "T-009",
    WARNING,
    "there are {here} {what} here, and {there} in {other}",
    "translate again what changed",
)
def translations_have_the_same_parts(scope: Scope) -> Iterator[Hit]:
    """A translation has as many pictures, tables, links, citations, terms, cards and worksheets."""
    for original, seen in scope.pairs:
        for what in ("images", "tables", "links", "citations", "terms", "cards", "worksheets"):
            here, there = len(getattr(seen.facts, what)), len(getattr(original.facts, what))
            if here != there:
                other = original.place(0).path
                yield hit(seen.place(0), what=what, here=here, there=there, other=other)


@rule(
    "T-010",
    WARNING,
    "the text has {here} words, and {there} in {other}",
    "translate again what changed",
)
def translations_are_as_long(scope: Scope) -> Iterator[Hit]:
    """A translation is neither half nor twice as long."""
    for original, seen in scope.pairs:
        here, there = seen.facts.words, original.facts.words
        if max(here, there) >= SHORT and max(here, there) > LONGER * min(here, there):
            yield hit(seen.place(0), here=here, there=there, other=original.place(0).path)


@rule(
    "T-011",
    WARNING,
    "the year {year} stands in {one} and not in {other}",
    "check the two against each other",
)
def translations_have_the_same_years(scope: Scope) -> Iterator[Hit]:
    """A translation speaks of the same years."""
    for original, seen in scope.pairs:
        there, here = original.facts.years, seen.facts.years
        paths = original.place(0).path, seen.place(0).path
        for year in sorted(there ^ here):
            one, other = paths if year in there else paths[::-1]
            yield hit(seen.place(0), year=year, one=one, other=other)


@rule(
    "T-012",
    WARNING,
    "the captions '{path}' seem to be in '{other}', and the page is in '{language}'",
    "name the captions of this language",
)
def captions_are_in_the_language(scope: Scope) -> Iterator[Hit]:
    """The captions of a page are in its language, where their name says one."""
    for seen in scope.texts:
        for image in seen.facts.images:
            named = image.captions.split(".")[-2:-1]
            other = named[0] if named else ""
            if other in scope.course.languages and other != seen.language:
                place = seen.place(image.line, image.captions)
                yield hit(place, path=image.captions, other=other, language=seen.language)


@rule(
    "T-013",
    WARNING,
    "the text is the same in '{one}' and '{other}': was it translated?",
    "translate it",
)
def texts_are_translated(scope: Scope) -> Iterator[Hit]:
    """No text of five words or more is the same in two languages."""
    lead = scope.course.languages[0]
    for at, text in texts.texts(scope.course):
        for language in scope.course.languages[1:]:
            said = text.get(language, "")
            if said == text.get(lead) and len(said.split()) >= 5:
                yield hit(scope.place(at, language), one=lead, other=language)


@rule(
    "T-014",
    WARNING,
    "the title is the same as in '{other}', and the text is too: was it translated?",
    "translate it",
)
def pages_are_translated(scope: Scope) -> Iterator[Hit]:
    """No page has the same text in two languages."""
    for original, seen in scope.pairs:
        same = _words(seen) == _words(original) and seen.title == original.title
        if same and seen.facts.words >= 5:
            yield hit(scope.place(Anchor(seen.place(0).path, ("title",))), other=original.language)


def _words(seen: Seen) -> tuple[int, str]:
    return seen.facts.words, seen.facts.vocabulary

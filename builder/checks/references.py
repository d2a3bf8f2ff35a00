"""R: citations, glossary terms, cards and worksheets are resolved, and used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.model import Facts
from builder.source.code import did_you_mean

MAKERS = ("author", "editor", "publisher", "director", "container-title", "authority")
LAWS = ("legislation", "bill", "legal_case", "treaty", "regulation", "standard")
Mentions = Callable[[Facts], tuple[tuple[str, int], ...]]


def _unresolved(
    scope: Scope, mentions: Mentions, known: Collection[str], file: str
) -> Iterator[Hit]:
    """A hit for each mention of something that is not known, unless ``file`` is faulty."""
    if file in scope.faulty:
        return
    for seen in scope.everything:
        for name, line in mentions(seen.facts):
            if name and name not in known:
                better = did_you_mean(name, known) or f"add it to {file}"
                yield hit(seen.place(line, name), better, name=name)


def _mentioned(scope: Scope, mentions: Mentions) -> set[str]:
    return {name for seen in scope.everything for name, _ in mentions(seen.facts)}


@rule("R-001", ERROR, "the citation @{name} is not in the references")
def citations_resolve(scope: Scope) -> Iterator[Hit]:
    """Each [@key] is an entry of references.yaml."""
    known = scope.course.references
    yield from _unresolved(scope, lambda facts: facts.citations, known, "references.yaml")


@rule("R-002", WARNING, "no page cites '{name}'", "cite it as [@{name}], or delete it")
def references_are_cited(scope: Scope) -> Iterator[Hit]:
    """Each reference is cited."""
    cited = _mentioned(scope, lambda facts: facts.citations)
    for name, reference in scope.course.references.items():
        if name not in cited and scope.complete:
            yield hit(scope.place(reference.at), name=name)


@rule("R-003", ERROR, "the term [[{name}]] is not in the glossary")
def terms_resolve(scope: Scope) -> Iterator[Hit]:
    """Each [[term]] is an entry of glossary.yaml, by its id or one of its spellings."""
    ids = {term.id for term in scope.course.glossary}
    for seen in scope.everything if "glossary.yaml" not in scope.faulty else ():
        spellings = {
            said
            for term in scope.course.glossary
            for said in (term.term.get(seen.language, ""), *term.forms.get(seen.language, ()))
        }
        for name, line in seen.facts.terms:
            if name not in ids:
                near = did_you_mean(name, ids | spellings)
                yield hit(seen.place(line, name), near or "add it to glossary.yaml", name=name)


@rule("R-004", WARNING, "no page uses the term '{name}'", "write [[{name}]], or delete it")
def terms_are_used(scope: Scope) -> Iterator[Hit]:
    """Each glossary term is used."""
    used = _mentioned(scope, lambda facts: facts.terms)
    for term in scope.course.glossary:
        if term.id not in used and scope.complete:
            yield hit(scope.place(term.at), name=term.id)


@rule("R-005", ERROR, "the card '{name}' is not in the catalogue")
def cards_resolve(scope: Scope) -> Iterator[Hit]:
    """Each card is a file of civic-techs/."""
    known = {*scope.course.civic_techs, *scope.stems("civic-techs/")}
    yield from _unresolved(scope, lambda facts: facts.cards, known, "civic-techs/")


@rule("R-006", WARNING, "no page shows the card '{name}'", "write /// card | {name}, or delete it")
def cards_are_shown(scope: Scope) -> Iterator[Hit]:
    """Each card of the catalogue is shown."""
    shown = _mentioned(scope, lambda facts: facts.cards)
    for name, tech in scope.course.civic_techs.items():
        if name not in shown and scope.complete:
            yield hit(scope.place(tech.at), name=name)


@rule("R-007", ERROR, "there is no worksheet '{name}'")
def worksheets_resolve(scope: Scope) -> Iterator[Hit]:
    """Each worksheet is a file of worksheets/."""
    known = {*scope.course.worksheets, *scope.stems("worksheets/")}
    yield from _unresolved(scope, lambda facts: facts.worksheets, known, "worksheets/")


@rule(
    "R-008",
    WARNING,
    "no page uses the worksheet '{name}'",
    "write /// worksheet | {name}, or delete it",
)
def worksheets_are_used(scope: Scope) -> Iterator[Hit]:
    """Each worksheet is used."""
    used = _mentioned(scope, lambda facts: facts.worksheets)
    for name, sheet in scope.course.worksheets.items():
        if name not in used and scope.complete:
            yield hit(scope.place(sheet.at), name=name)


@rule("R-009", ERROR, "'{id}' names the alternative '{name}', which is not in the catalogue")
def alternatives_resolve(scope: Scope) -> Iterator[Hit]:
    """Each alternative of a card is another card."""
    known = scope.course.civic_techs
    for tech in known.values():
        for index, name in enumerate(tech.alternatives):
            if name not in known or name == tech.id:
                better = did_you_mean(name, set(known) - {tech.id}) or "add it, or take it out"
                yield hit(
                    scope.place(tech.at, "alternatives", index), better, id=tech.id, name=name
                )


@rule("R-010", WARNING, "the reference '{name}' has no {what}")
def references_are_complete(scope: Scope) -> Iterator[Hit]:
    """A reference says who made it and when."""
    for name, reference in scope.course.references.items():
        csl, place = reference.csl, scope.place(reference.at)
        if csl["type"] not in LAWS and not any(csl.get(key) for key in MAKERS):
            yield hit(place, "add author:, or publisher:", name=name, what="author")
        if not csl.get("issued") and not csl.get("accessed"):
            better = "add issued:, or accessed: when the page itself has no date"
            yield hit(place, better, name=name, what="date")


@rule(
    "R-011",
    ERROR,
    "'{word}' is a spelling of two terms, '{first}' and '{second}'",
    "keep it with one of them",
)
def spellings_differ(scope: Scope) -> Iterator[Hit]:
    """In a language, no two glossary terms share a spelling."""
    for language in scope.course.languages:
        first: dict[str, str] = {}
        for term in scope.course.glossary:
            said = (term.term.get(language, ""), *term.forms.get(language, ()))
            for word in filter(None, dict.fromkeys(word.casefold() for word in said)):
                if first.setdefault(word, term.id) != term.id:
                    place = scope.place(term.at)
                    yield hit(place, word=word, first=first[word], second=term.id)

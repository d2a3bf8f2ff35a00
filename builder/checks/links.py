"""L: links go somewhere, and say where."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope, Seen, screens_of
from builder.checks.targets import Goal, address, goal
from builder.model import Link
from builder.source.code import did_you_mean

EMPTY_WORDS = frozenset(
    (
        *("ici", "cliquez ici", "cliquer ici", "lien", "ce lien", "lire la suite", "suite", "plus"),
        *("en savoir plus", "voir", "here", "click here", "click", "link", "this link", "more"),
        *("read more", "learn more", "see"),
    )
)


def _links(scope: Scope, *kinds: str) -> Iterator[tuple[Seen, Link, Goal]]:
    """Every link whose goal is of one of the kinds."""
    for seen in scope.everything:
        for link in seen.facts.links:
            where = goal(link.target)
            if where.kind in kinds:
                yield seen, link, where


@rule("L-001", ERROR, "the link to '{target}' goes nowhere")
def links_reach_a_screen(scope: Scope) -> Iterator[Hit]:
    """A link to a page or quiz names one that exists."""
    for seen, link, where in _links(scope, "screen"):
        if where.name not in scope.screens:
            ending = link.target.partition("#")[0].rpartition(".")[2]
            near = did_you_mean(where.name, scope.screens)
            better = near.replace("'?", f".{ending}'?") or "link to a page by its file, as page.md"
            yield hit(seen.place(link.line, link.target), better, target=link.target)


@rule("L-002", ERROR, "'{page}' has no place '#{anchor}'")
def links_reach_an_anchor(scope: Scope) -> Iterator[Hit]:
    """A link into a page names an anchor that the page has in this language."""
    for seen, link, where in _links(scope, "screen", "anchor"):
        page = where.name or seen.id
        known = _anchors(scope, seen, page)
        if where.anchor and known and where.anchor not in known:
            better = did_you_mean(where.anchor, known) or "link to a heading of that page"
            yield hit(seen.place(link.line, link.target), better, page=page, anchor=where.anchor)


def _anchors(scope: Scope, seen: Seen, page: str) -> frozenset[str]:
    """The anchors of a page or quiz in the language of ``seen``; empty when there is none."""
    if page == seen.id:
        return seen.facts.anchors or frozenset({""})
    if page in scope.course.quizzes:
        return frozenset(f"q-{question.id}" for question in scope.course.quizzes[page].questions)
    rendered = scope.pages[seen.language].pages.get(page)
    return (rendered.facts.anchors or frozenset({""})) if rendered else frozenset()


@rule("L-003", ERROR, "the link to '{target}' goes nowhere: media/ has no such file")
def links_reach_a_file(scope: Scope) -> Iterator[Hit]:
    """A link to a file names one under media/."""
    for seen, link, where in _links(scope, "media"):
        if where.name not in scope.course.media:
            better = _nearest(scope, where.name)
            yield hit(seen.place(link.line, link.target), better, target=link.target)


def _nearest(scope: Scope, name: str) -> str:
    if name in scope.screens or name.removesuffix(".html") in scope.screens:
        return f"link to a page by its file: {name.removesuffix('.html')}.md"
    below = name.rpartition("media/")[2]
    if below in scope.course.media:
        return f"paths start below media/: write {below}"
    return did_you_mean(name, scope.course.media) or "put the file under media/"


@rule(
    "L-004",
    WARNING,
    "the link's words '{text}' do not say where it goes",
    "let them make sense alone, as in a list of links (WCAG 2.4.4)",
)
def links_say_where_they_go(scope: Scope) -> Iterator[Hit]:
    """A link's words are more than *here*."""
    for seen in scope.everything:
        for link in seen.facts.links:
            if link.text.strip(" .!…>»").lower() in EMPTY_WORDS:
                yield hit(seen.place(link.line, link.target), text=link.text)


@rule("L-005", ERROR, "the link to '{target}' has no words", "write [words](target)")
def links_have_words(scope: Scope) -> Iterator[Hit]:
    """A link has words to read, or a picture with an alternative."""
    for seen in scope.everything:
        pictured = {image.line for image in seen.facts.images if image.alt}
        for link in seen.facts.links:
            if not link.text.strip() and link.line not in pictured:
                yield hit(seen.place(link.line, link.target), target=link.target)


@rule(
    "L-006",
    WARNING,
    "the link to '{id}' goes nowhere in the format '{form}', which leaves it out",
    "add it to the format, or say it without a link",
)
def links_stay_in_the_format(scope: Scope) -> Iterator[Hit]:
    """Where a format has a page, it has what the page links to."""
    formats = [(form.id, screens_of(form)) for form in scope.course.formats]
    for seen, link, where in _links(scope, "screen"):
        for form, screens in formats:
            known = where.name in scope.screens
            if seen.id in screens and known and where.name not in screens:
                yield hit(seen.place(link.line, link.target), id=where.name, form=form)


@rule(
    "L-007", WARNING, "the link to {target} is not encrypted", "write https:// if the site has it"
)
def links_are_encrypted(scope: Scope) -> Iterator[Hit]:
    """A link to the web uses https."""
    for seen, link, _ in _links(scope, "outside"):
        if address(link.target).scheme == "http":
            yield hit(seen.place(link.line, link.target), target=link.target)


@rule(
    "L-008",
    ERROR,
    "the link to '{target}' only works on one computer",
    "put the file under media/ and link to it there",
)
def links_work_elsewhere(scope: Scope) -> Iterator[Hit]:
    """No link goes to a disk or to the root of a site."""
    for seen in scope.everything:
        for link in seen.facts.links:
            target = link.target
            drive = len(address(target).scheme) == 1
            local = target.startswith(("file:", "/", "\\")) and not target.startswith("//")
            if drive or local:
                yield hit(seen.place(link.line, link.target), target=target)

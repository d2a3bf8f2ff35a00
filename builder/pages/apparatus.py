"""The files beside the screens: outline, glossary, references, notebook, print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from builder.archive import PackageFile, Piece, Pieces
from builder.model import Course, Reflection, Term
from builder.pages.questions import plain, split
from builder.pages.screens import Screens
from builder.pages.shell import Shell
from builder.pages.view import Stop, View, Way
from builder.render import LanguagePages
from builder.render.words import fold

HERE = "<!-- screens -->"
Notes = list[tuple[str, str]]


def tools(way: Way, pages: LanguagePages) -> tuple[tuple[str, str], ...]:
    """The files beside the screens that this package has, with their names for people."""
    say = way.words
    offered = [
        ("glossary.html", say("page.glossary"), bool(way.course.glossary)),
        ("references.html", say("page.references"), bool(cited(way, pages))),
        ("notebook.html", say("page.notebook"), bool(notes(way, pages))),
        ("print.html", say("page.print"), True),
    ]
    return tuple((file, name) for file, name, there in offered if there)


def apparatus(screens: Screens) -> Iterator[PackageFile]:
    """Every file beside the screens."""
    shell, pages = screens.shell, screens.pages
    names = dict(shell.tools)
    yield PackageFile("outline.html", _outline(screens))
    if "glossary.html" in names:
        yield PackageFile("glossary.html", _glossary(screens, names["glossary.html"]))
        yield PackageFile("glossary.json", glossary_json(screens))
    if "references.html" in names:
        entries = [(key, Markup(pages.references[key])) for key in cited(shell.way, pages)]
        yield PackageFile(
            "references.html",
            shell.page("references.html", names["references.html"], entries=entries),
        )
    if "notebook.html" in names:
        yield PackageFile("notebook.html", _notebook(screens, names["notebook.html"]))
    yield PackageFile("print.html", _print(screens))


def cited(way: Way, pages: LanguagePages) -> list[str]:
    """The keys of the references that the way's pages cite, by who wrote them."""
    keys = {
        key
        for stop in way.stops
        if stop.kind == "page"
        for key, _ in pages.pages[stop.id].facts.citations
    }
    entries = {key: plain(pages.references[key]) for key in keys if key in pages.references}
    return sorted(entries, key=lambda key: (*_order(way.course, key, entries[key]), key))


def _order(course: Course, key: str, entry: str) -> tuple[str, str]:
    """The first author's family name, as bibliographies are sorted; then the entry itself."""
    csl = course.references[key].csl
    people = csl.get("author") or csl.get("editor") or [{}]
    name = people[0].get("family") or people[0].get("literal") or entry
    return fold(name), fold(entry)


def notes(way: Way, pages: LanguagePages) -> list[tuple[Stop, Notes]]:
    """What can be written on the way, screen by screen: the key on the device and the question."""
    found = [
        (stop, _page_notes(way, pages, stop) or _quiz_notes(way, pages, stop)) for stop in way.stops
    ]
    return [(stop, kept) for stop, kept in found if kept]


def _page_notes(way: Way, pages: LanguagePages, stop: Stop) -> Notes:
    if stop.kind != "page":
        return []
    language = way.view.language
    sheets = [way.course.worksheets[key] for key, _ in pages.pages[stop.id].facts.worksheets]
    return [
        (f"{sheet.id}/{field.id}", field.text[language])
        for sheet in sheets
        for field in sheet.fields
    ]


def _quiz_notes(way: Way, pages: LanguagePages, stop: Stop) -> Notes:
    if stop.kind != "quiz":
        return []
    texts = pages.quizzes[stop.id].texts
    return [
        (question.id, plain(split(texts[f"{question.id}/text"])[0]))
        for question in way.course.quizzes[stop.id].questions
        if isinstance(question, Reflection)
    ]


def imprint(course: Course, view: View, shell: Shell) -> str:
    """Who made it, which version, under which licence."""
    say = shell.words
    version = say("page.updated", version=course.version, date=say.date(course.date))
    licence = say("page.licence", licence=course.licence)
    return ". ".join([", ".join(course.authors), version, licence]) + "."


def _outline(screens: Screens) -> bytes:
    shell, way = screens.shell, screens.shell.way
    return shell.page(
        "outline.html",
        shell.words("page.outline"),
        kicker=way.course.format(way.view.format_id).title[shell.language],
        description=way.course.description[shell.language],
        first=way.stops[0].title,
        modules=screens.outline.whole(),
        imprint=imprint(way.course, way.view, shell),
    )


def _term(screens: Screens, term: Term) -> tuple[str, str, Markup]:
    definition = screens.links.alive(screens.pages.glossary[term.id])
    return term.id, term.term[screens.shell.language], definition


def _glossary(screens: Screens, title: str) -> bytes:
    terms = [_term(screens, term) for term in screens.shell.way.course.glossary]
    terms.sort(key=lambda term: (term[1].casefold(), term[0]))
    return screens.shell.page("glossary.html", title, terms=terms)


def glossary_json(screens: Screens) -> bytes:
    """The glossary as data, for terms that unfold in a page: ``{id: [term, HTML]}``."""
    terms = [_term(screens, term) for term in screens.shell.way.course.glossary]
    return compact({id_: [name, definition] for id_, name, definition in terms})


def _notebook(screens: Screens, title: str) -> bytes:
    shell, say = screens.shell, screens.shell.words
    groups = [(stop.title, stop.file, kept) for stop, kept in notes(shell.way, screens.pages)]
    return shell.page(
        "notebook.html",
        title,
        lead=say("notebook.lead"),
        empty=say("notebook.empty"),
        download=say("notebook.download"),
        print=say("notebook.print"),
        filename=f"{shell.way.course.id}-{say('notebook.file')}.html",
        groups=groups,
    )


def _print(screens: Screens) -> Pieces:
    shell, way = screens.shell, screens.shell.way
    frame = shell.page(
        "print.html",
        shell.words("page.print-page"),
        lead=shell.words("page.print-lead"),
        print=shell.words("page.print-do"),
        imprint=imprint(way.course, way.view, shell),
        screens=Markup(HERE),
    )
    head, tail = frame.split(HERE.encode())
    printed = (Piece(screens.key(stop), partial(_printed, screens, stop)) for stop in way.stops)
    return Pieces((Piece("", lambda: head), *printed, Piece("", lambda: tail)))


def _printed(screens: Screens, stop: Stop) -> bytes:
    return screens.printed(stop).encode()


def compact(data: object) -> bytes:
    """JSON without spaces, in UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

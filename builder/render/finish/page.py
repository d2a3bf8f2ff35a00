"""From safe HTML to a finished text and its facts.

One walk sets the type and sorts the elements; then each kind has its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from builder.model import Facts, Heading, Rendered
from builder.render.anchors import Anchors, own, slug
from builder.render.finish import calls, catalogue, figures, links, notes
from builder.render.finish.setting import set_type
from builder.render.finish.work import (
    Element,
    Seen,
    Work,
    fragment,
    one_line,
    select,
    text_of,
    write,
)
from builder.render.locate import Source
from builder.render.lookup import Lookup
from builder.render.words import opening, vocabulary, years

_SORTED = frozenset(("a", "img", "table", "h1", "h2", "h3", "h4", "h5", "h6"))
_DEEP = etree.XPath("/".join(["*"] * 100))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def finish(
    html: str,
    markdown: str,
    lookup: Lookup,
    faults: Iterable[tuple[str, str, int]] = (),
    refused: Iterable[str] = (),
    *,
    page: bool = True,
) -> Rendered:
    """The finished text. ``html`` is clean; ``faults`` count blocks, not lines (see ``Draft``);
    ``refused`` names the elements that cleaning took out. Only a ``page`` lists its sources.
    RecursionError when it is nested beyond reason.
    """
    root = fragment(html)
    if _DEEP(root):
        raise RecursionError("elements stand in more than a hundred others")
    source = Source(markdown)
    work = Work(root, source, lookup.language, lookup.words, lookup, Anchors(()), page)
    _say(work, faults, refused)
    if ' id="' in html:
        _own_ids(work)
    kinds, elements = _sort(root)
    set_type(root, elements, work.language, html)
    cited: dict[str, str] = {}
    for group in kinds.cites:
        links.citation(work, group, cited)
    text = _text(root, html)
    for lead in root.iterfind("p[@class='lead']"):
        lead.set("class", "lead wide")
    _transform(work, kinds)
    if page:
        notes.sources(work, cited)
    return Rendered(write(root), _facts(work, text))


def _say(work: Work, faults: Iterable[tuple[str, str, int]], refused: Iterable[str]) -> None:
    for code, message, block in faults:
        work.seen.faults.append((code, message, work.source.block(block)))
    for name in refused:
        line = work.source.find("html", f"<{name}")
        work.seen.faults.append(("html-refused", f"a page may not have the element `{name}`", line))


def _own_ids(work: Work) -> None:
    """Keep the author's ids, each once; one that stands twice or is the player's is renamed."""
    for element in select(work.root, ".//*[@id]"):
        name = str(element.get("id"))
        kept = work.anchors.new(own(name))
        line = work.source.find("id", f"#{name}", name)
        if kept != name:
            message = f"the id `{name}` stands twice, or is one that the player uses"
            work.seen.faults.append(("anchor-taken", message, line))
            element.set("id", kept)


class Kinds:
    """The elements that want something done, in the text's order, and the heading each is under."""

    def __init__(self) -> None:
        self.marked: list[tuple[str, Element, int]] = []
        self.links: list[Element] = []
        self.cites: list[Element] = []
        self.tables: list[Element] = []
        self.headings: list[tuple[int, Element, str]] = []
        self.under = 1

    def sort(self, element: Element) -> None:
        """Keep what has a kind."""
        tag = element.tag
        if tag == "a":
            self.links.append(element)
        elif tag == "img":
            self.marked.append(("img", element, self.under))
        elif tag == "table":
            self.tables.append(element)
        elif tag in _HEADINGS and element.get("data-title") is None:
            self.under = _HEADINGS[str(tag)]
            self.headings.append((self.under, element, element.text or text_of(element)))

    def mark(self, element: Element) -> None:
        """Keep what our Markdown has marked with data."""
        marks = [str(name) for name in element.keys() if name in _MARKS]  # noqa: SIM118  # lxml's
        if marks:
            mark = marks[0] if len(marks) == 1 else min(marks, key=_RANK.__getitem__)
            self.marked.append((mark, element, self.under))
        elif element.get("data-cites") is not None:
            self.cites.append(element)


def _sort(root: Element) -> tuple[Kinds, list[Element]]:
    """The elements by kind, and all of them."""
    kinds = Kinds()
    for element in select(root, _WANTED):
        if element.tag in _SORTED:
            kinds.sort(element)
        kinds.mark(element)
    return kinds, list(root.iter())


def _transform(work: Work, kinds: Kinds) -> None:
    for level, element, raw in kinds.headings:
        _heading(work, level, element, raw)
    for a in kinds.links:
        if a.tag == "a" and not _footnote(a) and not _ours(a):  # an unknown citation is no link
            links.link(work, a)
    for number, table in enumerate(kinds.tables):
        figures.table(work, table, number)
    for name, element, under in kinds.marked:
        _MARKS[name](work, element, under)
    if any(map(_footnote, kinds.links)):
        notes.all_notes(work)


def _text(root: Element, html: str) -> str:
    """What a reader reads, footnote numbers left out, for search and counts."""
    if 'class="footnote-ref"' not in html:
        return one_line(text_of(root))
    numbers = [(a, a.text) for a in root.iter("a") if _footnote(a)]
    for a, _ in numbers:
        a.text = None
    text = one_line(text_of(root))
    for a, number in numbers:
        a.text = number
    return text


def _footnote(a: Element) -> bool:
    return a.get("class") in {"footnote-ref", "footnote-backref"}


def _ours(a: Element) -> bool:
    return a.get("data-term") is not None or a.get("class") == "cite"


def _heading(work: Work, level: int, element: Element, raw: str) -> None:
    text = one_line(text_of(element))
    anchor = element.get("id")
    if anchor is None:
        anchor = work.anchors.new(slug(text))
        element.set("id", anchor)
    line = work.source.heading(raw.split("\n")[0][:24].rstrip())
    work.seen.headings.append(Heading(level, text, str(anchor), line))


def _facts(work: Work, text: str) -> Facts:
    seen: Seen = work.seen
    anchors = frozenset(work.anchors.taken)
    return Facts(
        tuple(seen.headings),
        anchors,
        tuple(seen.links),
        tuple(seen.images),
        tuple(seen.citations),
        tuple(seen.terms),
        tuple(seen.cards),
        tuple(seen.worksheets),
        tuple(seen.tables),
        tuple(seen.faults),
        frozenset(years(text)),
        text.count(" ") + 1 if text else 0,
        opening(text),
        " ".join(sorted(vocabulary(text))),
    )


def _plain(work: Work, element: Element) -> None:
    work.line(element)


Mark = Callable[[Work, Element, int], None]
_MARKS: dict[str, Mark] = {
    "img": lambda work, element, under: figures.image(work, element),
    "data-call": calls.call,
    "data-level": lambda work, element, under: calls.level(work, element),
    "data-minutes": lambda work, element, under: calls.who(work, element),
    "data-reach": lambda work, element, under: calls.reach(work, element),
    "data-quote": lambda work, element, under: calls.quote(work, element),
    "data-figure": lambda work, element, under: figures.figure(work, element),
    "data-video": lambda work, element, under: figures.film(work, element, "video"),
    "data-audio": lambda work, element, under: figures.film(work, element, "audio"),
    "data-card": catalogue.card_mark,
    "data-worksheet": catalogue.worksheet_mark,
    "data-term": lambda work, element, under: links.term(work, element),
    "data-table": lambda work, element, under: figures.table_block(work, element),
    "data-block": lambda work, element, under: _plain(work, element),
}
_RANK = {name: rank for rank, name in enumerate(_MARKS)}
_NAMES = (*(f"self::{tag}" for tag in _SORTED), "@data-cites", *(f"@{name}" for name in _MARKS))
_WANTED = etree.XPath(f"descendant-or-self::*[{' or '.join(sorted(_NAMES))}]")

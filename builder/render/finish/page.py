"""From safe HTML to a finished text and its facts.

One walk sets the type and sorts the elements; then each kind has its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from builder.model import Facts, Heading, Rendered
from builder.render import typography
from builder.render.anchors import Anchors, slug
from builder.render.finish import calls, catalogue, figures, links, notes
from builder.render.finish.work import Element, Seen, Work, fragment, ids, text_nodes, write
from builder.render.locate import Source
from builder.render.lookup import Lookup

_RAW = ("code", "pre", "kbd", "samp", "var")
_INLINE_NAMES = (
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong "
    "sub sup time u var"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_EDGE = frozenset("""'";:!?»%€. \u00a0\u202f""")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def finish(
    html: str,
    markdown: str,
    lookup: Lookup,
    faults: Iterable[tuple[str, str, int]] = (),
    refused: Iterable[str] = (),
) -> Rendered:
    """The finished text. ``html`` is clean; ``faults`` count blocks, not lines (see ``Draft``);
    ``refused`` names the elements that cleaning took out."""
    root = fragment(html)
    work = Work(
        root,
        Source(markdown),
        lookup.language,
        lookup.words,
        lookup,
        Anchors(ids(root) if ' id="' in html else ()),
    )
    for code, message, block in faults:
        work.seen.faults.append((code, message, work.source.block(block)))
    for name in refused:
        line = work.source.find("html", f"<{name}")
        work.seen.faults.append(("html-refused", f"a page may not have the element `{name}`", line))
    kinds = _walk(work, html)
    cited: dict[str, str] = {}
    for group in kinds.cites:
        links.citation(work, group, cited)
    text = _text(root, html)
    _transform(work, kinds)
    notes.sources(work, cited)
    return Rendered(write(root), _facts(work, text))


class Kinds:
    """The elements that want something done, in the text's order, and the heading each is under."""

    def __init__(self) -> None:
        self.marked: list[tuple[str, Element, int]] = []
        self.images: list[Element] = []
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
        elif tag == "span" and element.get("data-cites") is not None:
            self.cites.append(element)
        elif tag == "img":
            self.images.append(element)
        elif tag == "table":
            self.tables.append(element)
        elif tag in _HEADINGS and element.get("data-title") is None:
            self.under = _HEADINGS[str(tag)]
            self.headings.append((self.under, element, "".join(text_nodes(element))))
        marks = [str(name) for name in element.keys() if name in _MARKS]  # noqa: SIM118  # lxml's
        if marks:
            self.marked.append((min(marks, key=_FIRST), element, self.under))


def _walk(work: Work, html: str) -> Kinds:
    """Sort the elements, and set each text but code in the language it stands in."""
    kinds, language = Kinds(), work.language
    elements = list(work.root.iter())
    raw = {inner for outer in work.root.iter(*_RAW) for inner in outer.iter()}
    foreign = _foreign(work.root) if ' lang="' in html else {}
    for element in elements:
        kinds.sort(element)
        tongue = foreign.get(element, language)
        if element.text and element not in raw:
            element.text = _set(tongue, element, element.text, tail=False)
        if element.tail and (not raw or element.getparent() not in raw):
            outer = foreign.get(element.getparent(), language) if foreign else language
            element.tail = _set(outer, element, element.tail, tail=True)
    return kinds


def _foreign(root: Element) -> dict[Element | None, str]:
    return {
        inner: str(outer.get("lang"))
        for outer in root.iter()
        if outer.get("lang")
        for inner in outer.iter()
    }


def _set(language: str, element: Element, text: str, *, tail: bool) -> str:
    if text[0] == "\n" and text.isspace():
        return text
    if text[0] in _EDGE:
        before = _before_tail(element) if tail else _before_text(element)
        return typography.text(language, text, before)
    return typography.text(language, text)


def _before_tail(element: Element) -> str:
    if element.tag not in _INLINE:
        return ""
    return "".join(text_nodes(element))[-1:] or "x"


def _before_text(element: Element) -> str:
    if element.tag not in _INLINE:
        return ""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.tail or _before_tail(previous))[-1:]
    return ((parent.text if parent is not None else "") or "")[-1:]


def _transform(work: Work, kinds: Kinds) -> None:
    for level, element, raw in kinds.headings:
        _heading(work, level, element, raw)
    for a in kinds.links:
        if a.get("data-term") is None and not _footnote(a) and a.get("class") != "cite":
            links.link(work, a)
    for number, table in enumerate(kinds.tables):
        figures.table(work, table, number)
    for img in kinds.images:
        figures.image(work, img)
    for name, element, under in kinds.marked:
        _MARKS[name](work, element, under)
    for block in work.root.findall(".//div[@class='footnote']"):
        notes.notes(work, block)


def _text(root: Element, html: str) -> str:
    """What a reader reads, footnote numbers left out, for search and counts."""
    if 'class="footnote-ref"' not in html:
        return " ".join("".join(text_nodes(root)).split())
    numbers = [(a, a.text) for a in root.iter("a") if _footnote(a)]
    for a, _ in numbers:
        a.text = None
    text = " ".join("".join(text_nodes(root)).split())
    for a, number in numbers:
        a.text = number
    return text


def _footnote(a: Element) -> bool:
    return a.get("class") in {"footnote-ref", "footnote-backref"}


def _heading(work: Work, level: int, element: Element, raw: str) -> None:
    text = " ".join("".join(text_nodes(element)).split())
    anchor = element.get("id")
    if anchor is None:
        anchor = work.anchors.new(slug(text))
        element.set("id", anchor)
    line = work.source.heading(raw.split("\n")[0][:24].rstrip())
    work.seen.headings.append(Heading(level, text, str(anchor), line))


def _facts(work: Work, text: str) -> Facts:
    seen: Seen = work.seen
    anchors = frozenset(ids(work.root))
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
        len(text.split()),
        text,
    )


def _plain(work: Work, element: Element) -> None:
    work.line(element)


Mark = Callable[[Work, Element, int], None]
_MARKS: dict[str, Mark] = {
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
_FIRST = list(_MARKS).index

"""A whole course in one language: every text once, from the cache where it is there and true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import blake2b

from builder.model import Course, Document, Packed, Page, PageText, Rendered
from builder.render.finish.sheets import worksheet_html
from builder.render.lookup import Lookup
from builder.render.markup.engine import Engine
from builder.render.quizzes import Piece, RenderedQuiz, pieces, pieces_of, render_quiz
from builder.render.store import Cache, Entry, Shelf
from builder.render.text import Texts, media_in


@dataclass(frozen=True, slots=True)
class LanguagePages:
    """Every text of a course in one language, as safe HTML; ``bank``: the certification's items."""

    language: str
    pages: Mapping[str, Rendered]
    quizzes: Mapping[str, RenderedQuiz]
    glossary: Mapping[str, str]
    references: Mapping[str, str]
    documents: Mapping[str, Rendered]
    worksheets: Mapping[str, str]
    bank: RenderedQuiz = field(default_factory=RenderedQuiz)


def render(course: Course, language: str, cache: Cache | None = None) -> LanguagePages:
    """Render a course in one language. Never raises on what an author wrote.

    A page, document or text that this language lacks is absent from the result.
    """
    lookup = Lookup(course, language)
    with cache.shelf(language) if cache else nullcontext(Shelf(None, language)) as shelf:
        desk = _Desk(lookup, shelf)
        return LanguagePages(
            language,
            {key: desk.page(text) for key, text in _texts(course.pages, language)},
            {quiz.id: desk.quiz(pieces_of(quiz, language)) for quiz in course.quizzes.values()},
            {
                term.id: desk.block(term.definition[language]).html
                for term in course.glossary
                if term.definition.get(language)
            },
            {key: entry.html for key in course.references if (entry := lookup.entry(key))},
            {key: desk.page(text) for key, text in _texts(course.documents, language)},
            {key: worksheet_html(lookup, sheet) for key, sheet in course.worksheets.items()},
            desk.quiz(pieces(course.certification.items, language))
            if course.certification
            else RenderedQuiz(),
        )


def markdown_only(course: Course, language: str) -> list[str]:
    """The same Markdown through the same extensions and nothing else, in the order of ``render``.

    It is the floor that ``make bench`` holds ``render`` against.
    """
    engine = Engine(stock=True)
    return [
        (engine.convert_line if piece.line else engine.convert)(piece.markdown)
        for piece in _everything(course, language)
    ]


def _everything(course: Course, language: str) -> Iterator[Piece]:
    for _, text in _texts(course.pages, language):
        yield Piece("", text.markdown, line=False)
    for quiz in course.quizzes.values():
        yield from pieces_of(quiz, language)
    for term in course.glossary:
        if term.definition.get(language):
            yield Piece("", term.definition[language], line=False)
    for _, text in _texts(course.documents, language):
        yield Piece("", text.markdown, line=False)
    if course.certification:
        yield from pieces(course.certification.items, language)


def _texts(
    things: Mapping[str, Page] | Mapping[str, Document], language: str
) -> Iterator[tuple[str, PageText]]:
    for key, thing in things.items():
        if language in thing.texts:
            yield key, thing.texts[language]


class _Desk:
    """Asks the shelf, else renders and shelves."""

    def __init__(self, lookup: Lookup, shelf: Shelf) -> None:
        self.lookup, self.shelf = lookup, shelf
        self._made: Texts | None = None

    @property
    def texts(self) -> Texts:
        """The renderer, made when a text first misses: a warm run needs no Markdown at all."""
        if self._made is None:
            self._made = Texts(Engine(), self.lookup)
        return self._made

    def page(self, text: PageText) -> Rendered:
        """A page or document."""
        return self._text("page", text.markdown, lambda: self.texts.page(text.markdown))

    def block(self, markdown: str) -> Rendered:
        """A text inside a page."""
        return self._text("block", markdown, lambda: self.texts.block(markdown))

    def _text(self, kind: str, markdown: str, render: Callable[[], Rendered]) -> Rendered:
        def make() -> Entry:
            made = render()
            digest = blake2b(made.html.encode("utf-8", "surrogatepass"), digest_size=16)
            return Entry(
                {"": made.html},
                made.facts,
                self.lookup.used,
                digest.hexdigest(),
                media_in(made.html),
            )

        entry = self._kept(self.shelf.key(kind, markdown), make)
        body = entry.html if isinstance(entry.html, Packed) else entry.html[""]
        return Rendered(body, entry.facts, entry.digest, entry.media)

    def quiz(self, wanted: Sequence[Piece]) -> RenderedQuiz:
        """A quiz's texts, kept as one."""

        def make() -> Entry:
            made = render_quiz(wanted, self.texts)
            texts = {**made.texts, "": made.intro}
            return Entry(texts, made.facts, self.lookup.used, "", media_in(*texts.values()))

        parts = (part for piece in wanted for part in (piece.name, piece.markdown))
        entry = self._kept(self.shelf.key("quiz", *parts), make)
        html = entry.texts
        return RenderedQuiz(html.pop(""), html, entry.facts, entry.media)

    def _kept(self, key: bytes, make: Callable[[], Entry]) -> Entry:
        entry = self.shelf.get(key)
        if entry is not None and self.lookup.current(entry.used):
            return entry
        self.lookup.start()
        entry = make()
        self.shelf.put(key, entry)
        return entry

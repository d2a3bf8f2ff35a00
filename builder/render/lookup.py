"""What a text may ask of the course: terms, references, media, cards, worksheets.

Each answer is remembered with a digest, so that a rendered text can say what it was made from and
be known as stale when that changes. A medium is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from lxml import etree

from builder.language import words
from builder.model import CivicTech, Course, Worksheet
from builder.render import images, svg
from builder.render.references import Entry

Used = Mapping[str, str]
T = TypeVar("T")


class Lookup:
    """One course in one language. ``used`` collects what was asked since ``start``."""

    def __init__(self, course: Course, language: str) -> None:
        self.course, self.language, self.words = course, language, words(language)
        self.used: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._once: dict[str, Any] = {}
        self._names = _names(course, language)
        self._kinds: dict[str, Callable[[str], str]] = {
            "term": lambda name: repr(self._term(name)),
            "entry": lambda name: repr(self._csl(name)),
            "medium": lambda name: repr(name in course.media),
            "drawing": lambda name: blake2b(self._read(name), digest_size=16).hexdigest(),
            "size": lambda name: repr(self.once(f"size:{name}", lambda: self._size(name))),
            "card": lambda name: _meaning(self._card(name)),
            "worksheet": lambda name: _meaning(course.worksheets.get(name)),
        }

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for this course and language."""
        if key not in self._once:
            self._once[key] = make()
        made: T = self._once[key]
        return made

    def start(self) -> None:
        """Begin to collect for a new text."""
        self.used = {}

    def digest(self, name: str) -> str:
        """What an asked thing (``kind:name``) is today, in short; computed once a run."""
        known = self._digests.get(name)
        if known is None:
            kind, _, key = name.partition(":")
            value = self._kinds[kind](key) if kind in self._kinds else ""
            known = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
            self._digests[name] = known
        return known

    def current(self, used: Used) -> bool:
        """Whether all that a text was made from is as it was."""
        return all(self.digest(name) == digest for name, digest in used.items())

    def note(self, kind: str, name: str) -> None:
        """Remember that the text depends on this."""
        full = f"{kind}:{name}"
        self.used[full] = self.digest(full)

    def term(self, name: str) -> tuple[str, str] | None:
        """The term's id and words for an id, a term or one of its forms."""
        self.note("term", name)
        return self._term(name)

    def entry(self, key: str) -> Entry | None:
        """The reference of this key."""
        self.note("entry", key)
        csl = self._csl(key)
        if csl is None:
            return None
        return self.once(f"entry:{key}", lambda: Entry(csl, self.words, self.language))

    def medium(self, path: str) -> bool:
        """Whether the course has this medium."""
        self.note("medium", path)
        return path in self.course.media

    def drawing(self, path: str) -> etree._Element | None:
        """The cleaned drawing; None when it is no SVG that a page may hold."""
        if not path.lower().endswith(".svg"):
            return None
        self.note("drawing", path)
        return self.once(f"drawing:{path}", lambda: self._drawing(path))

    def size(self, path: str) -> tuple[int, int] | None:
        """Width and height of a raster image; None when unknown."""
        self.note("size", path)
        return self.once(f"size:{path}", lambda: self._size(path))

    def card(self, card_id: str) -> tuple[CivicTech, list[str]] | None:
        """A card of the catalogue and the names of its alternatives."""
        self.note("card", card_id)
        return self._card(card_id)

    def worksheet(self, worksheet_id: str) -> Worksheet | None:
        """The worksheet of this id."""
        self.note("worksheet", worksheet_id)
        return self.course.worksheets.get(worksheet_id)

    def _term(self, name: str) -> tuple[str, str] | None:
        found = self._names.get(_fold(name))
        if found is None:
            return None
        term_id, words_of_term = found
        return term_id, words_of_term if name == term_id else name

    def _card(self, card_id: str) -> tuple[CivicTech, list[str]] | None:
        card = self.course.civic_techs.get(card_id)
        if card is None:
            return None
        others = (self.course.civic_techs.get(other) for other in card.alternatives)
        names = zip(card.alternatives, others, strict=True)
        return card, [other.name if other else name for name, other in names]

    def _csl(self, key: str) -> Mapping[str, Any] | None:
        reference = self.course.references.get(key)
        return None if reference is None else reference.csl

    def _path(self, path: str) -> Path:
        return Path(self.course.root) / self.course.media[path].source

    def _read(self, path: str) -> bytes:
        if path not in self.course.media:
            return b""
        try:
            return self._path(path).read_bytes()
        except OSError:  # gone since it was listed: as if it were empty
            return b""

    def _size(self, path: str) -> tuple[int, int] | None:
        if path not in self.course.media:
            return None
        try:
            return images.size_of(self._path(path))
        except OSError:  # gone since it was listed
            return None

    def _drawing(self, path: str) -> etree._Element | None:
        try:
            return svg.clean(self._read(path))
        except svg.Refused:  # a rule of builder.checks says why, at the drawing's own place
            return None


def _names(course: Course, language: str) -> dict[str, tuple[str, str]]:
    """Id and words of each term by each of its names, folded; an id wins over a word."""
    names: dict[str, tuple[str, str]] = {}
    for term in course.glossary:
        word = term.term.get(language, term.id)
        for form in (word, *term.forms.get(language, ())):
            names.setdefault(_fold(form), (term.id, word))
    for term in course.glossary:
        names[term.id] = (term.id, term.term.get(language, term.id))
    return names


def _fold(name: str) -> str:
    return name.casefold().replace("'", "’")


def _meaning(thing: object) -> str:
    """What an object says, without where it stands."""
    if thing is None:
        return ""
    fields = getattr(thing, "__dataclass_fields__", None)
    if fields is not None:
        named = (f"{name}={_meaning(getattr(thing, name))}" for name in fields if name != "at")
        return f"({', '.join(named)})"
    if isinstance(thing, tuple | list):
        return f"[{', '.join(map(_meaning, thing))}]"
    return repr(thing)

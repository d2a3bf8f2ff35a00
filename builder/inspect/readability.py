"""``cartable readability``: how the pages of a course read, page by page and module by module.

The indexes are those of Flesch (1948) for English and of Kandel and Moles (1958), who fitted his
to French: 100 is very easy, 0 very hard. They count syllables and sentences and know nothing of
sense, so what they say is information, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from builder.inspect.prose import sentences, syllables, words
from builder.model import Course
from builder.render import LanguagePages

LONG = 25
INDEXES = {
    "fr": ("Flesch, as fitted to French by Kandel and Moles (1958)", 207.0, 1.015, 73.6),
    "en": ("Flesch reading ease (1948)", 206.835, 1.015, 84.6),
}
MEAN, SHARE, HARD = 20, 0.25, 40


@dataclass(frozen=True, slots=True)
class Prose:
    """What was counted in a text; ``long`` are the sentences of more than ``LONG`` words."""

    language: str
    words: int = 0
    sentences: int = 0
    long: int = 0
    syllables: int | None = 0

    def __add__(self, other: Prose) -> Prose:
        known = self.syllables is not None and other.syllables is not None
        return Prose(
            self.language,
            self.words + other.words,
            self.sentences + other.sentences,
            self.long + other.long,
            (self.syllables or 0) + (other.syllables or 0) if known else None,
        )

    @property
    def mean(self) -> float:
        """Words in a sentence, on average."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def share(self) -> float:
        """Long sentences among all, from 0 to 1."""
        return self.long / self.sentences if self.sentences else 0.0

    @property
    def index(self) -> float | None:
        """The reading ease; None without prose, or in a language without a published index."""
        name = self.language.partition("-")[0]
        if name not in INDEXES or self.syllables is None or not self.words:
            return None
        _, base, by_length, by_syllables = INDEXES[name]
        return base - by_length * self.mean - by_syllables * self.syllables / self.words


@dataclass(frozen=True, slots=True)
class Row:
    """A page, or a module with all its pages: its words and minutes as ``check`` has them."""

    id: str
    module: str
    words: int
    minutes: int
    prose: Prose

    def line(self, width: int) -> str:
        """The row for people; ``*`` where a reader will have to work."""
        prose, index = self.prose, self.prose.index
        cells = (
            f"{self.id:{width}} {prose.language:5}",
            f"{self.words:6}",
            f"{self.minutes:4}",
            _marked(f"{prose.mean:.1f}", prose.mean > MEAN),
            _marked(f"{prose.share:.0%}", prose.share > SHARE),
            _marked("–" if index is None else f"{index:.0f}", index is not None and index < HARD),
        )
        return " ".join(cells).rstrip()

    def data(self) -> dict[str, Any]:
        """The row as plain data."""
        prose = self.prose
        index = None if prose.index is None else round(prose.index, 1)
        return {
            **{key: value for key, value in asdict(self).items() if key != "prose"},
            "language": prose.language,
            "sentences": prose.sentences,
            "words_per_sentence": round(prose.mean, 1),
            "long_sentences": round(prose.share, 3),
            "index": index,
        }


@dataclass(frozen=True, slots=True)
class Readability:
    """How a course reads: its pages in its order, and the sums of its modules."""

    pages: tuple[Row, ...]
    modules: tuple[Row, ...]

    def lines(self) -> Iterator[str]:
        """The report for people, a line each."""
        width = max((len(row.id) for row in (*self.pages, *self.modules)), default=7)
        names = f"{'words':>6} {'min':>4} {'words/s':>7} {f'>{LONG}':>7} {'index':>7}"
        for title, rows in (("Pages", self.pages), ("Modules", self.modules)):
            yield f"{title:{width}}       {names}"
            yield from (row.line(width) for row in rows)
            yield ""
        yield from _legend({row.prose.language for row in self.pages})

    def data(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "indexes": {language: INDEXES[language][0] for language in INDEXES},
            "long": LONG,
            "pages": [row.data() for row in self.pages],
            "modules": [row.data() for row in self.modules],
        }


def readability(course: Course, pages: Mapping[str, LanguagePages]) -> Readability:
    """Measure every page that a module holds, in every language it is written in."""
    rows = tuple(_rows(course, pages))
    return Readability(rows, tuple(_sums(rows)))


def measure(text: Iterable[str], language: str) -> Prose:
    """Count in sentences that are cut already."""
    cut = [words(sentence) for sentence in text]
    heard = [syllables(word, language) for one in cut for word in one]
    return Prose(
        language,
        sum(map(len, cut)),
        len(cut),
        sum(len(one) > LONG for one in cut),
        None if None in heard else sum(number or 0 for number in heard),
    )


def _rows(course: Course, pages: Mapping[str, LanguagePages]) -> Iterator[Row]:
    for module in course.modules:
        for page in (course.pages[name] for name in module.contents if name in course.pages):
            for language in course.languages:
                seen = pages[language].pages.get(page.id)
                if seen is not None:
                    prose = measure(sentences(seen.html), language)
                    yield Row(page.id, module.id, seen.facts.words, page.minutes, prose)


def _sums(rows: Iterable[Row]) -> Iterator[Row]:
    sums: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.module, row.prose.language)
        so_far = sums.get(key, Row(row.module, row.module, 0, 0, Prose(row.prose.language)))
        sums[key] = Row(
            row.module,
            row.module,
            so_far.words + row.words,
            so_far.minutes + row.minutes,
            so_far.prose + row.prose,
        )
    yield from sums.values()


def _marked(cell: str, worth_a_look: bool) -> str:
    return f"{cell:>6}{'*' if worth_a_look else ' '}"


def _legend(languages: Iterable[str]) -> Iterator[str]:
    yield f"words/s: words in a sentence; >{LONG}: sentences of more than {LONG} words."
    for language in sorted(languages):
        if (known := INDEXES.get(language)) is not None:
            yield f"index, {language}: {known[0]}; 100 is very easy, 0 very hard."
    yield (
        f"*: worth reading aloud: more than {MEAN} words in a sentence, more than {SHARE:.0%} of "
        f"them long, or an index below {HARD}."
    )

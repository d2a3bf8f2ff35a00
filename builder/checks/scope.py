"""What rules look at: the course, its rendered pages, and a few indexes that many rules want."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from builder.findings import Anchor, Finding, Place, Severity
from builder.model import Course, Facts, Format, PageText, Question, Quiz, Screen
from builder.render import LanguagePages
from builder.render.locate import whole

REACH = 12  # lines of a block in which an option may stand


@dataclass(frozen=True, slots=True)
class Seen:
    """What one Markdown pass saw of a page, quiz or document, and the place of each line."""

    id: str
    language: str
    facts: Facts
    locate: Callable[[int, str], Place]
    screen: bool
    title: str = ""

    def place(self, line: int, token: str = "") -> Place:
        """Where ``token`` stands on a line or soon after it; else the line."""
        return self.locate(line, token)


class Scope:
    """The course and its pages; computed indexes are kept."""

    def __init__(
        self,
        course: Course,
        pages: Mapping[str, LanguagePages],
        loaded: Iterable[Finding] = (),
    ) -> None:
        self.course = course
        self.pages = pages
        self.faulty = frozenset(
            found.place.path for found in loaded if found.severity is Severity.ERROR
        )

    @cached_property
    def texts(self) -> tuple[Seen, ...]:
        """Every page and document that was rendered, in every language."""
        return tuple(self._texts())

    def _texts(self) -> Iterator[Seen]:
        for language, pages in self.pages.items():
            for page in self.course.pages.values():
                if page.id in pages.pages and language in page.texts:
                    facts = pages.pages[page.id].facts
                    yield _seen(page.id, page.texts[language], facts, screen=True)
            for document in self.course.documents.values():
                if document.id in pages.documents and language in document.texts:
                    facts = pages.documents[document.id].facts
                    yield _seen(document.id, document.texts[language], facts, screen=False)

    @cached_property
    def everything(self) -> tuple[Seen, ...]:
        """``texts``, and what stands in quizzes and in the bank (placed where these begin)."""
        return (*self.texts, *self._questions())

    def _questions(self) -> Iterator[Seen]:
        for language, pages in self.pages.items():
            for name, rendered in pages.quizzes.items():
                quiz = self.course.quizzes[name]
                find = partial(_in_files, self.course, self.course.place(quiz.at), [quiz.at.path])
                yield Seen(name, language, rendered.facts, find, screen=True)
            if self.bank:
                files = sorted({item.at.path for item in self.bank})
                find = partial(_in_files, self.course, Place(files[0]), files)
                yield Seen("", language, pages.bank.facts, find, screen=False)

    @cached_property
    def screens(self) -> frozenset[str]:
        """Ids of pages and quizzes, and of those that could not be made: these are mended first."""
        return frozenset({*self.made, *self.stems("modules/")} - {"module"})

    def stems(self, folder: str) -> frozenset[str]:
        """The names of the files that were read in a folder, whether something was made of them."""
        read = (path for path in self.course.positions.nodes if path.startswith(folder))
        return frozenset(path.rpartition("/")[2].rpartition(".")[0] for path in read)

    @cached_property
    def whole(self) -> bool:
        """Whether every module that was read was made: else objectives may exist, unknown here."""
        read = {path for path in self.course.positions.nodes if path.endswith("/module.yaml")}
        return read <= {module.at.path for module in self.course.modules}

    @cached_property
    def complete(self) -> bool:
        """Whether every text was read whole: else what seems unused may be used there."""
        read = not any(path.endswith((".md", ".yaml")) for path in self.faulty)
        return read and not any(seen.facts.faults for seen in self.everything)

    def readable(self, seen: Seen) -> bool:
        """Whether a text was read whole, with all that it includes and cites."""
        shared = any(path.startswith("shared/") for path in self.faulty)
        cited = all(key in self.course.references for key, _ in seen.facts.citations)
        return cited and not (shared or seen.facts.faults or seen.place(0).path in self.faulty)

    @cached_property
    def pairs(self) -> tuple[tuple[Seen, Seen], ...]:
        """Each text in the leading language, with each of its translations, if both are whole."""
        lead = self.course.languages[0]
        texts = [seen for seen in self.texts if self.readable(seen)]
        first = {(seen.id, seen.screen): seen for seen in texts if seen.language == lead}
        others = (seen for seen in texts if seen.language != lead)
        return tuple((first[key], o) for o in others if (key := (o.id, o.screen)) in first)

    @cached_property
    def broken(self) -> frozenset[str]:
        """Screens that were read and could not be made."""
        return self.screens - set(self.made)

    @cached_property
    def made(self) -> Mapping[str, Screen]:
        """The pages and quizzes by id."""
        return {**self.course.pages, **self.course.quizzes}

    @cached_property
    def objectives(self) -> Mapping[str, str]:
        """The module of each objective."""
        return {item.id: module.id for module in self.course.modules for item in module.objectives}

    @cached_property
    def module_of(self) -> Mapping[str, str]:
        """The module whose contents name a screen."""
        return {name: module.id for module in self.course.modules for name in module.contents}

    @cached_property
    def asked(self) -> tuple[tuple[Quiz | None, Question], ...]:
        """Every question: of the quizzes with their quiz, of the bank with None."""
        return (*self.course.questions(), *((None, item) for item in self.bank))

    @property
    def bank(self) -> tuple[Question, ...]:
        """The certification's questions."""
        return self.course.certification.items if self.course.certification else ()

    def place(self, at: Anchor, *steps: str | int) -> Place:
        """Line and column of a node."""
        return self.course.place(at, *steps)


def screens_of(form: Format) -> frozenset[str]:
    """The ids of a format's screens."""
    return frozenset(name for module in form.modules for name in module.screens)


def _seen(name: str, text: PageText, facts: Facts, *, screen: bool) -> Seen:
    return Seen(name, text.language, facts, partial(_in_text, text), screen, text.title)


def _in_text(text: PageText, line: int, token: str) -> Place:
    if not token:
        return text.place(line)
    lines = text.markdown.split("\n")
    for number in range(line, min(line + REACH, len(lines))):
        col = whole(lines[number], token)
        if col >= 0:
            return text.place(number, col + 1)
    return text.place(line)


def _in_files(course: Course, usual: Place, files: Sequence[str], _: int, token: str) -> Place:
    """Where a token first stands in YAML files: what rendering saw in them has no line."""
    for path in files if token else ():
        lines = (Path(course.root) / path).read_text("utf-8", "replace").split("\n")
        for number, line in enumerate(lines, start=1):
            col = whole(line, token)
            if col >= 0:
                return Place(path, number, col + 1)
    return usual

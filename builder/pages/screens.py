"""A page or a quiz as a complete document, or as a part of the printed course."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from markupsafe import Markup

from builder.model import Quiz
from builder.pages.links import Links
from builder.pages.outline import Outline
from builder.pages.printed import anchor, unique
from builder.pages.questions import Asking
from builder.pages.shell import Shell, macro
from builder.pages.view import Stop
from builder.render import LanguagePages


class Screens:
    """Composes the screens of one package."""

    def __init__(self, shell: Shell, pages: LanguagePages) -> None:
        self.shell = shell
        self.pages = pages
        self.outline = Outline(shell)
        self.links = Links(shell.way)
        self.asking = Asking(shell, pages, self.links)
        self._by_file = {stop.file: stop.id for stop in shell.way.stops}
        around = (shell.way.view, shell.title, shell.way.parts, shell.tools)
        self._around = blake2b(repr(around).encode()).digest()

    def key(self, stop: Stop) -> str:
        """A digest of all that the screen's file is made from, but the builder."""
        digest = blake2b(self._around, digest_size=16)
        digest.update(stop.id.encode())
        if stop.kind == "page":
            digest.update(self.pages.pages[stop.id].digest.encode())
        else:
            texts = self.pages.quizzes[stop.id]
            quiz = self.shell.way.course.quizzes[stop.id]
            digest.update(repr((quiz, texts.intro, texts.texts)).encode())
        return digest.hexdigest()

    def document(self, stop: Stop) -> bytes:
        """The whole file of a screen."""
        frame = {
            "title": stop.title,
            "screen": stop.id,
            "here": self.shell.here(stop),
            "ticks": self.outline.ticks(stop),
            "outline": self.outline.beside(stop),
            "kicker": self.kicker(stop),
            "pager": self._pager(stop),
        }
        if stop.kind == "page":
            body = self.links.alive(self.pages.pages[stop.id].html)
            return self.shell.render("page.html", body=body, **frame)
        quiz = self.shell.way.course.quizzes[stop.id]
        return self.shell.render("quiz.html", **frame, **self._quiz(quiz))

    def printed(self, stop: Stop) -> Markup:
        """The screen as a section of the whole course in one document: its ids made unique."""
        if stop.kind == "page":
            body: str = self.links.alive(self.pages.pages[stop.id].html)
        else:
            quiz = self.shell.way.course.quizzes[stop.id]
            body = "\n".join(str(part) for part in self._quiz(quiz).values())
        make = macro("parts.html", "print_screen")
        inner = Markup(unique(stop.id, body, self._by_file))
        return make(anchor(stop.id), self.kicker(stop), stop.title, inner)

    def kicker(self, stop: Stop) -> str:
        """Where this is: module, place in the course, time."""
        say = self.shell.words
        return say(
            "page.kicker",
            module=self.shell.way.parts[stop.part].title,
            number=stop.number,
            total=len(self.shell.way.stops),
            time=say.about(stop.minutes),
        )

    def _quiz(self, quiz: Quiz) -> Mapping[str, object]:
        drawn = ""
        if quiz.draw and quiz.draw < len(quiz.questions):
            say = self.shell.words
            drawn = say.count("page.draw", quiz.draw, total=len(quiz.questions))
        intro = self.links.alive(self.pages.quizzes[quiz.id].intro)
        return {"intro": intro, "drawn": drawn, "questions": self.asking.quiz(quiz)}

    def _pager(self, stop: Stop) -> Markup:
        stops = self.shell.way.stops
        previous = stops[stop.number - 2] if stop.number > 1 else None
        following = stops[stop.number] if stop.number < len(stops) else None
        return macro("parts.html", "pager")(self.shell.say, previous, following)

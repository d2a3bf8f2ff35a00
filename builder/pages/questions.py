"""The questions of a quiz as forms: what is read without JavaScript, and what the player drives."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup

from builder.model import (
    Blank,
    Categorise,
    Cloze,
    Likert,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Quiz,
    Reflection,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from builder.pages.links import Links
from builder.pages.shell import Shell, macro
from builder.render import LanguagePages

PARAGRAPH = re.compile(r"\s*<p>(.*?)</p>\s*", re.DOTALL)
BLANK = re.compile(r'<span data-blank="([0-9a-z])"></span>')
TAG = re.compile(r"<[^>]+>")
LONG = 24  # signs: a longer answer to match is listed above, with a letter


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready for its template; ``feedback`` is shown by the player, by name."""

    id: str
    type: str
    legend: Markup
    more: Markup
    task: str
    control: Markup
    feedback: tuple[tuple[str, Markup], ...]


class Asking:
    """Makes the forms of one package's quizzes."""

    def __init__(self, shell: Shell, pages: LanguagePages, links: Links) -> None:
        self.shell = shell
        self.links = links
        self.words = shell.words
        self.language = shell.language
        self.pages = pages

    def quiz(self, quiz: Quiz) -> Markup:
        """Every question of the quiz, in the author's order."""
        texts = self.pages.quizzes[quiz.id].texts
        ask = macro("questions.html", "ask")
        total = self._counted("question.of", "total", len(quiz.questions))
        return Markup("\n").join(
            ask(self._counted("question.label", "n", number), total, self._asked(question, texts))
            for number, question in enumerate(quiz.questions, 1)
        )

    def _counted(self, key: str, name: str, number: int) -> Markup:
        """A number in words around it, which the player changes when questions are drawn."""
        before, after = self.words(key, n="\0").split("\0")
        return Markup('{}<span class="{}">{}</span>{}').format(before, name, number, after)

    def _asked(self, question: Question, texts: Mapping[str, str]) -> Asked:
        make = Control(self, question.id, texts)
        legend, more = split(make.text("text"))
        legend = legend or Markup('<span class="vh">{}</span>').format(question.id)
        task, control = make.control(question)
        return Asked(
            question.id, question.type, legend, more, task, control, make.feedback(question)
        )


@dataclass(frozen=True, slots=True)
class Control:
    """Makes the form of one question."""

    asking: Asking
    id: str
    texts: Mapping[str, str]

    def text(self, *steps: str) -> Markup:
        """The rendered text at this place of the question, empty when there is none."""
        return self.asking.links.alive(self.texts.get("/".join((self.id, *steps)), ""))

    def feedback(self, question: Question) -> tuple[tuple[str, Markup], ...]:
        """What may be said after an answer: for the whole, for an option, and the page to read."""
        found = [("right", self.text("right")), ("wrong", self.text("wrong"))]
        if isinstance(question, SingleChoice | MultipleChoice):
            found += [
                (f"option:{option.key}", self.text("option", option.key, "feedback"))
                for option in question.options
            ]
        found.append(("page", self._page(question.page)))
        return tuple((name, text) for name, text in found if text)

    def _page(self, page: str | None) -> Markup:
        way = self.asking.shell.way
        if page is None or page not in way.files:
            return Markup()
        title = way.course.screen(page).title[self.asking.language]
        text = self.asking.words("question.again-page", title=title)
        return Markup('<p><a href="{}">{}</a></p>').format(way.files[page], text)

    def control(self, question: Question) -> tuple[str, Markup]:  # noqa: C901  # an arm a type
        """What to do, in a few words, and the controls to do it with."""
        say = self.asking.words
        match question:
            case SingleChoice():
                return say("question.one"), self._choice("radio", question.options)
            case MultipleChoice():
                return say("question.many"), self._choice("checkbox", question.options)
            case TrueFalse():
                return "", self._true_false()
            case Matching():
                return say("question.match"), self._matching(question)
            case Ordering():
                return say("question.order"), self._ordering(question)
            case Numeric():
                return "", self._numeric(question)
            case ShortText():
                label = say("question.words")
                return "", macro("questions.html", "short")(self.id, label)
            case Cloze():
                return "", self._cloze(question)
            case Categorise():
                return say("question.sort"), self._categorise(question)
            case Likert():
                return say("question.position"), self._likert(question)
            case Reflection():
                return say("question.reflection-do"), self._reflection(question)
            case _:
                assert_never(question)

    def _keyed(self, part: str, options: Iterable[Option]) -> list[tuple[str, Markup]]:
        return [(option.key, self.text(part, option.key)) for option in options]

    def _choice(self, kind: str, options: Sequence[Option]) -> Markup:
        return macro("questions.html", "choice")(self.id, kind, self._keyed("option", options))

    def _true_false(self) -> Markup:
        say = self.asking.words
        answers = [("true", say("question.true")), ("false", say("question.false"))]
        return macro("questions.html", "choice")(self.id, "radio", answers)

    def _matching(self, question: Matching) -> Markup:
        right = [
            (key, text, plain(text))
            for key, text in self._keyed("right-item", mixed(self.id, question.right_items))
        ]
        long = any(len(text) > LONG for _, _, text in right)
        left = self._keyed("left", question.left)
        choose = self.asking.words("question.choose")
        return macro("questions.html", "matching")(self.id, left, right, long, choose)

    def _ordering(self, question: Ordering) -> Markup:
        say = self.asking.words
        items = [
            (
                key,
                text,
                say("question.up", what=plain(text)),
                say("question.down", what=plain(text)),
            )
            for key, text in self._keyed("item", mixed(self.id, question.items))
        ]
        return macro("questions.html", "ordering")(items)

    def _numeric(self, question: Numeric) -> Markup:
        unit = question.unit.get(self.asking.language, "")
        label = self.asking.words("question.number")
        return macro("questions.html", "numeric")(self.id, label, unit)

    def _cloze(self, question: Cloze) -> Markup:
        blanks = {blank.key: blank for blank in question.blanks}
        numbers = {blank.key: number for number, blank in enumerate(question.blanks, 1)}

        def gap(match: re.Match[str]) -> str:
            return str(self._blank(blanks[match[1]], numbers[match[1]]))

        passage = BLANK.sub(gap, str(self.text("passage")))
        return Markup(f'<div class="cloze">{passage}</div>')

    def _blank(self, blank: Blank, number: int) -> Markup:
        label = self.asking.words("question.blank", number=number)
        if not blank.options:
            return macro("questions.html", "typed")(blank.key, label)
        options = [
            (option.key, plain(self.text("blank", blank.key, "option", option.key)))
            for option in blank.options
        ]
        choose = self.asking.words("question.choose")
        return macro("questions.html", "chosen")(blank.key, label, options, choose)

    def _categorise(self, question: Categorise) -> Markup:
        items = self._keyed("item", question.items)
        categories = self._keyed("category", question.categories)
        return macro("questions.html", "sort")(self.id, items, categories)

    def _likert(self, question: Likert) -> Markup:
        language = self.asking.language
        low, high = question.low[language], question.high[language]
        hint = self.asking.words("question.position-hint")
        make = macro("questions.html", "likert")
        return make(self.id, marks(question.scale), low, high, hint)

    def _reflection(self, question: Reflection) -> Markup:
        say = self.asking.words
        label, hint = say("question.reflection"), say("question.reflection-hint")
        return macro("questions.html", "reflection")(self.id, label, question.rows, hint)


def split(text: str) -> tuple[Markup, Markup]:
    """A question's text as its legend (the first paragraph, without its tags) and what follows."""
    match = PARAGRAPH.match(text)
    if match is None:
        return Markup(), Markup(text)
    return Markup(match[1]), Markup(text[match.end() :])


def plain(markup: str) -> str:
    """Markup as plain text: for an option of a list or a label."""
    return html.unescape(TAG.sub("", markup))


def marks(scale: int) -> list[tuple[int, str]]:
    """The values of a scale from 1 and what is written by them: around 0 when there is a middle."""
    if scale % 2 == 0:
        return [(value, str(value)) for value in range(1, scale + 1)]
    middle = (scale + 1) // 2
    return [(value, signed(value - middle)) for value in range(1, scale + 1)]


def signed(number: int) -> str:
    """A whole number with its sign, the minus a true one."""
    return str(number) if number == 0 else f"{'−' if number < 0 else '+'}{abs(number)}"


def mixed(question: str, options: Iterable[Option]) -> list[Option]:
    """The options in an order that does not give the answer away, the same at each build."""
    return sorted(
        options, key=lambda option: hashlib.sha256(f"{question}/{option.key}".encode()).digest()
    )

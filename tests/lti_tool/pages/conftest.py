"""An exam of all nine types, sat through the test client on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.bank.read import read
from lti_tool.bank.store import load_bank
from lti_tool.database import Database
from lti_tool.models import Bank
from tests.lti_tool import nine
from tests.lti_tool.conftest import CLI
from tests.lti_tool.playing import FrozenClock, SeatPage

LOCATION = re.compile(r"/s/[0-9a-f-]{36}(/.*)")

# By the legend of a question: what a candidate who knows writes, by the label of each field.
RIGHT: Mapping[str, Mapping[str, str | list[str]]] = {
    "Quelle est la capitale de l’Islande ?": {"": "Reykjavik"},
    "Quelle ville se trouve en Islande ?": {"": "Reykjavik"},
    "Quelles licences sont libres ?": {"": ["AGPL 3", "EUPL 1.2"]},
    "Une licence libre permet l’usage commercial.": {"": "Vrai"},
    "Associez chaque objet à sa licence usuelle.": {
        "Code": "EUPL 1.2",
        "Textes": "CC BY-SA 4.0",
        "Images": "CC BY-SA 4.0",
    },
    "Classez ces faits du plus ancien au plus récent.": {
        "Annonce du projet GNU": "1",
        "Annonce de Linux": "2",
        "Lancement de Wikipédia": "3",
    },
    "Combien font deux et demi plus un ?": {"": "3,5"},
    "Comment s’appelle une copie autonome d’un projet ?": {"": "Fourche"},
    "Complétez la phrase.": {"Blanc 1": "GNU", "Blanc 2": "1983"},
    "Rangez chaque licence.": {"MIT": "Libre", "CC BY-NC": "Pas libre", "GPL 3": "Libre"},
}


@dataclass
class Sitting:
    """An attempt under way; paths are below the seat."""

    seat: SeatPage
    base: str

    def question(self, n: int) -> html.HtmlElement:
        """The page of a question."""
        answer = self.seat.get(f"{self.base}/q/{n}")
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    def answer(self, n: int, **fields: Any) -> TestResponse:
        """The question's form, posted."""
        tab = self.question(n).forms[0].fields["tab"]
        return self.seat.post(f"{self.base}/q/{n}", {"tab": tab, **fields})

    def keep(self, number: int, /, **more: Any) -> TestResponse:
        """What a page's script sends."""
        body = {
            "tab": "t1",
            "n": 1,
            "seen": 0,
            "response": {},
            "flagged": False,
            "language": "fr",
            **more,
        }
        return self.seat.put(f"{self.base}/q/{number}", body)

    def find(self, legend: str) -> int:
        """The number of the question with that legend."""
        return next(n for n in range(1, nine.TOTAL + 1) if self.legend(n) == legend)

    def legend(self, n: int) -> str:
        """What a question asks."""
        return text(self.question(n).find(".//legend"))

    def fields(self, n: int, *, rightly: bool = True) -> dict[str, str | list[str]]:
        """The fields that answer a question, read from its page as a person would."""
        page = self.question(n)
        wanted = RIGHT[text(page.find(".//legend"))]
        found: dict[str, str | list[str]] = {}
        for label, value in wanted.items():
            found |= _filled(page, label, value) if rightly else {}
        return found

    def submit(self) -> TestResponse:
        """Hand in."""
        return self.seat.post(f"{self.base}/submit", page=f"{self.base}/review")

    def result(self) -> TestResponse:
        """The result's page."""
        return self.seat.get(f"{self.base}/result")


def _filled(page: html.HtmlElement, label: str, value: str | list[str]) -> dict[str, Any]:
    values = [value] if isinstance(value, str) else value
    question = page.get_element_by_id("question")
    box = _labelled(question, label) if label else question
    choices = {
        text(one): one.find(".//input")
        for one in box.iter("label")
        if one.find("input") is not None
    }
    if choices:
        picked = [choices[one] for one in values]
        return {picked[0].get("name"): [one.get("value") for one in picked]}
    control = box if box.tag in ("input", "select") else box.find(".//input")
    if control.tag == "select":
        (place,) = [o.get("value") for o in control.iter("option") if text(o) == value]
        return {control.get("name"): place}
    return {control.get("name"): value}


def _labelled(question: html.HtmlElement, label: str) -> html.HtmlElement:
    """A fieldset or a control by its name for people."""
    for box in question.iter("fieldset"):
        if box is not question and text(box.find("legend")) == label:
            return box
    for control in question.iter("select", "input"):
        named = plain(control.get("aria-label", "")).removeprefix("Place de : ")
        mark = question.find(f".//label[@for='{control.get('id')}']")
        if label in (named, text(mark) if mark is not None else ""):
            return control
    raise AssertionError(f"nothing is labelled {label!r}")


def text(element: html.HtmlElement) -> str:
    """The text of an element, without what only says what to do."""
    for hint in element.find_class("q-do"):
        hint.drop_tree()
    return plain(element.text_content())


def plain(words: str) -> str:
    """Words with plain blanks between them."""
    return " ".join(words.replace("\u202f", " ").replace("\xa0", " ").split())


def path(answer: TestResponse) -> str:
    """Where an answer sends to, below the seat."""
    assert answer.status_code == 303, answer.text
    found = LOCATION.search(answer.location)
    assert found, answer.location
    return found[1]


@pytest.fixture(scope="session")
def exam_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exam file with every type of question, two attempts a day apart."""
    return nine.exam(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def load(database: Database, clock: FrozenClock) -> Callable[[Path], Bank]:
    """Load an exam file, a second later: it is the newest."""

    def loaded(file: Path) -> Bank:
        clock.tick(1)
        with database.system() as db:
            found = load_bank(db, read(file), overlay=None, override=None, now=clock.now, actor=CLI)
            return db.scalars(select(Bank).where(Bank.id == found.id)).one()

    return loaded


@pytest.fixture
def sit(seat: SeatPage) -> Callable[..., Sitting]:
    """Begin an attempt, in a seat."""

    def begin(where: SeatPage = seat) -> Sitting:
        to = path(where.post("/exam"))
        return Sitting(where, to.rpartition("/q/")[0])

    return begin


@pytest.fixture
def sitting(sit: Callable[..., Sitting]) -> Sitting:
    """An attempt under way."""
    return sit()

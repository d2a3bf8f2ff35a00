"""Banks to draw from and to sit: one of all nine types, and any that hypothesis thinks of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from builder.model import Likert, Question, Reflection
from builder.targets.exam_items import item as exported
from lti_tool.bank.types import BankView, Item
from tests.builder.state.questions import questions

BANK_ID = UUID(int=7)
LINES = [{"objective": "o-1", "count": 9}]
BOTH = {"fr": "Essai", "en": "Trial"}
PARTS: dict[str, Any] = {  # what the exam itself doesn't read, as bare as the schema lets it be
    "decision": {"required": ["exam"], "weights": {"exam": 100}, "pass_mark": 60},
    "rubric": {
        "pass_mark": 60,
        "criteria": [{"id": "c", "weight": 100, "title": BOTH, "levels": [BOTH, BOTH]}],
    },
    "dossier": {"title": BOTH, "sections": [{"id": "s", "required": True, "title": BOTH}]},
    "peer": {
        "title": BOTH,
        "reviews": 2,
        "phases": [{"id": "p", "minutes": 3, "title": BOTH, "prompt": BOTH}],
    },
    "positioning": {
        "title": BOTH,
        "scale": 7,
        "low": BOTH,
        "high": BOTH,
        "times": [{"id": "t", "title": BOTH}],
        "statements": [{"id": "s", "text": BOTH}],
    },
    "certificate": {"title": BOTH, "statement": BOTH},
    "schedule": [],
    "templates": [],
}


class Named(dict[str, str]):
    """Rendered texts in which every name is there, as itself."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return f"<p>{name}</p>"


TEXTS: Mapping[str, Mapping[str, str]] = {"fr": Named(), "en": Named()}


def choice(name: str, **more: Any) -> dict[str, Any]:
    """A single choice between a (right), b and c."""
    spec = {"type": "single-choice", "keys": ["a", "b", "c"], "answer": "a"}
    parts = {"options": options("abc"), "shuffle": True}
    return plain(name, "single-choice", spec, parts) | more


def plain(
    name: str, kind: str, spec: Mapping[str, Any], parts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": name,
        "type": kind,
        "objective": "o-1",
        "points": 1,
        "difficulty": None,
        "variant_of": None,
        "page": None,
        "text": {"fr": f"<p>{name} ?</p>", "en": f"<p>{name}?</p>"},
        "right": {},
        "wrong": {},
        **parts,
        "marking": {"fr": dict(spec), "en": dict(spec)},
    }


def options(keys: str) -> list[dict[str, Any]]:
    texts = {key: f"option {key.upper()}" for key in keys}
    return [
        {"key": key, "text": {"fr": text, "en": text}, "feedback": {}}
        for key, text in texts.items()
    ]


def nine() -> list[dict[str, Any]]:
    """One item of each type; ids are their types."""
    per = {"scoring": "per-item"}
    both = {"type": "matching", "left": ["a", "b"], "right": ["1", "2"]}
    pairs = {**both, "pairs": {"a": "2", "b": "1"}, **per}
    sort = {"type": "categorise", "items": ["a", "b", "c"], "categories": ["x", "y"]}
    sorted_ = {**sort, "belongs": {"a": "x", "b": "y", "c": "x"}, **per}
    loose = {"accept": ["Paris"], "case": False, "accents": False}
    gaps = {"1": loose, "2": {"keys": ["a", "b"], "answer": "b"}}
    blanks = [
        {"key": "1", "max_length": 20, "options": []},
        {"key": "2", "max_length": 40, "options": options("ab")},
    ]
    gap = '<p><span data-blank="1"></span>, <span data-blank="2"></span></p>'
    number = {"type": "numeric", "answer": 3.5, "tolerance": 0.1, "unit": "m", "thousands": "."}
    order = {"type": "ordering", "answer": ["c", "a", "b"], **per}
    many = {"type": "multiple-choice", "keys": ["a", "b", "c"], "answers": ["a", "c"], **per}
    mixed = {"shuffle": True}
    return [
        choice("single-choice"),
        plain("multiple-choice", "multiple-choice", many, {"options": options("abc"), **mixed}),
        plain("true-false", "true-false", {"type": "true-false", "answer": "false"}, {}),
        plain(
            "matching",
            "matching",
            pairs,
            {"left": options("ab"), "right_items": options("12"), **mixed},
        ),
        plain("ordering", "ordering", order, {"items": options("abc")}),
        plain("numeric", "numeric", number, {"unit": {"fr": "m", "en": "m"}, "max_length": 20}),
        plain("short-text", "short-text", {"type": "short-text", **loose}, {"max_length": 20}),
        plain(
            "cloze",
            "cloze",
            {"type": "cloze", "blanks": gaps, **per},
            {"passage": {"fr": gap, "en": gap}, "blanks": blanks},
        ),
        plain(
            "categorise",
            "categorise",
            sorted_,
            {"items": options("abc"), "categories": options("xy"), **mixed},
        ),
    ]


RIGHT: dict[str, Any] = {
    "single-choice": "a",
    "multiple-choice": ["a", "c"],
    "true-false": "false",
    "matching": {"a": "2", "b": "1"},
    "ordering": ["c", "a", "b"],
    "numeric": "3,5 m",
    "short-text": "paris",
    "cloze": {"1": "PARIS", "2": "b"},
    "categorise": {"a": "x", "b": "y", "c": "x"},
}


def exam(items: list[dict[str, Any]] | None = None, **policy: Any) -> dict[str, Any]:
    """The data of an ``exam.json``; of nine questions, 20 minutes, two attempts by default."""
    rules: dict[str, Any] = {"minutes": 20, "attempts": 2, "pass_mark": 60, "draw": LINES} | policy
    goals = sorted({line["objective"] for line in rules["draw"]} | {"o-1", "o-2"})
    objectives: list[dict[str, Any]] = [
        {"id": one, "text": BOTH, "module": "m", "module_title": BOTH, "pages": []} for one in goals
    ]
    return {
        "schema": 1,
        "course": "essai",
        "format": "court",
        "version": "1.0.0",
        "date": "2026-09-01",
        "languages": ["fr", "en"],
        "public": True,
        "title": BOTH,
        "format_title": BOTH,
        "licence": "CC-BY-SA-4.0",
        "authors": [],
        "objectives": objectives,
        "items": nine() if items is None else items,
        "exam": rules,
        **PARTS,
    }


def bank(items: list[dict[str, Any]] | None = None, **policy: Any) -> BankView:
    """The same, as it is once loaded."""
    return BankView.from_json(BANK_ID, exam(items, **policy))


def of_question(question: Question) -> Item:
    """A question of the builder, as the tool gets it."""
    return Item.from_json(exported(question, TEXTS))


def graded() -> st.SearchStrategy[Question]:
    """Any question that is marked."""
    return questions().filter(lambda q: not isinstance(q, Likert | Reflection))

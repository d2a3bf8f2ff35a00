"""The analysis of a link's copies, out of the rows, and in words for its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from lti_tool.bank import store
from lti_tool.bank.types import BankView, Item, Option
from lti_tool.exam import sitting
from lti_tool.exam.asking import plain
from lti_tool.exam.scoring import Marks
from lti_tool.models import Attempt
from lti_tool.staff import analysis, progress
from lti_tool.staff.analysis import Analysis, Answered, Choices, ItemFigure, ObjectiveFigure, Sat
from lti_tool.words import language_for

if TYPE_CHECKING:
    from lti_tool.seating import Here
    from lti_tool.words import Words

LONG = 90  # signs of a question in a line


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its figures; ``notes`` are sentences about its options."""

    item: str
    text: str
    figure: ItemFigure
    said: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """One objective with its figures."""

    text: str
    figure: ObjectiveFigure
    said: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The page of the questions."""

    title: str
    analysis: Analysis
    items: tuple[Line, ...]
    goals: tuple[Goal, ...]
    scores: tuple[int, ...]
    pass_bp: int
    few: bool
    worst: int


def of_link(db: Session, here: Here, t: Words) -> Figures:
    """The figures of a link's first copies. NotFound."""
    found = progress.held(db, here, t)
    copies = list(_first(found.attempts))
    bank = found.bank or (store.view(db, copies[-1].bank_id) if copies else None)
    sats = [_sat(db, one) for one in copies]
    pass_bp = round(bank.policy.pass_mark * 100) if bank and bank.policy else 0
    known = dict(_items(db, copies, bank))
    choices = {name: made for name, item in known.items() if (made := _choices(item))}
    done = analysis.analyse(sats, choices, pass_bp)
    language = language_for(here.locale, bank.languages) if bank else "fr"
    return Figures(
        title=progress.title(found, here),
        analysis=done,
        items=tuple(_line(one, known[one.item], language, t) for one in done.items),
        goals=tuple(_goal(one, bank, language, t) for one in done.objectives),
        scores=tuple(sorted(sat.score_bp for sat in sats)),
        pass_bp=pass_bp,
        few=done.whole.n < analysis.CALCULATED,
        worst=sum(one.verdict == "first" for one in done.items),
    )


def _first(attempts: Mapping[UUID, Sequence[Attempt]]) -> Iterator[Attempt]:
    """Each person's first copy that was handed in and not withdrawn."""
    for theirs in attempts.values():
        yield from [one for one in theirs if one.state == "submitted" and one.marks][:1]


def _sat(db: Session, attempt: Attempt) -> Sat:
    marks = Marks.from_json(attempt.marks or {})
    given = {one.position: one.response for one in sitting.answers(db, attempt.id)}
    return Sat(
        marks.score_bp,
        tuple(
            Answered(one.item, one.objective, one.points, one.fraction, given.get(one.position))
            for one in marks.questions
        ),
    )


def _items(
    db: Session, copies: Sequence[Attempt], now: BankView | None
) -> Iterator[tuple[str, Item]]:
    """The items of all banks that were sat; of a version that changed one, the newest."""
    for bank_id in dict.fromkeys(one.bank_id for one in copies):
        yield from store.view(db, bank_id).items.items()
    if now is not None:
        yield from now.items.items()


def _choices(item: Item) -> Choices | None:
    """What there is to choose, for who looks at distractors."""
    spec = next(iter(item.marking.values()))
    match item.type:
        case "single-choice":
            right = frozenset({str(spec["answer"])})
        case "multiple-choice":
            right = frozenset(map(str, spec["answers"]))
        case "matching":
            pairs = {f"{left}→{right}" for left, right in spec["pairs"].items()}
            other = [f"{a.key}→{b.key}" for a in item.left for b in item.right_items]
            return Choices(frozenset(pairs), tuple(one for one in other if one not in pairs))
        case _:
            return None
    wrong = tuple(one.key for one in item.options if one.key not in right)
    return Choices(right, wrong, item.type == "multiple-choice")


def _line(figure: ItemFigure, item: Item, language: str, t: Words) -> Line:
    text = _text(item.text, language)
    short = text if len(text) <= LONG else f"{text[: LONG - 1].rstrip()}…"
    return Line(item.id, short, figure, _said(figure, t), tuple(_notes(figure, item, language, t)))


def _said(figure: ItemFigure, t: Words) -> str:
    if figure.difficulty is None:
        return t("staff.items.right-of", right=figure.right, n=figure.n)
    return t("staff.items.right-for", part=t.percent(round(figure.difficulty * 100) * 100))


def _notes(figure: ItemFigure, item: Item, language: str, t: Words) -> Iterator[str]:
    if figure.verdict:
        yield t(f"staff.verdict.{figure.verdict}")
    for one in figure.options:
        name = _option(one.key, item, language)
        for flag in one.flags:
            yield t.count(f"staff.items.{flag}", one.chosen, option=name)


def _option(key: str, item: Item, language: str) -> str:
    left, _, right = key.partition("→")
    if right:
        return f"{_named(left, item.left, language)} → {_named(right, item.right_items, language)}"
    return _named(left, item.options, language)


def _named(key: str, options: Sequence[Option], language: str) -> str:
    return next((_text(one.text, language) for one in options if one.key == key), key)


def _goal(figure: ObjectiveFigure, bank: BankView | None, language: str, t: Words) -> Goal:
    known = bank.objectives.get(figure.objective) if bank else None
    text = _text(known.text, language) if known else figure.objective
    if figure.mean is None:
        said = t.count("staff.items.acquired", figure.acquired, of=figure.n)
    else:
        said = t("staff.items.mean", part=t.percent(round(figure.mean * 100) * 100))
    return Goal(text, figure, said)


def _text(text: Mapping[str, str], language: str) -> str:
    return plain(text.get(language) or next(iter(text.values()), ""))

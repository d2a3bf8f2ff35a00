"""The result of an attempt, as far as its policy shows it: the view has no more than it may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup
from sqlalchemy.orm import Session

from lti_tool import policy
from lti_tool.bank import store
from lti_tool.bank.types import BankView, Item
from lti_tool.exam import sitting
from lti_tool.exam.asking import Asking
from lti_tool.exam.draw import Paper
from lti_tool.exam.scoring import Marks, ObjectiveMark, QuestionMark
from lti_tool.exam.showing import languages
from lti_tool.exam.sitting import Situation
from lti_tool.exam.starting import is_held, refused
from lti_tool.exam.telling import in_words, timed
from lti_tool.models import Answer, Attempt
from lti_tool.policy import ExamPolicy
from lti_tool.seating import Here
from lti_tool.words import Words, language_for


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective: how far it is reached, and what to read again where it is not."""

    text: str
    mark: str  # solid, hatch, open
    word: str
    said: str
    module: str = ""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its own answer, the right one and what the author says of it."""

    text: Markup
    word: str
    given: str
    expected: str
    feedback: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """What a candidate reads of an attempt that was handed in."""

    title: str
    home: str
    here: str
    heading: str
    said: str
    more: tuple[str | Markup, ...]
    goals: tuple[Goal, ...]
    answers: tuple[Answered, ...]
    course_url: str
    again: str
    languages: Sequence[tuple[str, str]]


def result(db: Session, here: Here, attempt: Attempt, *, t: Words, now: datetime) -> ResultView:
    """The page of a result; ``attempt`` is not being sat."""
    bank, rules = store.view(db, attempt.bank_id), ExamPolicy.from_json(attempt.policy)
    place = sitting.situation(db, here.link_id, here.person_id)
    seen = policy.visible(
        rules,
        place.window,
        place.finished,
        place.granted,
        is_held(db, here),
        now,
        sitting=place.sitting is not None,
    )
    language = language_for(here.locale, bank.languages)
    marks = Marks.from_json(attempt.marks) if attempt.marks else None
    home = f"/s/{here.seat_id}/"
    heading, opening = _opening(attempt, rules, t, shown=seen.score)
    withdrawn = attempt.state == "withdrawn"
    show = marks if marks and not withdrawn else None
    return ResultView(
        title=bank.title.get(language) or next(iter(bank.title.values())),
        home=home,
        here=f"{home}exam/{attempt.id}/result",
        heading=heading,
        said=opening,
        more=tuple(_more(db, attempt, rules, place, t, now)),
        goals=_goals(bank, show.objectives, language, t) if show and seen.objectives else (),
        answers=_answers(db, here, attempt, show.questions, t) if show and seen.answers else (),
        course_url=bank.course_url or "",
        again=_again(rules, place, t, now),
        languages=languages(bank, here),
    )


def _opening(attempt: Attempt, rules: ExamPolicy, t: Words, *, shown: bool) -> tuple[str, str]:
    if attempt.state == "withdrawn":
        return t("exam.withdrawn"), t("exam.withdrawn-why")
    if not shown or attempt.score_bp is None:
        return t("exam.handed-in"), t("exam.held")
    passed = rules.passed(attempt.score_bp)
    score, mark = t.percent(attempt.score_bp), t.percent(round(rules.pass_mark * 100))
    said = t("exam.score-passed" if passed else "exam.score-missed", score=score, mark=mark)
    return t("exam.passed" if passed else "exam.missed"), said


def _more(
    db: Session, attempt: Attempt, rules: ExamPolicy, place: Situation, t: Words, now: datetime
) -> list[str | Markup]:
    """What follows the score: how the attempt ended, and what comes next."""
    lines: list[str | Markup] = []
    if attempt.ended_by == "server":
        given = sum(one.response is not None for one in sitting.answers(db, attempt.id))
        key = "exam.ended-by-time" if given else "exam.ended-empty"
        lines.append(timed(t, key, attempt.due_at, count=given))
    if place.sitting is not None:
        return [*lines, t("exam.another-under-way")]
    left = policy.attempts_left(rules, place.finished, place.granted)
    refusal = policy.may_start(rules, place.window, place.finished, place.granted, now)
    if left:
        lines.append(t.count("exam.attempts-left", left))
    if refusal is not None:
        lines.append(refused(refusal, t))
    return lines


def _again(rules: ExamPolicy, place: Situation, t: Words, now: datetime) -> str:
    if place.sitting is not None:
        return t("exam.resume")
    no = policy.may_start(rules, place.window, place.finished, place.granted, now)
    return "" if no else t("exam.to-start")


def _goals(bank: BankView, marks: Any, language: str, t: Words) -> tuple[Goal, ...]:
    return tuple(_goal(bank, name, mark, language, t) for name, mark in marks.items())


def _goal(bank: BankView, name: str, mark: ObjectiveMark, language: str, t: Words) -> Goal:
    objective = bank.objectives[name]
    state = "solid" if mark.right == mark.total else "hatch" if mark.score_bp else "open"
    text, said = objective.text, t.count("exam.right-of", mark.right, total=mark.total)
    if state == "solid":
        return Goal(text.get(language, ""), state, t("exam.goal-solid"), said)
    return Goal(
        text.get(language, ""),
        state,
        t(f"exam.goal-{state}"),
        said,
        objective.module_title.get(language, ""),
        tuple(page.title.get(language, "") for page in objective.pages),
    )


def _answers(
    db: Session, here: Here, attempt: Attempt, marks: Sequence[QuestionMark], t: Words
) -> tuple[Answered, ...]:
    bank = store.view(db, attempt.bank_id)
    language = language_for(here.locale, bank.languages)
    drawn = Paper.from_json(attempt.paper).questions
    given = sitting.answers(db, attempt.id)
    return tuple(
        _answered(
            Asking(bank.items[asked.item], asked, language, f"/s/{here.seat_id}/media/", t),
            answer,
            mark,
            t,
        )
        for asked, answer, mark in zip(drawn, given, marks, strict=True)
    )


def _answered(asking: Asking, answer: Answer, mark: QuestionMark, t: Words) -> Answered:
    right = mark.fraction == 1
    word = "right" if right else "partly" if mark.fraction else "wrong"
    item = asking.item
    feedback = [asking.html(item.right if right else item.wrong)]
    chosen = answer.response if isinstance(answer.response, list) else [answer.response]
    if item.type in ("single-choice", "multiple-choice"):
        feedback += [asking.html(one.feedback) for one in item.options if one.key in chosen]
    return Answered(
        text=asking.html(item.text),
        word=t(f"exam.answer-{word}"),
        given=in_words(asking, answer.response) or t("exam.no-answer"),
        expected="" if right else in_words(asking, expected(item, answer.language)),
        feedback=tuple(one for one in feedback if one),
    )


def expected(item: Item, language: str) -> Any:
    """A response that is wholly right, out of what marks the item."""
    spec = item.spec(language)
    match item.type:
        case "multiple-choice":
            return list(spec["answers"])
        case "matching":
            return dict(spec["pairs"])
        case "categorise":
            return dict(spec["belongs"])
        case "numeric":
            return format_decimal(spec["answer"], locale=language)
        case "short-text":
            return spec["accept"][0]
        case "cloze":
            return {key: _blank(one) for key, one in spec["blanks"].items()}
        case _:
            return spec["answer"]


def _blank(spec: Any) -> str:
    return str(spec["answer"] if "answer" in spec else spec["accept"][0])

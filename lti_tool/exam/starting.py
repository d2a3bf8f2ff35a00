"""The exam's first page: its rules, the attempts so far, whether one may begin now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import policy
from lti_tool.bank import store
from lti_tool.bank.types import BankView
from lti_tool.errors import NotFound, NotReady
from lti_tool.exam import sitting
from lti_tool.exam.showing import languages
from lti_tool.exam.sitting import Situation
from lti_tool.exam.telling import time_view, timed
from lti_tool.models import Attempt, Grade, Link
from lti_tool.policy import ExamPolicy, Refusal
from lti_tool.seating import Here
from lti_tool.words import Words, language_for


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt that was handed in, in words, and the address of its result."""

    said: Markup
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class StartView:
    """The page from which an exam is begun or gone on with."""

    title: str
    home: str
    here: str
    said: tuple[str | Markup, ...]
    rules: tuple[str, ...]
    refusal: str | Markup
    action: str
    tries: tuple[Try, ...]
    languages: Sequence[tuple[str, str]]
    own_tab: str = ""


def bank_of_link(db: Session, here: Here) -> BankView:
    """The bank for a new attempt in the link. NotFound, NotReady."""
    link = db.get(Link, here.link_id) if here.link_id else None
    if link is None or link.part != "exam":
        raise NotFound("exam")
    bank = store.current(db, link.course, link.format)
    if bank is None or bank.policy is None:
        raise NotReady("no bank")
    return bank


def start(db: Session, here: Here, *, t: Words, now: datetime, own_tab: str = "") -> StartView:
    """The page from which an exam is begun; nothing is begun here. NotFound, NotReady."""
    place = sitting.situation(db, here.link_id, here.person_id)
    bank, rules = _sat(db, here, place)
    refusal = policy.may_start(rules, place.window, place.finished, place.granted, now)
    sat = place.sitting is not None
    title = bank.title.get(language_for(here.locale, bank.languages))
    home = f"/s/{here.seat_id}/"
    return StartView(
        title=title or next(iter(bank.title.values())),
        home=home,
        here=f"{home}exam",
        said=_said(db, here, rules, place, t, now),
        rules=tuple(_rules(rules, place, t)),
        refusal="" if sat or refusal is None else refused(refusal, t),
        action=t("exam.resume" if sat else "exam.again" if place.finished else "exam.begin"),
        tries=tuple(_tries(place.attempts, rules, home, t, held=is_held(db, here))),
        languages=languages(bank, here),
        own_tab=own_tab,
    )


def refused(refusal: Refusal, t: Words) -> str | Markup:
    """Why no attempt can begin, and from when one can."""
    key = f"exam.refused.{refusal.reason}"
    return timed(t, key, refusal.until) if refusal.until else t(key)


def is_held(db: Session, here: Here) -> bool:
    """Whether the person's grade waits for the jury: nothing of it may be shown."""
    grade = select(Grade.held).where(
        Grade.link_id == here.link_id, Grade.person_id == here.person_id
    )
    return bool(db.scalar(grade))


def _sat(db: Session, here: Here, place: Situation) -> tuple[BankView, ExamPolicy]:
    """The bank and policy that hold: those of the attempt being sat, else the link's."""
    if place.sitting is not None:
        bank = store.view(db, place.sitting.bank_id)
        return bank, ExamPolicy.from_json(place.sitting.policy)
    bank = bank_of_link(db, here)
    if bank.policy is None:
        raise NotReady("no exam in the bank")
    return bank, bank.policy


def _said(
    db: Session, here: Here, rules: ExamPolicy, place: Situation, t: Words, now: datetime
) -> tuple[str | Markup, ...]:
    if place.sitting is not None:
        return (t("exam.under-way", left=time_view(place.sitting, rules, t, now).said),)
    best = policy.kept(rules, place.finished)
    if best is not None and not is_held(db, here):
        verdict = "exam.passed-with" if rules.passed(best.score_bp) else "exam.missed-with"
        score, mark = t.percent(best.score_bp), t.percent(round(rules.pass_mark * 100))
        return (t(verdict, score=score, mark=mark),)
    count = t.count("exam.count", rules.questions)
    mark = t.percent(round(rules.pass_mark * 100))
    return (t("exam.intro", count=count, minutes=_minutes(rules, place), mark=mark),)


def _minutes(rules: ExamPolicy, place: Situation) -> int:
    return rules.minutes + place.granted.more_time(rules) // timedelta(minutes=1)


def _rules(rules: ExamPolicy, place: Situation, t: Words) -> list[str | Markup]:
    more = place.granted.more_time(rules)
    keep = f"exam.keep-{rules.keep}"
    allowed = rules.attempts + place.granted.attempts
    lines: list[str | Markup] = [
        t("exam.rule-time", minutes=_minutes(rules, place)),
        t("exam.rule-saved"),
        t("exam.rule-empty"),
        t.count("exam.rule-attempts", allowed, keep=t(keep)),
    ]
    if more:
        lines.insert(1, t("exam.rule-extra", minutes=more // timedelta(minutes=1)))
    else:
        lines.append(t("exam.rule-ask-time"))
    if rules.wait_hours and allowed > 1:
        lines.append(t.count("exam.rule-wait", rules.wait_hours))
    if place.window.closes_at:
        lines.append(timed(t, "exam.rule-closes", place.window.closes_at))
    return lines


def _tries(
    attempts: Sequence[Attempt], rules: ExamPolicy, home: str, t: Words, *, held: bool
) -> list[Try]:
    done = [one for one in attempts if one.submitted_at and one.state != "sitting"]
    return [
        Try(
            _try_said(one, rules, t, held=held),
            f"{home}exam/{one.id}/result",
            t("exam.see-result"),
        )
        for one in done
    ]


def _try_said(attempt: Attempt, rules: ExamPolicy, t: Words, *, held: bool) -> Markup:
    at = attempt.submitted_at or attempt.due_at
    if attempt.state == "withdrawn":
        return timed(t, "exam.try-withdrawn", at, n=attempt.number)
    if held or attempt.score_bp is None:
        return timed(t, "exam.try-held", at, n=attempt.number)
    passed = ExamPolicy.from_json(attempt.policy).passed(attempt.score_bp)
    verdict = "exam.try-passed" if passed else "exam.try-missed"
    return timed(t, verdict, at, n=attempt.number, score=t.percent(attempt.score_bp))

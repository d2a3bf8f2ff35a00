"""Sitting an exam: start, save, hand in; the server closes what nobody hands in.

Every act is one transaction of its caller, and holds on both engines whatever runs beside it:
SQLite's write transactions queue, PostgreSQL's lock the attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, exists, not_, select, update
from sqlalchemy.orm import Session

from lti_tool import audit, policy
from lti_tool.bank.types import BankView
from lti_tool.database import Database, Scope
from lti_tool.errors import AttemptClosed, NotFound, NotReady, Refused
from lti_tool.exam.beginning import begin, drawn
from lti_tool.exam.rulings import allow, correct, reopen, withdraw
from lti_tool.exam.sitting import found, locked, mark, over, situation
from lti_tool.grades import decide
from lti_tool.models import Answer, Attempt

if TYPE_CHECKING:
    from lti_tool.seating import Here

By = Literal["learner", "server", "staff"]
FORM = "form"
"""The tab of every page without a script."""

# What saving says, built once: it is said more often than anything else.
_ATTEMPT = (
    select(Attempt.state, Attempt.closes_at)
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.link_id == bindparam("link"),
        Attempt.person_id == bindparam("person"),
    )
    .with_for_update(read=True)
)
_ANSWER = (
    select(Answer.seq, Answer.tab, Answer.response, Answer.saved_at)
    .where(Answer.attempt_id == bindparam("attempt"), Answer.position == bindparam("place"))
    .with_for_update()
)
_KEEP = (
    update(Answer)
    .where(
        Answer.attempt_id == bindparam("attempt"),
        Answer.position == bindparam("place"),
        not_((Answer.tab == bindparam("page")) & (Answer.tab_n >= bindparam("n"))),
        exists(
            select(Attempt.id).where(
                Attempt.id == bindparam("attempt"),
                Attempt.state == "sitting",
                Attempt.closes_at > bindparam("now"),
            )
        ),
    )
    .values(
        seq=Answer.seq + 1,
        tab=bindparam("page"),
        tab_n=bindparam("n"),
        response=bindparam("said"),
        language=bindparam("language_"),
        flagged=bindparam("flag"),
        saved_at=bindparam("now"),
    )
    .returning(Answer.seq)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page saves: ``n`` grows in its ``tab``, ``seen`` is the sequence that it knew."""

    tab: str
    n: int
    seen: int
    response: Any
    language: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What is kept after a save: ``response`` is what was there before when ``replaced``.

    ``replaced``: the page did not know of the answer that it replaces, and says another one.
    """

    seq: int
    at: datetime | None
    replaced: bool
    response: Any


def start(db: Session, here: Here, bank: BankView, now: datetime, seed: str) -> Attempt:
    """The attempt that the person sits: the one that runs, or a new one. Refused, NotReady."""
    place = situation(db, here.link_id, here.person_id)
    if place.sitting is not None and not over(place.sitting, now):
        return place.sitting
    if place.sitting is not None:
        submit(db, place.sitting.id, now, "server")
        place = situation(db, here.link_id, here.person_id)
    if bank.policy is None:
        raise NotReady("no exam in the bank")
    refusal = policy.may_start(bank.policy, place.window, place.finished, place.granted, now)
    if refusal is not None:
        raise Refused(refusal)
    return begin(db, here, drawn(db, here, bank, place, now, seed), now)


def own(db: Session, here: Here, attempt_id: UUID, now: datetime) -> Attempt:
    """The person's own attempt, closed by the server when it is over. NotFound.

    Where it may be over, ``db`` must be one that writes; ``mine`` and ``over`` only look.
    """
    attempt = mine(db, here, attempt_id)
    return submit(db, attempt.id, now, "server") if over(attempt, now) else attempt


def mine(db: Session, here: Here, attempt_id: UUID) -> Attempt:
    """The person's own attempt as it is. NotFound for anybody else's."""
    attempt = found(db, here.link_id, attempt_id)
    if attempt.person_id != here.person_id:
        raise NotFound("attempt of somebody else")
    return attempt


def save(
    db: Session, here: Here, attempt_id: UUID, position: int, entry: Entry, now: datetime
) -> Saved:
    """Keep an answer; what comes last counts, a late copy from the same tab changes nothing.

    AttemptClosed after the end, NotFound for an attempt or a position that isn't the person's.
    """
    _open(db, here, attempt_id, now)
    before = db.execute(_ANSWER, {"attempt": attempt_id, "place": position}).first()
    if before is None:
        raise NotFound("position")
    last, tab, kept, at = before
    seq = _write(db, attempt_id, position, entry, now)
    if seq is None:
        return Saved(last, at, replaced=False, response=kept)
    # a script that repeats itself (the answer got lost on its way) replaces nobody's
    other = tab != entry.tab or tab == FORM
    replaced = other and 0 < last != entry.seen and kept != entry.response
    return Saved(seq, now, replaced, kept if replaced else entry.response)


def submit(db: Session, attempt_id: UUID, now: datetime, by: By) -> Attempt:
    """Close and mark the attempt and settle the grade, once: whoever comes later gets the same.

    After the end it is the server that closes, as of when it was due, with what was saved by then.
    """
    attempt = locked(db, attempt_id)
    if attempt.state != "sitting":
        return attempt
    if attempt.closes_at <= now:
        by = "server"
    attempt.submitted_at = attempt.due_at if by == "server" else now
    attempt.state, attempt.ended_by = "submitted", by
    marks = mark(db, attempt)
    db.flush()
    decide.settle(db, attempt.link_id, attempt.person_id, now)
    audit.record(
        db,
        "attempt.submitted",
        subject=attempt,
        actor=_actor(attempt, by),
        now=now,
        data={"number": attempt.number, "by": by, "score_bp": marks.score_bp},
    )
    return attempt


def expire_due(database: Database, now: datetime, limit: int = 50) -> int:
    """Close the attempts that are over, each in its own transaction; how many were closed.

    One that can't be closed keeps no other waiting: its error is raised at the end, in a group.
    """
    due = (
        select(Attempt.id, Attempt.registration_id, Attempt.context_id)
        .where(Attempt.state == "sitting", Attempt.closes_at <= now)
        .order_by(Attempt.closes_at)
        .limit(limit)
    )
    with database.system(read=True) as db:
        rows = db.execute(due).all()
    closed, faults = 0, []
    for attempt_id, registration_id, context_id in rows:
        scope = Scope(registration_id, context_id)
        try:
            closed += _expire(database, scope, attempt_id, now)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup("attempts that can't be closed", faults)
    return closed


def _expire(database: Database, scope: Scope, attempt_id: UUID, now: datetime) -> bool:
    free = (
        select(Attempt.id)
        .where(Attempt.id == attempt_id, Attempt.state == "sitting", Attempt.closes_at <= now)
        .with_for_update(skip_locked=True)
    )

    def work() -> bool:
        with database.write(scope) as db:
            if db.scalar(free) is None:  # somebody is at it, or was
                return False
            submit(db, attempt_id, now, "server")
            return True

    return database.retrying(work)


def _open(db: Session, here: Here, attempt_id: UUID, now: datetime) -> None:
    """Hold the attempt open for this save: a hand-in waits for it (PostgreSQL)."""
    whose = {"attempt": attempt_id, "link": here.link_id, "person": here.person_id}
    row = db.execute(_ATTEMPT, whose).first()
    if row is None:
        raise NotFound("attempt")
    if row.state != "sitting" or row.closes_at <= now:
        raise AttemptClosed


def _write(db: Session, attempt_id: UUID, position: int, entry: Entry, now: datetime) -> int | None:
    """One conditional update: arrival decides between tabs, ``n`` inside a tab."""
    values = {"said": entry.response, "language_": entry.language, "flag": entry.flagged}
    place = {"attempt": attempt_id, "place": position, "now": now}
    return db.scalar(_KEEP, {**place, **values, "page": entry.tab, "n": entry.n})


def _actor(attempt: Attempt, by: By) -> audit.Actor:
    return audit.Actor("person", attempt.person_id) if by == "learner" else audit.Actor("system")


__all__ = [
    "Entry",
    "Saved",
    "allow",
    "correct",
    "expire_due",
    "mine",
    "over",
    "own",
    "reopen",
    "save",
    "start",
    "submit",
    "withdraw",
]

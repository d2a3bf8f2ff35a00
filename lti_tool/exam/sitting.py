"""What the exam's acts stand on: a person's attempts in a link, what was granted, the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.bank import store
from lti_tool.errors import NotFound
from lti_tool.exam import scoring
from lti_tool.models import Allowance, Answer, Attempt, Correction, Link
from lti_tool.policy import Finished, Granted, Window


@dataclass(frozen=True, slots=True)
class Situation:
    """Where one person stands in one link; ``sitting`` is the attempt being sat."""

    window: Window
    finished: tuple[Finished, ...]
    granted: Granted
    sitting: Attempt | None
    attempts: tuple[Attempt, ...]


def situation(db: Session, link_id: UUID | None, person_id: UUID) -> Situation:
    """The attempts of a person in a link, by number, and the rules that hold for them. NotFound."""
    link = db.get(Link, link_id) if link_id else None
    if link is None:
        raise NotFound("link")
    attempts = tuple(
        db.scalars(
            select(Attempt)
            .where(Attempt.link_id == link.id, Attempt.person_id == person_id)
            .order_by(Attempt.number)
        )
    )
    finished = tuple(one for one in map(finished_of, attempts) if one)
    return Situation(
        Window(link.opens_at, link.closes_at),
        finished,
        granted(db, link.id, person_id, finished),
        next((one for one in attempts if one.state == "sitting"), None),
        attempts,
    )


def finished_of(attempt: Attempt) -> Finished | None:
    """The attempt as policy counts it; None while it is sat, or if it never was handed in."""
    if attempt.state == "sitting" or attempt.submitted_at is None:
        return None
    withdrawn = attempt.state == "withdrawn"
    return Finished(attempt.number, attempt.score_bp or 0, attempt.submitted_at, withdrawn)


def granted(
    db: Session, link_id: UUID, person_id: UUID, finished: Sequence[Finished] = ()
) -> Granted:
    """What staff allowed: the last extra time, each extra attempt, and a wait that was lifted
    since the last hand-in."""
    rows = db.scalars(
        select(Allowance)
        .where(Allowance.link_id == link_id, Allowance.person_id == person_id)
        .order_by(Allowance.at, Allowance.id)
    ).all()
    time = next((one for one in reversed(rows) if one.kind == "extra-time"), None)
    last = max((one.submitted_at for one in finished if not one.withdrawn), default=None)
    lifted = [one for one in rows if one.kind == "no-wait" and (last is None or one.at >= last)]
    return Granted(
        minutes=(time.minutes or 0) if time else 0,
        percent=(time.percent or 0) if time else 0,
        attempts=sum(one.kind == "extra-attempt" for one in rows),
        no_wait=bool(lifted),
    )


def found(db: Session, link_id: UUID | None, attempt_id: UUID) -> Attempt:
    """An attempt of a link, whosever it is. NotFound."""
    attempt = db.scalar(select(Attempt).where(Attempt.id == attempt_id, Attempt.link_id == link_id))
    if attempt is None:
        raise NotFound("attempt")
    return attempt


def locked(db: Session, attempt_id: UUID) -> Attempt:
    """The attempt as it is now, held until the transaction ends. NotFound."""
    attempt = db.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attempt is None:
        raise NotFound("attempt")
    return attempt


def answers(db: Session, attempt_id: UUID) -> Sequence[Answer]:
    """An attempt's answers by position, as the database has them now."""
    query = select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.position)
    return db.scalars(query.execution_options(populate_existing=True)).all()


def mark(db: Session, attempt: Attempt) -> scoring.Marks:
    """Mark the attempt by what was saved and corrected, and write the result on it."""
    bank = store.view(db, attempt.bank_id)
    given = answers(db, attempt.id)
    return _write(attempt, scoring.marks(attempt, bank, given, _corrections(db, attempt)))


def mark_again(db: Session, attempt: Attempt) -> scoring.Marks:
    """Mark an attempt that was marked before, by its corrections; its answers may be gone."""
    if attempt.marks is None:
        return mark(db, attempt)
    counted = scoring.Marks.from_json(attempt.marks).questions
    return _write(attempt, scoring.corrected(counted, _corrections(db, attempt)))


def _corrections(db: Session, attempt: Attempt) -> Sequence[Correction]:
    return db.scalars(select(Correction).where(Correction.attempt_id == attempt.id)).all()


def _write(attempt: Attempt, marks: scoring.Marks) -> scoring.Marks:
    kept = attempt.marks or {}
    attempt.marks = {**marks.to_json(), "reopened": kept.get("reopened", 0)}
    attempt.score_bp = marks.score_bp
    return marks


def over(attempt: Attempt, now: datetime) -> bool:
    """Whether an attempt that is sat takes nothing any more, and waits to be closed."""
    return attempt.state == "sitting" and attempt.closes_at <= now

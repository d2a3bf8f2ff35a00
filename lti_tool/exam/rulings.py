"""What staff decide about somebody's exam: more time, another try, reopening, withdrawal, a mark.

Each act has a reason, is kept, and is told in the audit trail with what was before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from lti_tool import audit, ids
from lti_tool.errors import BadForm, NotFound, Refused
from lti_tool.exam.sitting import found, granted, locked, mark, mark_again, situation
from lti_tool.grades import decide
from lti_tool.models import Allowance, Attempt, Correction, Person
from lti_tool.policy import FULL, GRACE, ExamPolicy, Refusal

if TYPE_CHECKING:
    from lti_tool.seating import Here

Kind = Literal["extra-time", "extra-attempt", "no-wait"]
MINUTES = 24 * 60  # the most that is granted at once
PERCENT = 400
REASON = 500  # signs


def allow(
    db: Session,
    here: Here,
    person_id: UUID,
    kind: Kind,
    reason: str,
    now: datetime,
    *,
    minutes: int | None = None,
    percent: int | None = None,
) -> Allowance:
    """Grant one person more time (minutes or per cent), an attempt, or an end to the wait.

    Extra time stands in place of what was granted before, and moves the end of an attempt that is
    being sat. BadForm, NotFound.
    """
    _staff(here, reason)
    _sensible(kind, minutes, percent)
    if db.get(Person, person_id) is None:
        raise NotFound("person")
    made = _allowance(here, person_id, kind, reason, now, minutes=minutes, percent=percent)
    db.add(made)
    db.flush()
    place = situation(db, here.link_id, person_id)
    data: dict[str, object] = {"kind": kind, "minutes": minutes, "percent": percent}
    if kind == "extra-time" and place.sitting is not None:
        data |= _move(db, place.sitting.id)
    audit.record(
        db, "person.allowed", subject=made, actor=_by(here), now=now, reason=reason, data=data
    )
    return made


def reopen(
    db: Session, here: Here, attempt_id: UUID, reason: str, now: datetime, *, minutes: int
) -> Attempt:
    """Let somebody go on with an attempt for so many minutes; its grade stands until it is handed
    in again. Refused when it isn't handed in or another one is sat; BadForm, NotFound."""
    _staff(here, reason)
    if not 1 <= minutes <= MINUTES:
        raise BadForm("minutes")
    attempt = _held(db, here, attempt_id)
    place = situation(db, here.link_id, attempt.person_id)
    if attempt.state != "submitted" or place.sitting is not None:
        raise Refused(Refusal("sitting"))
    before = {"submitted_at": str(attempt.submitted_at), "score_bp": attempt.score_bp}
    attempt.state, attempt.ended_by, attempt.submitted_at = "sitting", None, None
    attempt.due_at = now + timedelta(minutes=minutes)
    attempt.closes_at = attempt.due_at + GRACE
    kept = attempt.marks or {}
    attempt.marks = {**kept, "reopened": kept.get("reopened", 0) + 1}
    db.add(
        _allowance(
            here, attempt.person_id, "reopen", reason, now, minutes=minutes, attempt_id=attempt.id
        )
    )
    _told(db, "attempt.reopened", attempt, here, now, reason, before)
    return attempt


def withdraw(db: Session, here: Here, attempt_id: UUID, reason: str, now: datetime) -> Attempt:
    """Take an attempt out of the count, sat or handed in; the grade is settled anew. NotFound."""
    _staff(here, reason)
    attempt = _held(db, here, attempt_id)
    if attempt.state == "withdrawn":
        return attempt
    before = {"state": attempt.state, "score_bp": attempt.score_bp}
    if attempt.state == "sitting":
        attempt.submitted_at, attempt.ended_by = now, "staff"
        mark(db, attempt)
    attempt.state = "withdrawn"
    _told(db, "attempt.withdrawn", attempt, here, now, reason, before)
    decide.settle(db, attempt.link_id, attempt.person_id, now)
    return attempt


def correct(
    db: Session,
    here: Here,
    attempt_id: UUID,
    reason: str,
    now: datetime,
    *,
    position: int | None = None,
    fraction: float | None = None,
    score_bp: int | None = None,
) -> Correction:
    """Set the mark of one question (``fraction`` 0 to 1) or of the whole attempt (basis points).

    The latest of each counts. BadForm for a mark out of bounds, Refused while it is sat, NotFound.
    """
    _staff(here, reason)
    attempt = _held(db, here, attempt_id)
    if attempt.state == "sitting":
        raise Refused(Refusal("sitting"))
    _possible(attempt, position, fraction, score_bp)
    made = Correction(
        id=ids.new(now),
        registration_id=attempt.registration_id,
        context_id=attempt.context_id,
        attempt_id=attempt.id,
        position=position,
        fraction=fraction,
        score_bp=score_bp,
        reason=reason,
        by_person_id=here.person_id,
        at=now,
    )
    before = {"score_bp": attempt.score_bp, "position": position}
    db.add(made)
    db.flush()
    mark_again(db, attempt)
    _told(db, "attempt.corrected", attempt, here, now, reason, before)
    decide.settle(db, attempt.link_id, attempt.person_id, now)
    return made


def _staff(here: Here, reason: str) -> None:
    if here.role != "instructor" or here.link_id is None:
        raise NotFound("not staff")
    if not len(reason.strip()) >= 1 or len(reason) > REASON:
        raise BadForm("reason")


def _sensible(kind: Kind, minutes: int | None, percent: int | None) -> None:
    if kind != "extra-time":
        fits = minutes is None and percent is None
    elif minutes is not None:
        fits = percent is None and 0 <= minutes <= MINUTES
    else:
        fits = percent is not None and 0 <= percent <= PERCENT
    if not fits:
        raise BadForm(f"{kind}: minutes {minutes}, percent {percent}")


def _possible(
    attempt: Attempt, position: int | None, fraction: float | None, score_bp: int | None
) -> None:
    questions = len(attempt.paper["questions"])
    if score_bp is not None:
        fits = fraction is None and position is None and 0 <= score_bp <= FULL
    else:
        known = position is not None and 1 <= position <= questions
        fits = known and fraction is not None and 0 <= fraction <= 1
    if not fits:
        raise BadForm("a mark out of bounds")


def _held(db: Session, here: Here, attempt_id: UUID) -> Attempt:
    return locked(db, found(db, here.link_id, attempt_id).id)


def _move(db: Session, attempt_id: UUID) -> dict[str, object]:
    """Move the end of an attempt by how much the extra time has changed."""
    attempt = locked(db, attempt_id)
    if attempt.state != "sitting":
        return {}
    given = granted(db, attempt.link_id, attempt.person_id)
    extra = given.more_time(ExamPolicy.from_json(attempt.policy)) // timedelta(minutes=1)
    before = attempt.due_at
    attempt.due_at += timedelta(minutes=extra - attempt.extra_minutes)
    attempt.closes_at = attempt.due_at + GRACE
    attempt.extra_minutes = extra
    return {"due_at": [str(before), str(attempt.due_at)]}


def _allowance(
    here: Here,
    person_id: UUID,
    kind: str,
    reason: str,
    now: datetime,
    *,
    minutes: int | None = None,
    percent: int | None = None,
    attempt_id: UUID | None = None,
) -> Allowance:
    return Allowance(
        id=ids.new(now),
        registration_id=here.scope.registration_id,
        context_id=here.scope.context_id,
        link_id=here.link_id,
        person_id=person_id,
        kind=kind,
        minutes=minutes,
        percent=percent,
        attempt_id=attempt_id,
        reason=reason,
        by_person_id=here.person_id,
        at=now,
    )


def _told(
    db: Session,
    action: str,
    attempt: Attempt,
    here: Here,
    now: datetime,
    reason: str,
    before: Mapping[str, object],
) -> None:
    db.flush()
    after = {"state": attempt.state, "score_bp": attempt.score_bp, "due_at": str(attempt.due_at)}
    audit.record(
        db,
        action,
        subject=attempt,
        actor=_by(here),
        now=now,
        reason=reason,
        data={"before": dict(before), "after": after},
    )


def _by(here: Here) -> audit.Actor:
    return audit.Actor("person", here.person_id)

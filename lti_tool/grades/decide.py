"""What counts for a person, and what the platform should therefore hold.

All in the caller's transaction: a grade and its delivery are written with the attempt or not at
all. A delivery is a state, not a message: a newer grade raises ``wanted_revision``, so scores can
neither be reordered nor sent twice over each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lti_tool import audit, ids
from lti_tool.errors import NotFound
from lti_tool.models import (
    Attempt,
    Delivery,
    DeliveryEvent,
    Grade,
    LineItem,
    Link,
    Membership,
    Person,
)
from lti_tool.policy import ExamPolicy, Finished, kept

UNGRADED = "positioning"  # a conviction is no mark: it never leaves the tool
WAKING_ITEMS = ("suspended", "absent")
MAXIMUM = 100.0


def settle(db: Session, link_id: UUID, person_id: UUID, now: datetime) -> Grade | None:
    """The grade of a person in a link as their attempts stand, its delivery with it.

    Called after a hand-in, a correction or a withdrawal. None before the first hand-in, and in
    positioning. When no attempt counts any more the grade stays, and staff decide: nothing that
    a platform holds is erased by us.
    """
    db.flush()
    link = db.get_one(Link, link_id)
    if link.part == UNGRADED:
        return None
    grade = _grade_of(db, link_id, person_id)
    if grade is not None and db.get_one(Attempt, grade.attempt_id).state == "sitting":
        return grade  # reopened: what counts is not taken back before the new hand-in
    attempt = _kept_attempt(db, link_id, person_id)
    if attempt is None:
        if grade is not None:
            _withdrawn(db, grade, now)
        return grade
    if grade is None:
        grade = _new_grade(attempt, now)
        db.add(grade)
    else:
        _renew(grade, attempt, now)
    db.flush()
    _deliver(db, link, grade, now)
    return grade


def release(db: Session, link_ids: Iterable[UUID], now: datetime) -> int:
    """Opens the grades of these links that a jury held; how many."""
    held = select(Grade).where(Grade.link_id.in_(list(link_ids)), Grade.held).with_for_update()
    grades = db.scalars(held).all()
    for grade in grades:
        grade.held, grade.revision, grade.decided_at = False, grade.revision + 1, now
        db.flush()
        _deliver(db, db.get_one(Link, grade.link_id), grade, now)
    return len(grades)


def wake(
    db: Session, *, link_id: UUID | None = None, person_id: UUID | None = None, now: datetime
) -> int:
    """Tries again what a launch may have mended; how many deliveries.

    ``link_id``: those that wait for its line item. ``person_id``: those that the platform refused
    for this person.
    """
    mended: list[ColumnElement[bool]] = []
    if link_id is not None:
        items = select(LineItem.id).where(LineItem.link_id == link_id)
        mended.append((Delivery.state == "waiting") & Delivery.line_item_id.in_(items))
    if person_id is not None:
        mended.append((Delivery.state == "refused") & (Delivery.person_id == person_id))
    if not mended:
        return 0
    found = db.scalars(select(Delivery).where(or_(*mended)).with_for_update()).all()
    for delivery in found:
        _again(db, delivery, "woken", now)
    return len(found)


def send_again(db: Session, delivery_id: UUID, now: datetime, actor: audit.Actor) -> None:
    """Sends once more, whatever the platform holds, with a new timestamp. NotFound.

    What is on its way this instant is left alone.
    """
    delivery = db.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None:
        raise NotFound
    if delivery.state == "sending":
        return
    before = {"state": delivery.state, "reason": delivery.reason}
    item = db.get_one(LineItem, delivery.line_item_id)
    if item.state in WAKING_ITEMS:
        item.state = "unresolved"
    delivery.forced = True
    _again(db, delivery, "forced", now)
    audit.record(db, "grade.send", subject=delivery, actor=actor, now=now, data=before)


def event(
    db: Session,
    delivery: Delivery,
    kind: str,
    now: datetime,
    *,
    status: int | None = None,
    detail: str = "",
) -> None:
    """Writes one step of a delivery; ``detail`` is a code, never a text of the platform."""
    db.add(
        DeliveryEvent(
            id=ids.new(now),
            registration_id=delivery.registration_id,
            context_id=delivery.context_id,
            delivery_id=delivery.id,
            at=now,
            kind=kind,
            revision=delivery.sent_revision,
            status=status,
            sent_timestamp=delivery.last_timestamp,
            detail=detail[:60],
        )
    )


def _grade_of(db: Session, link_id: UUID, person_id: UUID) -> Grade | None:
    wanted = select(Grade).where(Grade.link_id == link_id, Grade.person_id == person_id)
    return db.scalar(wanted.with_for_update())


def _kept_attempt(db: Session, link_id: UUID, person_id: UUID) -> Attempt | None:
    """The attempt that counts; the policy is that of the latest one."""
    of_person = select(Attempt).where(
        Attempt.link_id == link_id,
        Attempt.person_id == person_id,
        Attempt.submitted_at.is_not(None),
        Attempt.score_bp.is_not(None),
        Attempt.state != "sitting",
    )
    attempts = db.scalars(of_person.order_by(Attempt.number)).all()
    if not attempts:
        return None
    best = kept(ExamPolicy.from_json(attempts[-1].policy), [_finished(a) for a in attempts])
    return next((a for a in attempts if best is not None and a.number == best.number), None)


def _finished(attempt: Attempt) -> Finished:
    if attempt.score_bp is None or attempt.submitted_at is None:
        raise ValueError("an attempt that was not handed in")
    withdrawn = attempt.state == "withdrawn"
    return Finished(attempt.number, attempt.score_bp, attempt.submitted_at, withdrawn)


def _new_grade(attempt: Attempt, now: datetime) -> Grade:
    done = _finished(attempt)
    return Grade(
        id=ids.new(now),
        registration_id=attempt.registration_id,
        context_id=attempt.context_id,
        link_id=attempt.link_id,
        person_id=attempt.person_id,
        attempt_id=attempt.id,
        score_bp=done.score_bp,
        revision=1,
        held=False,
        started_at=attempt.started_at,
        submitted_at=done.submitted_at,
        decided_at=now,
    )


def _renew(grade: Grade, attempt: Attempt, now: datetime) -> None:
    """A new revision, only if what counts has changed."""
    done = _finished(attempt)
    was = (grade.score_bp, grade.attempt_id, grade.submitted_at)
    if was == (done.score_bp, attempt.id, done.submitted_at):
        return
    grade.score_bp, grade.attempt_id = done.score_bp, attempt.id
    grade.started_at, grade.submitted_at = attempt.started_at, done.submitted_at
    grade.revision, grade.decided_at = grade.revision + 1, now


def _deliver(db: Session, link: Link, grade: Grade, now: datetime) -> None:
    """The delivery of a grade, made or renewed; none for who is no learner, or while it is held."""
    if grade.held or not _is_learner(db, grade):
        return
    item = _line_item(db, link, now)
    delivery = db.scalar(
        select(Delivery)
        .where(Delivery.line_item_id == item.id, Delivery.person_id == grade.person_id)
        .with_for_update()
    )
    if delivery is None:
        db.add(_new_delivery(item, grade, now))
    elif delivery.wanted_revision != grade.revision:
        delivery.wanted_revision = grade.revision
        if delivery.state != "sending":  # a leased row sees the new revision when it comes back
            _again(db, delivery, "renewed", now)
    elif delivery.reason == "withdrawn":
        delivery.reason = None
        if delivery.state != "sending":
            _again(db, delivery, "renewed", now)
    db.flush()


def _is_learner(db: Session, grade: Grade) -> bool:
    place = db.get(Membership, (grade.context_id, grade.person_id))
    person = db.get(Person, grade.person_id)
    here = person is not None and person.state != "erased"
    return here and place is not None and place.role == "learner"


def _line_item(db: Session, link: Link, now: datetime) -> LineItem:
    """The link's line item; a row for one that is still to be found or made."""
    item = db.scalar(select(LineItem).where(LineItem.link_id == link.id))
    if item is not None:
        return item
    resource = f"{link.course}/{link.format}"
    item = LineItem(
        id=ids.new(now),
        registration_id=link.registration_id,
        context_id=link.context_id,
        link_id=link.id,
        label=(link.title or resource)[:300],
        resource_id=resource,
        tag=link.part,
        maximum=MAXIMUM,
        origin="found",
        state="unresolved",
    )
    db.add(item)
    db.flush()
    return item


def _new_delivery(item: LineItem, grade: Grade, now: datetime) -> Delivery:
    return Delivery(
        id=ids.new(now),
        registration_id=grade.registration_id,
        context_id=grade.context_id,
        line_item_id=item.id,
        person_id=grade.person_id,
        grade_id=grade.id,
        wanted_revision=grade.revision,
        state="pending",
        next_at=now,
        updated_at=now,
    )


def _again(db: Session, delivery: Delivery, kind: str, now: datetime) -> None:
    delivery.state, delivery.reason, delivery.next_at = "pending", None, now
    delivery.tries, delivery.first_try_at, delivery.updated_at = 0, None, now
    event(db, delivery, kind, now)


def _withdrawn(db: Session, grade: Grade, now: datetime) -> None:
    """No attempt counts: what the platform holds is for staff to look at."""
    deliveries: Sequence[Delivery] = db.scalars(
        select(Delivery).where(Delivery.grade_id == grade.id).with_for_update()
    ).all()
    for delivery in deliveries:
        delivery.reason, delivery.updated_at = "withdrawn", now
        if delivery.state != "sending":  # a leased row becomes a conflict when it comes back
            delivery.state = "conflict"
        event(db, delivery, "withdrawn", now)

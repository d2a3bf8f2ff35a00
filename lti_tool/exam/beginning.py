"""A new attempt: drawn, and written once however many tabs begin it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool import audit, ids, policy, words
from lti_tool.bank.types import BankView
from lti_tool.errors import NotReady
from lti_tool.exam.draw import Paper, draw
from lti_tool.exam.sitting import Situation, situation
from lti_tool.models import Answer, Attempt

if TYPE_CHECKING:
    from lti_tool.seating import Here


def drawn(
    db: Session, here: Here, bank: BankView, place: Situation, now: datetime, seed: str
) -> Attempt:
    """The attempt to be, not written yet: its paper, its ends, its language. NotReady."""
    if bank.policy is None or here.link_id is None:
        raise NotReady("no exam here")
    due, closes = policy.deadlines(bank.policy, place.window, place.granted, now)
    paper = draw(bank, bank.policy, seed, _seen(db, here))
    return Attempt(
        id=ids.new(now),
        registration_id=here.scope.registration_id,
        context_id=here.scope.context_id,
        link_id=here.link_id,
        person_id=here.person_id,
        number=1 + max((one.number for one in place.attempts), default=0),
        bank_id=bank.id,
        policy=bank.policy.to_json(),
        seed=seed,
        paper=paper.to_json(),
        language=words.language_for(here.locale, bank.languages),
        state="sitting",
        started_at=now,
        due_at=due,
        closes_at=closes,
        extra_minutes=place.granted.more_time(bank.policy) // timedelta(minutes=1),
    )


def begin(db: Session, here: Here, attempt: Attempt, now: datetime) -> Attempt:
    """Write the attempt with its empty answers; another tab that was first is resumed."""
    try:
        with db.begin_nested():
            db.add(attempt)
            db.flush()
    except IntegrityError:
        place = situation(db, here.link_id, here.person_id)
        if place.sitting is None:
            raise
        return place.sitting
    db.add_all(_empty(attempt))
    actor = audit.Actor("person", here.person_id)
    audit.record(db, "attempt.started", subject=attempt, actor=actor, now=now)
    return attempt


def _empty(attempt: Attempt) -> list[Answer]:
    return [
        Answer(
            attempt_id=attempt.id,
            registration_id=attempt.registration_id,
            context_id=attempt.context_id,
            position=position,
            language=attempt.language,
        )
        for position in range(1, len(attempt.paper["questions"]) + 1)
    ]


def _seen(db: Session, here: Here) -> Mapping[str, int]:
    """How often the person was asked each item in this course's earlier papers."""
    papers = db.scalars(select(Attempt.paper).where(Attempt.person_id == here.person_id))
    return Counter(asked.item for paper in papers for asked in Paper.from_json(paper).questions)

"""What one delivery needs to be sent, read in one short transaction before the network is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from lti_tool.lti.ports import Place, Score
from lti_tool.models import (
    Attempt,
    Context,
    Delivery,
    DeliveryEvent,
    Grade,
    LineItem,
    Link,
    Person,
    Registration,
)
from lti_tool.policy import ExamPolicy
from lti_tool.quirks import Standard, for_family
from lti_tool.sealing import digest, same
from lti_tool.words import words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lti_tool.database import Database
    from lti_tool.grades.claim import Job

TOLERANCE = 0.0005  # of the whole: platforms round


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery with all around it; rows are detached, and only read.

    ``differed`` counts how often the platform showed something else for this revision.
    """

    registration: Registration
    quirk: Standard
    scopes: tuple[str, ...]
    item: LineItem
    place: Place | None
    score: Score
    content: bytes  # hash of score and comment
    unchanged: bool
    erased: bool
    differed: int

    def equals(self, ratio: float | None) -> bool:
        """Whether a ratio in 0…1 is the score, within what platforms round."""
        return ratio is not None and abs(ratio - self.score.score_bp / 10_000) <= TOLERANCE

    @property
    def unseen(self) -> bool:
        """Whether this score reads back as nothing there."""
        return self.score.score_bp == 0 and self.quirk.hides_zero


def load(database: Database, job: Job) -> Parcel:
    """The parcel of a job."""
    with database.read(job.scope) as db:
        delivery = db.get_one(Delivery, job.delivery_id)
        grade = db.get_one(Grade, delivery.grade_id)
        person = db.get_one(Person, delivery.person_id)
        item = db.get_one(LineItem, delivery.line_item_id)
        registration = db.get_one(Registration, job.scope.registration_id)
        context = db.get_one(Context, delivery.context_id)
        comment = _comment(db.get_one(Attempt, grade.attempt_id), grade)
        content = digest(f"{grade.score_bp}|{comment}")
        kept = delivery.comment_hash is not None and same(delivery.comment_hash, content)
        return Parcel(
            registration=registration,
            quirk=for_family(registration.family),
            scopes=tuple(context.ags_scopes),
            item=item,
            place=_place(db, item, context),
            score=_score(job, grade, person, comment, taken=_taken(db, job)),
            content=content,
            unchanged=kept and 0 < delivery.confirmed_revision == job.before,
            erased=person.state == "erased",
            differed=_differed(db, job),
        )


def _score(job: Job, grade: Grade, person: Person, comment: str, *, taken: bool) -> Score:
    return Score(
        sub=person.sub,
        score_bp=grade.score_bp,
        comment=comment,
        timestamp=job.timestamp,
        started_at=grade.started_at,
        submitted_at=grade.submitted_at,
        resent=taken,
    )


def _place(db: Session, item: LineItem, context: Context) -> Place | None:
    """Where the line item is looked for; None on a platform without a list of them."""
    if context.lineitems_url is None:
        return None
    others = select(LineItem.url).where(
        LineItem.context_id == context.id, LineItem.id != item.id, LineItem.url.is_not(None)
    )
    return Place(
        lineitems_url=context.lineitems_url,
        label=item.label,
        resource_id=item.resource_id,
        tag=item.tag,
        resource_link=db.get_one(Link, item.link_id).link_key,
        taken=frozenset(url for url in db.scalars(others) if url),
    )


def _taken(db: Session, job: Job) -> bool:
    """Whether the platform has ever taken a score for this person."""
    taken = select(DeliveryEvent.id).where(
        DeliveryEvent.delivery_id == job.delivery_id, DeliveryEvent.kind == "accepted"
    )
    return db.scalar(taken.limit(1)) is not None


def _differed(db: Session, job: Job) -> int:
    seen = select(func.count(DeliveryEvent.id)).where(
        DeliveryEvent.delivery_id == job.delivery_id,
        DeliveryEvent.kind == "differs",
        DeliveryEvent.revision == job.revision,
        DeliveryEvent.at >= job.first_try_at,
    )
    return db.scalar(seen) or 0


def _comment(attempt: Attempt, grade: Grade) -> str:
    """The line beside the score: ``Réussi, 73,5 %, essai 2 sur 2 le 25 novembre 2026``."""
    t, policy = words(attempt.language), ExamPolicy.from_json(attempt.policy)
    key = "passed" if policy.passed(grade.score_bp) else "failed"
    at: datetime = grade.submitted_at
    return t(
        f"grades.comment.{key}",
        score=t.percent(grade.score_bp),
        number=attempt.number,
        attempts=max(policy.attempts, attempt.number),
        date=t.date(at),
    )

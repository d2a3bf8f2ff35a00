"""What the platform has of the marks of a link, and each step on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.grades.words import Said, say
from lti_tool.models import DeliveryEvent
from lti_tool.staff import progress
from lti_tool.staff.who import number

if TYPE_CHECKING:
    from lti_tool.seating import Here
    from lti_tool.words import Words


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``status`` is the platform's HTTP status."""

    at: datetime
    kind: str
    status: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """One person's mark and where it is."""

    id: UUID
    person_id: UUID
    name: str
    score_bp: int
    said: Said
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SentView:
    """The page of the marks sent."""

    title: str
    said: str
    column: str
    rows: tuple[Sent, ...]


def of_link(db: Session, here: Here, now: datetime, t: Words) -> SentView:
    """The deliveries of a link, those that wait for somebody first. NotFound."""
    found = progress.held(db, here, t)
    steps = _steps(db, [one.id for one in found.deliveries.values()], t)
    rows = [
        Sent(
            one.id,
            person_id,
            found.people[person_id].name,
            found.grades[person_id].score_bp,
            say(one, here.family, now, t),
            tuple(steps.get(one.id, ())),
        )
        for person_id, one in found.deliveries.items()
        if person_id in found.grades and person_id in found.people
    ]
    rows.sort(key=lambda row: (row.said.sign != "ko", row.said.sign != "wait", row.name))
    item = found.line_item
    return SentView(
        progress.title(found, here),
        _said(rows, t),
        t(f"staff.column-state.{item.state}", label=item.label) if item else "",
        tuple(rows),
    )


def _said(rows: list[Sent], t: Words) -> str:
    if not rows:
        return t("staff.sent.none")
    there = sum(row.said.sign == "ok" for row in rows)
    said = [t("staff.sent.none-there")]
    if there:
        of = number(len(rows), t)
        said = [t.count("staff.sent.there", there, number=number(there, t), of=of)]
    wrong = sum(row.said.sign == "ko" for row in rows)
    if wrong:
        said.append(t.count("staff.sent.wrong", wrong, number=number(wrong, t)))
    return " ".join(one[:1].upper() + one[1:] for one in said)


def _steps(db: Session, delivery_ids: list[UUID], t: Words) -> dict[UUID, list[Step]]:
    steps: dict[UUID, list[Step]] = {}
    asked = select(DeliveryEvent).where(DeliveryEvent.delivery_id.in_(delivery_ids))
    for one in db.scalars(asked.order_by(DeliveryEvent.at, DeliveryEvent.id)):
        key = f"staff.step.{one.kind}"
        said = t(key) if key in t else one.kind
        steps.setdefault(one.delivery_id, []).append(Step(one.at, said, one.status))
    return steps

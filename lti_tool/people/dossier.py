"""One person's data: given to them whole, or erased, on request."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, delete, inspect, or_, select, update
from sqlalchemy.orm import Session

from lti_tool import audit
from lti_tool.models import (
    Allowance,
    Answer,
    Attempt,
    AuditEntry,
    Base,
    Correction,
    Delivery,
    DeliveryEvent,
    Grade,
    Membership,
    Person,
    Seat,
    Visit,
)
from lti_tool.sealing import Sealer

# What says nothing of the person: secrets of the machine, and the paper, which is the exam's.
HIDDEN: Final = frozenset({"csrf", "paper", "seed", "lease_owner", "lease_until", "tab", "tab_n"})
UNSENT: Final = ("pending", "sending", "confirming", "waiting")
FAST: Final = {"synchronize_session": False}


def find_person(db: Session, registration_id: UUID, sub: str) -> Person | None:
    """The person whom a platform calls ``sub``."""
    asked = select(Person).where(Person.registration_id == registration_id, Person.sub == sub)
    return db.scalar(asked)


def tables(person: Person) -> Mapping[type[Base], ColumnElement[bool]]:
    """Every table that holds rows about a person, and which they are."""
    attempts = select(Attempt.id).where(Attempt.person_id == person.id)
    deliveries = select(Delivery.id).where(Delivery.person_id == person.id)
    about = or_(AuditEntry.subject_id == person.id, AuditEntry.subject_id.in_(attempts))
    return {
        Person: Person.id == person.id,
        Visit: Visit.person_id == person.id,
        Seat: Seat.person_id == person.id,
        Membership: Membership.person_id == person.id,
        Attempt: Attempt.person_id == person.id,
        Answer: Answer.attempt_id.in_(attempts),
        Allowance: Allowance.person_id == person.id,
        Correction: Correction.attempt_id.in_(attempts),
        Grade: Grade.person_id == person.id,
        Delivery: Delivery.person_id == person.id,
        DeliveryEvent: DeliveryEvent.delivery_id.in_(deliveries),
        AuditEntry: or_(about, AuditEntry.actor_person_id == person.id),
    }


def export_person(db: Session, person: Person) -> bytes:
    """A zip with one JSON file a table; ``db`` is a system session."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, theirs in tables(person).items():
            rows = [_plain(row) for row in db.scalars(select(table).where(theirs))]
            text = json.dumps(rows, ensure_ascii=False, indent=2, default=str)
            archive.writestr(f"{table.__tablename__}.json", text)
    return packed.getvalue()


def _plain(row: Base) -> dict[str, Any]:
    columns = inspect(type(row)).columns
    shown = (c for c in columns if c.key not in HIDDEN and not isinstance(c.type, LargeBinary))
    return {c.key: _text(getattr(row, c.key)) for c in shown}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Emptied:
    """Columns of a table that are emptied when a person is erased."""

    table: type[Base]
    where: ColumnElement[bool]
    values: Mapping[str, Any]


def erase_person(
    db: Session, person: Person, *, sealer: Sealer, actor: audit.Actor, now: datetime
) -> None:
    """Forget who somebody was, what they answered and why they were granted anything.

    ``db`` is a system session that erases. The mark stays, as proof, under a pseudonym; the same
    person's next launch makes a new person. What the LMS holds is the LMS's.
    """
    for seen in (Seat, Visit):
        db.execute(delete(seen).where(seen.person_id == person.id), execution_options=FAST)
    for one in _emptied(person):
        db.execute(update(one.table).where(one.where).values(one.values), execution_options=FAST)
    person.sub = f"erased:{sealer.keyed('erased', f'{person.id}|{person.sub}')}"
    person.name = person.email = person.locale = None
    person.state = "erased"
    audit.record(db, "person-erased", subject=person, actor=actor, now=now)


def _emptied(person: Person) -> Iterator[Emptied]:
    theirs = tables(person)
    yield Emptied(Answer, theirs[Answer], {"response": None})
    yield Emptied(Allowance, theirs[Allowance], {"reason": ""})
    yield Emptied(Correction, theirs[Correction], {"reason": ""})
    yield Emptied(AuditEntry, theirs[AuditEntry], {"reason": None})
    sitting = theirs[Attempt] & (Attempt.state == "sitting")
    yield Emptied(Attempt, sitting, {"state": "withdrawn"})
    unsent = theirs[Delivery] & Delivery.state.in_(UNSENT)
    yield Emptied(Delivery, unsent, {"state": "refused", "reason": "erased", "lease_owner": None})

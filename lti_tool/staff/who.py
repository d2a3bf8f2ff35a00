"""Who is in a course, and what to call them: by name if the platform sends it, else by a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Membership, Person

if TYPE_CHECKING:
    from lti_tool.words import Words


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the course; ``enrolled``: the platform still says so."""

    id: UUID
    name: str
    role: str
    enrolled: bool


def people(db: Session, t: Words) -> Mapping[UUID, Known]:
    """Everybody of the session's course, who came first before.

    The number of who has no name is their rank: it does not change when others come. What the
    platform calls them (``sub``) is never shown.
    """
    rows = db.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .order_by(Person.first_seen, Person.id)
    )
    return {
        person.id: Known(
            person.id,
            person.name or t("staff.person-n", n=rank),
            place.role,
            place.status == "active" and person.state == "active",
        )
        for rank, (person, place) in enumerate(rows, 1)
    }


def number(n: int, t: Words) -> str:
    """A small number in words, as a sentence has it: ``six``; digits beyond twelve."""
    key = f"staff.number.{n}"
    return t(key) if key in t else str(n)


def capital(sentence: str) -> str:
    """The sentence with a capital; the rest as it is."""
    return sentence[:1].upper() + sentence[1:]

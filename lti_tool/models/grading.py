"""Grades, and how far each has got into the platform's gradebook."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Frozen,
    InContext,
    in_context,
    key,
    of_person,
    one_of,
    pair,
    parent,
    text,
)

STATES = (
    "pending",
    "sending",
    "confirming",
    "done",
    "sent",
    "waiting",
    "conflict",
    "refused",
)


class Grade(InContext, Base):
    """What counts for one person in one link; ``score_bp`` in basis points."""

    __tablename__ = "grade"
    __table_args__ = in_context(
        pair("link_id", "link"),
        of_person(),
        pair("attempt_id", "attempt"),
        UniqueConstraint("link_id", "person_id"),
        parent(),
    )

    id: Mapped[UUID] = key()
    link_id: Mapped[UUID]
    person_id: Mapped[UUID]
    attempt_id: Mapped[UUID]
    score_bp: Mapped[int]
    revision: Mapped[int]
    held: Mapped[bool]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime]


class Delivery(InContext, Base):
    """What the gradebook should hold for one (line item, person), and how far we are."""

    __tablename__ = "delivery"
    __table_args__ = in_context(
        pair("line_item_id", "line_item"),
        of_person(),
        pair("grade_id", "grade"),
        UniqueConstraint("line_item_id", "person_id"),
        parent(),
        Index(None, "state", "next_at"),
        Index(None, "registration_id", "lease_until"),
        one_of("state", *STATES),
    )

    id: Mapped[UUID] = key()
    line_item_id: Mapped[UUID]
    person_id: Mapped[UUID]
    grade_id: Mapped[UUID]
    wanted_revision: Mapped[int]
    sent_revision: Mapped[int] = mapped_column(default=0)
    confirmed_revision: Mapped[int] = mapped_column(default=0)
    forced: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = text(20)
    reason: Mapped[str | None] = text(40)
    tries: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    last_timestamp: Mapped[datetime | None]
    maybe_applied: Mapped[bool] = mapped_column(default=False)
    comment_hash: Mapped[bytes | None]
    lease_owner: Mapped[str | None] = text(40)
    lease_until: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class DeliveryEvent(Frozen, InContext, Base):
    """One step of a delivery; ``status`` is the platform's HTTP status."""

    __tablename__ = "delivery_event"
    __table_args__ = in_context(pair("delivery_id", "delivery"), Index(None, "delivery_id"))

    id: Mapped[UUID] = key()
    delivery_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[str] = text(40)
    revision: Mapped[int]
    status: Mapped[int | None]
    sent_timestamp: Mapped[datetime | None]
    detail: Mapped[str] = text(60)

"""The house's own books: the audit trail, and the locks of periodic work."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Frozen, InRegistration, key, of_person, one_of, pair, text


class AuditEntry(Frozen, InRegistration, Base):
    """Who did what to what, when and why; the house's own acts have no registration."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        pair("context_id", "context", "registration_id"),
        of_person("actor_person_id"),
        one_of("actor", "person", "admin", "cli", "system"),
        Index(None, "context_id", "at"),
        Index(None, "subject_id"),
    )

    id: Mapped[UUID] = key()
    registration_id: Mapped[UUID | None] = mapped_column(  # type: ignore[assignment]
        ForeignKey("registration.id"), index=True
    )
    context_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor: Mapped[str] = text(20)
    actor_person_id: Mapped[UUID | None]
    action: Mapped[str] = text(60)
    subject: Mapped[str] = text(60)
    subject_id: Mapped[UUID | None]
    reason: Mapped[str | None] = text(500)
    data: Mapped[dict[str, Any]]


class JobLock(Base):
    """Whose turn a periodic job is, until when."""

    __tablename__ = "job_lock"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = text(40)
    until: Mapped[datetime]

"""The audit trail: who did what to what, when and why. Written in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import ids
from lti_tool.models import AuditEntry, Base, Context, Registration


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; ``person_id`` only for somebody who came by a launch."""

    kind: Literal["person", "admin", "cli", "system"]
    person_id: UUID | None = None


def record(
    db: Session,
    action: str,
    *,
    subject: Base,
    actor: Actor,
    now: datetime,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry about ``subject``, a flushed row; ``data`` is what was and what is."""
    registration_id, context_id = _tenant(db, subject)
    entry = AuditEntry(
        id=ids.new(now),
        registration_id=registration_id,
        context_id=context_id,
        at=now,
        actor=actor.kind,
        actor_person_id=actor.person_id,
        action=action,
        subject=subject.__tablename__,
        subject_id=getattr(subject, "id", None),
        reason=reason or None,
        data=dict(data or {}),
    )
    db.add(entry)


def entries(
    db: Session,
    *,
    context_id: UUID | None = None,
    subject_ids: Sequence[UUID] = (),
    limit: int = 200,
) -> Sequence[AuditEntry]:
    """The newest entries, of one context or about some subjects where asked."""
    asked = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    if context_id is not None:
        asked = asked.where(AuditEntry.context_id == context_id)
    if subject_ids:
        asked = asked.where(AuditEntry.subject_id.in_(subject_ids))
    return db.scalars(asked).all()


def _tenant(db: Session, subject: Base) -> tuple[UUID | None, UUID | None]:
    """Whose entry it is: the subject's platform and course, or those of the session."""
    if isinstance(subject, Registration):
        return subject.id, None
    if isinstance(subject, Context):
        return subject.registration_id, subject.id
    scope = db.info.get("scope")
    return (
        getattr(subject, "registration_id", getattr(scope, "registration_id", None)),
        getattr(subject, "context_id", getattr(scope, "context_id", None)),
    )

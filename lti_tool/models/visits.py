"""Logins that are under way, browsers' visits, and the seats that a visit holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    InContext,
    InRegistration,
    in_context,
    key,
    of_person,
    one_of,
    pair,
    text,
)


class Login(InRegistration, Base):
    """An OpenID Connect login, from the platform's first call to the launch: one shot."""

    __tablename__ = "login"
    __table_args__ = (one_of("binding", "cookie", "storage", "none"),)

    id: Mapped[UUID] = key()
    state_hash: Mapped[bytes] = mapped_column(unique=True)
    nonce_hash: Mapped[bytes]
    binder_hash: Mapped[bytes]
    proof_hash: Mapped[bytes | None]
    storage_target: Mapped[str | None] = text(100)
    target_link_uri: Mapped[str] = text(2000)
    login_hint: Mapped[str] = text(1000)
    message_hint: Mapped[str] = text(4000)
    deployment_hint: Mapped[str | None] = text(255)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    binding: Mapped[str | None] = text(20)
    pending: Mapped[bytes | None]
    confirm_hash: Mapped[bytes | None] = mapped_column(index=True)


class Visit(Base):
    """One browser's session. ``enter`` is an administrator's one-time link, not yet a session."""

    __tablename__ = "visit"
    __table_args__ = (one_of("carrier", "cookie", "bearer", "admin", "enter"), of_person())

    id: Mapped[UUID] = key()
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    csrf: Mapped[str] = text(64)
    carrier: Mapped[str] = text(20)
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration.id"))
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Seat(InContext, Base):
    """One person's verified presence in one link, through one visit."""

    __tablename__ = "seat"
    __table_args__ = in_context(
        UniqueConstraint("visit_id", "link_id", "kind"),
        of_person(),
        pair("link_id", "link"),
        one_of("role", "learner", "instructor", "administrator"),
        one_of("kind", "resource", "deep-link"),
    )

    id: Mapped[UUID] = key()
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    # A login is purged before the seat it opened, and a pair would then empty the tenant too.
    login_id: Mapped[UUID | None] = mapped_column(ForeignKey("login.id", ondelete="SET NULL"))
    person_id: Mapped[UUID]
    link_id: Mapped[UUID | None]
    role: Mapped[str] = text(20)
    kind: Mapped[str] = text(20)
    locale: Mapped[str] = text(20)
    document_target: Mapped[str] = text(20)
    # One person's own: Moodle puts their session key into it.
    return_url: Mapped[str | None] = text(2000)
    deep_link: Mapped[bytes | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

"""Platforms and what proves who is who: registrations, deployments, keys, invitations, tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, InRegistration, key, one_of, parent, text


class ToolKey(Base):
    """A signing key of ours; the private half is sealed PKCS #8."""

    __tablename__ = "tool_key"
    __table_args__ = (
        one_of("state", "next", "active", "retired"),
        *(
            Index(
                f"uq_tool_key_{state}",
                "state",
                unique=True,
                sqlite_where=sql(f"state = '{state}'"),
                postgresql_where=sql(f"state = '{state}'"),
            )
            for state in ("next", "active")
        ),
    )

    id: Mapped[UUID] = key()
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes]
    public: Mapped[dict[str, Any]]
    state: Mapped[str] = text(20)
    created_at: Mapped[datetime]
    active_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class Registration(Base):
    """A platform (issuer and client id) that our administrator trusts."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("issuer", "client_id"),
        one_of("state", "active", "disabled"),
    )

    id: Mapped[UUID] = key()
    issuer: Mapped[str] = text(500)
    client_id: Mapped[str] = text(255)
    name: Mapped[str] = text(200)
    family: Mapped[str] = text(40)
    product_version: Mapped[str] = text(80)
    auth_login_url: Mapped[str] = text(1000)
    token_url: Mapped[str] = text(1000)
    jwks_url: Mapped[str] = text(1000)
    token_audience: Mapped[str | None] = text(1000)
    private_network: Mapped[bool]
    service_origins: Mapped[list[str]]
    frame_origins: Mapped[list[str]]
    state: Mapped[str] = text(20)
    faults: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    check_report: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Deployment(InRegistration, Base):
    """One installation of the tool on a platform."""

    __tablename__ = "deployment"
    __table_args__ = (
        UniqueConstraint("registration_id", "deployment_key"),
        parent("registration_id"),
        one_of("state", "active", "disabled"),
    )

    id: Mapped[UUID] = key()
    deployment_key: Mapped[str] = text(255)
    state: Mapped[str] = text(20)
    created_at: Mapped[datetime]


class Invitation(Base):
    """A one-time right to register one issuer dynamically."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = key()
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    issuer: Mapped[str] = text(500)
    private_network: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    approval_hash: Mapped[bytes | None]
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration.id"))


class Keyset(InRegistration, Base):
    """A platform's public keys as last fetched, and the bucket that meters fetching."""

    __tablename__ = "keyset"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    jwks: Mapped[dict[str, Any]]
    fetched_at: Mapped[datetime]
    bucket: Mapped[float]
    bucket_at: Mapped[datetime]


class AccessToken(InRegistration, Base):
    """A service token of a platform, sealed; ``scopes`` are sorted and joined by spaces."""

    __tablename__ = "access_token"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    scopes: Mapped[str] = mapped_column(String(600), primary_key=True)
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime]

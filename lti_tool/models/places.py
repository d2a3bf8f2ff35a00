"""Who and where: people, courses of a platform, links in them and their line items."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
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
    parent,
    text,
)

PARTS = ("positioning", "exam", "dossier", "peer", "final")


class Person(InRegistration, Base):
    """Somebody, as one platform names them."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("registration_id", "sub"),
        parent("registration_id"),
        one_of("state", "active", "suspended", "removed", "erased"),
    )

    id: Mapped[UUID] = key()
    sub: Mapped[str] = text(255)
    name: Mapped[str | None] = text(300)
    email: Mapped[str | None] = text(320)
    locale: Mapped[str | None] = text(20)
    state: Mapped[str] = text(20)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class Context(InRegistration, Base):
    """A course of a platform."""

    __tablename__ = "context"
    __table_args__ = (
        pair("deployment_id", "deployment", "registration_id"),
        UniqueConstraint("deployment_id", "context_key"),
        parent("registration_id"),
    )

    id: Mapped[UUID] = key()
    deployment_id: Mapped[UUID]
    context_key: Mapped[str] = text(255)
    title: Mapped[str] = text(500)
    label: Mapped[str] = text(255)
    memberships_url: Mapped[str | None] = text(2000)
    lineitems_url: Mapped[str | None] = text(2000)
    ags_scopes: Mapped[list[str]]
    roster_at: Mapped[datetime | None]
    roster_state: Mapped[str] = text(20)


class Membership(InContext, Base):
    """A person's place in a course, as a launch or the roster last said it."""

    __tablename__ = "membership"
    __table_args__ = in_context(
        of_person(),
        one_of("role", "learner", "instructor", "administrator"),
        one_of("status", "active", "inactive", "deleted"),
        one_of("source", "launch", "roster"),
    )

    context_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str] = text(20)
    status: Mapped[str] = text(20)
    source: Mapped[str] = text(20)
    seen_at: Mapped[datetime]


class Link(InContext, Base):
    """A resource link of a platform: which part of which course it opens."""

    __tablename__ = "link"
    __table_args__ = in_context(
        UniqueConstraint("context_id", "link_key"), parent(), one_of("part", *PARTS)
    )

    id: Mapped[UUID] = key()
    link_key: Mapped[str] = text(255)
    course: Mapped[str] = text(40)
    format: Mapped[str] = text(40)
    part: Mapped[str] = text(40)
    title: Mapped[str] = text(500)
    bank_id: Mapped[UUID | None] = mapped_column(ForeignKey("bank.id"))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    certifying_override: Mapped[str | None] = text(500)
    created_at: Mapped[datetime]


class LineItem(InContext, Base):
    """A column of the platform's gradebook for one link."""

    __tablename__ = "line_item"
    __table_args__ = in_context(
        UniqueConstraint("link_id"),
        pair("link_id", "link"),
        parent(),
        CheckConstraint("tag <> 'positioning'", name="tag"),
        one_of("origin", "launch", "found", "made"),
        one_of("state", "unresolved", "ready", "suspended", "absent"),
    )

    id: Mapped[UUID] = key()
    link_id: Mapped[UUID]
    url: Mapped[str | None] = text(2000)
    label: Mapped[str] = text(300)
    resource_id: Mapped[str] = text(120)
    tag: Mapped[str] = text(40)
    maximum: Mapped[float]
    origin: Mapped[str] = text(20)
    state: Mapped[str] = text(20)
    reason: Mapped[str | None] = text(40)
    checked_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = text(40)

"""Exams: banks of items, attempts, answers, and what staff grants or corrects."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Frozen,
    InContext,
    Json,
    in_context,
    key,
    of_person,
    one_of,
    pair,
    parent,
    text,
)


class Bank(Base):
    """A loaded exam file; it never changes, a new version is a new row."""

    __tablename__ = "bank"
    __table_args__ = (UniqueConstraint("course", "format", "version"),)

    id: Mapped[UUID] = key()
    course: Mapped[str] = text(40)
    format: Mapped[str] = text(40)
    version: Mapped[str] = text(80)
    public: Mapped[bool]
    override_reason: Mapped[str | None] = text(500)
    content_hash: Mapped[bytes]
    data: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class BankMedium(Base):
    """A file that items of a bank show."""

    __tablename__ = "bank_medium"

    bank_id: Mapped[UUID] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    kind: Mapped[str] = text(80)
    sha256: Mapped[bytes]
    data: Mapped[bytes] = mapped_column(deferred=True)


class Attempt(InContext, Base):
    """One sitting of one person; policy and paper are frozen at its start."""

    __tablename__ = "attempt"
    __table_args__ = in_context(
        pair("link_id", "link"),
        of_person(),
        UniqueConstraint("link_id", "person_id", "number"),
        parent(),
        Index(
            "uq_attempt_sitting",
            "link_id",
            "person_id",
            unique=True,
            sqlite_where=sql("state = 'sitting'"),
            postgresql_where=sql("state = 'sitting'"),
        ),
        Index(None, "state", "closes_at"),
        one_of("state", "sitting", "submitted", "withdrawn"),
        one_of("ended_by", "learner", "server", "staff"),
    )

    id: Mapped[UUID] = key()
    link_id: Mapped[UUID]
    person_id: Mapped[UUID]
    number: Mapped[int]
    bank_id: Mapped[UUID] = mapped_column(ForeignKey("bank.id"))
    policy: Mapped[dict[str, Any]]
    seed: Mapped[str] = text(32)
    paper: Mapped[dict[str, Any]]
    language: Mapped[str] = text(20)
    state: Mapped[str] = text(20)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = text(20)
    score_bp: Mapped[int | None]
    marks: Mapped[dict[str, Any] | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it so


class Answer(InContext, Base):
    """What was answered at one position; the rows are made with the attempt."""

    __tablename__ = "answer"
    __table_args__ = in_context(
        ForeignKeyConstraint(
            ["attempt_id", "context_id"], ["attempt.id", "attempt.context_id"], ondelete="CASCADE"
        ),
    )

    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    tab: Mapped[str] = mapped_column(String(16), default="")
    tab_n: Mapped[int] = mapped_column(BigInteger, default=0)
    response: Mapped[Any | None] = mapped_column(Json)
    language: Mapped[str] = text(20)
    flagged: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime | None]


class Allowance(Frozen, InContext, Base):
    """More time, another attempt, no wait or a reopening, granted to one person."""

    __tablename__ = "allowance"
    __table_args__ = in_context(
        pair("link_id", "link"),
        of_person(),
        pair("attempt_id", "attempt"),
        of_person("by_person_id"),
        one_of("kind", "extra-time", "extra-attempt", "no-wait", "reopen"),
        Index(None, "link_id", "person_id"),
    )

    id: Mapped[UUID] = key()
    link_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[str] = text(20)
    minutes: Mapped[int | None]
    percent: Mapped[int | None]
    attempt_id: Mapped[UUID | None]
    reason: Mapped[str] = text(500)
    by_person_id: Mapped[UUID]
    at: Mapped[datetime]


class Correction(Frozen, InContext, Base):
    """A mark set by staff: of one question (``fraction``, 0 to 1) or of the whole attempt."""

    __tablename__ = "correction"
    __table_args__ = in_context(
        pair("attempt_id", "attempt"),
        of_person("by_person_id"),
        CheckConstraint("(fraction IS NULL) <> (score_bp IS NULL)", name="exactly_one"),
        CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction"),
        Index(None, "attempt_id"),
    )

    id: Mapped[UUID] = key()
    attempt_id: Mapped[UUID]
    position: Mapped[int | None]
    fraction: Mapped[float | None]
    score_bp: Mapped[int | None]
    reason: Mapped[str] = text(500)
    by_person_id: Mapped[UUID]
    at: Mapped[datetime]

"""What every table stands on: names, types, and the mixins that say whose a row is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

# Names for all, because a migration on SQLite rebuilds a table by the names of its constraints.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware instant: ValueError for a naive one on the way in, always UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In: SQLite keeps no zone, so what it is given is UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive moment")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out: SQLite gives naive moments, psycopg gives the server's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table; ids are UUIDs of version 7, given by the caller (`ids.new`)."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it so
        UUID: Uuid,
        datetime: Moment,
        str: Text,
        bytes: LargeBinary,
        dict[str, Any]: Json,
        list[str]: Json,
        list[Any]: Json,
        Any: Json,
    }


class InRegistration:
    """Rows of one platform: the tenant guard filters them by the session's registration."""

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), index=True)


class InContext(InRegistration):
    """Rows of one course on one platform: filtered by the context too when the scope has one."""

    context_id: Mapped[UUID] = mapped_column(index=True)


class Frozen:
    """Append-only: the guard refuses to change or delete a row, but for erasing a person."""


def key() -> Mapped[UUID]:
    """The primary key of most tables."""
    return mapped_column(primary_key=True)


def text(length: int) -> Any:
    """A column of bounded text; the guard checks the bound, because SQLite does not."""
    return mapped_column(String(length))


def in_context(*more: SchemaItem) -> tuple[SchemaItem, ...]:
    """The constraints of an `InContext` table: it can't lie about its tenant."""
    return (pair("context_id", "context", "registration_id"), *more)


def pair(column: str, table: str, tenant: str = "context_id") -> ForeignKeyConstraint:
    """A foreign key that holds the parent to the same tenant as the child."""
    return ForeignKeyConstraint([column, tenant], [f"{table}.id", f"{table}.{tenant}"])


def of_person(column: str = "person_id") -> ForeignKeyConstraint:
    """A foreign key to a person of the same platform."""
    return pair(column, "person", "registration_id")


def parent(tenant: str = "context_id") -> UniqueConstraint:
    """What lets children point at (id, tenant)."""
    return UniqueConstraint("id", tenant)


def one_of(column: str, *values: str) -> CheckConstraint:
    """An enumeration, as a check that both engines hold."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)

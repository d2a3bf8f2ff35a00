"""The tenant guard: what `database.Database` hangs on each of its sessions.

It walks the tables of every statement. One that touches tenants' rows runs only as an ORM
statement, and is then filtered by the session's scope; raw SQL, Core tables and bulk inserts are
refused. On the way in, every new, changed or deleted row must belong to the scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, String, TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors

from lti_tool.errors import Unscoped
from lti_tool.models import Base, Frozen, InContext, InRegistration

ALL: Final = "all"
TENANT: Final = frozenset(
    mapper.local_table.name  # type: ignore[attr-defined]
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, InRegistration)
)
APPEND_ONLY: Final = frozenset(
    mapper.local_table.name  # type: ignore[attr-defined]
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Frozen)
)
BOUNDS: Final = {
    str(mapper.local_table): {
        column.key: column.type.length
        for column in mapper.columns
        if isinstance(column.type, String) and column.type.length
    }
    for mapper in Base.registry.mappers
}


class Guarded(Session):
    """A session under guard; ``info`` has ``scope``, ``reading`` and ``erasing``."""


@event.listens_for(Guarded, "do_orm_execute")
def _statement(state: ORMExecuteState) -> None:
    info, statement = state.session.info, state.statement
    if isinstance(statement, TextClause):
        raise Unscoped("text")
    touched = _tables(statement)
    if state.is_update or state.is_delete or state.is_insert:
        _may_change(info, touched & APPEND_ONLY if not state.is_insert else frozenset())
    scope = info.get("scope")
    if scope == ALL or not touched & TENANT:
        return
    if scope is None or not state.is_orm_statement or state.is_insert:
        raise Unscoped(", ".join(sorted(touched & TENANT)))
    state.statement = _within(statement, scope)


def _may_change(info: dict[Any, Any], kept: Iterable[str]) -> None:
    if info.get("reading"):
        raise Unscoped("a change in a session that reads")
    if kept and not info.get("erasing"):
        raise Unscoped(f"append-only: {', '.join(sorted(kept))}")


def _within(statement: Executable, scope: Any) -> Executable:
    # Plain locals: the statement cache keeps these lambdas, and reads their closures anew.
    registration, context = scope.registration_id, scope.context_id
    criteria = [
        with_loader_criteria(
            InRegistration, lambda c: c.registration_id == registration, include_aliases=True
        )
    ]
    if context is not None:
        criteria.append(
            with_loader_criteria(InContext, lambda c: c.context_id == context, include_aliases=True)
        )
    return statement.options(*criteria)


def _tables(statement: Executable) -> frozenset[str]:
    walk = visitors.iterate(statement)  # type: ignore[arg-type]
    return frozenset(part.name for part in walk if part.__visit_name__ == "table")  # type: ignore[attr-defined]


@event.listens_for(Guarded, "before_flush")
def _flush(session: Session, _context: object, _instances: object) -> None:
    info = session.info
    changed = [row for row in session.dirty if session.is_modified(row)]
    rows = [*session.new, *changed, *session.deleted]
    if rows:
        kept = {_name(row) for row in [*changed, *session.deleted] if isinstance(row, Frozen)}
        _may_change(info, kept)
    for row in rows:
        _short_enough(row)
        _belongs(row, info.get("scope"))


def _belongs(row: object, scope: Any) -> None:
    if scope == ALL or not isinstance(row, InRegistration):
        return
    inside = scope is not None and row.registration_id == scope.registration_id
    if inside and scope.context_id is not None and isinstance(row, InContext):
        inside = row.context_id == scope.context_id
    if not inside:
        raise Unscoped(_name(row))


def _short_enough(row: object) -> None:
    for name, length in BOUNDS[_name(row)].items():
        value = row.__dict__.get(name)
        if isinstance(value, str) and len(value) > length:
            raise ValueError(f"{_name(row)}.{name} has more than {length} signs")


def _name(row: object) -> str:
    return str(getattr(row, "__tablename__", type(row).__name__))

"""Tenants never see or change each other's rows, whatever the statement (row 17)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, delete, exists, func, insert, select, text, update
from sqlalchemy.orm import Session, aliased

from lti_tool import audit, ids
from lti_tool.database import Database, Scope
from lti_tool.errors import Unscoped
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Bank,
    Base,
    Deployment,
    Frozen,
    InRegistration,
    Link,
    Person,
)
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.rows import Tenant, tenant

FAST = {"synchronize_session": False}
TABLES = sorted(  # the mappers are a set, and every worker must count the tests alike
    (m.class_ for m in Base.registry.mappers if issubclass(m.class_, InRegistration)),
    key=lambda table: table.__name__,
)


@pytest.fixture
def ours(database: Database, clock: FrozenClock) -> Tenant:
    return tenant(database, clock.now, "a")


@pytest.fixture
def theirs(database: Database, clock: FrozenClock) -> Tenant:
    return tenant(database, clock.now, "b")


other = aliased(Attempt)
inner = select(Attempt.id).where(Attempt.number == 1).subquery()
READS: dict[str, Select[Any]] = {
    "rows": select(Attempt.id),
    "count": select(func.count()).select_from(Attempt),
    "alias": select(other.id),
    "subquery": select(inner.c.id),
    "cte": select(func.count()).select_from(select(Attempt.id).cte()),
    "join": select(Person.id).join(Attempt, Attempt.person_id == Person.id),
    "exists": select(Person.id).where(exists(select(Attempt.id).where(Attempt.number == 1))),
    "union": select(Attempt.id).union_all(select(Attempt.id)),  # type: ignore[dict-item]
}


@pytest.mark.usefixtures("theirs")
@pytest.mark.parametrize("name", READS)
def test_a_read_sees_its_own_tenant_only(database: Database, ours: Tenant, name: str) -> None:
    statement = READS[name]
    with database.read(ours.scope) as db:
        found = db.execute(statement).scalars().all()
    mine = {ours.attempt.id, ours.person.id, 1}
    assert found
    assert set(found) <= mine
    with database.read(Scope(ours.registration.id, ids.new(ours.attempt.started_at))) as db:
        assert not set(db.execute(statement).scalars().all()) & {ours.attempt.id, 1}


def test_a_foreign_id_is_not_found(database: Database, ours: Tenant, theirs: Tenant) -> None:
    with database.read(ours.scope) as db:
        assert db.get(Attempt, theirs.attempt.id) is None
        assert db.get(Person, theirs.person.id) is None
        assert db.get(Attempt, ours.attempt.id) is not None


def test_a_change_reaches_its_own_tenant_only(
    database: Database, ours: Tenant, theirs: Tenant
) -> None:
    marked = update(Attempt).values(score_bp=1).returning(Attempt.id)
    with database.write(ours.scope) as db:
        assert db.scalars(marked, execution_options=FAST).all() == [ours.attempt.id]
        gone = delete(Link).where(Link.id == theirs.link.id)
        assert db.execute(gone, execution_options=FAST).rowcount == 0  # type: ignore[attr-defined]
    with database.system(read=True) as db:
        assert db.scalar(select(Attempt.score_bp).where(Attempt.id == theirs.attempt.id)) == 7350


REFUSED: dict[str, Callable[[Session], Any]] = {
    "core table": lambda db: db.execute(select(Base.metadata.tables["attempt"].c.id)),
    "raw": lambda db: db.execute(text("select count(*) from attempt")),
    "bulk": lambda db: db.execute(insert(Deployment).values(deployment_key="2")),
    "core update": lambda db: db.execute(update(Base.metadata.tables["attempt"]).values(number=9)),
    "exists": lambda db: db.execute(select(exists().where(Attempt.number == 1))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_t_be_filtered_is_refused(database: Database, ours: Tenant, name: str) -> None:
    with database.read(ours.scope) as db, pytest.raises(Unscoped):
        REFUSED[name](db)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.__tablename__))
def test_no_tenant_s_table_without_a_scope(database: Database, table: type[Any]) -> None:
    with database.read(None) as db, pytest.raises(Unscoped):
        db.execute(select(table))


def test_what_belongs_to_nobody_needs_no_scope(database: Database, ours: Tenant) -> None:
    with database.read(None) as db:
        assert db.scalars(select(Bank.id)).all() == [ours.bank.id]


def change(db: Session, ours: Tenant, **columns: Any) -> None:
    """Change our link."""
    mine = db.get(Link, ours.link.id)
    assert mine
    for name, value in columns.items():
        setattr(mine, name, value)


def test_a_row_of_another_tenant_can_t_be_written(
    database: Database, ours: Tenant, theirs: Tenant
) -> None:
    foreign = Deployment(
        id=ids.new(ours.attempt.started_at),
        registration_id=theirs.registration.id,
        deployment_key="9",
        state="active",
        created_at=ours.attempt.started_at,
    )
    with pytest.raises(Unscoped), database.write(ours.scope) as db:
        db.add(foreign)
    with pytest.raises(Unscoped), database.write(ours.scope) as db:
        change(db, ours, registration_id=theirs.registration.id)


def test_a_row_can_t_lie_about_its_tenant_even_for_the_house(
    database: Database, ours: Tenant, theirs: Tenant
) -> None:
    lie = update(Attempt).where(Attempt.id == ours.attempt.id)
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.system() as db:
        db.execute(lie.values(context_id=theirs.context.id), execution_options=FAST)


def test_a_session_that_reads_writes_nothing(database: Database, ours: Tenant) -> None:
    with database.read(ours.scope) as db:
        change(db, ours, title="Autre")
        with pytest.raises(Unscoped):
            db.flush()
        db.rollback()
        with pytest.raises(Unscoped):
            db.execute(update(Link).values(title="Autre"), execution_options=FAST)


def test_what_is_append_only_stays(database: Database, ours: Tenant, clock: FrozenClock) -> None:
    with database.write(ours.scope) as db:
        audit.record(db, "x", subject=ours.link, actor=audit.Actor("system"), now=clock.now)
    with pytest.raises(Unscoped), database.write(ours.scope) as db:
        db.scalars(select(AuditEntry)).one().action = "y"
    with pytest.raises(Unscoped), database.system() as db:
        db.delete(db.scalars(select(AuditEntry)).one())
    with pytest.raises(Unscoped), database.system() as db:
        db.execute(delete(AuditEntry), execution_options=FAST)
    with database.system(erasing=True) as db:
        db.execute(delete(AuditEntry), execution_options=FAST)
        assert not db.scalars(select(AuditEntry)).all()


def test_append_only_are_the_ones_that_the_contract_names() -> None:
    frozen = {str(m.local_table) for m in Base.registry.mappers if issubclass(m.class_, Frozen)}
    assert frozen == {"allowance", "correction", "delivery_event", "audit_entry"}


def test_text_over_its_bound_is_refused_on_both_engines(database: Database, ours: Tenant) -> None:
    with pytest.raises(ValueError, match="more than 500"), database.write(ours.scope) as db:
        change(db, ours, title="x" * 501)


def test_two_scopes_in_one_process_don_t_share_a_filter(
    database: Database, ours: Tenant, theirs: Tenant
) -> None:
    def seen(scope: Scope) -> list[UUID]:
        with database.read(scope) as db:
            return list(db.scalars(select(Attempt.id)))

    assert seen(ours.scope) == [ours.attempt.id]
    assert seen(theirs.scope) == [theirs.attempt.id]
    assert seen(Scope(ours.registration.id)) == [ours.attempt.id]

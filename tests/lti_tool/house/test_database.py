"""The two engines: one schema, one behaviour."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url, select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

from lti_tool.database import Database
from lti_tool.models import Attempt, Base, JobLock
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.postgres import PostgresServer
from tests.lti_tool.rows import tenant

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_the_migrated_schema_is_the_one_of_the_models(
    database: Database, database_url: str
) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    assert database.current()
    database.migrate()
    assert database.check() == []


def lock(name: str = "x", until: datetime = AT) -> JobLock:
    return JobLock(name=name, owner="me", until=until)


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    paris = timezone(timedelta(hours=1))
    with database.system() as db:
        db.add(lock(until=AT.astimezone(paris)))
    with database.system(read=True) as db:
        found = db.scalars(select(JobLock.until)).one()
        assert (found, found.tzinfo) == (AT, UTC)
        assert db.scalars(select(JobLock).where(JobLock.until == AT.astimezone(paris))).all()


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.system() as db:
        db.add(lock(until=AT.replace(tzinfo=None)))


def write(db: Session, *rows: Base) -> None:
    for row in rows:
        db.add(row)
        db.flush()
        db.expunge(row)


def test_an_error_takes_back_the_whole_transaction(database: Database) -> None:
    with pytest.raises(IntegrityError), database.system() as db:
        write(db, lock(), lock())
    with database.system(read=True) as db:
        assert not db.scalars(select(JobLock)).all()


def test_a_lost_race_is_run_again(database: Database) -> None:
    with database.system() as db:
        db.add(lock())
    tries = []

    def work() -> str:
        tries.append(1)
        with database.system() as db:
            if len(tries) == 1:
                db.add(lock())
        return "done"

    assert database.retrying(work) == "done"
    assert len(tries) == 2


def test_a_race_that_is_lost_each_time_is_an_error(database: Database) -> None:
    with database.system() as db:
        db.add(lock())

    def work() -> None:
        with database.system() as db:
            db.add(lock())

    with pytest.raises(IntegrityError):
        database.retrying(work)


def test_one_of_two_who_change_the_same_version_is_told(
    database: Database, clock: FrozenClock
) -> None:
    ours = tenant(database, clock.now)
    if database.dialect == "sqlite":  # there the second waits for the first: versions can't cross
        return

    def score(db: Session, points: int) -> None:
        mine = db.get(Attempt, ours.attempt.id)
        assert mine
        if points == 2:
            with database.write(ours.scope) as other:
                score(other, 1)
        mine.score_bp = points

    with pytest.raises(StaleDataError), database.write(ours.scope) as db:
        score(db, 2)


def test_writers_at_once_lose_no_update(database: Database) -> None:
    with database.system() as db:
        db.add(lock())
    ready = threading.Barrier(8)

    def add_a_second() -> None:
        ready.wait()
        with database.system() as db:
            row = db.scalars(select(JobLock).with_for_update()).one()
            row.until += timedelta(seconds=1)

    threads = [threading.Thread(target=add_a_second) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.system(read=True) as db:
        assert db.scalars(select(JobLock.until)).one() == AT + timedelta(seconds=8)


def test_a_reader_is_not_kept_waiting_by_a_writer(database: Database) -> None:
    with database.system() as db:
        db.add(lock())
    with database.system() as writer:
        writer.execute(
            update(JobLock).values(owner="you"), execution_options={"synchronize_session": False}
        )
        with database.system(read=True) as reader:
            assert reader.scalars(select(JobLock.owner)).one() == "me"


def test_a_connection_that_died_while_idle_is_replaced(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    if database_url.startswith("sqlite"):
        return
    own = Database(database_url, idle=0.0)
    with own.system() as db:
        db.add(lock())
    server: PostgresServer = request.getfixturevalue("postgres")
    server.cut(database_url.rpartition("/")[2])
    with own.system(read=True) as db:
        assert db.scalars(select(JobLock.owner)).one() == "me"
    own.dispose()

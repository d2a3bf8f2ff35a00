"""The database: two engines behind one door, and the guard that keeps tenants apart.

A session is made for a `Scope`; rows of a registration or a context outside it are not found,
whatever the statement, and a statement that the guard can't filter is refused (`Unscoped`). The
database can't do it for us: SQLite has no row security, and the rule must hold on both engines.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from lti_tool import guard

T = TypeVar("T")
MIGRATIONS = Path(__file__).with_name("migrations")
RACES = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
WAIT = 10  # s that a writer waits for its turn
PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    f"busy_timeout = {WAIT * 1000}",  # ms
    "secure_delete = ON",
)
IDLE = 10.0  # s after which a connection is asked whether it lives
READ = "cartable_read"  # execution option: this transaction only reads


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a session sees: one platform's, or one course's there."""

    registration_id: UUID
    context_id: UUID | None = None


class Database:
    """One engine; sessions come from `read`, `write` and, for the house itself, `system`."""

    def __init__(self, url: str, *, pool: int = 8, idle: float = IDLE) -> None:
        self._engine = _engine(url, pool, idle)
        self.dialect = self._engine.dialect.name
        self._turn: AbstractContextManager[object] = (
            _Turn() if self.dialect == "sqlite" else nullcontext()
        )
        reader = self._engine.execution_options(**{READ: True}, **_reading(self.dialect))
        self._reading = sessionmaker(reader, class_=guard.Guarded, expire_on_commit=False)
        self._writing = sessionmaker(self._engine, class_=guard.Guarded, expire_on_commit=False)

    def read(self, scope: Scope | None) -> AbstractContextManager[Session]:
        """A session that only reads; with no scope it sees what belongs to no tenant."""
        return self._reading(info={"scope": scope, "reading": True})

    def write(self, scope: Scope | None) -> AbstractContextManager[Session]:
        """A session that commits at the end, and rolls back on an error."""
        return self._committed({"scope": scope})

    def system(
        self, *, read: bool = False, erasing: bool = False
    ) -> AbstractContextManager[Session]:
        """A session over all tenants, for the few modules that tests/architecture lists."""
        info = {"scope": guard.ALL, "reading": read, "erasing": erasing}
        return self._reading(info=info) if read else self._committed(info)

    @contextmanager
    def _committed(self, info: dict[str, object]) -> Iterator[Session]:
        with self._turn, self._writing(info=info) as session, session.begin():
            yield session

    def retrying(self, work: Callable[[], T], tries: int = 3) -> T:
        """What ``work`` gives; a lost race is run again, and its error raised at the last try."""
        for left in reversed(range(tries)):
            try:
                return work()
            except (StaleDataError, DBAPIError) as fault:
                if not left or not _lost_race(fault):
                    raise
                time.sleep(0.01 * (tries - left))
        raise ValueError("tries is at least 1")

    def migrate(self) -> None:
        """Bring the schema to the newest revision, in one transaction; WAL on SQLite."""
        if self.dialect == "sqlite":
            self._journal()
        with self._engine.begin() as connection:
            if self.dialect == "postgresql":  # two processes that start at once
                connection.execute(text("SELECT pg_advisory_xact_lock(21333)"))
            command.upgrade(_alembic(connection), "head")

    def current(self) -> bool:
        """Whether the schema is the one that this code knows."""
        head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        with self._engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head

    def backup(self, target: Path) -> None:
        """Copy a SQLite database, whole and while it is used; PostgreSQL has ``pg_dump``."""
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.close()

    def check(self) -> list[str]:
        """What the engine finds wrong with its own file; PostgreSQL looks after itself."""
        if self.dialect != "sqlite":
            return []
        with self._engine.connect() as connection:
            found = connection.execute(text("PRAGMA quick_check")).scalars().all()
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        return [line for line in found if line != "ok"] + [str(tuple(row)) for row in broken]

    def dispose(self, *, close: bool = True) -> None:
        """Let go of every connection; after a fork, of the parent's without closing them."""
        self._engine.dispose(close=close)

    def _journal(self) -> None:
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            raw.close()


class _Turn(AbstractContextManager["_Turn"]):
    """Whose turn it is to write, among the threads of one process.

    SQLite lets writers wait by looking again now and then, and the unlucky wait for seconds; a lock
    wakes the next one at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        if not self._lock.acquire(timeout=WAIT):
            locked = sqlite3.OperationalError("database is locked")
            raise OperationalError("BEGIN IMMEDIATE", None, locked)
        return self

    def __exit__(self, *_fault: object) -> None:
        self._lock.release()


def _engine(url: str, pool: int, idle: float) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        engine = create_engine(parts, pool_size=pool, max_overflow=pool)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        return engine
    parts = parts.set(drivername="postgresql+psycopg")
    engine = create_engine(parts, pool_size=pool, max_overflow=4, isolation_level="READ COMMITTED")
    event.listen(engine, "checkin", _on_checkin)
    event.listen(engine, "checkout", partial(_on_checkout, idle))
    return engine


def _reading(dialect: str) -> dict[str, str]:
    """What else a reading session asks for.

    At READ COMMITTED a transaction of reads holds no more together than its statements alone, and
    costs two more journeys to PostgreSQL.
    """
    return {"isolation_level": "AUTOCOMMIT"} if dialect == "postgresql" else {}


def _on_checkin(_raw: object, entry: ConnectionPoolEntry) -> None:
    entry.info["left"] = time.monotonic()


def _on_checkout(idle: float, raw: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a connection that has long lain idle whether it still lives; the pool makes another."""
    if time.monotonic() - entry.info.get("left", time.monotonic()) < idle:
        return
    try:
        raw.cursor().execute("")
        raw.rollback()
    except Exception as fault:
        raise DisconnectionError from fault


def _on_connect(raw: object, _entry: ConnectionPoolEntry) -> None:
    raw.isolation_level = None  # type: ignore[attr-defined]  # sqlite3: we say BEGIN ourselves
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _on_begin(connection: Connection) -> None:
    # A deferred transaction that comes to write may find the file changed, and then fails at once;
    # an immediate one waits for its turn.
    reading = connection.get_execution_options().get(READ)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _lost_race(fault: Exception) -> bool:
    if isinstance(fault, StaleDataError | IntegrityError):
        return True
    origin = getattr(fault, "orig", None)
    return getattr(origin, "sqlstate", None) in RACES or "database is locked" in str(origin)


def _alembic(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return config

"""A PostgreSQL server of the tests' own: its data in a temporary folder, on a free port."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

NEEDED = "The tests need PostgreSQL: install it (Debian: apt install postgresql)."
WHO = "postgres"  # root may not run the server


@dataclass
class PostgresServer:
    """One running server; `stop` ends it and removes its folder."""

    folder: Path
    port: int
    durable: bool
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def start(cls, *, durable: bool = False) -> PostgresServer:
        """Start one; ``durable`` keeps fsync, for tests that kill what writes."""
        folder = Path(tempfile.mkdtemp(prefix="cartable-pg-"))
        if os.geteuid() == 0:
            shutil.chown(folder, WHO, WHO)
        server = cls(folder, free_port(), durable)
        server._run("initdb", "-A", "trust", "-U", "cartable", "--no-sync", "-E", "UTF8")
        options = f"-p {server.port} -k {folder} -c listen_addresses=127.0.0.1"
        if not durable:
            options += " -c fsync=off"
        server._run("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
        return server

    def stop(self) -> None:
        """Stop the server at once."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://cartable@127.0.0.1:{self.port}/{name}"

    def create(self, template: str = "template1") -> str:
        """The name of a new database, like its template."""
        name = f"t{next(self.numbers)}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self._say(f'DROP DATABASE "{name}" WITH (FORCE)')

    def cut(self, name: str) -> None:
        """End every connection to a database."""
        ours = f"datname = '{name}' AND pid <> pg_backend_pid()"
        self._say(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")  # noqa: S608

    def _say(self, statement: str) -> None:
        engine = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
        )
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _run(self, tool: str, *options: str) -> None:
        command = [*_as_who(), str(binary(tool)), "-D", str(self.folder / "data"), *options]
        run = subprocess.run(  # the server keeps its parent's pipes: a file takes what it says
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert run.returncode == 0, f"{tool} failed: see {self.folder}"


def _as_who() -> Sequence[str]:
    return ["runuser", "-u", WHO, "--"] if os.geteuid() == 0 else []


def binary(name: str) -> Path:
    """A program of PostgreSQL: on the path, else of the newest installed version."""
    found = shutil.which(name)
    if found:
        return Path(found)
    kept = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4])
    )
    assert kept, NEEDED
    return kept[-1]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Commands that look after the house: its data, its health, what it keeps of people."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from lti_tool.cli.tool import CLI, Tool, json_option, listed, opened, refuse, say
from lti_tool.lti import keys
from lti_tool.models import Person, ToolKey
from lti_tool.people import dossier, retention
from lti_tool.sealing import Unsealable
from lti_tool.web import session


@click.command("init")
def init() -> None:
    """Make the data folder, the database and the signing keys; again, bring them up to date."""
    with opened() as tool:
        tool.database.migrate()
        with tool.database.system() as db:
            keys.ensure(db, tool.sealer, tool.now)
        say(f"Ready in {tool.config.data}, at {tool.config.public_url}.")


@click.command("admin")
def admin() -> None:
    """Print a link that opens the administrator's pages, once, within 10 minutes."""
    with opened() as tool:
        with tool.database.system() as db:
            secret = session.invite_admin(db, tool.now)
        say(f"{tool.config.public_url}/admin/enter/{secret}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``say`` tells what was found, and what to do when not ok."""

    ok: bool
    say: str


@click.command("doctor")
@json_option
def doctor(as_json: bool) -> None:
    """Look at settings, database, keys and files; exit 1 when something is wrong."""
    with opened() as tool:
        found = list(_findings(tool))
    if as_json:
        listed([asdict(one) for one in found], as_json=True)
    else:
        for one in found:
            say(f"{'ok  ' if one.ok else 'FAIL'} {one.say}")
    if not all(one.ok for one in found):
        raise click.exceptions.Exit(1)


def _findings(tool: Tool) -> Iterator[Finding]:
    config, database = tool.config, tool.database
    yield Finding(True, f"settings: {config.env}, {config.public_url}, data in {config.data}")
    if not database.current():
        yield Finding(False, "database: not up to date; run cartable-lti init")
        return
    wrong = database.check()
    yield Finding(not wrong, f"database: {'; '.join(wrong[:5]) or f'{database.dialect}, sound'}")
    yield _key(tool)
    yield Finding(True, _limits(config.rate_storage))
    if database.dialect == "sqlite":
        yield _private(Path(make_url(config.database_url).database or ""))


def _key(tool: Tool) -> Finding:
    with tool.database.system(read=True) as db:
        sealed = db.scalar(select(ToolKey.sealed).where(ToolKey.state == "active"))
    if sealed is None:
        return Finding(False, "signing key: none; run cartable-lti init")
    try:
        tool.sealer.unseal(keys.PURPOSE, sealed)
    except Unsealable:
        return Finding(False, "signing key: CARTABLE_SECRET_KEY is not the key it was sealed with")
    return Finding(True, "signing key: there, and CARTABLE_SECRET_KEY opens it")


def _limits(storage: str) -> str:
    shared = "counted by each process for itself" if storage == "memory://" else "shared"
    return f"rate limits: {shared} (CARTABLE_RATE_STORAGE)"


def _private(file: Path) -> Finding:
    shut = not file.stat().st_mode & 0o077 or not file.parent.stat().st_mode & 0o077
    return Finding(shut, f"files: {file} is {'private' if shut else 'open to others: chmod 600'}")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the database to FILE while it is used, and check the copy (SQLite)."""
    with opened() as tool:
        if tool.database.dialect != "sqlite":
            url = make_url(tool.config.database_url).set(password=None, drivername="postgresql")
            raise refuse(f"PostgreSQL has its own: pg_dump --format=custom --file={file} '{url}'")
        if file.exists():
            raise refuse(f"{file} is there already.")
        os.umask(0o077)
        tool.database.backup(file)
        with closing(sqlite3.connect(file)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not sound:
            raise refuse(f"{file} is not sound.")
        say(f"Saved to {file}. Keep CARTABLE_SECRET_KEY too, elsewhere: without it keys are lost.")


@click.group("retention")
def keeping() -> None:
    """What is kept of people, and for how long."""


@keeping.command("run")
@click.option("--dry-run", "dry", is_flag=True, help="Count only.")
@json_option
def run(dry: bool, as_json: bool) -> None:
    """Apply the table of retention now; the worker does so each day."""
    with opened() as tool:
        done = retention.run(tool.database, tool.config.retention, tool.now, dry=dry)
    listed([{"data": name, "rows": rows} for name, rows in done.items()], as_json=as_json)


@click.command("export")
@click.argument("registration", type=click.UUID)
@click.argument("sub")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
def export(registration: UUID, sub: str, out: Path) -> None:
    """Write all that is kept of the person SUB of a platform to a zip."""
    with opened() as tool, tool.database.system(read=True) as db:
        packed = dossier.export_person(db, _person(db, registration, sub))
    os.umask(0o077)
    out.write_bytes(packed)
    say(f"Written to {out}.")


@click.command("erase")
@click.argument("registration", type=click.UUID)
@click.argument("sub")
@click.option("--yes", is_flag=True, help="Do it; without, only say what would be done.")
def erase(registration: UUID, sub: str, yes: bool) -> None:
    """Forget the person SUB of a platform; the mark stays under a pseudonym."""
    with opened() as tool, tool.database.system(erasing=True) as db:
        person = _person(db, registration, sub)
        if not yes:
            raise refuse("This can't be undone: again with --yes.")
        dossier.erase_person(db, person, sealer=tool.sealer, actor=CLI, now=tool.now)
    say("Erased.")


def _person(db: Session, registration_id: UUID, sub: str) -> Person:
    found = dossier.find_person(db, registration_id, sub)
    if found is None:
        raise refuse("No such person on this platform.")
    return found


COMMANDS: tuple[click.Command, ...] = (init, admin, doctor, backup, keeping, export, erase)

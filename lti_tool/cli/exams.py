"""Commands over the banks of exams."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from lti_tool.bank import store
from lti_tool.bank.read import BankFile, Overlay, read, read_overlay
from lti_tool.cli.tool import CLI, Tool, json_option, listed, opened, refuse, say
from lti_tool.errors import BankRefused, NotFound

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("exam")
def exam() -> None:
    """Load exams, list them, retire them."""


@exam.command("load")
@click.argument("file", type=FILE)
@click.option("--overlay", type=FILE, help="Private items (JSON or zip) over the open ones.")
@click.option("--certifying-override", "override", help="Why an open bank may certify; is kept.")
def load(file: Path, overlay: Path | None, override: str | None) -> None:
    """Load an exam that the builder made (…-exam.zip). New attempts sit the one loaded last."""
    with opened() as tool:
        try:
            private = read_overlay(overlay) if overlay else None
            loaded = _kept(tool, read(file), private, override)
        except BankRefused as fault:
            raise refuse("\n".join((f"{file.name} is not loaded.", *fault.findings))) from fault
    _tell(loaded)


@exam.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the exams that were loaded, the latest last."""
    with opened() as tool, tool.database.system(read=True) as db:
        rows = [
            {
                "id": one.id,
                "course": one.course,
                "format": one.format,
                "version": one.version,
                "public": one.public,
                "loaded": one.loaded_at.isoformat(timespec="seconds"),
                "retired": one.retired_at and one.retired_at.isoformat(timespec="seconds"),
            }
            for one in store.listed(db)
        ]
    listed(rows, as_json=as_json)


@exam.command("retire")
@click.argument("bank_id", metavar="ID", type=click.UUID)
def retire(bank_id: UUID) -> None:
    """Give an exam to no new attempt; those who sit it go on."""
    with opened() as tool:
        try:
            with tool.database.system() as db:
                bank = store.retire(db, bank_id, tool.now, CLI)
        except NotFound as fault:
            raise refuse(f"No exam has the id {bank_id}: see `cartable-lti exam list`.") from fault
    say(f"{bank.course}, {bank.format} {bank.version} is given to no new attempt.")


def _kept(
    tool: Tool, file: BankFile, overlay: Overlay | None, override: str | None
) -> store.Loaded:
    def work() -> store.Loaded:
        with tool.database.system() as db:
            return store.load_bank(
                db, file, overlay=overlay, override=override, now=tool.now, actor=CLI
            )

    return tool.database.retrying(work)  # two who load the same file: the second finds it loaded


def _tell(loaded: store.Loaded) -> None:
    name = f"{loaded.course}, {loaded.format} {loaded.version}"
    say(f"{name}: {loaded.items} items." if loaded.fresh else f"{name} is already loaded.")
    if loaded.fresh and loaded.public:
        say("Its items lie open to all: an overlay of private items keeps them from candidates.")


COMMANDS: tuple[click.Command, ...] = (exam,)

"""What every command stands on: the tool opened from the environment; the one place to print."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from lti_tool.audit import Actor
from lti_tool.clock import system_clock
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from lti_tool.web import logs

CLI = Actor("cli")


@dataclass(frozen=True, slots=True)
class Tool:
    """The opened tool; ``now`` is one moment for the whole command."""

    config: Config
    database: Database
    sealer: Sealer
    outbound: HttpOutbound
    now: datetime


@contextmanager
def opened(*, port: int | None = None) -> Iterator[Tool]:
    """The tool as the environment says it. ConfigError."""
    config = Config.load(os.environ, port=port)
    logs.set_up(config)
    database = Database(config.database_url)
    outbound = HttpOutbound()
    try:
        yield Tool(config, database, Sealer(config.secret_keys), outbound, system_clock())
    finally:
        outbound.close()
        database.dispose()


def say(line: str, *, error: bool = False) -> None:
    """Print a line."""
    click.echo(line, err=error)


def listed(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows as JSON, or as columns under their names; dates as ISO 8601."""
    if as_json:
        say(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
        return
    if not rows:
        return
    names = list(rows[0])
    cells = [names, *[["" if row[n] is None else str(row[n]) for n in names] for row in rows]]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    for line in cells:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def refuse(sentence: str) -> click.ClickException:
    """What to raise when a command refuses: the sentence, exit code 1."""
    return click.ClickException(sentence)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

"""Three printers of one list of findings, and a progress bar that keeps quiet in a pipe."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from builder.findings import Finding, Severity

Found = Sequence[tuple[Path, Finding]]
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def shown_path(root: Path, finding: Finding) -> str:
    """The finding's file as seen from where the command runs, so that an editor can open it."""
    return (root / finding.place.path).as_posix()


def findings_as_text(found: Found) -> None:
    """One ``path:line:col: severity CODE: sentence`` each, with its hint below."""
    for root, finding in found:
        where = f"{shown_path(root, finding)}:{finding.place.line}:{finding.place.col}"
        severity = click.style(finding.severity, fg=COLOURS[finding.severity])
        click.echo(f"{where}: {severity} {finding.code}: {finding.sentence}")
        if finding.hint:
            click.echo(f"    hint: {finding.hint}")


def findings_as_table(found: Found) -> None:
    """The findings in columns."""
    table = Table("where", "code", "what", "hint", show_lines=True)
    for root, finding in found:
        where = f"{shown_path(root, finding)}:{finding.place.line}:{finding.place.col}"
        code = f"[{COLOURS[finding.severity]}]{finding.code}[/]"
        table.add_row(_plain(where), code, _plain(finding.sentence), _plain(finding.hint))
    Console().print(table)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def findings_as_data(found: Found) -> list[dict[str, Any]]:
    """The findings as plain data for ``--json``."""
    return [
        {
            "path": shown_path(root, finding),
            "line": finding.place.line,
            "column": finding.place.col,
            "severity": str(finding.severity),
            "code": finding.code,
            "sentence": finding.sentence,
            "hint": finding.hint,
        }
        for root, finding in found
    ]


def print_findings(found: Found, form: str) -> None:
    """Print in the form asked for: ``text``, ``table`` or ``json``."""
    if form == "json":
        print_json({"findings": findings_as_data(found)})
    elif form == "table" and found:
        findings_as_table(found)
    else:
        findings_as_text(found)


def print_json(data: Any) -> None:
    """Plain data on the standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def summary(found: Found) -> str:
    """How many findings of each kind, in words."""
    count = Counter(finding.severity for _, finding in found)
    parts = [_number(count[severity], severity) for severity in Severity if count[severity]]
    return ", ".join(parts) or "no findings"


def _number(count: int, severity: Severity) -> str:
    word = "note" if severity is Severity.INFO else str(severity)
    return f"{count} {word}{'s' if count > 1 else ''}"


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """One bar for all units of work; nothing when quiet or when nobody watches a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("building"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    ) as bar:
        task = bar.add_task("building", total=0)
        found = 0

        def hear(event: str, count: int) -> None:
            nonlocal found
            if event == "found":
                found += count
                bar.update(task, total=found)
            else:
                bar.advance(task, count)

        yield hear

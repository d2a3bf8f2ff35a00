"""``cartable inspect`` and ``cartable diff``: packages that are already made."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from builder.cli.building import SOURCE
from builder.cli.printing import print_json
from builder.inspect import diff_packages, inspect_package


@click.command()
@click.argument("package", type=SOURCE)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def inspect(package: Path, *, as_json: bool) -> int:
    """Say what is inside PACKAGE, ours or another's: kind, validity, files, sizes.

    Ends with 1 when a platform would stumble over it.
    """
    report = inspect_package(package)
    if as_json:
        print_json(asdict(report))
    else:
        click.echo("\n".join(report.lines()))
    return 0 if report.valid else 1


@click.command()
@click.argument("old", type=SOURCE)
@click.argument("new", type=SOURCE)
@click.option("--json", "as_json", is_flag=True, help="The difference as JSON.")
def diff(old: Path, new: Path, *, as_json: bool) -> int:
    """Say what changes for learners already enrolled when NEW replaces OLD.

    Ends with 2 when NEW is no package that a platform takes.
    """
    found = diff_packages(old, new)
    if as_json:
        print_json(asdict(found))
    else:
        click.echo("\n".join(found.lines()))
    return 0 if found.valid else 2

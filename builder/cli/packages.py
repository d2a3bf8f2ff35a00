"""``cartable inspect``, ``diff`` and ``overlay``: packages that are already made."""

from __future__ import annotations

import io
import os
from dataclasses import asdict
from pathlib import Path

import click

from builder.archive import write_zip
from builder.cli.building import SOURCE
from builder.cli.printing import print_json
from builder.inspect import diff_packages, inspect_package
from builder.inspect.opened import PackageRefused
from builder.inspect.overlay import overlay as private_items


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


@click.command()
@click.argument("public", type=SOURCE)
@click.argument("private", type=SOURCE)
@click.option("--out", "-o", type=SOURCE, required=True, help="The overlay to write, a zip.")
def overlay(public: Path, private: Path, *, out: Path) -> None:
    """Write the items of the exam file PRIVATE that PUBLIC does not have.

    The certification tool adds them to PUBLIC. Keep the overlay secret: it has the keys.
    """
    made = io.BytesIO()
    write_zip(private_items(public, private), "overlay.json", made)
    _keep_secret(out, made.getvalue())
    click.echo(f"{out}: keep it secret, it has the keys", err=True)


def _keep_secret(out: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all. Raises PackageRefused."""
    part = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        part.touch(mode=0o600, exist_ok=False)
        part.write_bytes(data)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PackageRefused(f"{out} cannot be written: {error.strerror or error}") from error

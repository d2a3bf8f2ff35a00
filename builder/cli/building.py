"""``cartable build`` and ``cartable check``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from builder.build import Report, Selection
from builder.build import build as build_courses
from builder.build.examine import examine
from builder.cli.printing import (
    findings_as_data,
    print_findings,
    print_json,
    progress,
    summary,
)
from builder.findings import failed
from builder.targets import TARGETS

SOURCE = click.Path(path_type=Path)
FORMS = click.Choice(["text", "table", "json"])
CACHE = ".cartable-cache"


def cache_folder(folder: Path | None, *, without: bool) -> Path | None:
    """Where rendered texts are kept: the option, else ``CARTABLE_CACHE``, else beside us.

    None, with a line for the person, when nothing can be written there.
    """
    if without:
        return None
    wanted = folder or Path(os.environ.get("CARTABLE_CACHE", CACHE))
    there = next(
        path for path in (wanted.absolute(), *wanted.absolute().parents) if os.access(path, os.F_OK)
    )
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return wanted
    why = "permission denied" if there.is_dir() else f"{there} is a file"
    click.echo(f"cartable: the cache {wanted} cannot be used ({why}): going on without", err=True)
    return None


@click.command()
@click.argument("sources", nargs=-1, required=True, type=SOURCE)
@click.option("--out", "-o", type=SOURCE, default=Path("dist"), help="Folder for the packages.")
@click.option("--target", "-t", "targets", multiple=True, type=click.Choice(list(TARGETS)))
@click.option("--format", "-f", "formats", multiple=True, help="A format of the course, by id.")
@click.option("--language", "-l", "languages", multiple=True, help="A language, such as fr.")
@click.option("--without", "-w", multiple=True, help="A module to leave out, by id.")
@click.option("--strict", is_flag=True, help="Warnings stop the build too.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=1, help="Processes to use.")
@click.option("--dask", metavar="ADDRESS", help="Use the Dask cluster at this address.")
@click.option("--cache", type=SOURCE, help="Folder of the cache (CARTABLE_CACHE).")
@click.option("--no-cache", is_flag=True, help="Render everything anew.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
def build(sources: tuple[Path, ...], *, as_json: bool, quiet: bool, **options: Any) -> int:
    """Build the courses in SOURCES into packages."""
    with progress(quiet=quiet or as_json) as hear:
        report = build_courses(
            sources,
            options["out"],
            selection=_selection(options),
            strict=options["strict"],
            jobs=options["jobs"],
            dask=options["dask"],
            cache=cache_folder(options["cache"], without=options["no_cache"]),
            progress=hear,
        )
    _print_report(report, options["out"], as_json=as_json, quiet=quiet)
    return 1 if report.stopped else 0


def _selection(options: dict[str, Any]) -> Selection:
    return Selection(*(options[key] for key in ("targets", "formats", "languages", "without")))


def _print_report(report: Report, out: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        data = {
            "findings": findings_as_data(report.findings),
            "packages": list(report.entries),
            "changes": dict(sorted(report.changes.items())),
            "written": not report.stopped,
        }
        print_json(data)
        return
    print_findings(report.findings, "text")
    if not quiet:
        click.echo(_last_line(report, out), err=True)


def _last_line(report: Report, out: Path) -> str:
    said = summary(report.findings)
    if report.stopped and not any(not outcome.stopped for outcome in report.outcomes):
        return f"{said}; nothing was written to {out}"
    moved = sum(change != "same" for change in report.changes.values())
    packages = len(report.entries)
    return f"{said}; {packages} packages in {out}, {moved} of them changed; see {out}/index.html"


@click.command()
@click.argument("sources", nargs=-1, required=True, type=SOURCE)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--form", type=FORMS, default="text", help="How findings are printed.")
@click.option("--json", "as_json", is_flag=True, help="The same as --form json.")
@click.option("--cache", type=SOURCE, help="Folder of the cache (CARTABLE_CACHE).")
@click.option("--no-cache", is_flag=True, help="Render everything anew.")
def check(
    sources: tuple[Path, ...],
    *,
    strict: bool,
    form: str,
    as_json: bool,
    cache: Path | None,
    no_cache: bool,
) -> int:
    """Say everything that is wrong with the courses in SOURCES; write nothing."""
    store = cache_folder(cache, without=no_cache)
    found = [(root, finding) for root in sources for finding in examine(root, store)]
    print_findings(found, "json" if as_json else form)
    if not (as_json or form == "json"):
        click.echo(summary(found), err=True)
    return 1 if failed((finding for _, finding in found), strict=strict) else 0

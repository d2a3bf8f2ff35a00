"""``cartable new``, ``preview``, ``release``, ``readability``, ``findings``: an author's day."""

from __future__ import annotations

from pathlib import Path

import click

from builder import lock
from builder.build.commit import NotWritable
from builder.build.examine import examined
from builder.checks.catalogue import markdown
from builder.cli.building import SOURCE, cache_folder
from builder.cli.printing import print_findings, print_json, summary
from builder.findings import SourcesRefused
from builder.inspect import readability as measured
from builder.model import Course
from builder.preview import serve
from builder.release import lock_of, releasable, write_lock
from builder.scaffold import scaffold

FEW = 12


@click.command()
@click.argument("folder", type=SOURCE)
@click.option("--id", "course_id", help="The course's id; by default made from the folder's name.")
@click.option("--title", default="", help="The course's title.")
def new(folder: Path, *, course_id: str | None, title: str) -> int:
    """Make a small course in FOLDER that builds, to be written over."""
    made = scaffold(folder, course_id, title)
    click.echo(f"{len(made)} files in {folder}; now: cartable preview {folder}", err=True)
    return 0


@click.command()
@click.argument("source", type=SOURCE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 takes a free one.")
@click.option("--cache", type=SOURCE, help="Folder of the cache (CARTABLE_CACHE).")
def preview(source: Path, *, host: str, port: int, cache: Path | None) -> int:
    """Show the course in SOURCE beside a strict platform, renewed at each change."""
    if not source.is_dir():
        raise click.UsageError(f"there is no folder {source}")
    try:
        store = cache_folder(cache, without=False)
        serve(
            source, host=host, port=port, cache=store, say=lambda line: click.echo(line, err=True)
        )
    except OSError as error:
        raise NotWritable(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return 0


@click.command()
@click.argument("source", type=SOURCE)
@click.option("--dry-run", is_flag=True, help="Say what would be published; write nothing.")
def release(source: Path, *, dry_run: bool) -> int:
    """Publish the ids of the course in SOURCE: they stay for good (ids.lock.json)."""
    try:
        course = releasable(source)
    except SourcesRefused as refused:
        found = [(source, finding) for finding in refused.findings]
        print_findings(found, "text")
        click.echo(f"{summary(found)}; nothing was released", err=True)
        return refused.exit_code
    if not dry_run:
        write_lock(source, lock_of(course))
    click.echo(_news(course, dry_run=dry_run), err=True)
    return 0


def _news(course: Course, *, dry_run: bool) -> str:
    news = {kind: ids for kind, ids in lock.new(course).items() if ids}
    what = "; ".join(f"{len(ids)} {kind}: {_few(ids)}" for kind, ids in news.items())
    verb = "would be published" if dry_run else "published"
    return f"{course.id} {course.version}, {verb}: {what or 'nothing new'}"


def _few(ids: list[str]) -> str:
    return ", ".join(ids if len(ids) <= FEW else [*ids[:FEW], "…"])


@click.command()
@click.argument("source", type=SOURCE)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.option("--cache", type=SOURCE, help="Folder of the cache (CARTABLE_CACHE).")
@click.option("--no-cache", is_flag=True, help="Render everything anew.")
def readability(source: Path, *, as_json: bool, cache: Path | None, no_cache: bool) -> int:
    """Measure how the pages of the course in SOURCE read: information, never an error."""
    seen = examined(source, cache_folder(cache, without=no_cache))
    if seen.course is None:
        found = [(source, finding) for finding in seen.findings]
        print_findings(found, "text")
        click.echo(f"{summary(found)}; nothing was measured", err=True)
        return 1
    report = measured(seen.course, seen.pages)
    if as_json:
        print_json(report.data())
    else:
        click.echo("\n".join(report.lines()))
    return 0


@click.command("findings")
def catalogue() -> int:
    """Print the catalogue of everything that check can say (docs/findings.md)."""
    click.echo(markdown(), nl=False)
    return 0

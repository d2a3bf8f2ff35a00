"""The pipeline from sources to ``dist/``: the only writer there.

``build`` gathers everything, then writes anything: with an error in a course nothing of that
course is written, and every finding is in the report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from builder.build import catalogue, index, units
from builder.build.catalogue import APART, MANIFEST, SUMS, Change, Entry, Kept
from builder.build.commit import NotWritable, move, staging
from builder.build.executors import NoCluster, executor
from builder.build.pipeline import Outcome, Selection, Settings, by_name, run
from builder.build.units import Loaded
from builder.findings import BuilderError, Finding

PAGE = "index.html"

__all__ = [
    "InsideSource",
    "NoCluster",
    "NoneSuch",
    "NotWritable",
    "Outcome",
    "Report",
    "Selection",
    "build",
]


class InsideSource(BuilderError):
    """The output folder lies in a course that is read."""


class NoneSuch(BuilderError):
    """The selection names a format, language or module that no course has."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: one outcome a course, the packages now in ``out``, and what changed."""

    outcomes: Sequence[Outcome]
    entries: Sequence[Entry]
    changes: Mapping[str, Change]

    @property
    def findings(self) -> list[tuple[Path, Finding]]:
        """Every finding with its course's folder."""
        return [(o.root, finding) for o in self.outcomes for finding in o.findings]

    @property
    def stopped(self) -> bool:
        """Whether some course was not written because of its findings."""
        return any(outcome.stopped for outcome in self.outcomes)


def silent(_event: str, _count: int) -> None:
    """Progress that nobody watches."""


def build(
    sources: Sequence[Path],
    out: Path,
    *,
    selection: Selection | None = None,
    strict: bool = False,
    jobs: int = 1,
    dask: str | None = None,
    cache: Path | None = None,
    progress: Callable[[str, int], None] = silent,
) -> Report:
    """Build the courses in ``sources`` into ``out``.

    ``jobs`` processes, or the Dask cluster at ``dask``; ``cache`` is a folder, None to do without.
    ``progress`` hears ``("found", n)`` and ``("done", n)`` of units of work.
    Raises NotWritable, InsideSource, NoCluster, NoneSuch, and any other BuilderError of a target.
    """
    _outside(out, sources)
    wanted, old = selection or Selection(), catalogue.read(out)
    with staging(out) as folder:
        store = str(cache) if cache else None
        settings = Settings(wanted, strict, store, str(folder), Kept.of(out), progress)
        ahead: dict[Path, Loaded] = {}
        with executor(jobs, dask, partial(_load_one, ahead, sources, store)) as (pool, width):
            outcomes = run(sources, pool, width, settings, ahead)
        _known(wanted, outcomes)
        written = [outcome for outcome in outcomes if not outcome.stopped]
        entries = _entries(old, written, wanted)
        changes = catalogue.changes(old, entries)
        if written:
            _write(folder, out, written, entries, changes, old)
    return Report(outcomes, entries, changes)


def _load_one(ahead: dict[Path, Loaded], sources: Sequence[Path], cache: str | None) -> None:
    """A single course is loaded here while processes start: no other could help with it."""
    if len(sources) == 1:
        ahead[sources[0]] = units.load(str(sources[0]), cache)


def _outside(out: Path, sources: Sequence[Path]) -> None:
    for source in sources:
        if out.resolve().is_relative_to(source.resolve()):
            raise InsideSource(
                f"{out} lies in {source}, whose files are the course; name another folder (--out)"
            )


def _known(wanted: Selection, outcomes: Sequence[Outcome]) -> None:
    courses = [outcome.course for outcome in outcomes if outcome.course]
    if len(courses) < len(outcomes):
        return  # a course that could not be read may have it
    formats = {form.id for course in courses for form in course.formats}
    languages = {language for course in courses for language in course.languages}
    modules = {module.id for course in courses for module in course.modules}
    for kind, asked, there in (
        ("format", wanted.formats, formats),
        ("language", wanted.languages, languages),
        ("module", wanted.without, modules),
    ):
        for name in asked:
            if name not in there:
                have = ", ".join(sorted(there))
                raise NoneSuch(f"no course here has the {kind} '{name}'; there are: {have}")


def _entries(old: Sequence[Entry], written: Sequence[Outcome], wanted: Selection) -> list[Entry]:
    """What ``out`` will hold: the new packages, and old ones that this build does not cover."""
    made = by_name(written)
    courses = {outcome.course.id for outcome in written if outcome.course}
    kept = [
        entry
        for entry in old
        if entry["file"] not in made
        and not (entry["course"] in courses and wanted.takes_entry(entry))
    ]
    entries = [*kept, *(packed.entry for packed in made.values())]
    return sorted(entries, key=lambda entry: str(entry["file"]))  # units end in any order


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """Every file that the entries stand for, with its SHA-256."""
    names: dict[str, str] = {}
    for entry in entries:
        names[entry["file"]] = entry["sha256"]
        names.update(entry.get("beside", {}))
    return names


def _write(
    folder: Path,
    out: Path,
    written: Sequence[Outcome],
    entries: Sequence[Entry],
    changes: Mapping[str, Change],
    old: Sequence[Entry],
) -> None:
    files: dict[str, Path] = {}
    for packed in by_name(written).values():
        files.update(packed.files)
    for name, data in _listings(out, entries, changes).items():
        if not _is(out / name, data):
            files[name] = folder / f"listing-{len(files)}"
            files[name].write_bytes(data)
    for name, path in files.items():
        path.chmod(0o600 if name.startswith(APART) else 0o644)
    if any(name.startswith(APART) for name in files):
        (out / APART).mkdir(exist_ok=True)
        (out / APART).chmod(0o700)
    gone = sorted(name for name in _names(old).keys() - _names(entries).keys() if _inside(name))
    move(folder, out, files, [name for name in gone if (out / name).exists()])


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _inside(name: str) -> bool:
    """Whether a name read from an old manifest stays within ``out``."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


def _listings(
    out: Path, entries: Sequence[Entry], changes: Mapping[str, Change]
) -> dict[str, bytes]:
    apart = [entry for entry in entries if entry["file"].startswith(APART)]
    shown = [entry for entry in entries if entry not in apart]
    files = {MANIFEST: catalogue.listing(shown)}
    files[PAGE] = _page(out, files[MANIFEST], shown, changes)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    files[SUMS] = catalogue.sums({**_names(shown), **digests})
    if apart:
        files[APART + MANIFEST] = catalogue.listing(apart)
        local = {name.removeprefix(APART): digest for name, digest in _names(apart).items()}
        files[APART + SUMS] = catalogue.sums(local)
        files[APART + "DO-NOT-PUBLISH.txt"] = index.warning()
    return files


def _page(
    out: Path, manifest: bytes, shown: Sequence[Entry], changes: Mapping[str, Change]
) -> bytes:
    """The page for people; the one that is there still tells the news when there are no others."""
    page, sums = out / PAGE, out / SUMS
    if set(changes.values()) == {"same"} and _is(out / MANIFEST, manifest) and page.is_file():
        data = page.read_bytes()
        line = f"{hashlib.sha256(data).hexdigest()}  {PAGE}\n"
        if sums.is_file() and line in sums.read_text("utf-8"):
            return data
    return index.page(shown, changes)

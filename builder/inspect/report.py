"""``cartable inspect``: what is inside a package, ours or another's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.findings import BuilderError
from builder.formats.imscp import MANIFEST
from builder.inspect import manifest, ours
from builder.inspect.manifest import Item, Manifest
from builder.inspect.opened import Opened, opened, shown
from builder.inspect.ours import Ours
from builder.inspect.scan import TEXTS, Hosts, hosts
from builder.state import LIMIT

EXAM = "exam.json"
PAPERS = frozenset({".pdf", ".odt"})
LARGEST = 5
ITEMS = 12


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What a package is. Sizes in bytes, ``unpacked`` as its members say.

    ``faults``: what a platform refuses or does wrong with it; ``notes``: what is worth knowing.
    ``missing`` and ``unlisted``: how many files the manifest lists without their being there, and
    the other way round. ``ours`` is None for a package that this builder did not make.
    """

    path: str
    kind: str
    title: str
    size: int
    unpacked: int
    sha256: str
    files: int
    largest: tuple[tuple[str, int], ...]
    organization: str
    items: tuple[Item, ...]
    asked_hosts: tuple[str, ...]
    named_hosts: tuple[str, ...]
    linked_hosts: tuple[str, ...]
    missing: int
    unlisted: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    ours: Ours | None

    @property
    def valid(self) -> bool:
        """Whether nothing was found that a platform would stumble over."""
        return not self.faults

    def lines(self) -> list[str]:
        """The report for people, a line each."""
        return [*_head(self), *_body(self), *_verdict(self)]


def inspect_package(path: Path) -> PackageReport:
    """Look into the package at ``path`` without unpacking it.

    Raises PackageRefused with a sentence when it is no zip archive or cannot be read.
    """
    with opened(path) as package:
        faults = [*package.faults]
        found = hosts(package.texts(TEXTS, faults))
        read = _manifest(package, faults)
        made = _ours(package, faults)
        return _report(path, package, found, read, made, faults)


def _report(
    path: Path,
    package: Opened,
    found: Hosts,
    read: Manifest | None,
    made: Ours | None,
    faults: list[str],
) -> PackageReport:
    infos = sorted(package.members.values(), key=lambda info: (-info.file_size, info.filename))
    listed = read.listed if read else frozenset()
    present = package.members.keys() - {MANIFEST}
    return PackageReport(
        path=str(path),
        kind=read.kind if read else _kind(package),
        title=made.title if made else read.title if read else "",
        size=package.size,
        unpacked=sum(info.file_size for info in infos),
        sha256=package.sha256,
        files=len(infos),
        largest=tuple((shown(info.filename), info.file_size) for info in infos[:LARGEST]),
        organization=read.organization if read else "",
        items=read.items if read else (),
        asked_hosts=found.asked,
        named_hosts=found.named,
        linked_hosts=found.linked,
        missing=len(listed - package.members.keys()),
        unlisted=len(present - listed) if read else 0,
        faults=(*dict.fromkeys((*faults, *(read.faults if read else ()))),),
        notes=read.notes if read else _notes(package),
        ours=made,
    )


def _manifest(package: Opened, faults: list[str]) -> Manifest | None:
    if MANIFEST not in package.members:
        deeper = [name for name in package.members if name.endswith(f"/{MANIFEST}")]
        if deeper:
            faults.append(
                f"{MANIFEST} is in {shown(deeper[0][: -len(MANIFEST)])} and not at the root"
            )
        elif EXAM not in package.members and not _papers(package):
            faults.append(f"there is no {MANIFEST}: this is no package for a platform")
        return None
    try:
        return manifest.read(package.read(MANIFEST), package.members.keys())
    except BuilderError as error:
        faults.append(str(error))
        return None


def _ours(package: Opened, faults: list[str]) -> Ours | None:
    if ours.DATA not in package.members:
        return None
    try:
        return ours.read(package.read(ours.DATA))
    except ours.NotOurs:
        return None  # other tools have a course.js too
    except BuilderError as error:
        faults.append(str(error))
        return None


def _notes(package: Opened) -> tuple[str, ...]:
    warning = "it holds the answers of the exam: do not publish it"
    return (warning,) if EXAM in package.members else ()


def _papers(package: Opened) -> bool:
    return {Path(name).suffix.lower() for name in package.members} in (PAPERS, {".pdf"}, {".odt"})


def _kind(package: Opened) -> str:
    if EXAM not in package.members:
        return "documents" if _papers(package) else "zip archive"
    try:
        schema = json.loads(package.read(EXAM))["schema"]
    except (BuilderError, ValueError, TypeError, KeyError, RecursionError):
        return "zip archive with an exam.json that cannot be read"
    return f"Cartable exam (schema {shown(str(schema))})"


def _head(report: PackageReport) -> Iterator[str]:
    yield f"{report.path}: {report.kind}"
    if report.title:
        yield f"  title         {report.title}"
    if made := report.ours:
        what = "/".join(filter(None, made.key))
        yield f"  course        {what}, version {made.version}, {made.language}"
        yield f"  screens       {len(made.screens)}, with {len(made.questions)} questions"
        yield f"  saved state   {made.state} characters at most, of {LIMIT}"
    yield f"  size          {report.size} bytes in {report.files} files, {report.unpacked} unpacked"
    yield f"  sha256        {report.sha256}"


def _body(report: PackageReport) -> Iterator[str]:
    for item in report.items[:ITEMS]:
        start = f"({'SCO' if item.sco else 'asset'}) starts {item.launch}"
        yield f"  item          {item.identifier} {start if item.launch else '(a heading)'}"
    if len(report.items) > ITEMS:
        yield f"                and {len(report.items) - ITEMS} more items"
    for name, size in report.largest:
        yield f"  {size:>12}  {name}"
    yield f"  asks hosts    {', '.join(report.asked_hosts) or 'none'}"
    if report.named_hosts:
        yield f"  scripts name  {', '.join(report.named_hosts)}"
    if report.linked_hosts:
        yield f"  links to      {', '.join(report.linked_hosts)}"


def _verdict(report: PackageReport) -> Iterator[str]:
    yield from (f"  note: {note}" for note in report.notes)
    yield from (f"  fault: {fault}" for fault in report.faults)
    count = len(report.faults)
    yield f"  not valid: {count} fault{'s' * (count > 1)}" if count else "  valid"

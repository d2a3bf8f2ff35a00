"""``dist/manifest.json``, the truth about what was built, and ``SHA256SUMS`` beside it.

Nothing parses a file name: whoever wants a package reads the manifest. Exam files are in neither;
they have a list of their own in ``certification/`` (decision 12).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from builder.targets.base import Plan

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
APART = "certification/"
SCHEMA = 1

Entry = Mapping[str, Any]
Change = Literal["new", "changed", "same", "gone"]


def read(out: Path) -> list[Entry]:
    """The entries of the last build in ``out``, exam files included; empty when there is none."""
    return [*_read(out / MANIFEST), *_read(out / APART / MANIFEST)]


def _read(path: Path) -> list[Entry]:
    try:
        data = json.loads(path.read_text("utf-8"))
        return [entry for entry in data["packages"] if isinstance(entry["file"], str)]
    except (OSError, ValueError, TypeError, KeyError):
        return []


@dataclass(frozen=True, slots=True)
class Kept:
    """Packages of the last build that are still whole on disk, so that they may be kept."""

    out: Path
    entries: Mapping[tuple[str | None, ...], Entry]

    @classmethod
    def of(cls, out: Path) -> Kept:
        """What the manifest in ``out`` lists."""
        return cls(out, {_key(entry): entry for entry in read(out)})

    def find(self, plan: Plan, course: str, inputs: str) -> Entry | None:
        """The entry that was made from the same inputs, if its file has the bytes it says."""
        key = (course, plan.target, plan.format, plan.language, plan.module)
        entry = self.entries.get(key)
        if entry is None or entry.get("inputs") != inputs:
            return None
        names = {entry["file"]: entry.get("sha256"), **entry.get("beside", {})}
        whole = all(_digest(self.out / name) == digest for name, digest in names.items())
        return entry if whole else None

    def before(self, plan: Plan, course: str, builder: str) -> Path | None:
        """The whole package that this plan gave last time, if the same builder made it."""
        key = (course, plan.target, plan.format, plan.language, plan.module)
        entry = self.entries.get(key, {})
        path = self.out / str(entry.get("file"))
        same = entry.get("builder") == builder and _digest(path) == entry.get("sha256")
        return path if same else None


def _key(entry: Entry) -> tuple[str | None, ...]:
    return tuple(entry.get(name) for name in ("course", "target", "format", "language", "module"))


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def changes(old: Sequence[Entry], new: Sequence[Entry]) -> dict[str, Change]:
    """What became of each file since the last build, by name."""
    before = {entry["file"]: entry.get("sha256") for entry in old}
    after = {entry["file"]: entry["sha256"] for entry in new}
    found: dict[str, Change] = dict.fromkeys(before.keys() - after.keys(), "gone")
    for name, digest in after.items():
        if name not in before:
            found[name] = "new"
        else:
            found[name] = "same" if before[name] == digest else "changed"
    return found


def listing(entries: Sequence[Entry]) -> bytes:
    """The bytes of a ``manifest.json``."""
    data = {"schema": SCHEMA, "packages": sorted(entries, key=lambda entry: str(entry["file"]))}
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def sums(digests: Mapping[str, str]) -> bytes:
    """The bytes of a ``SHA256SUMS`` that ``sha256sum --check`` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()

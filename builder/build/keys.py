"""What each member of a package was made from, kept in the cache beside the package's digest.

With it, a package that is made again takes from the old one the members that would be the same,
and they are not even composed.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.archive import Known, Members

FOLDER = "members"


@dataclass(frozen=True, slots=True)
class Keys:
    """The kept keys of a package; ``before``: the package of the last build, by this builder."""

    cache: Path | None
    stem: str
    before: Path | None

    def read(self) -> Known:
        """What the members were made from; nothing unless it is said of these very bytes."""
        if self.cache is None or self.before is None:
            return Known()
        try:
            with self.before.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            kept = json.loads(self._path(self.cache).read_bytes())
            return Known(kept["keys"], kept["pieces"]) if kept["sha256"] == digest else Known()
        except (OSError, ValueError, TypeError, KeyError):
            return Known()

    def write(self, made: Members) -> None:
        """Keep the keys of a new package; a cache that cannot be written costs time, no build."""
        keys = {member.path: member.key for member in made.members if member.key}
        if self.cache is None or not keys:
            return
        pieces = {member.path: member.pieces for member in made.members if member.pieces}
        path = self._path(self.cache)
        part = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = {"sha256": made.sha256, "keys": keys, "pieces": pieces}
            part.write_text(json.dumps(kept), "utf-8")
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _path(self, cache: Path) -> Path:
        return cache / FOLDER / f"{self.stem}.json"

"""YAML that was read before, by content: a warm load parses only what changed.

A text gives the same data and positions wherever it stands, so the key is a digest of the text and
of this package's code. What was read with findings is read anew. A file of the memo that is
damaged, or of another Python, is as if it were not there.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

from builder.source.yaml_reader import Parsed, parse

_Kept: TypeAlias = tuple[Any, dict[Any, Any], dict[Any, Any]]
_SUM = 16  # bytes, before the body of the file


class Memo:
    """What was read in earlier runs, kept in the file ``store`` (None: nowhere)."""

    def __init__(self, store: Path | None = None) -> None:
        self._store = store
        self._known = _read(store) if store else {}
        self._used: dict[bytes, _Kept] = {}

    def parse(self, text: str, path: str, first_line: int = 1) -> Parsed:
        """As ``yaml_reader.parse``."""
        if self._store is None:
            return parse(text, path, first_line)
        key = _key(text, first_line)
        kept = self._known.get(key) or self._used.get(key)
        if kept is None:
            parsed = parse(text, path, first_line)
            if not parsed.findings:
                self._used[key] = parsed.data, parsed.nodes, parsed.keys
            return parsed
        self._used[key] = kept
        return Parsed(path, *kept)

    def save(self) -> None:
        """Keep what this run read; a cache that cannot be written costs time, never a build."""
        if self._store is None or self._used.keys() == self._known.keys():
            return
        body = marshal.dumps(self._used)
        part = self._store.with_suffix(f".{os.getpid()}")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_sum(body) + body)
            part.replace(self._store)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _key(text: str, first_line: int) -> bytes:
    return blake2b(f"{first_line} {text}".encode(), digest_size=16, key=_reader()).digest()


def _read(store: Path) -> dict[bytes, _Kept]:
    try:
        data = store.read_bytes()
    except OSError:
        return {}
    body = data[_SUM:]
    if data[:_SUM] != _sum(body):
        return {}
    kept: dict[bytes, _Kept] = marshal.loads(body)  # noqa: S302 - our own: its sum says so
    return kept


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_SUM, key=_reader()).digest()


@cache
def _reader() -> bytes:
    """A digest of the code that reads and of the Python that runs it."""
    digest = blake2b(sys.version.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()

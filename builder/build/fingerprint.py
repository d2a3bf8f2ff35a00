"""What a package is made from, as one hash: the sources of its language, and this builder.

A package whose hash is the one in ``dist/manifest.json`` is kept, not made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

BIG = 1 << 20
SHAPES_BYTES = (
    "deflate",
    "jinja2",
    "lxml",
    "markdown",
    "nh3",
    "odfdo",
    "pymdown-extensions",
    "typst",
)


class Digests:
    """Content hashes; those of large files are remembered by size, time and inode."""

    def __init__(self, store: Path | None) -> None:
        self._store = store
        self._known: dict[str, str] = _read(store)
        self._used: dict[str, str] = {}

    def of(self, path: Path) -> str:
        """The SHA-256 of the file, in hexadecimal. Raises OSError when it cannot be read."""
        stat = path.stat()
        if stat.st_size < BIG:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        key = f"{path}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_ino}"
        found = self._known.get(key) or _stream(path)
        self._used[key] = found
        return found

    def save(self) -> None:
        """Write what was learnt; a cache that cannot be written costs time, never a build."""
        if self._store is None or self._used == self._known:
            return
        part = self._store.with_suffix(f".{os.getpid()}")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._used), "utf-8")
            part.replace(self._store)
        except OSError:
            part.unlink(missing_ok=True)


def _read(store: Path | None) -> dict[str, str]:
    try:
        data = json.loads(store.read_text("utf-8")) if store else {}
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _stream(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def builder_hash() -> str:
    """The hash of this builder's own files and of the libraries that shape its output."""
    home = Path(__file__).parent.parent
    whole = hashlib.sha256()
    for path in sorted(p for p in home.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        whole.update(path.relative_to(home).as_posix().encode())
        whole.update(path.read_bytes())
    for name in SHAPES_BYTES:
        whole.update(f"{name}={version(name)}".encode())
    return whole.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def course_hashes(root: Path, languages: Sequence[str], digests: Digests) -> Mapping[str, str]:
    """One hash a language, and one of the whole under ``""``. Raises OSError."""
    hashes = {language: hashlib.sha256(builder_hash().encode()) for language in ("", *languages)}
    for path in _sources(root):
        inside = path.relative_to(root)
        line = f"{inside.as_posix()}\0{digests.of(path)}\n".encode()
        folder = inside.parts[-2] if len(inside.parts) > 1 else ""
        others = {*languages} - {folder} if folder in languages else set()
        for language, whole in hashes.items():
            if language not in others:
                whole.update(line)
    return {language: whole.hexdigest() for language, whole in hashes.items()}

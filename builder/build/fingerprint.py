"""What a package is made from, as one hash: its sources, and this builder.

A package whose hash is the one in ``dist/manifest.json`` is kept, not made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

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

    def of(self, path: str) -> tuple[str, str]:
        """The SHA-256 of the file and of its front matter. Raises OSError when unreadable."""
        with open(path, "rb") as file:  # noqa: PTH123 - thousands, and twice as fast
            stat = os.fstat(file.fileno())
            if stat.st_size < BIG:
                data = file.read()
                return hashlib.sha256(data).hexdigest(), hashlib.sha256(_head(data)).hexdigest()
        key = f"{path}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_ino}"
        found = self._known.get(key) or _stream(path)
        self._used[key] = found
        return found, found

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
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _read(store: Path | None) -> dict[str, str]:
    try:
        data = json.loads(store.read_text("utf-8")) if store else {}
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _stream(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
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


def _sources(root: str) -> Iterator[str]:
    """The paths of the files below ``root``, with ``/``."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = folder[len(root) + 1 :].replace(os.sep, "/") + "/" if folder != root else ""
        yield from (below + name for name in sorted(names) if not name.startswith("."))


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a course's packages are made from: lines with a digest, by language and module.

    A module's package has nothing of the other modules' pages but what their front matter says
    (titles, minutes), so ``heads`` stand for those. The key ``("", "")`` is what all share.
    """

    heads: Mapping[tuple[str, str], bytes]
    whole: Mapping[tuple[str, str], bytes]

    def of(self, language: str | None, module: str | None, left_out: Sequence[str] = ()) -> str:
        """The digest for a package of one language (None: all) and one module (None: all);
        ``left_out``: the modules that the course is built without."""
        taken = hashlib.sha256(builder_hash().encode())
        taken.update("".join(f"-{name}\n" for name in sorted(left_out)).encode())
        for key in sorted(self.whole):
            if language is None or key[0] in {"", language}:
                mine = module is None or key[1] in {"", module}
                taken.update((self.whole if mine else self.heads)[key])
        return taken.hexdigest()


def course_inputs(root: Path, languages: Sequence[str], digests: Digests) -> Inputs:
    """Read every source of the course in ``root``. Raises OSError."""
    heads: dict[tuple[str, str], Any] = defaultdict(hashlib.sha256)
    whole: dict[tuple[str, str], Any] = defaultdict(hashlib.sha256)
    top = str(root)
    for inside in _sources(top):
        key = _group(inside.split("/"), languages)
        digest, head = digests.of(f"{top}/{inside}")
        whole[key].update(f"{inside}\0{digest}\n".encode())
        heads[key].update(f"{inside}\0{head if key[1] else digest}\n".encode())
    return Inputs(_ended(heads), _ended(whole))


def _group(parts: Sequence[str], languages: Sequence[str]) -> tuple[str, str]:
    """Language and module of a source, each "" where it is of none or of all."""
    if len(parts) < 2 or parts[-2] not in languages:
        return "", ""
    is_page = len(parts) == 4 and parts[0] == "modules" and parts[3].endswith(".md")
    return parts[-2], parts[1] if is_page else ""


def _ended(started: Mapping[tuple[str, str], Any]) -> dict[tuple[str, str], bytes]:
    return {key: f"{key}={digest.hexdigest()}\n".encode() for key, digest in started.items()}


def _head(data: bytes) -> bytes:
    """A page's front matter; all of it where none is found."""
    end = data.find(b"\n---", 3) if data.startswith(b"---") else -1
    return data if end < 0 else data[:end]

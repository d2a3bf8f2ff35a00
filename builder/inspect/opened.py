"""Opening a package that anybody may have made: nothing is unpacked, nothing is trusted."""

from __future__ import annotations

import hashlib
import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder.archive import fault
from builder.findings import BuilderError
from builder.xmlkit import line_of

MEMBERS_MAX = 100_000
READ_MAX = 16 << 20  # bytes of one member that are looked at
BUDGET = 256 << 20  # bytes of all of them
RATIO_MAX = 1_000  # deflate cannot do much better than 1,032 to 1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

# What zipfile raises on a damaged archive depends on where the damage is.
DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
    ValueError, OverflowError, IndexError, KeyError, RuntimeError, NotImplementedError, MemoryError,
)  # fmt: skip


class PackageRefused(BuilderError):
    """A file is not a package that can be looked into; ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open archive: its members by name, and what is wrong with it as an archive."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    faults: tuple[str, ...]
    size: int
    sha256: str

    def read(self, name: str, most: int = READ_MAX) -> bytes:
        """The content of a member. Raises PackageRefused when it is damaged, hidden or too big."""
        info = self.members[name]
        if info.flag_bits & 1 or info.compress_type not in METHODS:
            raise PackageRefused(f"{shown(name)} cannot be read")
        try:
            with self.archive.open(info) as file:
                data = file.read(most + 1)
        except (*DAMAGE, OSError) as error:
            raise PackageRefused(f"{shown(name)} is damaged: {line_of(error)}") from error
        if len(data) > most:
            raise PackageRefused(f"{shown(name)} is too big to look into")
        return data

    def texts(self, suffixes: frozenset[str], faults: list[str]) -> Iterator[tuple[str, bytes]]:
        """The members with one of these endings; what cannot be read goes to ``faults`` instead."""
        budget = BUDGET
        for name in self.members:
            if Path(name).suffix.lower() not in suffixes:
                continue
            try:
                data = self.read(name, min(READ_MAX, budget))
            except PackageRefused as error:
                faults.append(str(error))
                continue
            budget -= len(data)
            yield name, data


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open the package at ``path``. Raises PackageRefused, with a sentence that names the file."""
    size, sha256 = _digest(path)
    try:
        archive = zipfile.ZipFile(path)
    except (*DAMAGE, OSError) as error:
        raise PackageRefused(f"{path} is not a zip archive: {line_of(error)}") from error
    with archive:
        infos = archive.infolist()
        if len(infos) > MEMBERS_MAX:
            raise PackageRefused(f"{path} has {len(infos)} members; {MEMBERS_MAX} at most are read")
        files = {info.filename: info for info in infos if not info.is_dir()}
        yield Opened(archive, files, tuple(_faults(infos)), size, sha256)


def _digest(path: Path) -> tuple[int, str]:
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return file.tell(), sha256
    except OSError as error:
        raise PackageRefused(f"{path} cannot be read: {error.strerror or error}") from error


def _faults(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    for name, count in Counter(info.filename for info in infos).items():
        if count > 1:
            yield f"{shown(name)} is there {count} times"
    for info in infos:
        yield from _member_faults(info)


def _member_faults(info: zipfile.ZipInfo) -> Iterator[str]:
    name = info.orig_filename.rstrip("/") if info.is_dir() else info.orig_filename
    if wrong := fault(name):
        yield f"the name {shown(name)} {wrong}"
    if stat.S_ISLNK(info.external_attr >> 16):
        yield f"{shown(name)} is a symbolic link"
    if info.flag_bits & 1:
        yield f"{shown(name)} is encrypted"
    elif info.compress_type not in METHODS:
        yield f"{shown(name)} is compressed in a way that platforms do not know"
    if info.file_size > max(RATIO_MAX * info.compress_size, READ_MAX):
        yield f"{shown(name)} would grow from {info.compress_size} to {info.file_size} bytes"


def shown(name: str) -> str:
    """A member's name as it may be printed: no control characters, not endless."""
    clean = "".join(char if char.isprintable() else "\ufffd" for char in name)
    return clean if len(clean) <= 80 else f"{clean[:40]}…{clean[-30:]}"

"""Streams a package's files into a zip whose bytes depend on nothing but those files.

The records follow PKWARE's APPNOTE.TXT 6.3.10; the numbers in the docstrings are its clauses.
``zipfile`` cannot take members that are compressed already, so the records are written here.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

import deflate

from builder.archive.before import Before, Known, opened
from builder.archive.names import ArchiveError, Names
from builder.archive.pieces import Pieces, Sizes

CHUNK = 1 << 20
LEVEL = 7  # of libdeflate: 9 takes a third longer for six bytes in a thousand
DEFLATE_MAX = 16 << 20  # libdeflate wants the whole member in memory: bigger files are stored
DATE, TIME = 0x0021, 0x0000  # 1980-01-01 00:00, the first moment a zip knows (4.4.6)
LARGE, LEVEL_LARGE = 1 << 20, 5  # such as the whole course in one document, to be printed
UNIX, FILE_MODE = 3, 0o100644
STORED, DEFLATED = 0, 8
UTF8_NAME = 1 << 11
MAX16, MAX32 = 0xFFFF, 0xFFFFFFFF

ALREADY_COMPRESSED = frozenset(
    (
        *(".7z", ".epub", ".gz", ".imscc", ".mbz", ".odp", ".ods", ".odt", ".zip"),
        *(".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".woff", ".woff2"),
        *(".m4a", ".m4v", ".mp3", ".mp4", ".oga", ".ogg", ".ogv", ".opus", ".webm"),
    )
)
STORED_NAMES = frozenset({"mimetype"})  # EPUB and ODF ask for it plain and first


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file of a package: its path inside, and its bytes, the file on disk that has them, what
    makes them, or their pieces. ``key`` is that of a ``Piece``, for the whole."""

    path: str
    source: bytes | Path | Callable[[], bytes] | Pieces
    key: str = ""

    @property
    def data(self) -> bytes | Path:
        """The bytes, or the file on disk that has them; made now where they are still to make."""
        if isinstance(self.source, Pieces):
            return self.source.joined({})[0]
        return self.source() if callable(self.source) else self.source


@dataclass(frozen=True, slots=True)
class Member:
    """A file as it went in: sizes in bytes (``packed``: in the archive), CRC-32, its key and the
    keys and sizes of its pieces."""

    path: str
    size: int
    packed: int
    crc: int
    key: str
    pieces: Sizes = ()


@dataclass(frozen=True, slots=True)
class Members:
    """An archive once written: its size in bytes and SHA-256, and its members in their order."""

    members: tuple[Member, ...]
    size: int
    sha256: str


class Sink(Protocol):
    """Where an archive goes: a file opened for writing, or anything that takes bytes."""

    def write(self, data: bytes, /) -> Any: ...


def write_zip(
    files: Iterable[PackageFile],
    first: str,
    out: Sink | BinaryIO,
    before: Path | None = None,
    known: Known | None = None,
) -> Members:
    """Write a zip of ``files`` to ``out``: ``first`` first ("" for none), the others by path.

    ``files`` may come one by one and in any order. What is given as bytes is compressed when it
    comes and held so; what is on disk is read in pieces, twice. ``before``: the package that this
    one replaces, if this same builder made it, and ``known`` what its members were made from; what
    is the same is taken from it, by key without being made. Raises ArchiveError for a name that is
    unsafe or given twice, when ``first`` is missing, and when a file changes between its two
    readings; OSError when one cannot be read or ``out`` not written.
    """
    names = Names()
    entries = []
    with opened(before, known) as old:
        for file in files:
            names.add(file.path)
            entries.append(_entry(file, old))
    if first and first not in names:
        raise ArchiveError(f"{first} must come first in the package, but is not among its files")
    entries.sort(key=lambda entry: (entry.member.path != first, entry.member.path))
    return _write(entries, _Counted(out))


@dataclass(slots=True)
class _Entry:
    """A member and where its packed bytes are; ``offset`` is known once it is written."""

    member: Member
    method: int
    body: bytes | Path
    offset: int = 0


class _Counted:
    """Passes bytes on to ``out``, counts them, and hashes them once."""

    def __init__(self, out: Sink | BinaryIO) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self.position = 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.position += len(data)

    def sha256(self) -> str:
        return self._hash.hexdigest()


def _entry(file: PackageFile, old: Before) -> _Entry:
    kept = old.keyed(file.path, file.key)
    if kept is not None:
        info, body = kept
        member = Member(file.path, info.file_size, len(body), info.CRC, file.key)
        return _Entry(member, info.compress_type, body)
    if isinstance(file.source, Pieces):
        joined, sizes = file.source.joined(old.pieces(file.path))
        return _held(file, joined, old, sizes)
    data = file.data
    if isinstance(data, bytes):
        return _held(file, data, old)
    if _compressible(file.path) and data.stat().st_size <= DEFLATE_MAX:
        return _held(file, data.read_bytes(), old)
    return _on_disk(file.path, data)


def _compressible(path: str) -> bool:
    name = PurePosixPath(path)
    return name.suffix.lower() not in ALREADY_COMPRESSED and name.name not in STORED_NAMES


def _held(file: PackageFile, data: bytes, old: Before, pieces: Sizes = ()) -> _Entry:
    path, crc = file.path, zlib.crc32(data)
    packed = (old.packed(path, data, crc) or _deflated(data)) if _compressible(path) else data
    method = DEFLATED if len(packed) < len(data) else STORED
    body = packed if method == DEFLATED else data
    return _Entry(Member(path, len(data), len(body), crc, file.key, pieces), method, body)


def _deflated(data: bytes) -> bytes:
    return bytes(deflate.deflate_compress(data, level(len(data))))


def level(size: int) -> int:
    """How hard to compress so many bytes: of megabytes, the last tenth takes most of the time."""
    return LEVEL if size < LARGE else LEVEL_LARGE


def _on_disk(path: str, source: Path) -> _Entry:
    """Read ``source`` a first time: its size and CRC stand before its bytes (4.4.7 to 4.4.9).

    A data descriptor (4.3.9) would save it; readers that stream refuse one on stored members.
    """
    crc, size = 0, 0
    for chunk in _chunks(source):
        crc = zlib.crc32(chunk, crc)
        size += len(chunk)
    return _Entry(Member(path, size, size, crc, ""), STORED, source)


def _chunks(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _write(entries: list[_Entry], out: _Counted) -> Members:
    for entry in entries:
        entry.offset = out.position
        out.write(_local_header(entry))
        _write_body(entry, out)
    start = out.position
    for entry in entries:
        out.write(_central_header(entry))
    out.write(_end(len(entries), start, out.position - start))
    return Members(tuple(entry.member for entry in entries), out.position, out.sha256())


def _write_body(entry: _Entry, out: _Counted) -> None:
    if isinstance(entry.body, bytes):
        out.write(entry.body)
        return
    crc, start = 0, out.position
    for chunk in _chunks(entry.body):
        crc = zlib.crc32(chunk, crc)
        out.write(chunk)
    if (crc, out.position - start) != (entry.member.crc, entry.member.size):
        raise ArchiveError(f"{entry.body} changed while it was being packed; build again")


def _local_header(entry: _Entry) -> bytes:
    """4.3.7. From 4 GiB on, both sizes stand in the ZIP64 field, which 4.5.3 wants whole here."""
    member, name = entry.member, entry.member.path.encode()
    big = member.size >= MAX32 or member.packed >= MAX32
    extra = struct.pack("<HHQQ", 1, 16, member.size, member.packed) if big else b""
    sizes = (MAX32, MAX32) if big else (member.packed, member.size)
    fixed = struct.pack(
        "<4s5H3L2H", b"PK\3\4", _version(big), _flags(name), entry.method, TIME, DATE,
        member.crc, *sizes, len(name), len(extra),
    )  # fmt: skip
    return fixed + name + extra


def _central_header(entry: _Entry) -> bytes:
    """4.3.12. The ZIP64 field (4.5.3) has what does not fit in 32 bits, in this order."""
    member, name = entry.member, entry.member.path.encode()
    wide = [n for n in (member.size, member.packed, entry.offset) if n >= MAX32]
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    version = _version(bool(wide))
    fixed = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", UNIX << 8 | version, version, _flags(name), entry.method,
        TIME, DATE, member.crc, min(member.packed, MAX32), min(member.size, MAX32), len(name),
        len(extra), 0, 0, 0, FILE_MODE << 16, min(entry.offset, MAX32),
    )  # fmt: skip
    return fixed + name + extra


def _end(count: int, start: int, size: int) -> bytes:
    """4.3.16, after the ZIP64 record and locator (4.3.14, 4.3.15) where a number needs them."""
    plain = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, min(count, MAX16), min(count, MAX16),
        min(size, MAX32), min(start, MAX32), 0,
    )  # fmt: skip
    if count < MAX16 and size < MAX32 and start < MAX32:
        return plain
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, UNIX << 8 | _version(True), _version(True), 0, 0,
        count, count, size, start,
    )  # fmt: skip
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, start + size, 1) + plain


def _version(zip64: bool) -> int:
    """4.4.3.2: 4.5 for ZIP64, else 2.0 for deflate."""
    return 45 if zip64 else 20


def _flags(name: bytes) -> int:
    """4.4.4: bit 11 says that the name is UTF-8; a name in ASCII needs no flag."""
    return 0 if name.isascii() else UTF8_NAME

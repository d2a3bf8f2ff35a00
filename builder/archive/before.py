"""The package that a new one replaces: a member that is the same need not be deflated again."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import deflate

from builder.archive.pieces import Sizes, cut

HEAD = 30  # bytes of a local header before its name (APPNOTE 4.3.7)


@dataclass(frozen=True, slots=True)
class Known:
    """What the members of a package were made from: their keys, and the pieces of those that have
    any, by path."""

    keys: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, Sizes] = field(default_factory=dict)


class Before:
    """An older package, made by this same builder, so that equal contents were packed equally."""

    def __init__(self, archive: zipfile.ZipFile | None, known: Known | None = None) -> None:
        self._archive, self._known = archive, known or Known()
        self._members = archive.NameToInfo if archive else {}

    def keyed(self, path: str, key: str) -> tuple[zipfile.ZipInfo, bytes] | None:
        """The member ``path`` as it is packed, if it was made from what ``key`` names."""
        info = self._members.get(path)
        if not key or info is None or self._known.keys.get(path) != key:
            return None
        return info, self._body(info)

    def packed(self, path: str, data: bytes, crc: int) -> bytes | None:
        """The deflated bytes of the member ``path`` if it holds ``data``, all compared."""
        info = self._members.get(path)
        if info is None or (info.CRC, info.file_size, info.compress_type) != (
            crc,
            len(data),
            zipfile.ZIP_DEFLATED,
        ):
            return None
        body = self._body(info)
        return body if _inflated(body, len(data)) == data else None

    def pieces(self, path: str) -> dict[str, bytes]:
        """The pieces of the member ``path`` by key."""
        info, sizes = self._members.get(path), self._known.pieces.get(path)
        if info is None or sizes is None or info.compress_type != zipfile.ZIP_DEFLATED:
            return {}
        data = _inflated(self._body(info), info.file_size)
        return {} if data is None or zlib.crc32(data) != info.CRC else cut(data, sizes)

    def _body(self, info: zipfile.ZipInfo) -> bytes:
        file = self._archive.fp if self._archive else None
        if file is None:
            return b""
        file.seek(info.header_offset)
        name, extra = struct.unpack("<2H", file.read(HEAD)[26:])
        file.seek(name + extra, 1)
        return file.read(info.compress_size)


def _inflated(body: bytes, size: int) -> bytes | None:
    try:
        return bytes(deflate.deflate_decompress(body, size))
    except (deflate.DeflateError, ValueError):
        return None


@contextmanager
def opened(path: Path | None, known: Known | None = None) -> Iterator[Before]:
    """The package at ``path`` and what is known of its members; as if it were empty when there is
    none, or none that is whole."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path)) if path else None
        except (OSError, zipfile.BadZipFile):
            archive = None
        yield Before(archive, known)

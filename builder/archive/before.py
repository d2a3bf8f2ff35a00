"""The package that a new one replaces: a member that is the same need not be deflated again."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

NO_KEYS: Mapping[str, str] = MappingProxyType({})
HEAD = 30  # bytes of a local header before its name (APPNOTE 4.3.7)


class Before:
    """An older package, made by this same builder, so that equal contents were packed equally."""

    def __init__(self, archive: zipfile.ZipFile | None, keys: Mapping[str, str] = NO_KEYS) -> None:
        self._archive, self._keys = archive, keys
        self._members = archive.NameToInfo if archive else {}

    def keyed(self, path: str, key: str) -> tuple[zipfile.ZipInfo, bytes] | None:
        """The member ``path`` as it is packed, if it was made from what ``key`` names."""
        info = self._members.get(path)
        if not key or info is None or self._keys.get(path) != key:
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
        try:
            return body if zlib.decompress(body, -zlib.MAX_WBITS) == data else None
        except zlib.error:
            return None

    def _body(self, info: zipfile.ZipInfo) -> bytes:
        file = self._archive.fp if self._archive else None
        if file is None:
            return b""
        file.seek(info.header_offset)
        name, extra = struct.unpack("<2H", file.read(HEAD)[26:])
        file.seek(name + extra, 1)
        return file.read(info.compress_size)


@contextmanager
def opened(path: Path | None, keys: Mapping[str, str] = NO_KEYS) -> Iterator[Before]:
    """The package at ``path`` and the keys of its members; as if it were empty when there is none,
    or none that is whole."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path)) if path else None
        except (OSError, zipfile.BadZipFile):
            archive = None
        yield Before(archive, keys)

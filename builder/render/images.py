"""Raster images: their size, read in their headers, and their bytes without a camera's notes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

HEAD = 262_144  # bytes that hold the header of any sane file, its thumbnails and profiles included
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PRIVATE = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_APP1, _APP13, _COMMENT, _SCAN = 0xE1, 0xED, 0xFE, 0xDA


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as shown, of a PNG, JPEG, GIF or WebP starting with ``data``."""
    try:
        if data.startswith(_PNG):
            return _pair(">II", data, 16)
        if data[:6] in {b"GIF87a", b"GIF89a"}:
            return _pair("<HH", data, 6)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
    except (struct.error, IndexError):  # cut short: no size to be had
        return None
    return None


def size_of(path: Path) -> tuple[int, int] | None:
    """As ``size``, for a file. OSError when it cannot be read."""
    with path.open("rb") as file:
        return size(file.read(HEAD))


def clean_image(path: Path) -> bytes:
    """The file's bytes without EXIF, XMP, IPTC and comments, its pixels untouched.

    A JPEG that is turned keeps its orientation, alone. Other kinds of file come back as they are.
    OSError when the file cannot be read.
    """
    data = path.read_bytes()
    try:
        if data.startswith(_PNG):
            return _PNG + b"".join(
                chunk for kind, chunk in _chunks(data) if kind not in _PNG_PRIVATE
            )
        if data[:2] == b"\xff\xd8":
            return _clean_jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _clean_webp(data)
    except (struct.error, IndexError):  # damaged: better whole than cut
        return data
    return data


def _pair(form: str, data: bytes, at: int) -> tuple[int, int]:
    width, height = struct.unpack_from(form, data, at)
    return width, height


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = _pair("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each JPEG segment up to the first scan, which runs to the end."""
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _ALONE:
            yield marker, at, at + 2
            at += 2
            continue
        end = len(data) if marker == _SCAN else at + 2 + _short(data, at + 2)
        yield marker, at, end
        if marker == _SCAN:
            return
        at = end


def _short(data: bytes, at: int) -> int:
    value: int = struct.unpack_from(">H", data, at)[0]
    return value


def _jpeg(data: bytes) -> tuple[int, int] | None:
    turned = 1
    for marker, start, end in _segments(data):
        if marker == _APP1:
            turned = _orientation(data[start + 4 : end]) or turned
        if marker in _FRAMES:
            height, width = _pair(">HH", data, start + 5)
            return (height, width) if turned >= 5 else (width, height)
    return None


def _orientation(segment: bytes) -> int:
    """The EXIF orientation, 1 to 8; 0 when there is none."""
    if not segment.startswith(b"Exif\0\0"):
        return 0
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for entry in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
            if tag == 0x0112 and kind == 3:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _exif(orientation: int) -> bytes:
    """An APP1 segment that holds the orientation and nothing else."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _clean_jpeg(data: bytes) -> bytes:
    turned, kept, reached = 1, [], 2
    for marker, start, end in _segments(data):
        if marker == _APP1:
            turned = _orientation(data[start + 4 : end]) or turned
        if marker not in {_APP1, _APP13, _COMMENT}:
            kept.append(data[start:end])
        reached = end
    if reached < len(data):  # no scan was found: not a JPEG that we know
        return data
    head = 1 if kept and kept[0][1] == 0xE0 else 0  # JFIF stays first
    if turned > 1:
        kept.insert(head, _exif(turned))
    return b"\xff\xd8" + b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and bytes of each PNG chunk."""
    at = len(_PNG)
    while at < len(data):
        length: int = struct.unpack_from(">I", data, at)[0]
        chunk = data[at : at + 12 + length]
        if (
            len(chunk) < 12 + length
            or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]
        ):
            yield b"", data[at:]  # damaged from here on: left as it is
            return
        yield chunk[4:8], chunk
        at += 12 + length


def _clean_webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at < len(data):
        kind = data[at : at + 4]
        length = struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + length + length % 2
        chunk = data[at:end]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]  # no EXIF, no XMP
        if kind not in {b"EXIF", b"XMP "}:
            kept.append(chunk)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body

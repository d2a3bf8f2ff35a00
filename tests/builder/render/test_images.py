"""Raster images: sizes from headers, private data taken out, pixels untouched."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.render.images import clean_image, size, size_of


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0abc\0def"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + pixels + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation: int, order: str = ">") -> bytes:
    mark = b"MM\0*" if order == ">" else b"II*\0"
    entries = struct.pack(f"{order}HHIHH", 0x010F, 2, 1, 0, 0) + struct.pack(
        f"{order}HHIHH", 0x0112, 3, 1, orientation, 0
    )
    return segment(
        0xE1, b"Exif\0\0" + mark + struct.pack(f"{order}IH", 8, 2) + entries + b"\0\0\0\0GPS here"
    )


JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
FRAME = segment(0xC0, struct.pack(">BHHB", 8, 20, 30, 1) + b"\1\x11\0")
SCAN = b"\xff\xda\0\x08\1\1\0\0\x3f\0" + b"pixels\xff\0more" + b"\xff\xd9"
ICC = segment(0xE2, b"ICC_PROFILE\0...")


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + FRAME + SCAN


def webp(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


VP8X = riff(
    b"VP8X", bytes([0x0C, 0, 0, 0]) + (29).to_bytes(3, "little") + (19).to_bytes(3, "little")
)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (png(), (3, 2)),
        (jpeg(JFIF), (30, 20)),
        (jpeg(exif(6)), (20, 30)),
        (jpeg(exif(8, "<")), (20, 30)),
        (jpeg(exif(3)), (30, 20)),
        (b"GIF89a" + struct.pack("<HH", 7, 5) + b"...", (7, 5)),
        (webp(VP8X), (30, 20)),
        (webp(riff(b"VP8L", b"\x2f" + struct.pack("<I", 29 | 19 << 14))), (30, 20)),
        (webp(riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 30, 20))), (30, 20)),
        (b"<svg/>", None),
        (b"", None),
    ],
)
def test_sizes(data: bytes, wanted: tuple[int, int] | None, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    assert size(data) == size_of(tmp_path / "x") == wanted


def cleaned(tmp_path: Path, data: bytes) -> bytes:
    (tmp_path / "x").write_bytes(data)
    return clean_image(tmp_path / "x")


def test_png_loses_its_notes_and_nothing_else(tmp_path: Path) -> None:
    keep = chunk(b"gAMA", b"\0\0\xb1\x8f")
    notes = [chunk(b"tEXt", b"Author\0Ada"), chunk(b"eXIf", b"MM"), chunk(b"iTXt", b"x\0"), keep]
    assert cleaned(tmp_path, png(*notes)) == png(keep)


def test_jpeg_loses_its_notes_and_keeps_colours_and_pixels(tmp_path: Path) -> None:
    notes = (exif(1), segment(0xED, b"Photoshop"), segment(0xFE, b"a comment"))
    assert cleaned(tmp_path, jpeg(JFIF, *notes, ICC)) == jpeg(JFIF, ICC)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_turned_jpeg_stays_turned(tmp_path: Path, order: str) -> None:
    made = cleaned(tmp_path, jpeg(JFIF, exif(6, order), ICC))
    assert b"GPS" not in made
    assert size(made) == (20, 30)
    assert made.endswith(FRAME + SCAN)
    assert cleaned(tmp_path, made) == made


def test_webp_loses_its_notes_and_says_so(tmp_path: Path) -> None:
    made = cleaned(
        tmp_path, webp(VP8X, riff(b"VP8 ", b"px"), riff(b"EXIF", b"gps"), riff(b"XMP ", b"x"))
    )
    bare = VP8X[:8] + b"\0" + VP8X[9:]
    assert made == webp(bare, riff(b"VP8 ", b"px"))


@given(st.sampled_from([png(), jpeg(JFIF, exif(6)), webp(VP8X)]), st.integers(0, 80), st.binary())
def test_damaged_images_never_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cut: int, rest: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(data[:cut] + rest)
    size_of(path)
    clean_image(path)

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lti_tool.bank import archive
from lti_tool.bank.read import BankFile, read, read_overlay
from lti_tool.errors import BankRefused
from tests.lti_tool.exam.banks import exam, nine

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def packed(path: Path, files: Mapping[str, bytes] | None = None, data: Any = None) -> Path:
    text = json.dumps(exam() if data is None else data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("exam.json", text)
        for name, content in (files or {}).items():
            made.writestr(name, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BankRefused) as caught:
        read(path)
    return "\n".join(caught.value.findings)


def test_the_exam_of_the_builder_is_read(tmp_path: Path) -> None:
    files = {"media/plan.png": PNG, "templates/fr/modele.odt": b"PK"}
    found = read(packed(tmp_path / "exam.zip", files))
    assert found.data == exam()
    assert {name: one.kind for name, one in found.media.items()} == {"plan.png": "image/png"}


@pytest.mark.parametrize(
    "name",
    [
        "../exam.json",
        "/etc/passwd",
        "media/../../x",
        "media\\x.png",
        "c:x",
        "run.py",
        "media//x",
        ".",
    ],
)
def test_a_member_stays_where_it_belongs(tmp_path: Path, name: str) -> None:
    assert "path" in (said := refused(packed(tmp_path / "e.zip", {name: PNG}))) or "nothing" in said


def linked(path: Path) -> None:
    info = zipfile.ZipInfo("media/x.png")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(info, "/etc/passwd")


def doubled(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as made:
        made.writestr("exam.json", "{}")


def encrypted(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag of the first local header, then of its directory entry
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def blown_up(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("media/x.png", PNG + b"\0" * 5_000_000)


def otherwise_packed(path: Path) -> None:
    """A member whose packing raises an error that no zip reader names."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as made:
        made.writestr("media/x.png", PNG + bytes(range(256)))
        info = made.getinfo("media/x.png")
    data = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename)
    data[start + 9 : start + 60] = b"\xff" * 51
    path.write_bytes(data)


def crowded(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as made:
        for n in range(archive.MEMBERS):
            made.writestr(f"media/{n}.png", PNG)


def lying(path: Path) -> None:
    """The directory declares less than the member holds."""
    data = path.read_bytes()
    entry = data.index(b"PK\x01\x02")
    size = int.from_bytes(data[entry + 24 : entry + 28], "little") - 10
    path.write_bytes(data[: entry + 24] + size.to_bytes(4, "little") + data[entry + 28 :])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (linked, "a link or a device"),
        (doubled, "twice"),
        (encrypted, "encrypted"),
        (blown_up, "grows to more than 100 times"),
        (otherwise_packed, "neither stored nor deflated"),
        (crowded, "more than 500 members"),
        (lying, "exam"),
        (cut, "not a zip"),
    ],
)
def test_a_hostile_zip_is_refused(tmp_path: Path, harm: Callable[[Path], None], said: str) -> None:
    path = packed(tmp_path / "exam.zip")
    harm(path)
    assert said in refused(path)


def test_a_zip_without_an_exam_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        made.writestr("media/x.png", PNG)
    assert "no exam.json" in refused(tmp_path / "e.zip")


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": 1, "a": 2}',
        '{"a":' * 30 + "1" + "}" * 30,
        '{"a":' * 100_000,
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        '{"\\udfff": 1}',
        "\xff",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_plain_json_is_refused(tmp_path: Path, text: str) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_STORED) as made:
        made.writestr("exam.json", text.encode("latin-1"))
    assert "exam.json" in refused(tmp_path / "e.zip")


@pytest.mark.parametrize(
    "content", [b"<html>", b"MZ\x90", b"%PDF-1.7", b"", b"<?php", b"PK\x03\x04"]
)
def test_a_medium_is_known_by_its_content(tmp_path: Path, content: bytes) -> None:
    assert "media/x.png: neither" in refused(packed(tmp_path / "e.zip", {"media/x.png": content}))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"ID3\x04", "audio/mpeg"),
        (b"WEBVTT\n", "text/vtt"),
        (b'<?xml version="1.0"?>\n<!-- a > b --><svg xmlns="x">', "image/svg+xml"),
    ],
)
def test_the_media_that_an_exam_may_have(tmp_path: Path, content: bytes, kind: str) -> None:
    assert read(packed(tmp_path / "e.zip", {"media/x": content})).media["x"].kind == kind


def test_the_same_content_has_the_same_digest_however_it_is_packed(tmp_path: Path) -> None:
    one = read(packed(tmp_path / "1.zip", {"media/a.png": PNG, "media/b.png": PNG}))
    reversed_ = dict(reversed(exam().items()))
    two = read(packed(tmp_path / "2.zip", {"media/b.png": PNG, "media/a.png": PNG}, reversed_))
    assert one.digest == two.digest
    assert one.digest != BankFile(one.data, {}).digest
    assert one.digest != BankFile({**one.data, "date": "2026-09-02"}, one.media).digest


def overlaid(path: Path, **more: Any) -> Path:
    data = {"schema": 1, "course": "essai", "format": "court", "items": nine()[:1]} | more
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_an_overlay_is_json_or_a_zip_with_media(tmp_path: Path) -> None:
    plain = overlaid(tmp_path / "private.json")
    with zipfile.ZipFile(tmp_path / "private.zip", "w") as made:
        made.writestr("overlay.json", plain.read_bytes())
        made.writestr("media/x.png", PNG)
    assert read_overlay(plain).items == read_overlay(tmp_path / "private.zip").items
    assert not read_overlay(plain).public
    assert set(read_overlay(tmp_path / "private.zip").file.media) == {"x.png"}


@pytest.mark.parametrize(
    "more", [{"schema": 2}, {"items": {}}, {"items": ["x"]}, {"public": 1}, {"policy": {}}]
)
def test_an_overlay_of_another_shape_is_refused(tmp_path: Path, more: dict[str, Any]) -> None:
    with pytest.raises(BankRefused):
        read_overlay(overlaid(tmp_path / "private.json", **more))

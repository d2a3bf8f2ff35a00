import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.source.files import LOCK, TEXT_MOST, decode, read, scan
from builder.source.front_matter import split
from builder.source.memo import Memo


def test_a_folder_is_listed_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.md", "a/c.md", ".git/config", "a/.hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    tree, findings = scan(tmp_path)
    assert dict(tree.files) == {"a/c.md": 4, "b.md": 4}
    assert findings == []


def test_links_out_of_the_tree_are_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    root = tmp_path / "course"
    root.mkdir()
    (root / "in.md").write_text("text")
    (root / "out.md").symlink_to(outside)
    (root / "round").symlink_to(root)
    (root / "same.md").symlink_to(root / "in.md")
    tree, findings = scan(root)
    assert list(tree.files) == ["in.md", "same.md"]
    assert [(f.place.path, f.code) for f in findings] == [("out.md", "S-002"), ("round", "S-002")]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "course.yaml")
    tree, findings = scan(tmp_path)
    assert not tree.files
    assert [f.code for f in findings] == ["S-018"]


def test_a_name_that_is_not_utf8_is_a_finding(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.md")).write_text("text")
    tree, findings = scan(tmp_path)
    assert not tree.files
    assert [str(f) for f in findings] == [
        "\\udce9.md:1:1: error S-001: the file cannot be read: its name is not UTF-8\n"
        "    hint: check that it exists and its rights"
    ]


def test_a_file_without_rights_is_a_finding_for_who_has_none(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("<svg/>")
    (tmp_path / "secret.svg").chmod(0)
    refused = not os.access(tmp_path / "secret.svg", os.R_OK)  # root may read it all the same
    tree, findings = scan(tmp_path)
    assert [f.code for f in findings] == ["S-001"] * refused
    assert list(tree.files) == ["secret.svg"] * (not refused)


def test_a_missing_folder_is_a_finding(tmp_path: Path) -> None:
    assert [f.code for f in scan(tmp_path / "none")[1]] == ["S-001"]


def test_a_huge_text_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "page.md").open("wb") as file:
        file.truncate(50_000_000)
    tree, _ = scan(tmp_path)
    text, findings = read(tree, "page.md")
    assert text is None
    assert [f.code for f in findings] == ["S-003"]
    assert TEXT_MOST < 50_000_000


def test_the_lock_of_a_long_course_is_read(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text(f'{{"schema": 1{" " * TEXT_MOST}}}', "utf-8")
    tree, _ = scan(tmp_path)
    text, findings = read(tree, LOCK)
    assert text is not None
    assert findings == []


@pytest.mark.parametrize(
    ("data", "code", "line", "col", "hint"),
    [
        ("ligne\ndéjà".encode("latin-1"), "S-004", 2, 2, "it looks like Windows-1252"),
        ("un".encode("utf-16"), "S-004", 1, 1, "it looks like UTF-16"),
        (b"a\nb\x00", "S-007", 2, 2, "delete it"),
        ("a\u2028b".encode(), "S-007", 1, 2, "delete it"),
    ],
)
def test_a_wrong_encoding_is_named(data: bytes, code: str, line: int, col: int, hint: str) -> None:
    text, (finding,) = decode(data, "x.md")
    assert text is None
    assert (finding.code, finding.place.line, finding.place.col) == (code, line, col)
    assert finding.hint.startswith(hint)


def test_what_can_be_mended_is_read_with_a_warning() -> None:
    text, findings = decode("\ufeffun\r\ndeux\r".encode(), "x.md")
    assert text == "un\ndeux\n"
    assert [f.code for f in findings] == ["S-005", "S-006"]


@given(st.binary())
def test_any_bytes_are_text_or_a_finding(data: bytes) -> None:
    text, findings = decode(data, "x.md")
    assert (text is None) <= bool(findings)
    assert "\r" not in (text or "")


def test_front_matter_keeps_its_lines() -> None:
    found = split("---\nid: a\ntitle: é\n---\n\n# Un\n", "x.md", Memo())
    assert found.head.data == {"id": "a", "title": "é"}
    assert found.head.nodes[("title",)] == (3, 8)
    assert (found.body, found.first_line) == ("\n# Un\n", 5)


@pytest.mark.parametrize(
    ("text", "code"), [("# Un\n", "S-016"), ("---\nid: a\n", "S-017"), ("", "S-016")]
)
def test_front_matter_that_is_missing_or_open(text: str, code: str) -> None:
    assert [f.code for f in split(text, "x.md", Memo()).head.findings] == [code]

"""The files of a course's folder, and their text: every fault of encoding is a finding."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.findings import Finding, Place
from builder.source import codes

TEXT_MOST = 1_000_000  # bytes; a page of 1 MB would be a book
LOCK, LOCK_MOST = "ids.lock.json", 32_000_000  # a release writes it: 160 bytes an id

# Controls (C0 but tab, LF, CR; C1), line and paragraph separators, non-characters.
_ASCII = bytes((*range(9), 11, 12, *range(14, 32), 127))
_OTHERS = (*map(chr, range(0x80, 0xA0)), "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff")
_CONTROL = re.compile(f"[{re.escape(_ASCII.decode() + ''.join(_OTHERS))}]")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Tree:
    """The ordinary files under ``root``: path below it (with ``/``), to size in bytes, sorted."""

    root: Path
    files: Mapping[str, int]

    def under(self, folder: str, ending: str = "") -> list[str]:
        """The paths that start with ``folder`` and end with ``ending``."""
        return [path for path in self.files if path.startswith(folder) and path.endswith(ending)]


def scan(root: Path) -> tuple[Tree, list[Finding]]:
    """List a folder. Names that start with a dot are passed over; symbolic links to folders are not
    followed, and those to files only within the folder."""
    files: dict[str, int] = {}
    findings: list[Finding] = []
    real = os.path.realpath(root)
    for path, found in _walk(real, ""):
        if isinstance(found, Finding):
            findings.append(found)
        else:
            files[path] = found
    return Tree(Path(real), dict(sorted(files.items()))), findings


def _walk(root: str, below: str) -> Iterator[tuple[str, int | Finding]]:
    try:
        with os.scandir(f"{root}/{below}") as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as problem:
        yield below, codes.UNREADABLE.at(Place(below or "."), why=reason(problem))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = f"{below}/{entry.name}" if below else entry.name
        if (printable := _printable(path)) != path:
            yield path, codes.UNREADABLE.at(Place(printable), why="its name is not UTF-8")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(root, path)
        else:
            yield path, _size(root, path, entry)


def _size(root: str, path: str, entry: os.DirEntry[str]) -> int | Finding:
    place = Place(path)
    try:
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if not target.startswith(root + os.sep):
                return codes.OUTSIDE.at(place)
            if entry.is_dir():
                return codes.FOLDER_LINK.at(place)
        size = entry.stat().st_size
        if not os.access(entry.path, os.R_OK):
            return codes.UNREADABLE.at(place, why="permission denied")
        return size if entry.is_file() else codes.SPECIAL.at(place)
    except OSError as problem:
        return codes.UNREADABLE.at(place, why=reason(problem))


def reason(problem: OSError) -> str:
    """What the system says, without the path."""
    return (problem.strerror or str(problem)).lower()


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def read(tree: Tree, path: str) -> tuple[str | None, list[Finding]]:
    """The text of a file with LF line ends and no BOM; None where findings say it can't be used."""
    size = tree.files[path]
    most = LOCK_MOST if path == LOCK else TEXT_MOST
    if size > most:
        return None, [codes.TOO_LARGE.at(Place(path), size=size, most=most)]
    try:
        with open(f"{tree.root}/{path}", "rb") as file:  # noqa: PTH123 - thousands, and twice as fast
            data = file.read()
    except OSError as problem:
        return None, [codes.UNREADABLE.at(Place(path), why=reason(problem))]
    return decode(data, path)


def decode(data: bytes, path: str) -> tuple[str | None, list[Finding]]:
    """The text of a file's bytes, as ``read`` gives it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return None, [_not_utf8(data, problem, path)]
    findings: list[Finding] = []
    if text.startswith(_BOM):
        findings.append(codes.BOM.at(Place(path)))
        text = text[1:]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        findings.append(codes.CRLF.at(Place(path, line)))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _has_control(data, text) and (found := _CONTROL.search(text)):
        place = place_of(text, found.start(), path)
        return None, [*findings, codes.CONTROL.at(place, char=ord(found.group()))]
    return text, findings


def _has_control(data: bytes, text: str) -> bool:
    """Asked of each file, and a third of what the expression takes to say no."""
    is_plain = len(data.translate(None, _ASCII)) == len(data)
    return not is_plain or any(map(text.__contains__, _OTHERS))


def place_of(text: str, index: int, path: str) -> Place:
    """Line and column of a character of a text."""
    before = text[:index]
    return Place(path, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _not_utf8(data: bytes, problem: UnicodeDecodeError, path: str) -> Finding:
    start = problem.start
    line = data.count(b"\n", 0, start) + 1
    head = data[data.rfind(b"\n", 0, start) + 1 : start]
    col = len(head.decode("utf-8", "replace")) + 1
    return codes.NOT_UTF8.at(Place(path, line, col), byte=data[start], better=_encoding(data))


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it looks like UTF-16; save it as UTF-8"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "it looks like Windows-1252; save it as UTF-8"

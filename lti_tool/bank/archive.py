"""A zip from who knows where, read without harm: every limit is kept before a byte is unpacked."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from lti_tool.errors import BankRefused

ARCHIVE = 50_000_000
"""Bytes of the file."""
MEMBERS = 500
UNPACKED = 100_000_000
"""Bytes of all members together."""
RATIO = 100
"""What a member may grow to for each of its packed bytes."""
SMALL = 4_096
"""Bytes up to which the ratio says nothing."""
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(path: Path, *, allowed: Sequence[str]) -> dict[str, bytes]:
    """Name and bytes of each member; ``allowed`` are names, or folders that end with a slash.

    BankRefused for whatever is no plain zip of such members within the limits.
    """
    if path.stat().st_size > ARCHIVE:
        raise BankRefused((f"{path.name}: more than {ARCHIVE // 1_000_000} MB",))
    try:
        with zipfile.ZipFile(path) as archive:
            held = archive.infolist()
            faults = tuple(_faults(held, allowed))
            if faults:
                raise BankRefused(faults)
            return {one.filename: _bytes(archive, one) for one in held if not one.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as fault:
        raise BankRefused((f"{path.name}: not a zip that can be read ({fault})",)) from fault


def _faults(held: Sequence[zipfile.ZipInfo], allowed: Sequence[str]) -> Iterator[str]:
    if len(held) > MEMBERS:
        yield f"more than {MEMBERS} members"
        return
    names = [one.filename for one in held]
    yield from (f"{name!r}: twice" for name in sorted({n for n in names if names.count(n) > 1}))
    if sum(one.file_size for one in held) > UNPACKED:
        yield f"more than {UNPACKED // 1_000_000} MB when unpacked"
    for one in held:
        yield from (f"{one.filename!r}: {fault}" for fault in _wrong(one, allowed))


def _wrong(one: zipfile.ZipInfo, allowed: Sequence[str]) -> Iterator[str]:
    if one.flag_bits & _ENCRYPTED:
        yield "encrypted"
    if one.compress_type not in _METHODS:  # others raise errors of their own when damaged
        yield "neither stored nor deflated"
    if not _plain_name(one.orig_filename):
        yield "not a plain relative path"
    elif not any(one.filename == name or _under(one.filename, name) for name in allowed):
        yield "nothing that an exam has"
    if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield "a link or a device"
    if one.file_size > max(SMALL, RATIO * one.compress_size):
        yield f"grows to more than {RATIO} times its size"


def _plain_name(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and not name.startswith("/")
        and ".." not in parts
        and not any(sign in name for sign in "\\:\0")
        and "//" not in name
    )


def _under(name: str, folder: str) -> bool:
    return folder.endswith("/") and name.startswith(folder)


def _bytes(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """The member, never more than it declares: the sizes in a zip are only what it says."""
    with archive.open(one) as stream:
        data = stream.read(one.file_size + 1)
    if len(data) != one.file_size:
        raise BankRefused((f"{one.filename!r}: not of the size that it declares",))
    return data

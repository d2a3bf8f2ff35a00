"""``cartable new``: a small course in French and English that builds, to be written over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from builder.findings import BuilderError
from builder.ids import ID_MAX, is_id
from builder.source.schema import folder as schemas

TEMPLATE = Path(__file__).with_name("course")
OWN = ".schemas"


class NotEmpty(BuilderError):
    """The folder already has something in it, or its name gives no id."""


def scaffold(folder: Path, course_id: str | None, title: str) -> list[Path]:
    """Write the course into ``folder``; returns the files made.

    Raises NotEmpty rather than write over anything.
    """
    wanted = course_id or _id_from(folder.resolve().name)
    if not is_id(wanted):
        raise NotEmpty(f"{wanted!r} is no id: use a-z, 0-9 and single hyphens (--id my-course)")
    if folder.exists() and not folder.is_dir():
        raise NotEmpty(f"{folder} is a file; nothing was written")
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty; nothing was written")
    name = (title or wanted.replace("-", " ").capitalize()).replace("'", "’").replace('"', "”")
    try:
        return [_write(folder / path, data) for path, data in _files(wanted, name)]
    except OSError as error:
        raise NotEmpty(f"cannot write {folder}: {error.strerror}") from error


def _id_from(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:ID_MAX].strip("-") or "course"


def _files(course_id: str, title: str) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file():
            text = path.read_text("utf-8")
            text = text.replace("COURSE-ID", course_id).replace("COURSE-TITLE", title)
            yield path.relative_to(TEMPLATE), text.encode()
    for path in sorted(schemas().glob("*.json")):
        yield Path(OWN, path.name), path.read_bytes()


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path

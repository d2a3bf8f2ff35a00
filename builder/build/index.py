"""``dist/index.html``: what each file is for, how to import it, its size, and what changed."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from builder import templating
from builder.language import FALLBACK, languages, words

Entry = Mapping[str, Any]
HOME = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Row:
    """One package as the page shows it; ``share`` is its size in percent of the largest."""

    entry: Entry
    change: str
    share: float
    sheets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """The packages of one course, format and language, whole course first."""

    title: str
    format: str
    language: str
    version: str
    rows: Sequence[Row]


def page(entries: Sequence[Entry], changes: Mapping[str, str]) -> bytes:
    """The page, in French then English when both are known; one file, no outside request."""
    groups = list(_groups(entries, changes))
    gone = sorted(name for name, change in changes.items() if change == "gone")
    template = _environment().get_template("index.html")
    spoken = [words(code) for code in sorted(languages(), reverse=True)] or [words(FALLBACK)]
    return template.render(
        groups=groups,
        gone=[name for name in gone if not name.startswith("certification/")],
        changed=any(change != "same" for change in changes.values()),
        targets=sorted({str(entry["target"]) for entry in entries}),
        spoken=spoken,
        style=Markup(_style()),  # noqa: S704 - our own stylesheet
    ).encode()


def warning() -> bytes:
    """What stands beside the exam files, in every language."""
    lines = (words(code)("dist.keep-secret") for code in sorted(languages(), reverse=True))
    return ("\n\n".join(lines) + "\n").encode()


def _groups(entries: Sequence[Entry], changes: Mapping[str, str]) -> Iterator[Group]:
    largest = max((entry["bytes"] for entry in entries), default=1) or 1
    key = ("course", "format", "language")
    known = sorted(entries, key=lambda e: [*(str(e[k]) for k in key), str(e["module"] or "")])
    for _, found in groupby(known, key=lambda e: [e[k] for k in key]):
        group = list(found)
        rows = [_row(entry, changes, largest) for entry in group]
        first = group[0]
        language = first["language"] or FALLBACK
        yield Group(first["title"], first["format_title"], language, first["version"], rows)


def _row(entry: Entry, changes: Mapping[str, str], largest: int) -> Row:
    sheets = {Path(name).suffix.lstrip("."): name for name in entry.get("beside", {})}
    change = changes.get(entry["file"], "same")
    return Row(entry, change, round(100 * entry["bytes"] / largest, 1), sheets)


def size(count: int, language: str) -> str:
    """A size as people read it: ``150 ko`` in French, ``150 kB`` in English."""
    unit, byte = 1000, "o" if language == "fr" else "B"
    if count < unit**2:
        return f"{max(1, round(count / unit))}\u00a0k{byte}"
    text = f"{count / unit**2:.1f}\u00a0M{byte}"
    return text.replace(".", ",") if language == "fr" else text


@cache
def _environment() -> Environment:
    environment = templating.environment(templating.TEMPLATES / "dist")
    environment.filters["size"] = size
    return environment


@cache
def _style() -> str:
    font = base64.b64encode((HOME / "runtime" / "cartable.woff2").read_bytes()).decode()
    css = (templating.TEMPLATES / "dist" / "index.css").read_text("utf-8")
    return css.replace("FONT", f"data:font/woff2;base64,{font}")

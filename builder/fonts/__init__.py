"""The static fonts of documents: what Typst embeds, as it reads no woff2 (decision 18)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "Cartable Sans"
MONO = "DejaVu Sans Mono"  # comes with Typst; for code and for signs that our font lacks


@cache
def characters(family: str) -> frozenset[str]:
    """What every face of a family can show. Raises KeyError for a family that is not ours."""
    lines = (FOLDER / "coverage.txt").read_text("utf-8").splitlines()
    ranges = dict(line.split(": ") for line in lines)
    return frozenset(chr(code) for part in ranges[family].split() for code in _codes(part))


def _codes(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)

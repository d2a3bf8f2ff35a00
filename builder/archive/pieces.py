"""A file made of pieces in a row, such as every page of a course in one document.

When one page has changed, the others are cut out of the file of the last package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Sizes = tuple[tuple[str, int], ...]


class Piece(NamedTuple):
    """What makes some bytes. ``key`` names all that they are made from but the builder: same key,
    same bytes; "" for a piece that is always made."""

    key: str
    make: Callable[[], bytes]


class Pieces(NamedTuple):
    """The pieces of a file in their order."""

    pieces: Sequence[Piece]

    def joined(self, old: Mapping[str, bytes]) -> tuple[bytes, Sizes]:
        """The file, and the key and length of each piece; ``old`` are pieces that are there."""
        made = [old.get(piece.key) or piece.make() for piece in self.pieces]
        sizes = zip((piece.key for piece in self.pieces), map(len, made), strict=True)
        return b"".join(made), tuple(sizes)


def cut(data: bytes, sizes: Sequence[tuple[str, int]]) -> dict[str, bytes]:
    """The pieces that have a key; none when the sizes are not those of ``data``."""
    if sum(size for _, size in sizes) != len(data):
        return {}
    found, start = {}, 0
    for key, size in sizes:
        if key:
            found[key] = data[start : start + size]
        start += size
    return found

"""Which media an exam may have, told from their bytes: a name and a type prove nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

REFERENCE = re.compile(r'(?:src|href|poster)="media/([^"#?]+)')
_MAGIC = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftyp", re.DOTALL), "video/mp4"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2\xfa]"), "audio/mpeg"),
    (re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT[ \t\r\n]"), "text/vtt"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL),
     "image/svg+xml"),
)  # fmt: skip
_HEAD = 4_096  # bytes in which a type shows


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that items show; ``kind`` is its MIME type, told from ``data``."""

    kind: str
    data: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of its bytes."""
        return sha256(self.data).digest()


def kind_of(data: bytes) -> str | None:
    """The MIME type of bytes that an exam may have; None for any other."""
    head = data[:_HEAD]
    return next((kind for magic, kind in _MAGIC if magic.match(head)), None)


def names(value: Any) -> set[str]:
    """The media that the texts of an item refer to, by their name under ``media/``."""
    if isinstance(value, str):
        return set(REFERENCE.findall(value))
    if isinstance(value, Mapping):
        return set().union(*(names(one) for one in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(names(one) for one in value))
    return set()

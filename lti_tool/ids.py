"""Identifiers: UUID version 7 (RFC 9562 § 5.7), so that rows sort by their birth."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from uuid import UUID

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def new(now: datetime) -> UUID:
    """A fresh identifier: 48 bits of milliseconds since 1970, then 74 random bits."""
    millis = int(now.timestamp() * 1000) & (1 << 48) - 1
    value = millis << 80 | secrets.randbits(76)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def is_slug(text: str, *, limit: int = 40) -> bool:
    """Whether a text can name a course or a format: lower-case words, hyphens between."""
    return len(text) <= limit and SLUG.fullmatch(text) is not None


def parse(text: str) -> UUID | None:
    """The identifier that a text writes, in its canonical form only."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None

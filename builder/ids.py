"""The shape of the author's ids (design: Words; decision 2)."""

from __future__ import annotations

import re

ID_MAX = 40
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def is_id(text: str) -> bool:
    """Whether ``text`` is ``a-z0-9`` with single hyphens, at most 40 characters."""
    return len(text) <= ID_MAX and ID.match(text) is not None

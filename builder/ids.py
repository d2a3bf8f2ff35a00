"""The shape of the author's ids and keys (design: Words; decision 2)."""

from __future__ import annotations

import re
import uuid

ID_MAX = 40
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
KEY = re.compile(r"[0-9a-z]\Z")

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cartable.invalid/ns")


def is_id(text: str) -> bool:
    """Whether ``text`` is ``a-z0-9`` with single hyphens, at most 40 characters."""
    return len(text) <= ID_MAX and ID.match(text) is not None


def is_key(text: str) -> bool:
    """Whether ``text`` may name an option: one of ``0-9a-z`` (SCORM 1.2, CMIFeedback)."""
    return KEY.match(text) is not None


def stable_uuid(*parts: str) -> str:
    """A UUID (version 5) that depends on ``parts`` only."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))

"""Texts by language, from the plain data of a source that fits its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.model import Text


def text(value: Any, lead: str) -> Text:
    """A text by language; a plain string is in the language that leads, None is no text."""
    if value is None:
        return {}
    return {lead: value} if isinstance(value, str) else dict(value)


def forms(value: Any, lead: str) -> Mapping[str, tuple[str, ...]]:
    """Words by language; a plain list is in the language that leads."""
    if value is None:
        return {}
    by_language = {lead: value} if isinstance(value, list) else value
    return {language: tuple(words) for language, words in by_language.items()}

"""The log: one line an event, of a closed set of keys, with nothing that names a person."""

from __future__ import annotations

import secrets

from flask import g


def reference() -> str:
    """The 8 signs by which a person and the log speak of one request."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    found: str = g.reference
    return found

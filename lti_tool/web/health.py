"""Is it alive, is it ready, what does it count: for the machine that looks after it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> str:
    """The process answers."""
    return "ok"

"""The page of the bare address: what this is, nothing else."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> str:
    """Say what answers here."""
    return render_template("home.html")

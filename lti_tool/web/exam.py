"""Routes to come."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exam", __name__)

"""Routes to come."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("deeplink", __name__)

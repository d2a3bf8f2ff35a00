"""What every answer carries and every request must pass: headers, origins, caps, limits."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, g, request, url_for
from flask_wtf.csrf import CSRFProtect

from lti_tool.errors import CrossSite
from lti_tool.web import current, session
from lti_tool.web.wiring import wiring

STATIC = Path(__file__).parents[1] / "static"
ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d{1,5})?|https?://\[[0-9a-f:]+\](?::\d{1,5})?")
SAFE = ("GET", "HEAD", "OPTIONS")
# A platform posts here from elsewhere by design.
FROM_ELSEWHERE = ("/lti/login", "/lti/launch")
BODY = 1_000_000  # bytes
BODIES = {"/lti/login": 16_000}
YEAR = 31_536_000  # seconds

csrf = CSRFProtect()


def protect(app: Flask) -> None:
    """Hang the rules of this module on an app."""
    app.config.update(
        MAX_CONTENT_LENGTH=BODY,
        MAX_FORM_PARTS=200,
        MAX_FORM_MEMORY_SIZE=200_000,
        WTF_CSRF_SSL_STRICT=False,  # `same_site` is stricter, and needs no Referer
        WTF_CSRF_TIME_LIMIT=None,  # the visit's own end is the limit
        SESSION_COOKIE_NAME="unused",
    )
    app.before_request(_cap)
    app.before_request(same_site)
    csrf.init_app(app)
    app.after_request(headers)


def _cap() -> None:
    request.max_content_length = BODIES.get(request.path, BODY)


def same_site() -> None:
    """Refuse a change asked for by another site's page. CrossSite."""
    if request.method in SAFE or request.path in FROM_ELSEWHERE:
        return
    origin = request.headers.get("Origin")
    if origin is None:
        fine = request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    else:
        fine = origin == wiring().config.public_url
    if not fine:
        raise CrossSite("origin")


def frame(origins: Iterable[str]) -> None:
    """Let these origins frame the answer, where no seat says it."""
    g.frame = tuple(origins)


def also_post_to(origin: str) -> None:
    """Let a form of this page post to one more origin."""
    g.form_action = origin


def nonce() -> str:
    """The nonce of this page's scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def headers(response: Response) -> Response:
    """The headers of every answer."""
    kept = response.headers
    kept.setdefault("Content-Security-Policy", _policy())
    kept["Referrer-Policy"] = "same-origin"  # no-referrer would make forms send Origin: null
    kept["X-Content-Type-Options"] = "nosniff"
    kept["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.path.startswith("/admin"):
        kept["Cross-Origin-Opener-Policy"] = "same-origin"
    if wiring().config.public_url.startswith("https:"):
        kept["Strict-Transport-Security"] = f"max-age={2 * YEAR}"
    if request.endpoint == "static" and response.status_code < 400:
        kept["Cache-Control"] = _lasting()
    elif "max-age" not in kept.get("Cache-Control", ""):
        kept["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    posts = " ".join(["'self'", *_origins([g.get("form_action", "")])])
    frames = " ".join(_origins(_framers())) or "'none'"
    return (
        f"default-src 'none'; script-src 'nonce-{nonce()}'; style-src 'self'; img-src 'self'; "
        "media-src 'self'; font-src 'self'; connect-src 'self'; "
        f"form-action {posts}; base-uri 'none'; frame-ancestors {frames}"
    )


def _framers() -> Iterable[str]:
    if "frame" in g:
        return tuple(g.frame)
    seat_id = current.seat_of_address()
    if request.method == "PUT":  # a script asks, and shows no page: saving is spared a look
        return ()
    return () if seat_id is None else session.frame_origins(seat_id)


def _origins(texts: Iterable[str]) -> list[str]:
    """Those that are origins: a header must not carry what else a row may hold."""
    return [text for text in texts if ORIGIN.fullmatch(text)]


def _lasting() -> str:
    named = request.args.get("v", "")
    right = named and named == _hash(str((request.view_args or {}).get("filename", "")))
    return f"public, max-age={YEAR}, immutable" if right else "public, max-age=300"


def static_url(name: str) -> str:
    """The address of a static file, with a mark of its content."""
    return url_for("static", filename=name, v=_hash(name))


@cache
def _hash(name: str) -> str:
    file = STATIC / name
    return sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""

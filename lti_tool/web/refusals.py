"""Refusals, in words: every error becomes a sentence, what to do, and a reference."""

from __future__ import annotations

import structlog
from flask import Flask, Response, jsonify, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from lti_tool import errors
from lti_tool.errors import ToolError
from lti_tool.metrics import RATE_LIMITED
from lti_tool.web import current, session
from lti_tool.web.logs import reference

log = structlog.get_logger()


def refuse(app: Flask) -> None:
    """Answer errors with pages."""
    app.register_error_handler(ToolError, page)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _internal)


def page(error: ToolError) -> Response:
    """The page of a refusal, or its JSON where a script asks."""
    log.info("refused", code=error.code, cause=error.cause, status=error.status)
    return answer(error.code, error.status)


def answer(code: str, status: int) -> Response:
    """A refusal by its code: the catalogue's sentence, what to do, the request's reference."""
    say, then = _sentences(code)
    if _wants_json():
        made = jsonify(error=code, say=say, reference=reference())
    else:
        made = Response(
            render_template("error.html", code=code, say=say, then=then, reference=reference()),
            content_type="text/html; charset=utf-8",
        )
    made.status_code = status
    return made


def _sentences(code: str) -> tuple[str, str]:
    t = current.t
    say = t(f"error.{code}") if f"error.{code}" in t else t("error.internal")
    then = f"error.{code}.then"
    return say, t(then) if then in t else ""


def _wants_json() -> bool:
    kinds = request.accept_mimetypes
    return kinds.accept_json and not kinds.accept_html


def _csrf(error: CSRFError) -> Response:
    # Without a visit no token can be right, and the sentence must say what is really wrong.
    if session.visit() is None and request.path.startswith("/s/"):
        return page(errors.VisitOver("no visit"))
    if session.visit() is None and request.path.startswith("/admin"):
        return page(errors.NotFound("no visit"))
    return page(errors.CrossSite(f"csrf: {error.description}"))


def _too_many(_error: RateLimitExceeded) -> Response:
    RATE_LIMITED.inc()
    return page(errors.TooMany("limit"))


def _http(error: HTTPException) -> Response:
    known = {400: errors.BadForm, 404: errors.NotFound, 413: errors.TooLarge, 429: errors.TooMany}
    kind = known.get(error.code or 500)
    if kind is not None:
        return page(kind("http"))
    if isinstance(error, RequestEntityTooLarge):
        return page(errors.TooLarge("body"))
    if error.code is not None and error.code < 400 and error.response is not None:
        return error.get_response()  # type: ignore[return-value]  # a redirect of the router's
    made = answer("method" if error.code == 405 else "internal", error.code or 500)
    if error.code == 405:
        made.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return made


def _internal(error: Exception) -> Response:
    log.error("fault", cause=type(error).__name__, exc_info=error)
    return answer("internal", 500)

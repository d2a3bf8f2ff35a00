"""The log: one line an event on stderr, of a closed set of keys, with nothing that names a person.

Everybody logs through ``structlog.get_logger()``; what a line may hold is decided here, so that a
careless key elsewhere is dropped and not published.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from flask import Flask, Response, g, request

from lti_tool.config import Config

KEYS: Final = frozenset(
    "event level timestamp request route method status ms code cause binding outcome message "  # noqa: SIM905
    "registration_id context_id attempt_id delivery_id line_item_id login_id job count owner "
    "kid family tries action exception".split()
)
# What opens a door: a JWT, a bearer, and our own secrets, 43 signs of base64.
SECRET: Final = re.compile(
    r"eyJ[\w-]*\.[\w-]+\.|Bearer\s|(?<![\w-])[\w-]{43}(?![\w-])|-----BEGIN", re.ASCII
)
LONGEST = 200  # signs of a value

log = structlog.get_logger()


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Keep the keys that a line may have, and no value that looks like a secret."""
    kept = {key: value for key, value in event.items() if key in KEYS}
    return {key: _plain(value) for key, value in kept.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return "[secret]" if SECRET.search(text) else text[:LONGEST]


def _where(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Say where a fault happened, not what was in the variables: its message may quote a claim."""
    fault = event.pop("exc_info", None)
    if isinstance(fault, BaseException):
        event["exception"] = _path(fault)
    return event


def _path(fault: BaseException) -> str:
    """The kind of a fault and the last lines of ours on its way."""
    at, frames = fault.__traceback__, list[str]()
    while at is not None:
        name = at.tb_frame.f_globals.get("__name__", "")
        if str(name).startswith("lti_tool"):
            frames.append(f"{name}:{at.tb_lineno}")
        at = at.tb_next
    return " ".join([type(fault).__name__, *frames[-4:]])


def _shown(logger: object, method: str, event: MutableMapping[str, Any]) -> Any:
    """To a developer, the whole trace."""
    fault = event.get("exc_info")
    if isinstance(fault, BaseException):
        traceback.print_exception(fault)
    return event


def set_up(config: Config) -> None:
    """Send the log of this process to stderr, in JSON or for a person's eyes."""
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config.log == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([_shown] if config.development else []),
            _where,
            redact,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def watch(app: Flask) -> None:
    """Log each request of an app: by its rule, since an address may hold a secret."""
    app.before_request(_begin)
    app.after_request(_end)


def reference() -> str:
    """The 8 signs by which a person and the log speak of one request."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    found: str = g.reference
    return found


def _begin() -> None:
    g.begun = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=reference())


def _end(response: Response) -> Response:
    if request.endpoint in ("static", "health.alive", "health.metrics"):
        return response
    log.info(
        "request",
        route=str(request.url_rule or "-"),
        method=request.method,
        status=response.status_code,
        ms=round((time.monotonic() - g.begun) * 1000, 1) if "begun" in g else None,
    )
    return response

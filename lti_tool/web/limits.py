"""How often: limits that no person meets, one table for all routes.

A launch's address is counted only for what was refused: a training room, or a whole institution,
comes from one address. Logins are counted before anybody is known, so first for each address, by
far more than a room makes: nobody can use up what belongs to others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from lti_tool.config import Config
from lti_tool.web import session


@dataclass(frozen=True, slots=True)
class Limit:
    """``rate`` per key, of requests with these methods; ``refused``: only of the refused ones."""

    rate: str
    key: Callable[[], str]
    methods: tuple[str, ...] = ("GET", "POST", "PUT")
    refused: bool = False


def address() -> str:
    """The caller's address, as the trusted proxies tell it."""
    return get_remote_address()


def platform() -> str:
    """The registration that a login names, before anybody knows whether it exists."""
    sent = request.form if request.method == "POST" else request.args  # what the view reads
    named = f"{sent.get('iss', '')}|{sent.get('client_id', '')}"
    return sha256(named.encode()).hexdigest()


def visit() -> str:
    """The visit, or the address of who has none."""
    found = session.visit()
    return address() if found is None else str(found.id)


# By the beginning of a rule; the longest that fits says.
LIMITS: dict[str, tuple[Limit, ...]] = {
    "/lti/login": (Limit("600/minute", address), Limit("12000/minute", platform)),
    "/lti/launch": (Limit("60/minute", address, refused=True),),
    "/lti/confirm": (Limit("60/minute", address, refused=True),),
    "/lti/again": (Limit("60/minute", address, refused=True),),
    "/lti/register": (Limit("10/minute", address),),
    "/admin/enter": (Limit("10/minute", address),),
    "/s/": (Limit("240/minute", visit, ("POST", "PUT")),),
    "/s/<seat>/staff/export": (Limit("10/minute", visit),),
}


def limit(app: Flask, config: Config, *, enabled: bool = True) -> None:
    """Wrap the views of an app, once all are there."""
    if not enabled:
        return
    limiter = Limiter(address, app=app, storage_uri=config.rate_storage, strategy="moving-window")
    app.extensions["limiter_kept"] = limiter  # the wrapped views hold it weakly
    rules = {rule.endpoint: str(rule) for rule in app.url_map.iter_rules()}
    for endpoint, rule in rules.items():
        for one in _of(rule):
            view = app.view_functions[endpoint]
            app.view_functions[endpoint] = limiter.limit(  # type: ignore[assignment]
                one.rate,
                key_func=one.key,
                methods=list(one.methods),
                deduct_when=_was_refused if one.refused else None,
            )(view)


def _of(rule: str) -> tuple[Limit, ...]:
    plain = rule.replace("<uuid:seat>", "<seat>")
    fitting = [start for start in LIMITS if plain.startswith(start)]
    return LIMITS[max(fitting, key=len)] if fitting else ()


def _was_refused(response: Response) -> bool:
    return response.status_code >= 400

"""Who asks, in which course, in which language: what a view stands on."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from flask import g, has_request_context, request
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from lti_tool import ids, seating
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.errors import NotFound, ToolError, VisitOver
from lti_tool.models import Visit
from lti_tool.outbound import Outbound
from lti_tool.sealing import Sealer
from lti_tool.seating import Here
from lti_tool.web import session
from lti_tool.web.wiring import wiring
from lti_tool.words import LANGUAGES, Words, language_for, words


def here() -> Here:
    """The seat of the address, if this browser's visit holds it. VisitOver, NotFound."""
    if "here" not in g:
        seat_id = seat_of_address()
        if seat_id is None:
            raise NotFound
        token = session.mine().token
        if not token:
            raise VisitOver
        parts = wiring()
        g.here = seating.seat_here(parts.database, token, seat_id, parts.clock())
    found: Here = g.here
    return found


def seat_of_address() -> UUID | None:
    """The seat that the address names, whoever asks, also where no route answers."""
    first, _, rest = request.path.removeprefix("/").partition("/")
    return ids.parse(rest.partition("/")[0]) if first == "s" else None


def learner() -> Here:
    """`here`, for who learns in a link; NotFound for anybody else."""
    return _as("learner")


def instructor() -> Here:
    """`here`, for who teaches; NotFound for anybody else."""
    return _as("instructor")


def _as(role: str) -> Here:
    found = here()
    if found.role != role:
        raise NotFound(f"for {role}s")
    return found


def admin() -> Visit:
    """The administrator's visit; NotFound for anybody else."""
    found = session.visit()
    if found is None or found.carrier != "admin":
        raise NotFound("for administrators")
    return found


def reader() -> AbstractContextManager[Session]:
    """A session that reads, in the scope of `here`."""
    return wiring().database.read(here().scope)


def writer() -> AbstractContextManager[Session]:
    """A session that commits, in the scope of `here`."""
    return wiring().database.write(here().scope)


def now() -> datetime:
    """The moment of this request: one, however long it takes."""
    if "now" not in g:
        g.now = wiring().clock()
    found: datetime = g.now
    return found


def language() -> str:
    """The language of this page: the seat's, else the browser's, else French."""
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        g.language = _language()
    found: str = g.language
    return found


def _language() -> str:
    try:
        if seat_of_address() is not None:
            return language_for(here().locale, LANGUAGES)
    except ToolError:
        pass  # the page that says so needs a language too
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def speak(locale: str) -> None:
    """Answer this request in the language of a locale: a launch, before there is a seat."""
    g.language = language_for(locale, LANGUAGES)


t: Words = LocalProxy(lambda: words(language()))  # type: ignore[assignment]
config: Config = LocalProxy(lambda: wiring().config)  # type: ignore[assignment]
database: Database = LocalProxy(lambda: wiring().database)  # type: ignore[assignment]
sealer: Sealer = LocalProxy(lambda: wiring().sealer)  # type: ignore[assignment]
outbound: Outbound = LocalProxy(lambda: wiring().outbound)  # type: ignore[assignment]

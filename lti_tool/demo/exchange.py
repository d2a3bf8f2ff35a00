"""A request that comes to the development platform, and its answer: no socket, no framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform says: status, body, headers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Refusal(Exception):
    """Raised anywhere below ``Platform.handle``, which turns it into an answer."""

    def __init__(self, status: int, say: str) -> None:
        super().__init__(say)
        self.answer = Answer(status, say.encode(), {"Content-Type": "text/plain; charset=utf-8"})


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path alone, without the query."""
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, str]:
        """The first value of each parameter of the query."""
        return {k: v[0] for k, v in parse_qs(urlsplit(self.url).query).items()}

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()

    def form(self) -> dict[str, str]:
        """The fields of a form post."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; Refusal 400 for anything else."""
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise Refusal(400, "not JSON") from error
        if not isinstance(value, dict):
            raise Refusal(400, "not an object")
        return value


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


def as_json(value: Any, status: int = 200, media: str = "application/json") -> Answer:
    """An answer of ``value`` as JSON."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": media})


def as_page(html: str, status: int = 200) -> Answer:
    """An answer of a page."""
    return Answer(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


def posting(action: str, fields: Mapping[str, str]) -> str:
    """A page whose form posts itself."""
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>…</title>'
        f'<form method="post" action="{escape(action)}">{inputs}'
        "<noscript><button>Continuer</button></noscript></form>"
        "<script>document.forms[0].submit()</script>"
    )

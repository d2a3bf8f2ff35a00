"""Playing a browser between the development platform and the tool, without any socket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.demo.faults import Cut
from lti_tool.demo.platform import Platform

TOOL = "https://tool.example"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class FrozenClock:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> datetime:
        """Let time pass; the moment that it is then."""
        self.now += timedelta(seconds=seconds)
        return self.now


class PlatformTransport(httpx.BaseTransport):
    """Carries the tool's requests to platforms in this process, by the origin of each."""

    def __init__(self, *platforms: Platform) -> None:
        self.platforms = {platform.issuer: platform for platform in platforms}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The platform's answer; an unknown host can't be reached."""
        url = str(request.url)
        parts = urlsplit(url)
        platform = self.platforms.get(f"{parts.scheme}://{parts.netloc}")
        if platform is None:
            raise httpx.ConnectError("no such host", request=request)
        try:
            answer = platform.handle(request.method, url, dict(request.headers), request.read())
        except Cut as cut:
            raise httpx.ReadError("cut", request=request) from cut
        return httpx.Response(
            answer.status,
            headers=dict(answer.headers),
            stream=httpx.ByteStream(answer.body),
            request=request,
        )


class Browser(FlaskClient):
    """A client that is a browser: at the tool's address, and it says where a form comes from."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """One request, as a page of the tool would make it unless headers say otherwise."""
        kwargs.setdefault("base_url", TOOL)
        headers = dict(kwargs.pop("headers", None) or {})
        if not {"Origin", "Sec-Fetch-Site"} & headers.keys():
            headers["Sec-Fetch-Site"] = "same-origin"
        kwargs["headers"] = headers
        return super().open(*args, **kwargs)


@dataclass
class Launcher:
    """Plays the whole way from the platform's activity into the tool."""

    client: FlaskClient
    platform: Platform
    target: str = f"{TOOL}/lti/launch?course=every-question&format=court&part=exam"

    def __call__(
        self,
        role: Any = "learner",
        sub: str = "u1",
        link: str = "rl1",
        *,
        deep_link: bool = False,
        url: str | None = None,
        client: FlaskClient | None = None,
        claims: Mapping[str, Any] | None = None,
    ) -> TestResponse:
        """The tool's answer to the launch; ``claims`` replace the token's, None takes one out."""
        browser = client or self.client
        form = self.platform.login_form(
            sub, link, role=role, deep_link=deep_link, url=self.target if url is None else url
        )
        begun = self.login(form, browser)
        assert begun.status_code == 302, begun.text
        return self.answer(begun, browser, claims or {})

    def login(self, form: Mapping[str, str], client: FlaskClient | None = None) -> TestResponse:
        """The tool's answer to the platform's login form."""
        return (client or self.client).post("/lti/login", data=form, headers=self.elsewhere)

    def answer(
        self, begun: TestResponse, client: FlaskClient, claims: Mapping[str, Any]
    ) -> TestResponse:
        """The platform's token, posted to the tool by that browser."""
        query = dict(parse_qsl(urlsplit(begun.location).query, keep_blank_values=True))
        fields = self.platform.authorize(query, **claims)
        return client.post("/lti/launch", data=fields, headers=self.elsewhere)

    @property
    def elsewhere(self) -> dict[str, str]:
        """The headers of a form that a page of the platform posts."""
        return {"Origin": self.platform.issuer}


@dataclass
class SeatPage:
    """One seat, in one browser."""

    client: FlaskClient
    path: str

    @classmethod
    def of(cls, client: FlaskClient, answer: TestResponse) -> SeatPage:
        """The seat that a launch gave."""
        assert answer.status_code == 303, answer.text
        return cls(client, urlsplit(answer.location).path.rstrip("/"))

    @property
    def id(self) -> str:
        """The seat's id, as in its address."""
        return self.path.rpartition("/")[2]

    def get(self, path: str = "/", **more: Any) -> TestResponse:
        """A page below the seat."""
        return self.client.get(self.path + path, **more)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, page: str = "", **more: Any
    ) -> TestResponse:
        """A form posted below the seat, with the token read from its page (``page``, or itself)."""
        fields = {"csrf_token": self.token(page or path), **(data or {})}
        return self.client.post(self.path + path, data=fields, **more)

    def put(self, path: str, json: Any, *, page: str = "") -> TestResponse:
        """JSON put below the seat, with the token in the header."""
        headers = {"X-CSRFToken": self.token(page or path), "Sec-Fetch-Site": "same-origin"}
        return self.client.put(self.path + path, json=json, headers=headers)

    def token(self, path: str) -> str:
        """The form token of a page."""
        found = TOKEN.search(self.get(path).text)
        assert found, f"{path} has no form"
        return unescape(found[1])

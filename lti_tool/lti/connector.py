"""One request to a service of a platform: guarded address, kept token, one retry on a 401.

Stands in for the library's connector, whose token cache mixes registrations up and which knows
no timeout (facts/lti.md § 1, bug A).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from lti_tool.errors import OutboundFailed
from lti_tool.lti.tokens import ServiceFailed, Tokens, retry_after
from lti_tool.outbound import Answer, check_origin, reach_of

if TYPE_CHECKING:
    from lti_tool.clock import Clock
    from lti_tool.config import Config
    from lti_tool.models import Registration
    from lti_tool.outbound import Outbound

NEXT = re.compile(r'<([^<>]*)>\s*(?:;[^,<]*)?;\s*rel="?next"?(?=\s*(?:[;,]|\Z))', re.IGNORECASE)


class Connector:
    """The way to one platform, in the shape that the library calls; ``last`` is the last answer."""

    last: Answer

    def __init__(
        self,
        registration: Registration,
        tokens: Tokens,
        outbound: Outbound,
        config: Config,
        clock: Clock,
    ) -> None:
        self.registration, self.registrationkens, self._outbound = registration, tokens, outbound
        self._reach, self._now = reach_of(registration, config), clock

    def make_service_request(
        self,
        scopes: Sequence[str],
        url: str,
        *,
        is_post: bool = False,
        data: str | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        case_insensitive_headers: bool = False,
    ) -> dict[str, Any]:
        """One request, in the shape that the library reads. ServiceFailed, OutboundRefused."""
        check_origin(self.registration, url)  # before a bearer is made
        headers = {"Accept": accept} | ({"Content-Type": content_type} if is_post else {})
        method, body = ("POST", (data or "").encode()) if is_post else ("GET", b"")
        answer = self._asked(scopes, method, url, headers, body)
        if answer.status == 401:
            self.registrationkens.drop(self.registration, scopes)
            answer = self._asked(scopes, method, url, headers, body)
        self.last = answer
        if not 200 <= answer.status < 300:
            raise _failed(answer, self._now())
        return {
            "headers": dict(answer.headers),
            "body": _json(answer),
            "next_page_url": _next(answer, url),
        }

    def _asked(
        self, scopes: Sequence[str], method: str, url: str, headers: dict[str, str], body: bytes
    ) -> Answer:
        bearer = self.registrationkens.get(self.registration, scopes, self._now())
        try:
            return self._outbound.request(
                method,
                url,
                self._reach,
                headers={**headers, "Authorization": f"Bearer {bearer}"},
                body=body,
            )
        except OutboundFailed as fault:
            raise ServiceFailed(None, sent=fault.sent) from fault


def _failed(answer: Answer, now: datetime) -> ServiceFailed:
    body = answer.body[:8_000].decode("utf-8", "replace")
    return ServiceFailed(answer.status, body, retry_after=retry_after(answer.headers, now))


def _json(answer: Answer) -> Any:
    """The body, or None where there is none to be read: a score's answer needs none."""
    try:
        return answer.json()
    except OutboundFailed:
        return None


def _next(answer: Answer, url: str) -> str | None:
    """The next page, by a Link header (RFC 8288); its origin is checked when it is asked for."""
    links = {name.lower(): value for name, value in answer.headers.items()}.get("link", "")
    found = NEXT.search(links)
    return urljoin(url, found[1]) if found else None

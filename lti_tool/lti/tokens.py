"""Access tokens for the platforms' services: kept by registration and scopes, sealed.

The library keeps them by issuer alone, which mixes up two registrations of one platform
(facts/lti.md § 1, bug A). A token is fetched again a minute before its end, and dropped when a
platform refuses it. An assertion serves once: recent Sakai refuses its return.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from joserfc import jwt

from lti_tool import ids
from lti_tool.errors import OutboundFailed, ToolError
from lti_tool.lti import keys
from lti_tool.models import AccessToken, Registration
from lti_tool.outbound import Answer, Outbound, check_origin, reach_of
from lti_tool.sealing import Unsealable

if TYPE_CHECKING:
    from lti_tool.config import Config
    from lti_tool.database import Database
    from lti_tool.sealing import Sealer

PURPOSE = "access-token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = 60  # s
MARGIN = timedelta(seconds=60)
SHORTEST, LONGEST = 120, 86_400  # s; what a platform says of a token's life is held to these
TRANSIENT = frozenset({408, 425, 429})
BODY = 2_000  # characters of an answer that are kept


class ServiceFailed(ToolError):
    """A service of the platform did not do what was asked.

    ``status`` is None when no answer came; ``sent`` tells whether the request may have been acted
    upon all the same; ``retry_after`` is in seconds.
    """

    code, status = "unreachable", 502

    def __init__(
        self,
        answer_status: int | None,
        body: str = "",
        *,
        sent: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"service {answer_status}")
        self.answer_status, self.body = answer_status, body[:BODY]
        self.sent, self.retry_after = sent, retry_after


class TokenRefused(ServiceFailed):
    """The platform's token endpoint says no: our key or our registration is not known there."""


class Tokens:
    """Access tokens of all platforms: rows shared by the processes."""

    def __init__(
        self, database: Database, outbound: Outbound, sealer: Sealer, config: Config
    ) -> None:
        self._database, self._outbound = database, outbound
        self._sealer, self._config = sealer, config
        self._locks: dict[tuple[UUID, str], threading.Lock] = {}
        self._making = threading.Lock()

    def get(self, registration: Registration, scopes: Iterable[str], now: datetime) -> str:
        """A token good for a minute or more.

        TokenRefused, ServiceFailed; OutboundRefused for an endpoint that must not be called.
        """
        name = _name(scopes)
        if kept := self._kept(registration.id, name, now):
            return kept
        with self._lock(registration.id, name):  # the second of two waits, then finds it kept
            return self._kept(registration.id, name, now) or self._fetched(registration, name, now)

    def drop(self, registration: Registration, scopes: Iterable[str]) -> None:
        """Forget a token that the platform has refused."""
        with self._database.system() as db:
            row = db.get(AccessToken, (registration.id, _name(scopes)))
            if row is not None:
                db.delete(row)

    def _lock(self, registration_id: UUID, name: str) -> threading.Lock:
        with self._making:
            return self._locks.setdefault((registration_id, name), threading.Lock())

    def _kept(self, registration_id: UUID, name: str, now: datetime) -> str | None:
        with self._database.system(read=True) as db:
            row = db.get(AccessToken, (registration_id, name))
            if row is None or row.expires_at - MARGIN <= now:
                return None
            try:
                return self._sealer.unseal(PURPOSE, row.sealed).decode()
            except Unsealable:
                return None  # the operator's key was changed: get another

    def _fetched(self, registration: Registration, name: str, now: datetime) -> str:
        token, life = _granted(self._asked(registration, name, now), now)
        expires_at = now + timedelta(seconds=life)
        self._database.retrying(lambda: self._keep(registration.id, name, token, expires_at))
        return token

    def _asked(self, registration: Registration, name: str, now: datetime) -> Answer:
        check_origin(registration, registration.token_url)
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": self._assertion(registration, now),
            "scope": name,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        try:
            return self._outbound.request(
                "POST",
                registration.token_url,
                reach_of(registration, self._config),
                headers=headers,
                body=urlencode(form).encode(),
            )
        except OutboundFailed as fault:
            raise ServiceFailed(None, sent=False) from fault  # no score has left yet

    def _assertion(self, registration: Registration, now: datetime) -> str:
        with self._database.system(read=True) as db:
            key = keys.signer(db, self._sealer)
        at = int(now.timestamp())
        said = {
            "iss": registration.client_id,
            "sub": registration.client_id,
            "aud": registration.token_audience or registration.token_url,
            "iat": at,
            "exp": at + ASSERTION_LIFE,
            "jti": str(ids.new(now)),
        }
        return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": key.kid}, said, key, ["RS256"])

    def _keep(self, registration_id: UUID, name: str, token: str, expires_at: datetime) -> None:
        with self._database.system() as db:
            row = db.get(AccessToken, (registration_id, name), with_for_update=True)
            if row is None:
                row = AccessToken(registration_id=registration_id, scopes=name)
                db.add(row)
            row.sealed = self._sealer.seal(PURPOSE, token.encode())
            row.expires_at = expires_at


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, in either of its forms; None without one."""
    said = {name.lower(): value for name, value in headers.items()}.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        at = parsedate_to_datetime(said)
        return max(0.0, (at - now).total_seconds()) if at.tzinfo else None
    except (ValueError, TypeError):
        return None


def _granted(answer: Answer, now: datetime) -> tuple[str, int]:
    """The token of an answer and its life in seconds."""
    wait = retry_after(answer.headers, now)
    body = answer.body[: BODY * 4].decode("utf-8", "replace")
    if answer.status >= 500 or answer.status in TRANSIENT:
        raise ServiceFailed(answer.status, body, sent=False, retry_after=wait)
    if answer.status != 200:
        raise TokenRefused(answer.status, body, sent=False)
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError) as fault:
        raise TokenRefused(answer.status, "not JSON", sent=False) from fault
    token: Any = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise TokenRefused(answer.status, "no token", sent=False)
    return token, _life(said.get("expires_in"))


def _life(said: Any) -> int:
    try:
        return int(min(max(float(said), SHORTEST), LONGEST))
    except (ValueError, TypeError):
        return SHORTEST


def _name(scopes: Iterable[str]) -> str:
    return " ".join(sorted(set(scopes)))

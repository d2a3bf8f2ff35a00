"""An id_token becomes claims, or is not trusted: our boundary, the library has no part in it.

Rows 1, 2, 5, 7, 8 and 31 of facts/lti.md § 4; IMS Security Framework 1.0 § 5.1.3; OpenID Connect
Core § 3.1.3.7. The cause of a refusal is a short code for the log; the person reads one sentence.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from lti_tool.errors import NotTrusted
from lti_tool.sealing import digest, same

if TYPE_CHECKING:
    from lti_tool.models import Login, Registration

MOST = 64_000  # characters of a token
MOST_HEADER = 4_096
LEEWAY = 60  # s: Moodle's tokens live a minute, and clocks differ
MOST_AGE = 600  # s since iat
MOST_LIFE = 3_600  # s from iat to exp
MOST_DEPTH, MOST_KEYS = 8, 200
ALGORITHM = "RS256"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"


class KeyFinder(Protocol):
    """Finds a platform's key."""

    def key_for(self, registration: Registration, kid: str, now: datetime) -> RSAKey:
        """The key of this id; NotTrusted when the platform publishes none that may be used."""
        ...


def claims(
    token: str, registration: Registration, login: Login, keys: KeyFinder, now: datetime
) -> Mapping[str, Any]:
    """What the platform of this registration says, in answer to this login.

    Nothing is consumed here: a forged token burns no state. NotTrusted for every failure.
    """
    kid = _header(token)
    said = _signed(token, keys.key_for(registration, kid, now))
    _bounds(said)
    _equal(said.get("iss"), registration.issuer, "iss")
    _audience(said, registration.client_id)
    _times(said, now.timestamp())
    _nonce(said, login.nonce_hash)
    _shape(said)
    return said


def _header(token: str) -> str:
    """The key's id, after a look at what a header must not say."""
    if len(token) > MOST:
        raise NotTrusted("size")
    if not token.isascii() or token.count(".") != 2:
        raise NotTrusted("form")
    raw = token.partition(".")[0]
    if len(raw) > MOST_HEADER:
        raise NotTrusted("header_size")
    try:
        header = json.loads(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
    except (ValueError, RecursionError) as fault:
        raise NotTrusted("header") from fault
    if not isinstance(header, dict) or header.get("alg") != ALGORITHM:
        raise NotTrusted("alg")
    if "crit" in header or "b64" in header:
        raise NotTrusted("crit")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 1 <= len(kid) <= 200:
        raise NotTrusted("kid")
    return kid


def _signed(token: str, key: RSAKey) -> dict[str, Any]:
    registry = JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
    registry.max_header_length = MOST_HEADER  # its own cap of 512 refuses platforms that send x5c
    try:
        said: object = jwt.decode(token, key, [ALGORITHM], registry).claims
    except (JoseError, ValueError, RecursionError) as fault:
        raise NotTrusted("signature") from fault
    if not isinstance(said, dict):
        raise NotTrusted("form")
    return said


def _bounds(value: object, depth: int = 1) -> None:
    """NotTrusted for claims deeper or wider than any platform sends."""
    if not isinstance(value, dict | list):
        return
    if depth > MOST_DEPTH or len(value) > MOST_KEYS:
        raise NotTrusted("bounds")
    for inner in value.values() if isinstance(value, dict) else value:
        _bounds(inner, depth + 1)


def _equal(value: object, wanted: str, cause: str) -> None:
    if value != wanted:
        raise NotTrusted(cause)


def _audience(said: Mapping[str, Any], client_id: str) -> None:
    """aud holds us; with several, and wherever it is given, azp is us."""
    aud = said.get("aud")
    several = aud if isinstance(aud, list) else [aud]
    if client_id not in several:
        raise NotTrusted("aud")
    if len(several) > 1 or "azp" in said:
        _equal(said.get("azp"), client_id, "azp")


def _times(said: Mapping[str, Any], now: float) -> None:
    exp, iat = (_seconds(said.get(name)) for name in ("exp", "iat"))
    if exp <= now - LEEWAY:
        raise NotTrusted("expired")
    if iat > now + LEEWAY:
        raise NotTrusted("future")
    if iat < now - MOST_AGE:
        raise NotTrusted("old")
    if not 0 < exp - iat <= MOST_LIFE:
        raise NotTrusted("life")


def _seconds(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotTrusted("times")
    return value


def _nonce(said: Mapping[str, Any], nonce_hash: bytes) -> None:
    """The nonce is the one of this very login: it lives and dies with the state (rows 8, 10)."""
    nonce = said.get("nonce")
    if not isinstance(nonce, str) or not same(digest(nonce), nonce_hash):
        raise NotTrusted("nonce")


def _shape(said: Mapping[str, Any]) -> None:
    _equal(said.get(f"{LTI}version"), "1.3.0", "version")
    for name in ("sub", f"{LTI}deployment_id"):
        value = said.get(name)
        if not isinstance(value, str) or not 1 <= len(value) <= 255:
            raise NotTrusted(name.rsplit("/", 1)[-1])
    if not isinstance(said.get(f"{LTI}message_type"), str):
        raise NotTrusted("message_type")

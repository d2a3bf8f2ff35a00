"""The development platform's keys and tokens, and its look at the tool's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import extract_compact

from lti_tool.demo.exchange import Refusal
from lti_tool.demo.world import Tool

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LEEWAY = 60
TOKEN_LIFE = 3600


def new_key() -> RSAKey:
    """A fresh RSA key of 2048 bits, named by its thumbprint."""
    bare = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
    return RSAKey.import_key({**bare.as_dict(private=True), "kid": bare.thumbprint()})


class Keys:
    """The signing key, and those that stay published after a rotation."""

    def __init__(self) -> None:
        self.current = new_key()
        self.published = [self.current]

    def rotate(self, *, keep: bool = True) -> None:
        """Signs with a new key from now on; ``keep`` leaves the old one published."""
        self.current = new_key()
        self.published = [*(self.published if keep else []), self.current]

    def jwks(self) -> dict[str, Any]:
        """The key set, as platforms publish it."""
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    def sign(
        self,
        claims: Mapping[str, Any],
        *,
        header: Mapping[str, Any] | None = None,
        key: RSAKey | None = None,
    ) -> str:
        """``claims`` as an RS256 token; ``header`` adds to its header, ``key`` forges."""
        used = key or self.current
        full = {"alg": "RS256", "typ": "JWT", "kid": self.current.kid, **(header or {})}
        return jwt.encode(full, dict(claims), used, ["RS256"])


def open_tool_token(token: str, tool: Tool) -> dict[str, Any]:
    """The claims of a token that the tool signed; Refusal 400 when its key did not sign it."""
    try:
        kid = _kid(token)
        key = next(k for k in tool.keys()["keys"] if k["kid"] == kid)
        return dict(jwt.decode(token, RSAKey.import_key(dict(key)), ["RS256"]).claims)
    except (JoseError, ValueError, StopIteration, KeyError) as error:
        raise Refusal(400, f"invalid token: {error!r}") from error


def _kid(token: str) -> str:
    return str(extract_compact(token.encode()).headers()["kid"])


class Tokens:
    """Access tokens given out, and the assertions already used: none serves twice."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[Tool, frozenset[str], float]] = {}
        self._used: set[str] = set()
        self.granted = 0

    def forget(self) -> None:
        """No token given so far is worth anything now."""
        self._given.clear()

    def grant(
        self, form: Mapping[str, str], tools: Mapping[str, Tool], url: str, now: datetime
    ) -> dict[str, Any]:
        """The answer to a client_credentials request; Refusal 400 as Moodle."""
        if form.get("grant_type") != "client_credentials":
            raise Refusal(400, "unsupported_grant_type")
        if form.get("client_assertion_type") != ASSERTION:
            raise Refusal(400, "invalid_request")
        tool = self._client(form.get("client_assertion", ""), tools, url, now)
        scopes = frozenset(form.get("scope", "").split()) & frozenset(tool.scopes)
        if not scopes:
            raise Refusal(400, "invalid_scope")
        token = secrets.token_urlsafe(24)
        self._given[token] = (tool, scopes, now.timestamp() + TOKEN_LIFE)
        self.granted += 1
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE,
            "scope": " ".join(sorted(scopes)),
        }

    def _client(self, assertion: str, tools: Mapping[str, Tool], url: str, now: datetime) -> Tool:
        try:
            issuer = json.loads(extract_compact(assertion.encode()).payload)["iss"]
        except (JoseError, ValueError, KeyError) as error:
            raise Refusal(400, "invalid_client") from error
        if issuer not in tools:
            raise Refusal(400, "invalid_client")
        claims = open_tool_token(assertion, tools[issuer])
        self._once(claims, url, now)
        return tools[issuer]

    def _once(self, claims: Mapping[str, Any], url: str, now: datetime) -> None:
        audience = claims.get("aud")
        heard = audience if isinstance(audience, list) else [audience]
        late = not now.timestamp() - LEEWAY < claims.get("exp", 0) < now.timestamp() + 3600
        if claims.get("sub") != claims["iss"] or url not in heard or late:
            raise Refusal(400, "invalid_client")
        if not claims.get("jti") or claims["jti"] in self._used:
            raise Refusal(400, "invalid_client: jti used")
        self._used.add(claims["jti"])

    def bearer(self, header: str, now: datetime) -> tuple[Tool, frozenset[str]]:
        """Whose token this is and what it opens; Refusal 401."""
        tool, scopes, until = self._given.get(header.removeprefix("Bearer "), (None, None, 0.0))
        if tool is None or scopes is None or until <= now.timestamp():
            raise Refusal(401, "invalid_token")
        return tool, scopes

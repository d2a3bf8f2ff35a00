"""Dynamic registration, the development platform's side."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from lti_tool.demo.exchange import Answer, Refusal, Request, as_json
from lti_tool.demo.world import SCOPES, Tool

CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PATH = "/register/openid-configuration"


class Home(Protocol):
    """What the registrar wants of its platform; ``fetch`` gets the tool's keys."""

    issuer: str
    fetch: Callable[[str], bytes] | None

    @property
    def family(self) -> str: ...
    @property
    def auth_url(self) -> str: ...
    @property
    def token_url(self) -> str: ...
    @property
    def jwks_url(self) -> str: ...
    def add_tool(self, client_id: str, deployment_id: str = "") -> Tool: ...


class Registrar:
    """Registers tools by the protocol, each with a token of one use."""

    def __init__(self, platform: Home) -> None:
        self.platform = platform
        self._tokens: set[str] = set()

    def address(self, invitation_url: str) -> str:
        """The tool's registration address as the platform opens it in a frame."""
        token = secrets.token_urlsafe(16)
        self._tokens.add(token)
        more = urlencode(
            {
                "openid_configuration": f"{self.platform.issuer}{PATH}",
                "registration_token": token,
            }
        )
        return f"{invitation_url}{'&' if '?' in invitation_url else '?'}{more}"

    def answer(self, request: Request) -> Answer:
        """The configuration, or a registration; Refusal 404 for any other address."""
        match request.method, request.path:
            case "GET", "/register/openid-configuration":
                return as_json(self.configuration())
            case "POST", "/register":
                return self._register(request)
            case _:
                raise Refusal(404, "nothing here")

    def configuration(self) -> dict[str, Any]:
        """The OpenID configuration, with what LTI adds."""
        home = self.platform
        return {
            "issuer": home.issuer,
            "token_endpoint": home.token_url,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "jwks_uri": home.jwks_url,
            "authorization_endpoint": home.auth_url,
            "registration_endpoint": f"{home.issuer}/register",
            "scopes_supported": ["openid", *SCOPES],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
            CONFIGURATION: {
                "product_family_code": home.family,
                "version": "2026",
                "messages_supported": [
                    {"type": "LtiResourceLinkRequest"},
                    {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
                ],
                "variables": ["Context.id", "ResourceLink.id"],
            },
        }

    def _register(self, request: Request) -> Answer:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self._tokens:
            raise Refusal(401, "registration token unknown")
        self._tokens.remove(token)
        wanted = request.json()
        self._check(wanted)
        tool = self._add(wanted)
        given = dict(wanted, client_id=tool.client_id)
        given[TOOL] = dict(wanted[TOOL], deployment_id=tool.deployment_id)
        return as_json(given)

    def _check(self, wanted: Mapping[str, Any]) -> None:
        lti = wanted.get(TOOL, {})
        launch = lti.get("target_link_uri", "")
        if lti.get("domain", "?") != launch.split("/")[2:3][0]:
            raise Refusal(400, "domain and target_link_uri differ")
        if wanted.get("token_endpoint_auth_method") != "private_key_jwt":
            raise Refusal(400, "token_endpoint_auth_method")

    def _add(self, wanted: Mapping[str, Any]) -> Tool:
        tool = self.platform.add_tool(f"client-{secrets.token_hex(4)}")
        tool.login_url = wanted["initiate_login_uri"]
        tool.launch_url = wanted["redirect_uris"][0]
        asked = wanted.get("scope", "").split()
        tool.scopes = tuple(scope for scope in SCOPES if scope in asked)
        tool.names = "name" in wanted[TOOL].get("claims", [])
        tool.keys = self._keys(wanted["jwks_uri"])
        return tool

    def _keys(self, url: str) -> Any:
        def fetch() -> Any:
            if self.platform.fetch is None:
                raise Refusal(400, "this platform has no way out to fetch keys")
            return json.loads(self.platform.fetch(url))

        return fetch

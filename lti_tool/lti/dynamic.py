"""Dynamic registration (LTI Dynamic Registration 1.0), the tool's side: read, then ask.

What a platform says of itself is held to the invitation: its issuer to the letter, at the origin
and under the path that the configuration came from (row 15 of facts/lti.md § 4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from lti_tool.addresses import origin_of
from lti_tool.errors import OtherIssuer, OutboundFailed, OutboundRefused, PlatformRefused
from lti_tool.lti.link import LAUNCH
from lti_tool.outbound import Outbound, Reach

if TYPE_CHECKING:
    from lti_tool.config import Config
    from lti_tool.models import Invitation

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPES = (
    f"{_AGS}lineitem",
    f"{_AGS}lineitem.readonly",
    f"{_AGS}result.readonly",
    f"{_AGS}score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
NAMES = ("name", "given_name", "family_name")


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """What a platform says of itself; addresses are checked."""

    issuer: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    token_audience: str | None
    family: str
    product_version: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What the platform gave us; some give no deployment yet."""

    client_id: str
    deployment_key: str | None


def reach(invitation: Invitation, config: Config) -> Reach:
    """How far the requests of an invitation may go."""
    port = urlsplit(invitation.issuer).port
    return Reach(invitation.private_network, config.development, port)


def read_configuration(
    outbound: Outbound, invitation: Invitation, url: str, config: Config
) -> PlatformConfiguration:
    """The platform's configuration at ``url``; OtherIssuer when it isn't the one invited.

    PlatformRefused, its cause a word for the page, when it cannot be read.
    """
    if not _under(url, invitation.issuer):
        raise OtherIssuer("host")
    said = _fetched(outbound, url, reach(invitation, config))
    if said.get("issuer") != invitation.issuer:
        raise OtherIssuer("issuer")
    product = said.get(PLATFORM)
    product = product if isinstance(product, dict) else {}
    plain = config.development or invitation.private_network
    return PlatformConfiguration(
        issuer=invitation.issuer,
        auth_login_url=_endpoint(said, "authorization_endpoint", plain),
        token_url=_endpoint(said, "token_endpoint", plain),
        jwks_url=_endpoint(said, "jwks_uri", plain),
        registration_url=_endpoint(said, "registration_endpoint", plain),
        token_audience=_word(said.get("authorization_server"), 1_000) or None,
        family=_word(product.get("product_family_code"), 40).lower() or "unknown",
        product_version=_word(product.get("version"), 80),
    )


def register(
    outbound: Outbound,
    configuration: PlatformConfiguration,
    token: str | None,
    config: Config,
    reach: Reach,
) -> Registered:
    """Asks the platform to register us; PlatformRefused with its status when it will not."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps(request(config)).encode()
    try:
        answer = outbound.request(
            "POST", configuration.registration_url, reach, headers=headers, body=body
        )
        said = answer.json() if answer.status in (200, 201) else None
    except (OutboundFailed, OutboundRefused) as fault:
        raise PlatformRefused(fault.code) from fault
    if not isinstance(said, dict):
        raise PlatformRefused(str(answer.status))
    client_id = _word(said.get("client_id"), 255)
    if not client_id:
        raise PlatformRefused("client_id")
    tool = said.get(TOOL)
    deployment = tool.get("deployment_id") if isinstance(tool, dict) else None
    return Registered(client_id, _word(deployment, 255) or None)


def request(config: Config) -> dict[str, Any]:
    """What we ask to be registered as: the registration request's body."""
    url = config.public_url
    names = NAMES if config.ask_names else ()  # e-mail never: no feature needs it
    launch = f"{url}{LAUNCH}"
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{url}/lti/login",
        "redirect_uris": [launch],
        "client_name": config.tool_name,
        "jwks_uri": f"{url}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        TOOL: {
            "domain": urlsplit(url).netloc,
            "target_link_uri": launch,
            "description": config.tool_name,
            "custom_parameters": {},
            "claims": ["iss", "sub", *names],
            "messages": [
                {"type": "LtiResourceLinkRequest"},
                {
                    "type": "LtiDeepLinkingRequest",
                    "target_link_uri": launch,
                    "placements": ["ContentArea"],
                },
            ],
        },
    }


def _fetched(outbound: Outbound, url: str, reach: Reach) -> Mapping[str, Any]:
    try:
        answer = outbound.request("GET", url, reach, headers={"Accept": "application/json"})
        said = answer.json() if answer.status == 200 else None
    except (OutboundFailed, OutboundRefused) as fault:
        raise PlatformRefused(fault.code) from fault
    if not isinstance(said, dict):
        raise PlatformRefused("configuration")
    return said


def _endpoint(said: Mapping[str, Any], name: str, plain: bool) -> str:
    url = _word(said.get(name), 1_000)
    origin = origin_of(url)
    if origin is None or not (plain or origin.startswith("https:")):
        raise PlatformRefused(name)
    return url


def _under(url: str, issuer: str) -> bool:
    """Whether an address is of the issuer's origin, and under its path, no dots leading out."""
    if origin_of(url) is None or origin_of(url) != origin_of(issuer):
        return False
    path, above = unquote(urlsplit(url).path), unquote(urlsplit(issuer).path).rstrip("/")
    return not {".", ".."} & set(re.split(r"[/\\]", path)) and path.startswith(f"{above}/")


def _word(value: object, limit: int) -> str:
    return value if isinstance(value, str) and len(value) <= limit else ""

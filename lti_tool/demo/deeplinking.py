"""The development platform's side of deep linking: what it asks, what it makes of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from lti_tool.demo.exchange import Answer, Refusal, Request, as_page
from lti_tool.demo.signing import open_tool_token
from lti_tool.demo.world import Tool, World

ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
DEPLOYMENT = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"
DONE = "<!doctype html><title>Activités ajoutées</title><h1>Activités ajoutées</h1>"


class DeepLinks:
    """Deep linking of one platform; ``returned`` keeps the claims of each answer."""

    def __init__(self, issuer: str, world: World) -> None:
        self.issuer, self.world = issuer, world
        self.data: str | None = "opaque-1"
        self.multiple = True
        self.returned: list[dict[str, Any]] = []
        self._nonces: set[str] = set()

    def settings(self) -> dict[str, Any]:
        """The settings claim of a request."""
        settings = {
            "deep_link_return_url": f"{self.issuer}/deep-link-return",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "accept_multiple": self.multiple,
            "auto_create": False,
        }
        return settings | ({"data": self.data} if self.data is not None else {})

    def receive(self, request: Request, tools: Mapping[str, Tool], now: datetime) -> Answer:
        """Takes the tool's answer in: each item becomes an activity, with its column."""
        token = request.form().get("JWT", "")
        tool = tools.get(_issuer(token))
        if tool is None:
            raise Refusal(400, "unknown tool")
        claims = open_tool_token(token, tool)
        self._check(claims, tool, now)
        self.returned.append(claims)
        for item in claims.get(ITEMS, []):
            self._add(item)
        return as_page(DONE)

    def _check(self, claims: Mapping[str, Any], tool: Tool, now: datetime) -> None:
        right = {"aud": self.issuer, DEPLOYMENT: tool.deployment_id, DATA: self.data}
        for name, value in right.items():
            if claims.get(name) != value:
                raise Refusal(400, f"{name} is {claims.get(name)!r}, not {value!r}")
        if not now.timestamp() < claims.get("exp", 0) <= now.timestamp() + 600:
            raise Refusal(400, "exp")
        if not claims.get("nonce") or claims["nonce"] in self._nonces:
            raise Refusal(400, "nonce")
        self._nonces.add(claims["nonce"])

    def _add(self, item: Mapping[str, Any]) -> None:
        name = f"dl{next(self.world.numbers)}"
        made = self.world.activity(name, item["url"], item.get("title", name))
        made.custom = dict(item.get("custom", {}))
        if column := item.get("lineItem"):
            self.world.column(
                column.get("label", made.title),
                float(column["scoreMaximum"]),
                resource_id=column.get("resourceId", ""),
                tag=column.get("tag", ""),
                link_id=name,
            )


def _issuer(token: str) -> str:
    try:
        return str(json.loads(extract_compact(token.encode()).payload)["iss"])
    except (JoseError, ValueError, KeyError) as error:
        raise Refusal(400, "not a token") from error

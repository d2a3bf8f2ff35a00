"""A platform that is not ours: the library lti1p3platform, behind a front without a socket.

The library writes and signs the launch, checks our assertion, grants and checks tokens and scopes;
this file keeps one course in memory and carries requests. ``issuer`` and ``handle`` are what
``PlatformTransport`` wants.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc.jwk import RSAKey
from lti1p3platform.exceptions import LineItemNotFoundException, LtiException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService

from lti_tool.demo.exchange import Answer

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
COURSE = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"


class Foreign:
    """One course, one link, one column that the tool has to make."""

    issuer = "https://foreign.example"
    client_id, deployment_id = "their-client", "7"

    def __init__(self, tool_url: str, launch_url: str) -> None:
        self.tool_url, self.launch_url = tool_url, launch_url
        self.items: dict[str, dict[str, Any]] = {}
        self.scores: dict[tuple[str, str], dict[str, Any]] = {}
        self.config = _Config(self)

    @property
    def auth_url(self) -> str:
        """Where the tool sends the browser."""
        return f"{self.issuer}/auth"

    @property
    def token_url(self) -> str:
        """Where the tool gets access tokens."""
        return f"{self.issuer}/token"

    @property
    def jwks_url(self) -> str:
        """Where the platform's keys are."""
        return f"{self.issuer}/jwks"

    def login_url(self, user: str) -> str:
        """The tool's login address as the library calls it, with all its parameters."""
        login = _Login(None, self.config)
        login.set_launch_url(self.launch_url)
        login.set_lti_message_hint()
        return str(login.initiate_login(user))

    def authorize(self, query: Mapping[str, str]) -> dict[str, str]:
        """The form that the library posts to the tool after its login."""
        launch = _Launch(dict(query), self.config)
        launch.home = self
        launch.set_launch_url(self.launch_url)
        return dict(launch.lti_launch())

    def handle(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """One request to a service."""
        path = urlsplit(url).path
        if path == "/jwks":
            return _json(self.config.get_jwks())
        if path == "/token":
            return self._token(dict(parse_qsl(body.decode())))
        asked = {
            "method": method,
            "headers": {"Authorization": headers.get("authorization", "")},
            "get_data": dict(parse_qsl(urlsplit(url).query)),
            "json": json.loads(body) if body else None,
        }
        return self._ags(path.removeprefix("/items").strip("/").split("/"), asked)

    def _token(self, form: dict[str, str]) -> Answer:
        try:
            return _json(self.config.get_access_token(form))
        except LtiException as fault:
            return _json({"error": str(fault)}, 400)

    def _ags(self, parts: list[str], asked: dict[str, Any]) -> Answer:
        service = _Ags(_Asked(asked), self.config, f"{self.issuer}/items")
        service.home = self
        match asked["method"], parts:
            case "GET", [""]:
                answer = service.handle_resp(service.handle_get_lineitems)
            case "POST", [""]:
                answer = service.handle_resp(service.handle_create_lineitem)
            case "GET", [name, "results"]:
                answer = service.handle_resp(service.handle_get_results, line_item_id=name)
            case "POST", [name, "scores"]:
                answer = service.handle_resp(service.handle_update_score, line_item_id=name)
            case _:
                return _json(None, 404)
        page = answer.result
        shown = page["content"] if isinstance(page, dict) and "has_next" in page else page
        return _json(shown, answer.code)


class _Config(LTI1P3PlatformConfAbstract):  # type: ignore[misc]
    def init_platform_config(self, **_: Any) -> None: ...

    def __init__(self, home: Foreign) -> None:
        super().__init__()
        key = RSAKey.generate_key(2048)
        self._registration = (
            Registration()
            .set_iss(home.issuer)
            .set_client_id(home.client_id)
            .set_deployment_id(home.deployment_id)
            .set_launch_url(f"{home.tool_url}/lti/launch")
            .set_oidc_login_url(f"{home.tool_url}/lti/login")
            .set_platform_public_key(key.as_pem(private=False).decode())
            .set_platform_private_key(key.as_pem(private=True).decode())
        )

    def get_registration_by_params(self, **_: Any) -> Registration:
        return self._registration

    def know(self, tool_keys: Mapping[str, Any]) -> None:
        """The tool's keys, as an administrator gives them."""
        self._registration.set_tool_key_set(tool_keys)


class _Login(OIDCLoginAbstract):  # type: ignore[misc]
    def set_lti_message_hint(self, **_: Any) -> None:
        self._lti_message_hint = "link-1"

    def get_redirect(self, url: str) -> str:
        return url


class _Launch(LTIAdvantageMessageLaunchAbstract):  # type: ignore[misc]
    home: Foreign

    def get_preflight_response(self) -> Any:
        return self._request

    def prepare_launch(self, preflight_response: Any) -> None:
        self.set_user_data(preflight_response["login_hint"], [LEARNER], full_name="Ada")
        self.set_resource_link_claim("link-1")
        self.set_launch_context_claim("course-1", [COURSE], "Cours")
        self.set_ags(f"{self.home.issuer}/items", allow_creating_lineitems=True)

    def render_launch_form(self, launch_data: Any, **_: Any) -> Any:
        return launch_data


class _Asked(Request):  # type: ignore[misc]
    def build_metadata(self, request: Any) -> Any:
        return request


class _Ags(AssignmentsGradesService):  # type: ignore[misc]
    home: Foreign

    def find_lineitems(self, **asked: Any) -> Any:
        names = ("resource_id", "resourceId"), ("tag", "tag")
        found = [
            item
            for item in self.home.items.values()
            if all(asked.get(name, item.get(key)) == item.get(key) for name, key in names)
        ]
        return {"content": found, "has_next": False}

    def create_lineitem(self, creation_data: Any) -> Any:
        name = str(len(self.home.items) + 1)
        made = {**creation_data, "id": f"{self.home.issuer}/items/{name}"}
        self.home.items[name] = made
        return made

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        if line_item_id not in self.home.items:
            raise LineItemNotFoundException
        key = (line_item_id, score["userId"])
        kept = self.home.scores.get(key)
        if kept and _at(score) <= _at(kept):
            return UpdateScoreStatus.OLD_TIMESTAMP
        self.home.scores[key] = score
        return UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id: str, **asked: Any) -> Any:
        rows = [
            {
                "id": f"{self.home.issuer}/results/{item}/{user}",
                "userId": user,
                "resultScore": score["scoreGiven"],
                "resultMaximum": score["scoreMaximum"],
            }
            for (item, user), score in self.home.scores.items()
            if item == line_item_id and asked.get("user_id", user) == user
        ]
        return {"content": rows, "has_next": False}

    def find_lineitem(self, line_item_id: str) -> Any: ...
    def update_lineitem(self, update_data: Any) -> Any: ...
    def delete_lineitem(self, line_item_id: str) -> None: ...


def _at(score: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(score["timestamp"])


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

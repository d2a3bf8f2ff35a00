"""The development platform: an LMS in memory, which the tests and `make demo` launch from.

Transport-free: ``handle(method, url, headers, body)`` answers a request, whoever carries it.
It behaves as the platforms do where that matters to a tool: tokens of 60 seconds, form posts,
exact redirect address, and the gradebook of ``demo.gradebook``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lti_tool.clock import Clock
from lti_tool.demo.deeplinking import DeepLinks
from lti_tool.demo.exchange import Answer, Refusal, Request, as_json, as_page, lower, posting
from lti_tool.demo.faults import Faults
from lti_tool.demo.gradebook import Gradebook
from lti_tool.demo.members import members_page
from lti_tool.demo.registering import Registrar
from lti_tool.demo.signing import Keys, Tokens
from lti_tool.demo.world import NRPS, ROLES, Activity, Family, Role, Tool, User, World

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DL_CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
ID_TOKEN_LIFE = 60
STORAGE: Mapping[str, str] = {"sakai": "_parent", "canvas": "post_message_forwarding"}


class Platform:
    """One platform with one course; ``tool`` is the registration that the tests use."""

    def __init__(
        self,
        clock: Clock,
        *,
        issuer: str = "https://platform.example",
        tool_url: str = "https://tool.example",
        family: Family = "moodle",
        client_id: str = "client-1",
    ) -> None:
        self.clock, self.issuer, self.tool_url = clock, issuer, tool_url
        self.family: Family = family
        self.world, self.faults = World(), Faults()
        self.keys, self.tokens = Keys(), Tokens()
        self.gradebook = Gradebook(issuer, self.world, self.faults, family)
        self.deep_links = DeepLinks(issuer, self.world)
        self.registrar = Registrar(self)
        self.fetch: Callable[[str], bytes] | None = None
        self.storage_target = STORAGE.get(family)
        self.document_target = "iframe"
        self.members_page = 0
        self.requests: list[Request] = []
        self.last_user = ""  # who opened an activity last: this platform has no sessions
        self.tool = self.add_tool(client_id)

    @property
    def auth_url(self) -> str:
        """Where the tool sends the browser to be authorised."""
        return f"{self.issuer}/auth"

    @property
    def token_url(self) -> str:
        """Where the tool gets access tokens."""
        return f"{self.issuer}/token"

    @property
    def jwks_url(self) -> str:
        """Where the platform publishes its keys."""
        return f"{self.issuer}/jwks"

    def add_tool(self, client_id: str, deployment_id: str = "") -> Tool:
        """One more registration of the same tool on this platform."""
        made = Tool(
            client_id,
            deployment_id or str(len(self.world.tools) + 1),
            f"{self.tool_url}/lti/login",
            f"{self.tool_url}/lti/launch",
        )
        self.world.tools[client_id] = made
        return made

    # Launching

    def login_form(
        self,
        sub: str = "u1",
        link: str = "rl1",
        *,
        role: Role = "learner",
        deep_link: bool = False,
        tool: Tool | None = None,
        url: str = "",
    ) -> dict[str, str]:
        """The fields that open the tool's login address, for that person and activity.

        Person and activity come to be when they are new; ``url`` is then the activity's
        address in the tool.
        """
        used = tool or self.tool
        self.last_user = sub
        self.world.person(sub, role=role).role = role
        activity = self.world.activity(link, url or used.launch_url)
        hint = {"cmid": self._cmid(link), "launchid": f"ltilaunch{link}"}
        form = {
            "iss": self.issuer,
            "target_link_uri": used.launch_url if deep_link else activity.url,
            "login_hint": sub,
            "lti_message_hint": json.dumps({"deep_link": True} if deep_link else hint),
            "client_id": used.client_id,
            "lti_deployment_id": used.deployment_id,
        }
        return form | self._storage()

    def _storage(self) -> dict[str, str]:
        return {"lti_storage_target": self.storage_target} if self.storage_target else {}

    def _cmid(self, link: str) -> int:
        return list(self.world.activities).index(link) + 1

    def login_page(self, form: Mapping[str, str], tool: Tool | None = None) -> str:
        """A page that posts ``form`` to the tool's login address."""
        return posting((tool or self.tool).login_url, form)

    def authorize(self, query: Mapping[str, str], **claims: Any) -> dict[str, str]:
        """What the browser posts to the tool after its login: ``id_token`` and ``state``.

        ``claims`` replace those of the token (by their full names), None takes one out.
        Refusal 400 for a request that Moodle would refuse.
        """
        tool = self.world.tools.get(query.get("client_id", ""))
        if tool is None:
            raise Refusal(400, "unknown client")
        self._well_asked(query, tool)
        token = self._claims_of(query, tool) | claims
        kept = {name: value for name, value in token.items() if value is not None}
        fields = {"id_token": self.keys.sign(kept), "state": query["state"]}
        return fields | self._storage()

    def _well_asked(self, query: Mapping[str, str], tool: Tool) -> None:
        wanted = {
            "redirect_uri": tool.launch_url,
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "scope": "openid",
        }
        for name, value in wanted.items():
            if query.get(name) != value:
                raise Refusal(400, f"{name} is not {value}")
        if not query.get("nonce") or not query.get("state"):
            raise Refusal(400, "nonce and state are required")

    def _claims_of(self, query: Mapping[str, str], tool: Tool) -> dict[str, Any]:
        hint = json.loads(query.get("lti_message_hint", "{}"))
        person = self.world.people[query["login_hint"]]
        if hint.get("deep_link"):
            return self.deep_link_claims(person.id, query["nonce"], tool)
        link = list(self.world.activities)[hint["cmid"] - 1]
        return self.claims(person.id, link, query["nonce"], tool)

    def claims(self, sub: str, link: str, nonce: str, tool: Tool | None = None) -> dict[str, Any]:
        """The claims of a resource link launch of that person, true to this platform."""
        used = tool or self.tool
        activity = self.world.activities[link]
        return self._common(self.world.people[sub], nonce, used) | {
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}target_link_uri": activity.url,
            f"{CLAIM}resource_link": {"id": activity.id, "title": activity.title},
            f"{CLAIM}custom": dict(activity.custom),
            AGS_CLAIM: self._services(activity, used),
            NRPS_CLAIM: {
                "context_memberships_url": f"{self.issuer}/nrps?type_id={used.deployment_id}",
                "service_versions": ["1.0", "2.0"],
            },
        }

    def deep_link_claims(self, sub: str, nonce: str, tool: Tool | None = None) -> dict[str, Any]:
        """The claims of a deep linking request of that person."""
        used = tool or self.tool
        return self._common(self.world.people[sub], nonce, used) | {
            f"{CLAIM}message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}target_link_uri": used.launch_url,
            DL_CLAIM: self.deep_links.settings(),
        }

    def _common(self, person: User, nonce: str, tool: Tool) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        course = self.world
        named = {"name": person.name} if tool.names else {}
        return named | {
            "iss": self.issuer,
            "aud": tool.client_id,
            "sub": person.id,
            "iat": now,
            "exp": now + ID_TOKEN_LIFE,
            "nonce": nonce,
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": tool.deployment_id,
            f"{CLAIM}roles": list(ROLES[person.role]),
            f"{CLAIM}context": {
                "id": course.course_id,
                "label": course.label,
                "title": course.title,
                "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"],
            },
            f"{CLAIM}tool_platform": {
                "product_family_code": self.family,
                "guid": "platform.example",
                "version": "2026",
            },
            f"{CLAIM}launch_presentation": {
                "document_target": self.document_target,
                "locale": "fr",
                "return_url": f"{self.issuer}/course/{course.course_id}",
            },
        }

    def _services(self, activity: Activity, tool: Tool) -> dict[str, Any]:
        claim: dict[str, Any] = {
            "scope": [scope for scope in tool.scopes if scope != NRPS],
            "lineitems": self.gradebook.items_url(tool),
        }
        if len(activity.columns) == 1:
            column = self.world.columns[activity.columns[0]]
            claim["lineitem"] = self.gradebook.item_url(column, tool)
        return claim

    # Answering

    def handle(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """One request: ``url`` may have scheme and host, which are not looked at."""
        request = Request(method, url, lower(headers), body)
        self.requests.append(request)
        try:
            return self._answer(request)
        except Refusal as refusal:
            return refusal.answer

    def _answer(self, request: Request) -> Answer:
        if request.path.startswith("/ags/lineitems"):
            tool, scopes = self._bearer(request)
            return self.gradebook.handle(request, tool, scopes)
        match request.method, request.path:
            case "GET", "/jwks":
                return self.faults.take("jwks").begin() or as_json(self.keys.jwks())
            case "POST", "/token":
                return self._token(request)
            case "GET", "/nrps":
                return self._members(request)
            case (("GET" | "POST"), "/auth"):
                return self._auth(request)
            case "GET", "/mod/lti/launch.php":
                return self._launch(request)
            case "POST", "/deep-link-return":
                return self.deep_links.receive(request, self.world.tools, self.clock())
            case _:
                return self.registrar.answer(request)

    def _bearer(self, request: Request) -> tuple[Tool, frozenset[str]]:
        return self.tokens.bearer(request.headers.get("authorization", ""), self.clock())

    def _token(self, request: Request) -> Answer:
        if (broken := self.faults.take("token").begin()) is not None:
            return broken
        form = request.form()
        return as_json(self.tokens.grant(form, self.world.tools, self.token_url, self.clock()))

    def _members(self, request: Request) -> Answer:
        _, scopes = self._bearer(request)
        if (broken := self.faults.take("members").begin()) is not None:
            return broken
        if NRPS not in scopes:
            raise Refusal(403, "insufficient scope")
        return members_page(self.world, request, self.issuer, self.members_page)

    def _launch(self, request: Request) -> Answer:
        """Moodle's own address of an activity, opened again by who opened one last."""
        links = list(self.world.activities)
        number = int(request.query.get("id", "0"))
        person = self.world.people.get(self.last_user)
        if person is None or not 1 <= number <= len(links):
            raise Refusal(404, "no such activity")
        form = self.login_form(person.id, links[number - 1], role=person.role)
        return as_page(self.login_page(form))

    def _auth(self, request: Request) -> Answer:
        query = request.query if request.method == "GET" else request.form()
        fields = self.authorize(query)
        return as_page(posting(query["redirect_uri"], fields))

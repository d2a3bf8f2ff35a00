"""Trusted claims become a `Launch`: roles by full URI only, addresses of the platform's own only.

Rows 12 and 13 of facts/lti.md § 4. The platform is trusted for who its people are; its texts are
cut to what we keep, its addresses held to the origins that were registered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lti_tool.addresses import origin_of
from lti_tool.errors import ForeignTarget, NoRole, NotTrusted, OtherMessage
from lti_tool.lti import link
from lti_tool.lti.launch import DeepLinking, Kind, Launch, Role, Services
from lti_tool.lti.verify import LTI

if TYPE_CHECKING:
    from lti_tool.models import Registration

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
KINDS: Mapping[str, Kind] = {
    "LtiResourceLinkRequest": "resource",
    "LtiDeepLinkingRequest": "deep-link",
}
_LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
_IN = f"{_LIS}membership"
_INSTRUCTORS = frozenset({f"{_IN}#Instructor", f"{_IN}#Administrator"}) | {
    f"{_IN}/Instructor#{name}"
    for name in (
        "TeachingAssistant", "Grader", "PrimaryInstructor", "Lecturer", "GuestInstructor",
        "SecondaryInstructor",
    )
}  # fmt: skip
_DEVELOPER = f"{_IN}#ContentDeveloper"
_LEARNERS = frozenset({f"{_IN}#Learner"}) | {
    f"{_IN}/Learner#{name}"
    for name in ("Learner", "NonCreditLearner", "GuestLearner", "ExternalLearner")
}
_ADMINISTRATORS = frozenset(
    {f"{_LIS}system/person#Administrator", f"{_LIS}institution/person#Administrator"}
)
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def launch_of(said: Mapping[str, Any], registration: Registration, *, public_url: str) -> Launch:
    """The launch that claims describe.

    OtherMessage for a message that we do not serve, NoRole for nobody we know, ForeignTarget for
    an address that is not ours, NotTrusted for claims of a wrong shape.
    """
    kind = KINDS.get(_text(said, "message_type", 100))
    if kind is None:
        raise OtherMessage(_text(said, "message_type", 40))
    resource, context, shown = (
        _claim(said, name) for name in ("resource_link", "context", "launch_presentation")
    )
    link_key = _key(resource) if kind == "resource" else None
    product = _claim(said, "tool_platform")
    return Launch(
        registration_id=registration.id,
        deployment_key=_text(said, "deployment_id", 255),
        kind=kind,
        sub=str(said["sub"]),
        name=_cut(said.get("name"), 300) or None,
        role=role_of(_strings(said.get(f"{LTI}roles")), kind),
        locale=_locale(shown.get("locale"), said.get("locale")),
        context_key=_key(context) if context else link_key or "-",
        context_title=_cut(context.get("title"), 500),
        context_label=_cut(context.get("label"), 255),
        link_key=link_key,
        link_title=_cut(resource.get("title"), 500),
        target=_target(said, kind, public_url),
        return_url=platform_url(shown.get("return_url"), registration, public_url),
        document_target=_cut(shown.get("document_target"), 20),
        services=_services(said, registration),
        deep_linking=_deep(said, registration, public_url) if kind == "deep-link" else None,
        family=_cut(product.get("product_family_code"), 40).lower() or registration.family,
        product_version=_cut(product.get("version"), 80),
    )


def role_of(roles: Iterable[str], kind: Kind = "resource") -> Role:
    """The one role that a list of URIs gives; NoRole when it gives none.

    Staff wins over learner; a system's administrator counts only where no role in the context is
    given, and never as a teacher.
    """
    given = frozenset(roles)
    if given & _INSTRUCTORS or (kind == "deep-link" and _DEVELOPER in given):
        return "instructor"
    if kind == "deep-link":
        raise NoRole("deep-link")
    if given & _LEARNERS:
        return "learner"
    if given & _ADMINISTRATORS and not any(role.startswith(_IN) for role in given):
        return "administrator"
    raise NoRole


def own_target(uri: str, public_url: str) -> bool:
    """Whether an address is our launch address, query aside (row 13)."""
    return origin_of(uri) == origin_of(public_url) and urlsplit(uri).path == link.LAUNCH


def platform_url(url: object, registration: Registration, public_url: str) -> str | None:
    """An address to send people to, if the platform lives there; else None (row 13).

    https, or plain http where the platform was registered so and we are in development or it is
    on a private network.
    """
    if not isinstance(url, str) or len(url) > 2_000:
        return None
    origin = origin_of(url)
    if origin not in {*registration.frame_origins, *registration.service_origins}:
        return None
    plain = public_url.startswith("http:") or registration.private_network
    return url if url.startswith("https:") or plain else None


def _target(said: Mapping[str, Any], kind: Kind, public_url: str) -> link.Target | link.Unclear:
    uri = _text(said, "target_link_uri", 2_000)
    if not own_target(uri, public_url):
        raise ForeignTarget("claim")
    if kind == "deep-link":
        return link.Unclear("deep-link")
    given = _claim(said, "custom")
    return link.parse(uri, {k: v for k, v in given.items() if isinstance(v, str)})


def _services(said: Mapping[str, Any], registration: Registration) -> Services:
    """Service addresses of a foreign origin are left out: they are never called (row 14)."""
    grades, members = (_object(said.get(name)) for name in (AGS, NRPS))

    def own(url: object) -> str | None:
        fits = isinstance(url, str) and len(url) <= 2_000
        return str(url) if fits and origin_of(str(url)) in registration.service_origins else None

    return Services(
        scopes=tuple(scope for scope in _strings(grades.get("scope")) if len(scope) <= 200),
        lineitems=own(grades.get("lineitems")),
        lineitem=own(grades.get("lineitem")),
        memberships=own(members.get("context_memberships_url")),
    )


def _deep(said: Mapping[str, Any], registration: Registration, public_url: str) -> DeepLinking:
    settings = _object(said.get(DEEP))
    back = platform_url(settings.get("deep_link_return_url"), registration, public_url)
    if back is None:
        raise NotTrusted("deep_link_return_url")
    if "ltiResourceLink" not in _strings(settings.get("accept_types")):
        raise NotTrusted("accept_types")
    return DeepLinking(
        return_url=back,
        multiple=settings.get("accept_multiple") is True,
        data=settings.get("data"),
        title=_cut(settings.get("title"), 500),
    )


def _key(owner: Mapping[str, Any]) -> str:
    """An identifier of the platform's, kept whole or not at all."""
    value = owner.get("id")
    if not isinstance(value, str) or not 1 <= len(value) <= 255:
        raise NotTrusted("id")
    return value


def _claim(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return _object(said.get(f"{LTI}{name}"))


def _object(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotTrusted("shape")
    return value


def _strings(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotTrusted("shape")
    return [item for item in value if isinstance(item, str)]


def _text(said: Mapping[str, Any], name: str, limit: int) -> str:
    value = said.get(f"{LTI}{name}")
    if not isinstance(value, str):
        raise NotTrusted(name)
    return value[:limit] if name == "message_type" else _whole(value, name, limit)


def _whole(value: str, name: str, limit: int) -> str:
    if len(value) > limit:
        raise NotTrusted(name)
    return value


def _cut(value: object, limit: int) -> str:
    """A text for people to read: controls and direction marks out, cut to its column."""
    return _CONTROL.sub(" ", value).strip()[:limit] if isinstance(value, str) else ""


def _locale(*given: object) -> str:
    for value in given:
        if isinstance(value, str) and len(value) <= 20 and _LOCALE.fullmatch(value):
            return value.replace("_", "-")
    return "fr"

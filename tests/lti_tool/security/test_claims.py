"""Rows 12 and 13: roles by full URI only, and no address that is not the platform's or ours."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.demo.platform import Platform
from lti_tool.errors import ForeignTarget, NoRole, NotTrusted, OtherMessage
from lti_tool.lti import claims, messages
from lti_tool.lti.launch import Launch, Role
from lti_tool.lti.link import Target
from lti_tool.models import Registration
from tests.lti_tool.playing import TOOL
from tests.lti_tool.security.forging import LTI, NONCE

IN = "http://purl.imsglobal.org/vocab/lis/v2/membership"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person"
SCHOOL = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
DEEP = claims.DEEP

ADDRESSES = [
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example/x",
    "/\\evil.example",
    "https:\\\\platform.example\\x",
    "https://platform.example@evil.example/",
    "https://evil.example@platform.example/",
    "https://platform.example.evil.example/",
    "https://platform.example:444/",
    'https://platform.example/"><script>',
    "https://platform.example/' onclick='x",
    "https://platform.example/a b",
    "https://platform.example/a\r\nSet-Cookie: x",
    " https://platform.example/",
    "https://platform.exampl\u0435/",
    "ftp://platform.example/",
    "http://platform.example/",
    "https://platform.example/" + "a" * 2_000,
    7,
    None,
    ["https://platform.example/"],
]


@pytest.mark.parametrize(
    ("roles", "kind", "role"),
    [
        ([f"{IN}#Instructor"], "resource", "instructor"),
        ([f"{IN}#Administrator"], "resource", "instructor"),
        ([f"{IN}/Instructor#TeachingAssistant"], "resource", "instructor"),
        ([f"{IN}/Instructor#Grader"], "resource", "instructor"),
        ([f"{IN}#Learner"], "resource", "learner"),
        ([f"{IN}/Learner#NonCreditLearner"], "resource", "learner"),
        ([f"{IN}#Learner", f"{IN}#Instructor"], "resource", "instructor"),
        ([f"{IN}#Learner", f"{SYSTEM}#Administrator"], "resource", "learner"),
        ([f"{SYSTEM}#Administrator"], "resource", "administrator"),
        ([f"{SCHOOL}#Administrator"], "resource", "administrator"),
        ([f"{IN}#ContentDeveloper"], "deep-link", "instructor"),
        ([f"{IN}#ContentDeveloper"], "resource", None),
        ([f"{IN}#ContentDeveloper", f"{SYSTEM}#Administrator"], "resource", None),
        ([f"{IN}#Learner"], "deep-link", None),
        ([f"{SYSTEM}#Administrator"], "deep-link", None),
        ([f"{IN}#Mentor"], "resource", None),
        (["Instructor"], "resource", None),
        (["Learner"], "resource", None),
        (["urn:lti:role:ims/lis/Instructor"], "resource", None),
        ([f"{SCHOOL}#Instructor"], "resource", None),
        ([f"{SCHOOL}#Faculty"], "resource", None),
        ([f"{SYSTEM}#User"], "resource", None),
        (["https://evil.example/vocab/lis/v2/membership#Instructor"], "resource", None),
        ([f"{IN}#instructor"], "resource", None),
        ([f"{IN}#Instructor "], "resource", None),
        ([f"{IN}/Administrator#Instructor"], "resource", None),
        ([], "resource", None),
    ],
)
def test_12_role_matrix(roles: list[str], kind: Any, role: Role | None) -> None:
    if role is None:
        with pytest.raises(NoRole):
            claims.role_of(roles, kind)
    else:
        assert claims.role_of(roles, kind) == role


@pytest.fixture
def good(lms: Platform) -> dict[str, Any]:
    return lms.claims("u1", "rl1", NONCE)


@pytest.fixture
def deep(lms: Platform) -> dict[str, Any]:
    lms.world.person("t1", role="instructor").role = "instructor"
    return lms.deep_link_claims("t1", NONCE)


def launched(said: dict[str, Any], row: Registration) -> Launch:
    messages.check(said)
    return claims.launch_of(said, row, public_url=TOOL)


def test_12_a_custom_claim_gives_no_role(good: Any, row: Registration) -> None:
    said = good | {f"{LTI}custom": {"role": "Instructor", "roles": f"{IN}#Instructor"}}
    assert launched(said, row).role == "learner"


@pytest.mark.parametrize("value", ["Instructor", {"0": f"{IN}#Instructor"}, 7])
def test_12_roles_of_another_shape(good: Any, row: Registration, value: object) -> None:
    with pytest.raises(NotTrusted):
        launched(good | {f"{LTI}roles": value}, row)


def test_a_launch_in_our_words(good: Any, row: Registration) -> None:
    found = launched(good | {"name": "Ada \u202e\x00Lovelace "}, row)
    assert found.target == Target("c", "f", "exam")
    assert found.name == "Ada   Lovelace"
    assert (found.context_key, found.link_key, found.family) == ("course-1", "rl1", "moodle")
    assert Launch.from_json(found.to_json()) == found


def test_a_deep_linking_request_in_our_words(deep: Any, row: Registration) -> None:
    found = launched(deep, row)
    assert found.deep_linking is not None
    assert found.deep_linking.data == "opaque-1"
    assert Launch.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    "kind", ["LtiSubmissionReviewRequest", "LtiStartProctoring", "DataPrivacyLaunchRequest", "x"]
)
def test_another_message_is_not_served(good: Any, row: Registration, kind: str) -> None:
    said = good | {f"{LTI}message_type": kind, claims.AGS: {}, f"{LTI}for_user": {"user_id": "u"}}
    with pytest.raises((OtherMessage, NotTrusted)):
        launched(said, row)


@pytest.mark.parametrize(
    "target",
    [
        *(address for address in ADDRESSES if isinstance(address, str)),
        "https://tool.example.evil.example/lti/launch",
        "https://tool.example/lti/launch/../../admin",
        "https://tool.example/",
        "https://tool.example@evil.example/lti/launch",
        "http://tool.example/lti/launch",
        "https://tool.example:8443/lti/launch",
        "//tool.example/lti/launch",
    ],
)
def test_13_a_target_that_is_not_ours(good: Any, row: Registration, target: str) -> None:
    with pytest.raises((ForeignTarget, NotTrusted)):
        launched(good | {f"{LTI}target_link_uri": target}, row)


@pytest.mark.parametrize("url", ADDRESSES)
def test_13_return_url(good: Any, row: Registration, url: object) -> None:
    said = good | {f"{LTI}launch_presentation": {"return_url": url}}
    assert launched(said, row).return_url is None


@pytest.mark.parametrize("url", ADDRESSES)
def test_13_deep_link_return_url(deep: Any, row: Registration, url: object) -> None:
    said = deep | {DEEP: deep[DEEP] | {"deep_link_return_url": url}}
    with pytest.raises(NotTrusted):
        launched(said, row)


@pytest.mark.parametrize("url", [*ADDRESSES, "https://169.254.169.254/", "https://localhost/"])
def test_14_service_addresses_of_another_origin(good: Any, row: Registration, url: object) -> None:
    said = good | {
        claims.AGS: {"scope": [], "lineitem": url, "lineitems": url},
        claims.NRPS: {"context_memberships_url": url},
    }
    found = launched(said, row).services
    assert (found.lineitem, found.lineitems, found.memberships) == (None, None, None)


def test_13_plain_http_only_where_the_platform_was_invited_so(row: Registration) -> None:
    row.frame_origins, url = ["http://platform.example"], "http://platform.example/course"
    assert claims.platform_url(url, row, TOOL) is None
    row.private_network = True
    assert claims.platform_url(url, row, TOOL) == url


def test_13_the_platform_s_own_addresses_are_kept(good: Any, row: Registration) -> None:
    found = launched(good, row)
    assert found.return_url == "https://platform.example/course/course-1"
    assert found.services.lineitems is not None


@pytest.mark.parametrize("claim", ["resource_link", "context", "launch_presentation", "custom"])
def test_a_claim_of_another_shape(good: Any, row: Registration, claim: str) -> None:
    with pytest.raises(NotTrusted):
        launched(good | {f"{LTI}{claim}": ["x"]}, row)


@pytest.mark.parametrize("key", ["", "k" * 256, 7, None])
def test_an_identifier_is_kept_whole_or_not_at_all(
    good: Any, row: Registration, key: object
) -> None:
    with pytest.raises(NotTrusted):
        launched(good | {f"{LTI}resource_link": {"id": key}}, row)

"""Rows 1, 2, 5, 7, 31: what an id_token must be before a claim of it is believed."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from lti_tool.demo.platform import Platform
from lti_tool.errors import NotTrusted
from lti_tool.lti import verify
from lti_tool.models import Login, Registration
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.security.forging import LTI, NONCE, Published, part, signed

NOW = FrozenClock().now
SECOND = int(NOW.timestamp())
GONE = object()


@pytest.fixture
def judge(row: Registration, login: Login, published: Published) -> Any:
    """Verifies a token; the cause of its refusal, or ``""``."""

    def judged(token: str) -> str:
        try:
            verify.claims(token, row, login, published, NOW)
        except NotTrusted as refused:
            return refused.cause
        return ""

    return judged


@pytest.fixture
def good(lms: Platform) -> dict[str, Any]:
    """The claims of a launch with nothing wrong."""
    return lms.claims("u1", "rl1", NONCE)


def changed(claims: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in (claims | changes).items() if v is not GONE}


def test_the_platform_s_own_token_is_believed(judge: Any, lms: Platform, good: Any) -> None:
    assert judge(lms.keys.sign(good)) == ""


def test_01_no_signature(judge: Any, lms: Platform, good: Any) -> None:
    header = {"alg": "none", "kid": lms.keys.current.kid}
    assert judge(f"{part(header)}.{part(good)}.") == "alg"


def test_01_hmac_with_our_published_pem(judge: Any, lms: Platform, good: Any) -> None:
    pem = lms.keys.current.as_pem(private=False)
    text = f"{part({'alg': 'HS256', 'kid': lms.keys.current.kid})}.{part(good)}"
    mac = hmac.new(pem, text.encode(), hashlib.sha256).digest()
    assert judge(f"{text}.{part(mac)}") == "alg"


@pytest.mark.parametrize(("alg", "hash_"), [("RS384", hashes.SHA384()), ("RS512", hashes.SHA512())])
def test_01_another_hash(judge: Any, lms: Platform, good: Any, alg: str, hash_: Any) -> None:
    header = {"alg": alg, "kid": lms.keys.current.kid}
    assert judge(signed(header, good, lms.keys.current, hash_)) == "alg"


def test_01_elliptic_curve(judge: Any, lms: Platform, good: Any) -> None:
    header = {"alg": "ES256", "kid": lms.keys.current.kid}
    assert judge(jwt.encode(header, good, ECKey.generate_key("P-256"), ["ES256"])) == "alg"


def test_01_a_stranger_s_key_under_the_platform_s_id(
    judge: Any, lms: Platform, good: Any, stranger: RSAKey
) -> None:
    assert judge(lms.keys.sign(good, key=stranger)) == "signature"


def test_01_one_letter_of_the_claims(judge: Any, lms: Platform, good: Any) -> None:
    head, _, tail = lms.keys.sign(good).split(".")
    assert judge(f"{head}.{part(good | {'sub': 'u2'})}.{tail}") == "signature"


@pytest.mark.parametrize("name", ["jwk", "x5c", "jku", "x5u"])
def test_02_a_key_in_the_header_is_not_looked_at(
    judge: Any, lms: Platform, good: Any, stranger: RSAKey, name: str
) -> None:
    own = {
        "jwk": stranger.as_dict(private=False),
        "x5c": ["a" * 1000],
        "jku": "https://evil.example/jwks",
        "x5u": "https://evil.example/x5u",
    }
    header = {"alg": "RS256", "kid": lms.keys.current.kid, name: own[name]}
    assert judge(signed(header, good, stranger)) == "signature"
    assert judge(signed(header, good, lms.keys.current)) == ""  # the platform may say it too


@pytest.mark.parametrize("more", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}])
def test_02_critical_headers_are_refused(
    judge: Any, lms: Platform, good: Any, more: dict[str, Any]
) -> None:
    header = {"alg": "RS256", "kid": lms.keys.current.kid, **more}
    assert judge(signed(header, good, lms.keys.current)) == "crit"


def test_02_a_header_of_five_kilobytes(judge: Any, lms: Platform, good: Any) -> None:
    header = {"alg": "RS256", "kid": lms.keys.current.kid, "x": "x" * 5_000}
    assert judge(signed(header, good, lms.keys.current)) == "header_size"


@pytest.mark.parametrize("kid", [GONE, "", 7, "k" * 201, None, ["a"]])
def test_03_no_usable_key_id(judge: Any, lms: Platform, good: Any, kid: object) -> None:
    header = changed({"alg": "RS256"}, {"kid": kid})
    assert judge(signed(header, good, lms.keys.current)) == "kid"


@pytest.mark.parametrize("kid", ["other", "../jwks", "1' OR '1'='1"])
def test_03_an_unknown_key_id(judge: Any, lms: Platform, good: Any, kid: str) -> None:
    assert judge(lms.keys.sign(good, header={"kid": kid})) == "kid_unknown"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"iss": "https://platform.example/"}, "iss"),
        ({"iss": "https://platform.examp1e"}, "iss"),
        ({"iss": GONE}, "iss"),
        ({"aud": "client-2"}, "aud"),
        ({"aud": GONE}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": {"client-1": 1}}, "aud"),
        ({"aud": ["client-1", "evil"]}, "azp"),
        ({"aud": ["client-1", "evil"], "azp": "evil"}, "azp"),
        ({"aud": "client-1", "azp": "evil"}, "azp"),
        ({"aud": ["evil", "client-1"], "azp": "client-1"}, ""),
        ({"aud": ["client-1"]}, ""),
        ({"azp": "client-1"}, ""),
    ],
)
def test_05_issuer_and_audience(
    judge: Any, lms: Platform, good: Any, changes: dict[str, Any], cause: str
) -> None:
    assert judge(lms.keys.sign(changed(good, changes))) == cause


@pytest.mark.parametrize(
    ("iat", "exp", "cause"),
    [
        (-100, -61, "expired"),
        (-120, -60, "expired"),
        (-119, -59, ""),
        (0, 60, ""),
        (59, 119, ""),
        (60, 120, ""),
        (61, 121, "future"),
        (120, 180, "future"),
        (-600, 60, ""),
        (-601, 60, "old"),
        (-31_536_000, 60, "old"),
        (0, 3_600, ""),
        (0, 3_601, "life"),
        (0, 315_360_000, "life"),
        (30, 30, "life"),
        (30, 10, "life"),
    ],
)
def test_07_times(judge: Any, lms: Platform, good: Any, iat: int, exp: int, cause: str) -> None:
    token = lms.keys.sign(good | {"iat": SECOND + iat, "exp": SECOND + exp})
    assert judge(token) == cause


@pytest.mark.parametrize("name", ["iat", "exp"])
@pytest.mark.parametrize("value", [GONE, None, "1795600000", True, 1795600000.5, [1]])
def test_07_a_time_that_is_none(
    judge: Any, lms: Platform, good: Any, name: str, value: object
) -> None:
    token = signed(
        {"alg": "RS256", "kid": lms.keys.current.kid},
        changed(good, {name: value}),
        lms.keys.current,
    )
    assert judge(token) == "times"


@pytest.mark.parametrize("value", ["m" * 43, "", GONE, 7, None])
def test_08_another_login_s_nonce(judge: Any, lms: Platform, good: Any, value: object) -> None:
    assert judge(lms.keys.sign(changed(good, {"nonce": value}))) == "nonce"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({f"{LTI}version": "1.2.0"}, "version"),
        ({"sub": ""}, "sub"),
        ({"sub": "s" * 256}, "sub"),
        ({"sub": 7}, "sub"),
        ({f"{LTI}deployment_id": GONE}, "deployment_id"),
        ({f"{LTI}deployment_id": "d" * 256}, "deployment_id"),
        ({f"{LTI}message_type": ["LtiResourceLinkRequest"]}, "message_type"),
    ],
)
def test_the_shape_of_what_names_people(
    judge: Any, lms: Platform, good: Any, changes: dict[str, Any], cause: str
) -> None:
    assert (
        judge(
            signed(
                {"alg": "RS256", "kid": lms.keys.current.kid},
                changed(good, changes),
                lms.keys.current,
            )
        )
        == cause
    )


def test_31_a_megabyte_is_not_even_read(judge: Any) -> None:
    assert judge("a" * 1_000_000) == "size"


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "é.é.é", "..", "a.b.c", "W10.e30.x"])
def test_31_what_is_no_token(judge: Any, token: str) -> None:
    assert judge(token) in ("form", "header", "alg")


def test_31_deep_claims(judge: Any, lms: Platform, good: Any) -> None:
    deep: Any = 0
    for _ in range(7):
        deep = [deep]
    assert judge(lms.keys.sign(good | {"x": deep})) == ""
    assert judge(lms.keys.sign(good | {"x": [deep]})) == "bounds"


def test_31_deeper_than_python_reads(judge: Any, lms: Platform) -> None:
    body = b'{"x":' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    header = {"alg": "RS256", "kid": lms.keys.current.kid}
    assert judge(signed(header, body, lms.keys.current)) == "signature"
    assert judge(f"{part(b'[' * 3_000)}.e30.x") == "header"


def test_31_wide_claims(judge: Any, lms: Platform, good: Any) -> None:
    assert judge(lms.keys.sign(good | {"x": {str(n): n for n in range(200)}})) == ""
    assert judge(lms.keys.sign(good | {"x": {str(n): n for n in range(201)}})) == "bounds"

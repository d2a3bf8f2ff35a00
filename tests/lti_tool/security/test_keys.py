"""Rows 3 and 4: which keys of a platform may speak, and how often they are fetched."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.faults import Fault
from lti_tool.demo.platform import Platform
from lti_tool.errors import NotTrusted
from lti_tool.lti.keysets import CAPACITY, Keysets, usable
from lti_tool.models import Registration
from lti_tool.outbound import HttpOutbound
from tests.lti_tool.playing import FrozenClock


@pytest.fixture(scope="module")
def sound() -> dict[str, Any]:
    made = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "k1"})
    return dict(made.as_dict(private=False))


def small() -> dict[str, Any]:
    """A key of 1024 bits, whose making alone is a warning."""
    with pytest.warns(match="2048"):
        return dict(RSAKey.generate_key(1024, {"kid": "k1"}).as_dict(private=False))


def test_04_a_sound_key_is_taken(sound: dict[str, Any]) -> None:
    assert list(usable({"keys": [sound]})) == ["k1"]
    bare = {name: sound[name] for name in ("kty", "n", "e", "kid")}
    assert list(usable({"keys": [bare]})) == ["k1"]


@pytest.mark.parametrize(
    "change",
    [
        {"use": "enc"},
        {"alg": "RS512"},
        {"alg": "HS256"},
        {"kty": "oct"},
        {"kty": "EC"},
        {"kid": None},
        {"kid": 7},
        {"n": "AQAB"},
        {"n": "!"},
        {"n": 7},
        {"e": None},
        {"e": "AQ"},
    ],
)
def test_04_an_unsound_key_is_not(sound: dict[str, Any], change: dict[str, Any]) -> None:
    other = {**sound, "kid": "k2"}
    assert list(usable({"keys": [sound | change, other]})) == ["k2"]  # and spoils no other


def test_04_keys_of_other_kinds() -> None:
    curve, shared = ECKey.generate_key("P-256").as_dict(), OctKey.generate_key(256).as_dict()
    said = [small(), {**curve, "kid": "k1"}, {**shared, "kid": "k1"}]
    for one in [
        *said,
        "k1",
        None,
        7,
        {},
        {"n": "A" * 3_000, "e": "AQAB", "kty": "RSA", "kid": "k"},
    ]:
        assert usable({"keys": [one]}) == {}


def test_03_an_id_that_names_two_keys_names_none(sound: dict[str, Any]) -> None:
    twin = RSAKey.generate_key(2048, {"kid": "k1"}).as_dict(private=False)
    assert usable({"keys": [sound, dict(twin)]}) == {}


@pytest.fixture
def keysets(database: Database, outbound: HttpOutbound, config: Config) -> Keysets:
    return Keysets(database, outbound, config)


def named(platform: Platform) -> str:
    """The id of the key that the platform signs with."""
    return str(platform.keys.current.kid)


def fetches(platform: Platform) -> int:
    return sum(request.path == "/jwks" for request in platform.requests)


def test_03_keys_are_fetched_once(
    keysets: Keysets, platform: Platform, registered: Registration, clock: FrozenClock
) -> None:
    kid = named(platform)
    for _ in range(3):
        assert keysets.key_for(registered, kid, clock.now).kid == kid
    assert fetches(platform) == 1
    clock.tick(25 * 3_600)
    keysets.key_for(registered, kid, clock.now)
    assert fetches(platform) == 2


def test_03_a_rotation_needs_one_fetch(
    keysets: Keysets, platform: Platform, registered: Registration, clock: FrozenClock
) -> None:
    keysets.key_for(registered, named(platform), clock.now)
    platform.keys.rotate()
    kid = named(platform)
    assert keysets.key_for(registered, kid, clock.now).kid == kid
    assert fetches(platform) == 2


def test_03_a_flood_of_unknown_ids_fetches_little_and_blocks_no_rotation(
    keysets: Keysets, platform: Platform, registered: Registration, clock: FrozenClock
) -> None:
    for number in range(50):
        with pytest.raises(NotTrusted):
            keysets.key_for(registered, f"forged-{number}", clock.now)
    assert fetches(platform) == CAPACITY
    platform.keys.rotate()
    clock.tick(61)  # one token has dropped into the bucket
    assert keysets.key_for(registered, named(platform), clock.now).kid == named(platform)


def test_03_a_withdrawn_key_is_no_key(
    keysets: Keysets, platform: Platform, registered: Registration, clock: FrozenClock
) -> None:
    old = named(platform)
    keysets.key_for(registered, old, clock.now)
    platform.keys.rotate(keep=False)
    keysets.key_for(registered, named(platform), clock.now)
    with pytest.raises(NotTrusted):
        keysets.key_for(registered, old, clock.now)


def test_03_a_silent_platform_keeps_its_old_keys(
    keysets: Keysets, platform: Platform, registered: Registration, clock: FrozenClock
) -> None:
    kid = named(platform)
    keysets.key_for(registered, kid, clock.now)
    platform.faults.order("jwks", Fault(status=503, times=9))
    clock.tick(25 * 3_600)
    assert keysets.key_for(registered, kid, clock.now).kid == kid


class Dropped(dict[Any, Any]):
    """What another thread empties, each time just after one has looked whether a key is there."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found


def test_keys_that_another_thread_drops_are_there_still(
    keysets: Keysets, platform: Platform, registered: Registration, clock: FrozenClock
) -> None:
    keysets._imported = Dropped()
    kid = named(platform)
    for _ in range(3):
        assert keysets.key_for(registered, kid, clock.now).kid == kid

"""Our keys: published before they sign, and long after."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select

from lti_tool.database import Database
from lti_tool.errors import KeyYoung
from lti_tool.lti import keys
from lti_tool.models import ToolKey
from lti_tool.sealing import Sealer, Unsealable
from tests.lti_tool.playing import FrozenClock

DAY = 86_400


def states(database: Database) -> dict[str, str]:
    with database.system(read=True) as db:
        return {row.kid: row.state for row in db.scalars(select(ToolKey))}


def published(database: Database, clock: FrozenClock) -> list[str]:
    with database.read(None) as db:
        return [key["kid"] for key in keys.jwks(db, clock.now)["keys"]]


def test_one_signs_and_the_next_is_known(database: Database, clock: FrozenClock) -> None:
    assert sorted(states(database).values()) == ["active", "next"]
    assert set(published(database, clock)) == set(states(database))
    with database.read(None) as db:
        for key in keys.jwks(db, clock.now)["keys"]:
            assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
            assert (key["alg"], key["use"]) == ("RS256", "sig")


def test_rotation_signs_with_the_key_that_was_next(
    database: Database, sealer: Sealer, clock: FrozenClock
) -> None:
    before = {state: kid for kid, state in states(database).items()}
    clock.tick(3_600)
    with database.system() as db:
        assert keys.rotate(db, sealer, clock.now) == before["next"]
    after = states(database)
    assert after[before["active"]] == "retired"
    assert after[before["next"]] == "active"
    assert sorted(after.values()) == ["active", "next", "retired"]
    clock.tick(30 * DAY)
    assert before["active"] in published(database, clock)
    clock.tick(1)
    assert before["active"] not in published(database, clock)


def test_what_it_signs_verifies_by_what_is_published(
    database: Database, sealer: Sealer, clock: FrozenClock
) -> None:
    with database.system() as db:
        for _ in range(2):
            key = keys.signer(db, sealer)
            token = jwt.encode({"alg": "RS256", "kid": key.kid}, {"a": 1}, key, ["RS256"])
            public = {one["kid"]: one for one in keys.jwks(db, clock.now)["keys"]}
            read = RSAKey.import_key(public[str(key.kid)])
            assert jwt.decode(token, read, ["RS256"]).claims == {"a": 1}
            keys.rotate(db, sealer, clock.now, force=True)


def test_a_key_signs_an_hour_after_it_was_published_or_later(
    database: Database, sealer: Sealer, clock: FrozenClock
) -> None:
    clock.tick(3_600)
    with database.system() as db:
        keys.rotate(db, sealer, clock.now)
    before = states(database)
    clock.tick(3_599)
    with pytest.raises(KeyYoung), database.system() as db:
        keys.rotate(db, sealer, clock.now)
    assert states(database) == before
    clock.tick(1)
    with database.system() as db:
        assert before[keys.rotate(db, sealer, clock.now)] == "next"


def test_29_another_secret_opens_no_key(database: Database, sealer: Sealer) -> None:
    with database.read(None) as db:
        row = db.scalars(select(ToolKey).where(ToolKey.state == "active")).one()
        assert b"PRIVATE" not in row.sealed
        with pytest.raises(Unsealable):
            Sealer([b"x" * 32]).unseal(keys.PURPOSE, row.sealed)
        with pytest.raises(Unsealable):
            sealer.unseal("access-token", row.sealed)


def test_made_once(database: Database, sealer: Sealer, clock: FrozenClock) -> None:
    before = states(database)
    with database.system() as db:
        keys.ensure(db, sealer, clock.now)
    assert states(database) == before

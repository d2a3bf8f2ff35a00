"""Platforms' public keys: kept a day, fetched again for an unknown id, never on every launch.

A bucket of tokens in the row bounds the fetches, whoever asks and in whichever process: a fixed
lock-out would let one forged id block the rightful one (rows 3 and 4 of facts/lti.md § 4).
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_tool.errors import NotTrusted, OutboundFailed, OutboundRefused
from lti_tool.models import Keyset, Registration
from lti_tool.outbound import Outbound, reach_of

if TYPE_CHECKING:
    from lti_tool.config import Config
    from lti_tool.database import Database

LIFE = timedelta(hours=24)
CAPACITY = 5.0  # fetches at once
REFILL = 60.0  # s for one more
MOST_KEYS = 50
LEAST_BITS = 2_048
MOST_BITS = 8_192  # beyond it, one verification is a burden

Keys = Mapping[str, RSAKey]


class Keysets:
    """The keys of all platforms: rows shared by the processes, imported keys kept in this one."""

    def __init__(self, database: Database, outbound: Outbound, config: Config) -> None:
        self._database, self._outbound, self._config = database, outbound, config
        self._imported: dict[tuple[UUID, bytes], Keys] = {}
        self._turns: defaultdict[UUID, threading.Lock] = defaultdict(threading.Lock)

    def key_for(self, registration: Registration, kid: str, now: datetime) -> RSAKey:
        """The key of this id, fetched again if need be and may be; NotTrusted without one."""
        keys, fetched_at = self._kept(registration.id)
        if _stale(fetched_at, now) or kid not in keys:
            keys = self._newer(registration, fetched_at, now)
        if kid not in keys:
            raise NotTrusted("kid_unknown")
        return keys[kid]

    def renew(self, registration: Registration, now: datetime) -> Keys:
        """The keys as the platform publishes them now; OutboundRefused, OutboundFailed."""
        answer = self._outbound.request(
            "GET",
            registration.jwks_url,
            reach_of(registration, self._config),
            headers={"Accept": "application/jwk-set+json, application/json"},
        )
        said = answer.json() if answer.status == 200 else None
        if not isinstance(said, dict) or not isinstance(said.get("keys"), list):
            raise OutboundFailed("jwks", sent=True)
        jwks = {"keys": said["keys"][:MOST_KEYS]}
        self._keep(registration.id, jwks, now)
        return self._import(registration.id, jwks)

    def _newer(self, registration: Registration, seen_at: datetime | None, now: datetime) -> Keys:
        """Keys newer than those of ``seen_at``, if the bucket and the platform give them.

        One fetches, the others wait for it: a class that enters at once is no flood.
        """
        with self._turns[registration.id]:
            keys, fetched_at = self._kept(registration.id)
            if fetched_at != seen_at and not _stale(fetched_at, now):
                return keys
            if not self._database.retrying(lambda: self._take(registration.id, now)):
                return self._kept(registration.id)[0]
            try:
                return self.renew(registration, now)
            except (OutboundRefused, OutboundFailed):
                return keys  # the platform is silent: the old ones stay

    def _kept(self, registration_id: UUID) -> tuple[Keys, datetime | None]:
        with self._database.system(read=True) as db:
            row = db.get(Keyset, registration_id)
        if row is None:
            return {}, None
        return self._import(registration_id, row.jwks), row.fetched_at

    def _take(self, registration_id: UUID, now: datetime) -> bool:
        """One token out of the bucket, in a short transaction of its own."""
        with self._database.system() as db:
            row = db.get(Keyset, registration_id, with_for_update=True)
            if row is None:
                row = _empty(registration_id, now)
                db.add(row)
            gained = max(0.0, (now - row.bucket_at).total_seconds()) / REFILL
            level = min(CAPACITY, row.bucket + gained)
            granted = level >= 1
            row.bucket, row.bucket_at = level - granted, now
            return granted

    def _keep(self, registration_id: UUID, jwks: dict[str, Any], now: datetime) -> None:
        with self._database.system() as db:
            row = db.get(Keyset, registration_id, with_for_update=True)
            if row is None:
                row = _empty(registration_id, now)
                db.add(row)
            row.jwks, row.fetched_at = jwks, now

    def _import(self, registration_id: UUID, jwks: Mapping[str, Any]) -> Keys:
        mark = hashlib.sha256(json.dumps(jwks, sort_keys=True).encode()).digest()
        key = (registration_id, mark)
        keys = self._imported.get(key)  # once: another thread may drop it at any moment
        if keys is None:
            for old in [k for k in list(self._imported) if k[0] == registration_id]:
                self._imported.pop(old, None)
            keys = self._imported[key] = usable(jwks)
        return keys


def _stale(fetched_at: datetime | None, now: datetime) -> bool:
    return fetched_at is None or fetched_at < now - LIFE


def usable(jwks: Mapping[str, Any]) -> Keys:
    """The keys of a set that may verify a launch, by id; one bad key spoils no other.

    RSA of 2048 bits or more, for signatures, RS256; an id that occurs twice names no key.
    """
    found = [key for key in jwks.get("keys", []) if isinstance(key, dict)]
    times = Counter(str(key.get("kid")) for key in found)
    keys: dict[str, RSAKey] = {}
    for said in found:
        kid = said.get("kid")
        key = _import(said) if isinstance(kid, str) and times[kid] == 1 else None
        if key is not None:
            keys[str(kid)] = key
    return keys


def _import(said: Mapping[str, Any]) -> RSAKey | None:
    fits = said.get("kty") == "RSA" and said.get("use", "sig") == "sig"
    if not fits or said.get("alg", "RS256") != "RS256" or not isinstance(said.get("n"), str):
        return None
    public = {name: said[name] for name in ("kty", "n", "e", "kid") if name in said}
    if not LEAST_BITS <= _bits(public["n"]) <= MOST_BITS:
        return None  # before the import, which only warns
    try:
        return RSAKey.import_key(public)
    except (JoseError, ValueError, TypeError):
        return None


def _bits(modulus: str) -> int:
    """Bits of a base64url modulus; 0 when it is none."""
    try:
        raw = base64.urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))
    except ValueError:
        return 0
    return int.from_bytes(raw).bit_length()


def _empty(registration_id: UUID, now: datetime) -> Keyset:
    return Keyset(
        registration_id=registration_id,
        jwks={"keys": []},
        fetched_at=now - LIFE - LIFE,
        bucket=CAPACITY,
        bucket_at=now,
    )

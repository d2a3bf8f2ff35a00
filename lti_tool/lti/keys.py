"""Our own keys: one signs, the next is published long before it does, the old ones stay 30 days.

RSA of 2048 bits; an id is the key's thumbprint (RFC 7638). Platforms drop keys without ``alg``, so
each says ``alg``, ``use`` and ``kid`` (facts/lti.md § 3.1).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from joserfc.jwk import RSAKey
from sqlalchemy import select

from lti_tool import ids
from lti_tool.errors import KeyYoung
from lti_tool.models import ToolKey

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lti_tool.sealing import Sealer

PURPOSE = "tool-key"
BITS = 2_048
RETIRED = timedelta(days=30)
KNOWN = timedelta(hours=1)  # platforms may keep the keys that they fetched before
_loaded: dict[str, RSAKey] = {}  # by thumbprint: reading a PEM costs 31 ms, a signature 0.2


def ensure(db: Session, sealer: Sealer, now: datetime) -> None:
    """Makes the active key and the next one where they are missing: at init."""
    states = set(db.scalars(select(ToolKey.state)))
    for state in ("active", "next"):
        if state not in states:
            db.add(_made(sealer, state, now))
    db.flush()


def rotate(db: Session, sealer: Sealer, now: datetime, *, force: bool = False) -> str:
    """The next key signs from now on, a new next one is published; the id of the one that signs.

    KeyYoung, unless forced, when the next key was made within the hour: platforms don't know it.
    """
    ensure(db, sealer, now)
    old = db.scalars(select(ToolKey).where(ToolKey.state == "active").with_for_update()).one()
    new = db.scalars(select(ToolKey).where(ToolKey.state == "next").with_for_update()).one()
    if new.created_at > now - KNOWN and not force:
        raise KeyYoung
    old.state, old.retired_at = "retired", now
    db.flush()  # one active key at a time, in the index too
    new.state, new.active_at = "active", now
    db.flush()
    db.add(_made(sealer, "next", now))
    db.flush()
    return new.kid


def jwks(db: Session, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """What ``/lti/jwks.json`` says: the active, the next, and those retired for 30 days or less."""
    rows = db.scalars(select(ToolKey).order_by(ToolKey.created_at, ToolKey.id))
    return {
        "keys": [
            dict(row.public)
            for row in rows
            if row.retired_at is None or row.retired_at >= now - RETIRED
        ]
    }


def signer(db: Session, sealer: Sealer) -> RSAKey:
    """The key that signs today, loaded once in a process."""
    row = db.scalars(select(ToolKey).where(ToolKey.state == "active")).one()
    if row.kid not in _loaded:
        pem = sealer.unseal(PURPOSE, row.sealed)
        _loaded[row.kid] = RSAKey.import_key(pem, {"kid": row.kid, "alg": "RS256", "use": "sig"})
    return _loaded[row.kid]


def _made(sealer: Sealer, state: str, now: datetime) -> ToolKey:
    key = RSAKey.generate_key(BITS, {"use": "sig", "alg": "RS256"})
    kid = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": "RS256"}
    return ToolKey(
        id=ids.new(now),
        kid=kid,
        sealed=sealer.seal(PURPOSE, key.as_pem(private=True)),
        public={name: public[name] for name in ("kty", "n", "e", "kid", "use", "alg")},
        state=state,
        created_at=now,
        active_at=now if state == "active" else None,
    )

"""What is kept secret at rest: AES-256-GCM under keys derived (HKDF) from the operator's.

The first key seals, all of them unseal, so a key is renewed by putting a new one in front. A
*purpose* is bound to each sealed text: what was sealed for one use cannot be opened for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12  # bytes, NIST SP 800-38D § 8.2
TAG = 16


class Unsealable(ValueError):
    """Sealed under a key that is not known, for another purpose, or altered."""


class Sealer:
    """Seals under the first key, unseals under any; a key is at least 32 bytes."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("a sealer needs a key")
        self._sealing = [AESGCM(_derive(key, b"seal")) for key in keys]
        self._tickets = [_derive(key, b"ticket") for key in keys]

    def seal(self, purpose: str, data: bytes) -> bytes:
        """Nonce, ciphertext and tag of ``data``, bound to ``purpose``."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._sealing[0].encrypt(nonce, data, purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """The data that `seal` was given; Unsealable when no key opens it."""
        for box in self._sealing:
            try:
                return box.decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
            except (InvalidTag, ValueError):
                continue
        raise Unsealable(purpose)

    def ticket(self, purpose: str, subject: UUID) -> str:
        """A text for an address that names ``subject`` and proves that we made it."""
        return _text(subject.bytes + self._mark(self._tickets[0], purpose, subject))

    def open_ticket(self, purpose: str, ticket: str) -> UUID | None:
        """The subject of a ticket of ours, else None."""
        raw = _bytes(ticket)
        if len(raw) != 16 + TAG:
            return None
        subject = UUID(bytes=raw[:16])
        marks = (self._mark(key, purpose, subject) for key in self._tickets)
        return subject if any(same(mark, raw[16:]) for mark in marks) else None

    def keyed(self, purpose: str, text: str) -> str:
        """A lasting pseudonym of ``text``: the same each time under the first key."""
        return hmac.new(self._tickets[0], f"{purpose}|{text}".encode(), hashlib.sha256).hexdigest()

    def _mark(self, key: bytes, purpose: str, subject: UUID) -> bytes:
        return hmac.new(key, purpose.encode() + b"|" + subject.bytes, hashlib.sha256).digest()[:TAG]


def digest(secret: str) -> bytes:
    """SHA-256 of a random secret: what the database keeps of it."""
    return hashlib.sha256(secret.encode()).digest()


def same(a: bytes, b: bytes) -> bool:
    """Whether two secrets are equal, in a time that does not say where they differ."""
    return hmac.compare_digest(a, b)


def fresh() -> str:
    """A new secret: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def _derive(key: bytes, use: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"cartable|" + use).derive(key)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""

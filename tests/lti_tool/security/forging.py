"""Tokens as an attacker would make them: signed by hand, with any header."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc.jwk import RSAKey

from lti_tool.errors import NotTrusted
from lti_tool.models import Registration

NONCE = "n" * 43
LTI = "https://purl.imsglobal.org/spec/lti/claim/"


@dataclass(frozen=True, slots=True)
class Published:
    """A key finder over a fixed set."""

    keys: Mapping[str, RSAKey]

    def key_for(self, registration: Registration, kid: str, now: datetime) -> RSAKey:
        if kid not in self.keys:
            raise NotTrusted("kid_unknown")
        return self.keys[kid]


def part(value: object) -> str:
    """A value as one part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: Mapping[str, Any], claims: object, key: RSAKey, hash_: Any = None) -> str:
    """A token with exactly this header, signed by RSA PKCS 1 with SHA-256 or the hash given."""
    text = f"{part(header)}.{part(claims)}"
    private: Any = key.private_key
    return (
        f"{text}.{part(private.sign(text.encode(), padding.PKCS1v15(), hash_ or hashes.SHA256()))}"
    )

"""A launch: what a trusted token says of a person, a place and a purpose, in our own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

from lti_tool.lti.link import Target, Unclear

Role = Literal["learner", "instructor", "administrator"]
Kind = Literal["resource", "deep-link"]


@dataclass(frozen=True, slots=True)
class Services:
    """The platform's services for this link; addresses are of its own origins."""

    scopes: tuple[str, ...] = ()
    lineitems: str | None = None
    lineitem: str | None = None
    memberships: str | None = None


@dataclass(frozen=True, slots=True)
class DeepLinking:
    """How a deep-linking request wants its answer; ``data`` goes back as it came."""

    return_url: str
    multiple: bool
    data: Any
    title: str

    def to_json(self) -> bytes:
        """For a sealed column."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, data: bytes) -> DeepLinking:
        """What `to_json` wrote."""
        return cls(**json.loads(data))


@dataclass(frozen=True, slots=True)
class Launch:
    """One verified launch."""

    registration_id: UUID
    deployment_key: str
    kind: Kind
    sub: str
    name: str | None
    role: Role
    locale: str
    context_key: str
    context_title: str
    context_label: str
    link_key: str | None
    link_title: str
    target: Target | Unclear
    return_url: str | None
    document_target: str
    services: Services
    deep_linking: DeepLinking | None
    family: str
    product_version: str

    def to_json(self) -> bytes:
        """For a sealed column."""
        return json.dumps(asdict(self), default=str).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Launch:
        """What `to_json` wrote."""
        return cls(**_revived(json.loads(data)))


def _revived(said: dict[str, Any]) -> Mapping[str, Any]:
    target, services, deep = said["target"], said["services"], said["deep_linking"]
    return said | {
        "registration_id": UUID(said["registration_id"]),
        "target": Unclear(**target) if "reason" in target else Target(**target),
        "services": Services(**services | {"scopes": tuple(services["scopes"])}),
        "deep_linking": DeepLinking(**deep) if deep else None,
    }

"""What the library does for us with messages: validating their claims, composing the deep link.

It never sees a signature: claims come verified, and our key signs what it composed, after its
faults are mended (``aud`` a list, ``data: null`` where none came; facts/lti.md § 1, row 21).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.exception import LtiException
from pylti1p3.lineitem import LineItem
from pylti1p3.message_validators import get_validators
from pylti1p3.registration import Registration as LibraryRegistration

from lti_tool.errors import NotTrusted, OtherMessage
from lti_tool.lti import link
from lti_tool.sealing import fresh

if TYPE_CHECKING:
    from lti_tool.lti.launch import DeepLinking
    from lti_tool.models import Registration

LIFE = 300  # s: the answer is posted at once
MAXIMUM = 100
GRADED = frozenset({"exam", "dossier", "peer", "final"})  # positioning is never graded
_DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"


@dataclass(frozen=True, slots=True)
class Item:
    """One link to make in the platform's course."""

    target: link.Target
    title: str


def check(said: Mapping[str, Any]) -> None:
    """Holds claims to their message's specification; OtherMessage, NotTrusted."""
    all_of_them = get_validators()  # type: ignore[no-untyped-call]  # the library says no type
    validators = [v for v in all_of_them if v.can_validate(said)]
    if len(validators) != 1:
        raise OtherMessage
    try:
        validators[0].validate(said)
    except (LtiException, AttributeError, TypeError) as fault:
        raise NotTrusted("message") from fault


def deep_link_jwt(
    registration: Registration,
    deployment_key: str,
    settings: DeepLinking,
    items: Sequence[Item],
    key: RSAKey,
    now: datetime,
    *,
    public_url: str,
) -> str:
    """The signed answer to a deep-linking request: one item a part, good for five minutes."""
    library = LibraryRegistration()
    library.set_issuer(registration.issuer).set_client_id(registration.client_id)
    given = {} if settings.data is None else {"data": settings.data}
    message = DeepLink(library, deployment_key, given)  # type: ignore[arg-type]  # all it reads
    claims = message.get_message_jwt([_resource(item, public_url) for item in items])
    if settings.data is None:
        claims.pop(_DATA, None)
    iat = int(now.timestamp())
    claims |= {
        "aud": registration.issuer,
        "azp": registration.issuer,
        "iat": iat,
        "exp": iat + LIFE,
        "nonce": fresh(),
    }
    return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": key.kid}, claims, key, ["RS256"])


def _resource(item: Item, public_url: str) -> DeepLinkResource:
    made = (
        DeepLinkResource()
        .set_title(item.title)
        .set_url(link.build(public_url, item.target))
        .set_custom_params(link.custom(item.target))
    )
    if item.target.part in GRADED:
        made.set_lineitem(_line_item(item))
    return made


def _line_item(item: Item) -> LineItem:
    target = item.target
    return (
        LineItem()
        .set_label(item.title)
        .set_score_maximum(MAXIMUM)
        .set_resource_id(resource_id(target))
        .set_tag(target.part)
    )


def resource_id(target: link.Target) -> str:
    """The ``resourceId`` of a target's line item: one of the two by which we find it again."""
    return f"{target.course}/{target.format}"

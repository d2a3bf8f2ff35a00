"""A delivery's state, said to people who know neither HTTP nor LTI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from lti_tool.quirks import for_family

if TYPE_CHECKING:
    from lti_tool.models import Delivery
    from lti_tool.words import Words

Sign = Literal["ok", "wait", "ko"]
TRYING = ("unreachable", "busy", "token", "internal")

REASONS: Mapping[str, tuple[str | None, ...]] = {
    "pending": (None, *TRYING),
    "sending": (None,),
    "confirming": (None,),
    "done": (None,),
    "sent": (None,),
    "waiting": ("no-line-item", "line-item-gone"),
    "conflict": ("changed-there", "not-kept", "withdrawn"),
    "refused": (
        *TRYING,
        "not-a-learner",
        "content",
        "locked",
        "redirect",
        "foreign-address",
        "erased",
    ),
}
"""Every pair of state and reason; each has its sentence, ``grades.state.<state>[.<reason>]``."""

SIGNS: Mapping[str, Sign] = {
    "done": "ok",
    "sent": "ok",
    "waiting": "ko",
    "conflict": "ko",
    "refused": "ko",
}
MENDABLE = ("waiting", "conflict", "refused")


@dataclass(frozen=True, slots=True)
class Said:
    """``gesture`` is the key of what staff can do about it, ``send`` or None."""

    sentence: str
    sign: Sign
    gesture: str | None


def say(delivery: Delivery, family: str, now: datetime, t: Words) -> Said:
    """The state of a delivery in a sentence; ``family`` is its platform's."""
    reason = delivery.reason if delivery.reason in REASONS[delivery.state] else None
    if reason is None and None not in REASONS[delivery.state]:
        reason = REASONS[delivery.state][0]
    sentence = t(
        ".".join(part for part in ("grades.state", delivery.state, reason) if part),
        platform=for_family(family).title or t("grades.platform"),
        at=t.date(delivery.updated_at),
        since=t.moment(delivery.first_try_at or delivery.updated_at),
        next=t.moment(max(delivery.next_at, now)),
    )
    mendable = delivery.state in MENDABLE and reason != "erased"
    sign = SIGNS.get(delivery.state, "wait")
    return Said(sentence[:1].upper() + sentence[1:], sign, "send" if mendable else None)

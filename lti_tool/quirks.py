"""What platforms do otherwise than the standard: one overridden method or attribute each.

Read in the platforms' own code; the only place that may know a family's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Protocol

CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
THROTTLED = re.compile(r"rate limit exceeded|throttl|too many requests", re.IGNORECASE)
NEVER_MET = 0  # a course module id that no Moodle gives


class HasIssuer(Protocol):
    """What a quirk wants of a registration."""

    @property
    def issuer(self) -> str: ...


class Standard:
    """LTI 1.3 and AGS 2.0 to the letter."""

    family: ClassVar[str] = ""
    title: ClassVar[str] = ""  # as people write it; empty: we say "the platform"
    concurrency: ClassVar[int] = 4  # deliveries at once to one registration
    hides_zero: ClassVar[bool] = False  # a zero reads back as no result
    confirms: ClassVar[bool] = True  # Results can be trusted to show what was sent
    confirm_after: ClassVar[timedelta] = timedelta(0)
    links_line_items: ClassVar[bool] = False  # a new line item names its resource link
    missing_user: ClassVar[int] = 422

    def restart_url(self, registration: HasIssuer, message_hint: str) -> str | None:
        """The platform's own address that begins this launch again, if it has one."""
        return None

    def is_stale(self, status: int, body: str) -> bool:
        """Whether the answer says that the platform has something as new or newer."""
        return status == 409

    def user_missing(self, status: int, body: str) -> bool:
        """Whether the answer says that the person is no learner there."""
        return status == self.missing_user

    def busy(self, status: int, body: str) -> bool:
        """Whether the answer asks for fewer requests."""
        return status == 429 or (status == 403 and THROTTLED.search(body) is not None)

    def locked(self, status: int) -> bool:
        """Whether the answer is what a locked grade gives."""
        return False

    def score(self, payload: Mapping[str, Any], *, resent: bool) -> dict[str, Any]:
        """The score to post; ``resent``: another one was sent for this person before."""
        return dict(payload)


class Moodle(Standard):
    """Moodle answers 400 for people who hold no gradebook role, 500 for a locked grade."""

    family = "moodle"
    title = "Moodle"
    hides_zero = True  # results.php: `!empty($grade->finalgrade)`
    missing_user = 400

    def restart_url(self, registration: HasIssuer, message_hint: str) -> str | None:
        """The activity's page: the launch id in the hint serves once, so it can't be sent again."""
        cmid = _cmid(message_hint)
        if cmid == NEVER_MET:
            return None
        return f"{registration.issuer}/mod/lti/launch.php?id={cmid}&triggerview=0"

    def locked(self, status: int) -> bool:
        """A locked item or grade makes grade_update fail, and scores.php say 500."""
        return status == 500


class Canvas(Standard):
    """Canvas appends a comment and a submission for each post, and asks for calls in sequence."""

    family = "canvas"
    title = "Canvas"
    concurrency = 1

    def is_stale(self, status: int, body: str) -> bool:
        """400 with its own words, not 409."""
        return status == 409 or (status == 400 and "before last updated" in body)

    def score(self, payload: Mapping[str, Any], *, resent: bool) -> dict[str, Any]:
        """Says that a corrected score is no new submission."""
        return {**payload, CANVAS_SUBMISSION: {"new_submission": not resent}}


class OpenEdx(Standard):
    """Open edX publishes a score later, a zero never; an older or equal timestamp is a 400."""

    family = "OpenEdX"
    title = "Open edX"
    concurrency = 2
    hides_zero = True  # signals.py: `and instance.score_given`
    confirm_after = timedelta(seconds=30)
    links_line_items = True
    missing_user = 404

    def is_stale(self, status: int, body: str) -> bool:
        """400 with its own words, not 409."""
        told = "already exists" in body or "later point" in body
        return status == 409 or (status == 400 and told)


class Sakai(Standard):
    """Sakai answers 400 to everything that it refuses."""

    family = "sakai"
    title = "Sakai"
    concurrency = 2
    missing_user = 400


def _cmid(message_hint: str) -> int:
    """Moodle's course module id in its JSON hint; NEVER_MET without one (deep linking)."""
    try:
        cmid = json.loads(message_hint)["cmid"]
        return max(int(cmid), NEVER_MET)
    except (ValueError, KeyError, TypeError, RecursionError):
        return NEVER_MET


_FAMILIES: Mapping[str, Standard] = {
    quirk.family.lower(): quirk for quirk in (Moodle(), Canvas(), OpenEdx(), Sakai())
}
_STANDARD = Standard()


def for_family(family: str) -> Standard:
    """The quirks of a ``product_family_code``, in any case; the standard for others."""
    return _FAMILIES.get(family.lower(), _STANDARD)

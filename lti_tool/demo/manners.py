"""How each family of platforms answers a score, as read in their own code.

Apart from ``lti_tool.quirks`` on purpose: that file says what we do about it, this one what they
do, and the tests set one against the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """One family's habits with scores."""

    done: int = 200
    stale: int = 409
    stale_body: str = "Refusing score with an earlier timestamp"
    equal_is_stale: bool = True
    unknown_user: int = 400
    unknown_user_body: str = "Incorrect score received"
    erases: bool = False  # what is not FullyGraded empties the grade
    hides_zero: bool = False  # a zero reads back as no result
    drops_zero: bool = False  # a zero is never published at all
    appends_comments: bool = False  # each post adds its comment, and a submission
    wrong_item: int = 404


STANDARD = Manners(unknown_user=422)
MOODLE = Manners(erases=True, hides_zero=True)
CANVAS = Manners(
    stale=400,
    stale_body="Timestamp is before last updated timestamp",
    equal_is_stale=False,
    unknown_user=422,
    unknown_user_body="User not found in course or is not a student",
    erases=True,
    appends_comments=True,
    wrong_item=412,
)
OPEN_EDX = Manners(
    done=201,
    stale=400,
    stale_body="Score already exists for a later point in time",
    unknown_user=404,
    unknown_user_body="Not found",
    hides_zero=True,
    drops_zero=True,
)
SAKAI = Manners(unknown_user_body="User not in site", wrong_item=400)

MANNERS: Mapping[str, Manners] = {
    "moodle": MOODLE,
    "canvas": CANVAS,
    "OpenEdX": OPEN_EDX,
    "sakai": SAKAI,
}

"""What a platform's answer to a score means, and when to try again: pure, total over statuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from lti_tool.quirks import Standard

STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
SPREAD = 0.2  # so that what failed together is not tried again together
GIVE_UP = timedelta(hours=72)
LONGEST_PAUSE = timedelta(hours=1)
LOCKED_TRIES = 3
TRANSIENT = frozenset({408, 425})
LINE_ITEM = frozenset({403, 404, 412})


class Action(Enum):
    """What is to be done next."""

    CONFIRM = "confirm"  # read it back
    SENT = "sent"  # it can't be read back
    COMPARE = "compare"  # the platform has something newer: what?
    TOKEN = "token"  # noqa: S105  our access token is not taken
    LOOK_AGAIN = "look-again"  # the line item is gone
    REFUSE = "refuse"  # no use in trying again by ourselves
    PAUSE = "pause"  # too many requests
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``wait`` only with PAUSE, when the platform said how long; ``reason`` is for people."""

    action: Action
    reason: str = ""
    wait: timedelta | None = None
    maybe_applied: bool = False


def classify(
    status: int | None,
    body: str,
    quirk: Standard,
    tries: int,
    *,
    sent: bool = True,
    retry_after: float | None = None,
) -> Outcome:
    """The outcome of one POST of a score.

    ``status`` None: no answer came, ``sent`` then says whether it may have been acted upon.
    ``tries`` counts this one. ``retry_after`` is in seconds.
    """
    if status is None:
        return Outcome(Action.RETRY, "unreachable", maybe_applied=sent)
    if 200 <= status < 300:
        return Outcome(Action.CONFIRM if quirk.confirms else Action.SENT)
    if 300 <= status < 400:
        return Outcome(Action.REFUSE, "redirect")
    if quirk.busy(status, body):
        return Outcome(Action.PAUSE, "busy", wait=_pause(retry_after))
    if 400 <= status < 500:
        return _refused(status, body, quirk)
    if quirk.locked(status) and sent and tries >= LOCKED_TRIES:
        return Outcome(Action.REFUSE, "locked")
    return Outcome(Action.RETRY, "unreachable")


def _refused(status: int, body: str, quirk: Standard) -> Outcome:
    if status == 409 or quirk.is_stale(status, body):
        return Outcome(Action.COMPARE, "changed-there")
    if status == 401:
        return Outcome(Action.TOKEN, "token")
    if quirk.user_missing(status, body):
        return Outcome(Action.REFUSE, "not-a-learner")
    if status in LINE_ITEM:
        return Outcome(Action.LOOK_AGAIN, "line-item-gone")
    if status in TRANSIENT:
        return Outcome(Action.RETRY, "unreachable")
    return Outcome(Action.REFUSE, "content")


def _pause(retry_after: float | None) -> timedelta | None:
    if retry_after is None:
        return None
    return timedelta(seconds=min(max(retry_after, 1.0), LONGEST_PAUSE.total_seconds()))


def backoff(tries: int, spread: float) -> timedelta:
    """How long to wait after the ``tries``-th failure; ``spread`` in -1…1 moves it by 20 %."""
    step = STEPS[min(tries, len(STEPS)) - 1] if tries > 0 else STEPS[0]
    return step * (1 + SPREAD * spread)

"""When an exam may be sat, until when, which attempt counts and what is shown: pure.

Times are aware UTC and given by the caller; scores are basis points, 0 to 10 000.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

FULL = 10_000
GRACE = timedelta(seconds=30)
"""For the network: what arrives so late after the end still counts."""
WARN = (timedelta(minutes=10), timedelta(minutes=2))


@dataclass(frozen=True, slots=True)
class DrawLine:
    """So many items of an objective; of one difficulty (1 to 3) when it is given."""

    objective: str
    count: int
    difficulty: int | None = None


@dataclass(frozen=True, slots=True)
class ExamPolicy:
    """How an exam is sat, as ``exam.json`` says; ``pass_mark`` in per cent."""

    minutes: int
    attempts: int
    pass_mark: float
    draw: tuple[DrawLine, ...]
    wait_hours: int = 0
    keep: Literal["best", "last"] = "best"
    show: Literal["score", "objectives", "answers"] = "score"
    shuffle: bool = True

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExamPolicy:
        """From ``exam`` of ``exam.json``, or from what ``to_json`` kept with an attempt."""
        return cls(**{**data, "draw": tuple(DrawLine(**line) for line in data["draw"])})

    def to_json(self) -> dict[str, Any]:
        """Plain data, to be frozen into an attempt."""
        return asdict(self) | {"draw": [asdict(line) for line in self.draw]}

    def passed(self, score_bp: int) -> bool:
        """Whether a score is on or above the pass mark."""
        return score_bp >= round(self.pass_mark * 100)

    @property
    def questions(self) -> int:
        """How many questions a paper has."""
        return sum(line.count for line in self.draw)


@dataclass(frozen=True, slots=True)
class Finished:
    """An attempt that was handed in; a withdrawn one counts for nothing."""

    number: int
    score_bp: int
    submitted_at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when the link lets people sit; None: always."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """What staff allowed one person: more time (minutes or per cent), more attempts, no wait."""

    minutes: int = 0
    percent: int = 0
    attempts: int = 0
    no_wait: bool = False

    def more_time(self, policy: ExamPolicy) -> timedelta:
        """The time on top of the policy's, in whole minutes, rounded up."""
        return timedelta(minutes=self.minutes + math.ceil(policy.minutes * self.percent / 100))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no attempt may start now, and from when one may (None: never, as things are)."""

    reason: Literal["not-open", "closed", "no-attempt-left", "wait", "sitting"]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visible:
    """What a candidate may see of a result."""

    score: bool
    objectives: bool
    answers: bool


def may_start(
    policy: ExamPolicy,
    window: Window,
    finished: Sequence[Finished],
    granted: Granted,
    now: datetime,
) -> Refusal | None:
    """Why a new attempt can't start now; None when it can.

    To have passed closes no door: where the best attempt is kept, one may try again.
    """
    if window.opens_at and now < window.opens_at:
        return Refusal("not-open", window.opens_at)
    if window.closes_at and now >= window.closes_at:
        return Refusal("closed")
    if attempts_left(policy, finished, granted) == 0:
        return Refusal("no-attempt-left")
    until = next_at(policy, finished, granted)
    return Refusal("wait", until) if until and now < until else None


def attempts_left(policy: ExamPolicy, finished: Sequence[Finished], granted: Granted) -> int:
    """How many attempts may still be started, beside one that is being sat."""
    return max(0, policy.attempts + granted.attempts - len(_counted(finished)))


def next_at(policy: ExamPolicy, finished: Sequence[Finished], granted: Granted) -> datetime | None:
    """From when the wait after the last hand-in is over; None without a wait."""
    counted = _counted(finished)
    if not counted or granted.no_wait or not policy.wait_hours:
        return None
    return max(one.submitted_at for one in counted) + timedelta(hours=policy.wait_hours)


def deadlines(
    policy: ExamPolicy, window: Window, granted: Granted, start: datetime
) -> tuple[datetime, datetime]:
    """When an attempt started at ``start`` is due, and when the server closes it.

    The link's end cuts it short, but never the extra time that staff granted.
    """
    extra = granted.more_time(policy)
    due = start + timedelta(minutes=policy.minutes) + extra
    if window.closes_at:
        due = max(start, min(due, window.closes_at + extra))
    return due, due + GRACE


def kept(policy: ExamPolicy, finished: Sequence[Finished]) -> Finished | None:
    """The attempt that counts: the best (of equals the latest), or the latest."""
    counted = _counted(finished)
    if policy.keep == "best":
        return max(counted, key=lambda one: (one.score_bp, *_when(one)), default=None)
    return max(counted, key=_when, default=None)


def visible(
    policy: ExamPolicy,
    window: Window,
    finished: Sequence[Finished],
    granted: Granted,
    held: bool,
    now: datetime,
    *,
    sitting: bool = False,
) -> Visible:
    """What may be shown of a result: nothing while the jury holds it, answers only at the end.

    The end is when the person can sit no more, their extra time included, and does not sit (an
    attempt may have been reopened): the items live on.
    """
    if held:
        return Visible(score=False, objectives=False, answers=False)
    over = bool(window.closes_at) and now >= _end(policy, window, granted)
    done = not sitting and (over or attempts_left(policy, finished, granted) == 0)
    objectives = policy.show in ("objectives", "answers")
    return Visible(score=True, objectives=objectives, answers=policy.show == "answers" and done)


def _end(policy: ExamPolicy, window: Window, granted: Granted) -> datetime:
    if window.closes_at is None:
        raise ValueError("a window without an end")
    return window.closes_at + granted.more_time(policy) + GRACE


def _counted(finished: Sequence[Finished]) -> list[Finished]:
    return [one for one in finished if not one.withdrawn]


def _when(one: Finished) -> tuple[datetime, int]:
    return one.submitted_at, one.number

"""What we want of a platform: its gradebook (AGS 2.0) and its roster (NRPS 2.0), as protocols."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from lti_tool.outbound import Answer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line item is looked for or made; ``taken`` are addresses of other links' items."""

    lineitems_url: str
    label: str
    resource_id: str
    tag: str
    resource_link: str
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """One person's final score, of 10 000; ``resent``: another was sent before."""

    sub: str
    score_bp: int
    comment: str
    timestamp: datetime
    started_at: datetime
    submitted_at: datetime
    resent: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook shows: a ratio in 0…1 (None: no score) and the comment."""

    ratio: float | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the course; ``status`` active, inactive or deleted; role None: neither."""

    sub: str
    status: str
    role: Literal["learner", "instructor"] | None
    name: str | None


class Gradebook(Protocol):
    """Line items, scores, results. All raise ServiceFailed and OutboundRefused."""

    def find_line_item(self, place: Place) -> str | None: ...
    def make_line_item(self, place: Place) -> str | None: ...
    def put_score(self, url: str, score: Score) -> Answer: ...
    def result(self, url: str, sub: str) -> Result | None: ...
    @property
    def reads_results(self) -> bool: ...


class Members(Protocol):
    """The roster. Raises ServiceFailed and OutboundRefused, on the way too."""

    def members(self, url: str) -> Iterator[Member]: ...

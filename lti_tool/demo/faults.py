"""Faults that a test orders from the development platform, each for a number of requests."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lti_tool.demo.exchange import Answer

Kind = Literal["score", "results", "lineitems", "lineitem", "token", "jwks", "members"]


class Cut(Exception):
    """The connection ends without an answer, after the platform has done what was asked."""


@dataclass
class Fault:
    """What goes wrong with one kind of request.

    ``status`` answers so instead of doing the work; ``delay`` waits, in seconds; ``forget`` says
    200 and keeps nothing; ``lie`` keeps half the score; ``cut`` does the work, then hangs up.
    """

    status: int | None = None
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    forget: bool = False
    lie: bool = False
    cut: bool = False
    times: int = 1

    def begin(self) -> Answer | None:
        """Waits if it was ordered; the answer that replaces the work, if any."""
        if self.delay:
            time.sleep(self.delay)
        if self.status is None:
            return None
        return Answer(self.status, self.body.encode(), dict(self.headers))


NONE = Fault(times=0)


class Faults:
    """The faults ordered so far, first in, first out for each kind of request."""

    def __init__(self) -> None:
        self._ordered: dict[Kind, list[Fault]] = {}

    def order(self, kind: Kind, fault: Fault) -> None:
        """From now on, ``fault.times`` requests of this kind go wrong."""
        self._ordered.setdefault(kind, []).append(fault)

    def clear(self) -> None:
        """All is well again."""
        self._ordered.clear()

    def take(self, kind: Kind) -> Fault:
        """The fault of this request, counted down; ``NONE`` when nothing was ordered."""
        waiting = self._ordered.get(kind, [])
        if not waiting:
            return NONE
        first = waiting[0]
        first.times -= 1
        if first.times <= 0:
            waiting.pop(0)
        return first

"""One delivery: address, score, reading back. No transaction is open while the network is used.

A platform may lose an answer, forget, or say 200 and keep another value; so what may have been
applied is read before it is sent again, and what was taken is read back before it is called done.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from lti_tool.errors import OutboundRefused
from lti_tool.grades import items, parcel, record
from lti_tool.grades.outcomes import Action, Outcome, backoff, classify
from lti_tool.grades.record import Verdict
from lti_tool.lti.services import Result, Score, ServiceFailed, TokenRefused

if TYPE_CHECKING:
    from lti_tool.clock import Clock
    from lti_tool.database import Database
    from lti_tool.grades.claim import Job
    from lti_tool.grades.parcel import Parcel
    from lti_tool.lti.services import Gradebook, Services

Hook = Callable[[str], None]
LOOK_AGAIN = timedelta(seconds=60)
QUEUE = timedelta(seconds=2)
UNREADABLE = "unreadable"
PASSING = (Action.RETRY, Action.PAUSE, Action.TOKEN)


def quiet(point: str) -> None:
    """The hook of every day: does nothing at any point."""


def send(database: Database, job: Job, services: Services, now: Clock, hook: Hook = quiet) -> str:
    """Does one job and writes down what came of it; the state that the delivery is in then.

    ``hook`` is told ``claimed``, ``before-post``, ``after-post``, ``before-commit`` and
    ``after-commit``: the tests end the process there.
    """
    hook("claimed")
    verdict = _Sending(database, job, services, now, hook).verdict()
    hook("before-commit")
    state = record.apply(database, job, verdict, now())
    hook("after-commit")
    return state


def failed_inside(job: Job) -> Verdict:
    """For a fault of ours: tried again later, and told to staff after three days."""
    wait = backoff(job.tries, _spread())
    return Verdict("pending", "failed", "internal", wait, maybe_applied=True)


class _Sending:
    """One job on its way."""

    def __init__(
        self, database: Database, job: Job, services: Services, now: Clock, hook: Hook
    ) -> None:
        self.database, self.job, self.now, self.hook = database, job, now, hook
        self._resent = False  # the platform shows an older score, whose answer was lost
        self.parcel: Parcel = parcel.load(database, job)
        self.book: Gradebook = services.gradebook(self.parcel.registration, self.parcel.scopes)

    def verdict(self) -> Verdict:
        """What is to be written; addresses that must not be called end here."""
        try:
            if self.job.kind == "confirm":
                return self._confirm()
            return self._send()
        except OutboundRefused:
            return Verdict("refused", "refused", "foreign-address")
        except ServiceFailed as fault:  # of what was asked around the score
            outcome = self._classified(fault)
            return self._retry(outcome, fault.answer_status, maybe=self.job.maybe_applied)

    def _send(self) -> Verdict:
        job, what = self.job, self.parcel
        if what.erased:
            return Verdict("refused", "stopped", "erased")
        if what.unchanged and not (job.forced or job.maybe_applied):
            return Verdict("done", "unchanged", content=what.content)
        url = items.resolve(self.database, job, what, self.book, self.now())
        if url == "taken":
            return Verdict("pending", "queued", wait=QUEUE, maybe_applied=job.maybe_applied)
        if url is None:
            gone = what.item.state == "suspended"
            return Verdict("waiting", "waiting", "line-item-gone" if gone else "no-line-item")
        if job.maybe_applied and not job.forced:
            shown = self._shown(url)
            if isinstance(shown, Result) and what.equals(shown.ratio):
                return self._found(None)
            self._resent = isinstance(shown, Result) and shown.ratio is not None
        return self._post(url, look_again=True)

    def _post(self, url: str, *, look_again: bool) -> Verdict:
        outcome, status = self._posted(url)
        match outcome.action:
            case Action.CONFIRM if self.book.reads_results:
                wait = self.parcel.quirk.confirm_after
                return Verdict(
                    "confirming", "accepted", None, wait, status, accepted=True, platform="well"
                )
            case Action.CONFIRM | Action.SENT:
                return self._sent("accepted", status)
            case Action.COMPARE:
                return self._compare(url, status)
            case Action.LOOK_AGAIN:
                return self._look_again(url, status, once_more=look_again)
            case Action.REFUSE:
                return Verdict("refused", "refused", outcome.reason, status=status)
            case Action.TOKEN | Action.PAUSE | Action.RETRY:
                return self._retry(outcome, status)

    def _posted(self, url: str) -> tuple[Outcome, int | None]:
        self.hook("before-post")
        try:
            status = self.book.put_score(url, self._score()).status
        except ServiceFailed as fault:
            return self._classified(fault), fault.answer_status
        self.hook("after-post")
        return classify(status, "", self.parcel.quirk, self.job.tries), status

    def _score(self) -> Score:
        score = self.parcel.score
        return replace(score, resent=score.resent or self._resent)

    def _classified(self, fault: ServiceFailed) -> Outcome:
        if isinstance(fault, TokenRefused):
            return Outcome(Action.TOKEN, "token")
        return classify(
            fault.answer_status,
            fault.body,
            self.parcel.quirk,
            self.job.tries,
            sent=fault.sent,
            retry_after=fault.retry_after,
        )

    def _retry(self, outcome: Outcome, status: int | None, *, maybe: bool = False) -> Verdict:
        wait = outcome.wait or backoff(self.job.tries, _spread())
        passing = outcome.action in PASSING
        paused = outcome.action is Action.PAUSE
        its_own = status is not None and self.parcel.quirk.locked(status)  # one grade, perhaps
        return Verdict(
            "pending",
            "paused" if paused else "failed",
            outcome.reason if passing else "unreachable",
            wait,
            status,
            maybe_applied=maybe or outcome.maybe_applied,
            platform="unknown" if paused or its_own else "fault",
            pause=wait if paused else None,
        )

    def _look_again(self, url: str, status: int | None, *, once_more: bool) -> Verdict:
        """The line item is gone: a copied course may have it elsewhere under our names."""
        items.suspend(self.database, self.job, self.parcel.item, url, self.now())
        found = items.look(self.parcel, self.book) if once_more else None
        if found is None or found == url:
            gone = "line-item-gone"
            return Verdict("waiting", "waiting", gone, status=status, platform="well")
        items.move(self.database, self.job, self.parcel.item, found, self.now())
        return self._post(found, look_again=False)

    def _compare(self, url: str, status: int | None) -> Verdict:
        """The platform has something as new: ours, or somebody's?"""
        shown = self._shown(url)
        if isinstance(shown, Result) and self.parcel.equals(shown.ratio):
            return self._found(status)
        if self.job.maybe_applied and self.parcel.unseen and _absent(shown):
            return self._sent("found", status)
        return Verdict("conflict", "conflict", "changed-there", status=status, platform="well")

    def _confirm(self) -> Verdict:
        """Reads back what was taken: this decides, not the status that came with it."""
        url = self.parcel.item.url
        if url is None or self.parcel.item.state != "ready":
            return self._sent("unread", None)
        try:
            shown = self._shown(url)
        except ServiceFailed as fault:
            outcome = self._classified(fault)
            failed = self._retry(outcome, fault.answer_status)
            return Verdict(
                "confirming", "unread", None, failed.wait, failed.status, pause=failed.pause
            )
        if shown == UNREADABLE or (self.parcel.unseen and _absent(shown)):
            return self._sent("unread", None)
        if isinstance(shown, Result) and self.parcel.equals(shown.ratio):
            return Verdict("done", "confirmed", content=self.parcel.content, platform="well")
        return self._differs()

    def _differs(self) -> Verdict:
        """Once more a score, then once more a look; then it is for staff."""
        if self.parcel.differed == 0:
            return Verdict("pending", "differs", wait=LOOK_AGAIN, platform="well")
        if self.parcel.differed == 1:
            return Verdict("confirming", "differs", wait=LOOK_AGAIN, platform="well")
        return Verdict("conflict", "differs", "not-kept", platform="well")

    def _sent(self, kind: str, status: int | None) -> Verdict:
        return Verdict(
            "sent", kind, status=status, content=self.parcel.content, accepted=True, platform="well"
        )

    def _found(self, status: int | None) -> Verdict:
        """It is there already: an answer was lost, or somebody typed the same."""
        return Verdict(
            "done",
            "found",
            status=status,
            content=self.parcel.content,
            accepted=True,
            platform="well",
        )

    def _shown(self, url: str) -> Result | str | None:
        """What the gradebook shows; UNREADABLE when we may not, or can't, read it.

        ServiceFailed only for what may pass by itself.
        """
        if not self.book.reads_results:
            return UNREADABLE
        try:
            return self.book.result(url, self.parcel.score.sub)
        except ServiceFailed as fault:
            if self._classified(fault).action in PASSING:
                raise
            return UNREADABLE


def _absent(shown: Result | str | None) -> bool:
    return shown is None or (isinstance(shown, Result) and shown.ratio is None)


def _spread() -> float:
    """A number in -1…1, so that what failed together is not tried again together."""
    return secrets.randbelow(2001) / 1000 - 1

"""The line item of a link: found by what we called it, made when there is none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy import or_, update

from lti_tool.lti.tokens import ServiceFailed, TokenRefused
from lti_tool.models import LineItem

if TYPE_CHECKING:
    from lti_tool.database import Database
    from lti_tool.grades.claim import Job
    from lti_tool.grades.parcel import Parcel
    from lti_tool.lti.ports import Gradebook

LEASE = timedelta(seconds=60)
NOT_OURS = frozenset({400, 403, 404, 405, 412})  # a list that is not for us, or none
Taken = Literal["taken"]


def resolve(
    database: Database, job: Job, parcel: Parcel, book: Gradebook, now: datetime
) -> str | Taken | None:
    """The address of the line item, found or made once for all that wait for it.

    None when there is none and none can be made; "taken" while another worker looks. Raises as
    Gradebook, for a platform that does not answer.
    """
    item = parcel.item
    if item.state == "ready" and item.url:
        return item.url
    if item.state != "unresolved":
        return None
    if not _take(database, job, item.id, now):
        return "taken"
    try:
        found, made = look(parcel, book), None
        if found is None:
            made = item.url or _made(parcel, book)
    except Exception:
        _let_go(database, job, item.id)
        raise
    _keep(database, job, item, found or made, "found" if found else "made", now)
    return found or made


def look(parcel: Parcel, book: Gradebook) -> str | None:
    """The address of the line item that bears our names; None without one, or without a list."""
    if parcel.place is None:
        return None
    try:
        return book.find_line_item(parcel.place)
    except ServiceFailed as fault:
        if isinstance(fault, TokenRefused) or fault.answer_status not in NOT_OURS:
            raise
        return None


def suspend(database: Database, job: Job, item: LineItem, url: str, now: datetime) -> None:
    """The platform knows it no more: nothing is sent to it until somebody opens the link."""
    with database.write(job.scope) as db:
        db.execute(
            update(LineItem)
            .where(LineItem.id == item.id, LineItem.url == url)
            .values(state="suspended", reason="line-item-gone", checked_at=now)
        )


def move(database: Database, job: Job, item: LineItem, url: str, now: datetime) -> None:
    """Its address has changed: a copied or restored course."""
    _keep(database, job, item, url, "found", now)


def _made(parcel: Parcel, book: Gradebook) -> str | None:
    if parcel.place is None:
        return None
    try:
        return book.make_line_item(parcel.place)
    except ServiceFailed as fault:
        if isinstance(fault, TokenRefused) or fault.answer_status not in NOT_OURS:
            raise
        return None


def _take(database: Database, job: Job, item_id: UUID, now: datetime) -> bool:
    free = or_(LineItem.lease_until.is_(None), LineItem.lease_until <= now)
    with database.write(job.scope) as db:
        taken = db.execute(
            update(LineItem)
            .where(LineItem.id == item_id, LineItem.state == "unresolved", free)
            .values(lease_owner=job.owner, lease_until=now + LEASE)
            .returning(LineItem.id)
        )
        return taken.scalar_one_or_none() is not None


def _let_go(database: Database, job: Job, item_id: UUID) -> None:
    with database.write(job.scope) as db:
        db.execute(
            update(LineItem)
            .where(LineItem.id == item_id, LineItem.lease_owner == job.owner)
            .values(lease_owner=None, lease_until=None)
        )


def _keep(
    database: Database, job: Job, item: LineItem, url: str | None, origin: str, now: datetime
) -> None:
    """What was found; a launch that named the item meanwhile wins."""
    kept = {"state": "absent", "reason": "no-line-item"}
    if url is not None:
        kept = {"state": "ready", "url": url, "origin": origin if url != item.url else item.origin}
    with database.write(job.scope) as db:
        db.execute(
            update(LineItem)
            .where(LineItem.id == item.id, or_(LineItem.state != "ready", LineItem.url == item.url))
            .values(lease_owner=None, lease_until=None, checked_at=now, **kept)
        )

"""Banks in the database: loaded once, frozen by version, kept in the process once read."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from lti_tool import audit, ids
from lti_tool.bank.check import checked, with_overlay
from lti_tool.bank.media import Medium
from lti_tool.bank.read import BankFile, Overlay
from lti_tool.bank.types import BankView
from lti_tool.errors import BankRefused, NotFound
from lti_tool.models import Bank, BankMedium

KEPT = 32  # views kept in a process: a whole bank is about a megabyte there
_HEAD = load_only(
    Bank.course, Bank.format, Bank.version, Bank.public, Bank.loaded_at, Bank.retired_at
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: ``fresh`` False when this very bank was there before."""

    id: UUID
    course: str
    format: str
    version: str
    items: int
    public: bool
    fresh: bool


class _Views:
    """Banks by id, the latest used last; a bank never changes, so none is ever stale."""

    def __init__(self) -> None:
        self._kept: dict[UUID, BankView] = {}
        self._lock = Lock()

    def get(self, bank_id: UUID) -> BankView | None:
        with self._lock:
            found = self._kept.pop(bank_id, None)
            if found is not None:
                self._kept[bank_id] = found
            return found

    def put(self, view: BankView) -> BankView:
        with self._lock:
            self._kept[view.id] = view
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return view


_views = _Views()


def load_bank(
    db: Session,
    file: BankFile,
    *,
    overlay: Overlay | None,
    override: str | None,
    now: datetime,
    actor: audit.Actor,
) -> Loaded:
    """Keep an exam file, or find that it is kept already.

    BankRefused when it can't be sat, or when its version is there with other content: attempts
    were sat under that name.
    """
    laid = with_overlay(file, overlay) if overlay else file
    made = checked(laid)
    bank = _same_version(db, made)
    fresh = bank is None
    if bank is None:
        bank = _keep(db, made, laid.digest, override, now)
        audit.record(
            db,
            "bank.loaded",
            subject=bank,
            actor=actor,
            now=now,
            reason=override or "",
            data={"version": bank.version, "public": bank.public},
        )
    elif not hmac.compare_digest(bank.content_hash, laid.digest):
        fault = f"version {bank.version} was loaded with other content"
        raise BankRefused((f"{fault}: give the course a new version",))
    items = len(made.data["items"])
    return Loaded(bank.id, bank.course, bank.format, bank.version, items, bank.public, fresh)


def view(db: Session, bank_id: UUID) -> BankView:
    """The bank of an id. NotFound."""
    kept = _views.get(bank_id)
    if kept is not None:
        return kept
    bank = db.get(Bank, bank_id)
    if bank is None:
        raise NotFound("bank")
    return _views.put(BankView.from_json(bank.id, bank.data))


def current(db: Session, course: str, format: str) -> BankView | None:
    """The bank for new attempts: the latest loaded that isn't retired."""
    latest = (
        select(Bank.id)
        .where(Bank.course == course, Bank.format == format, Bank.retired_at.is_(None))
        .order_by(Bank.loaded_at.desc(), Bank.id.desc())
        .limit(1)
    )
    found = db.scalar(latest)
    return None if found is None else view(db, found)


def choices(db: Session) -> Sequence[BankView]:
    """The current bank of each course and format, in their order."""
    pairs = select(Bank.course, Bank.format).where(Bank.retired_at.is_(None)).distinct()
    found = [current(db, *pair) for pair in db.execute(pairs.order_by(Bank.course, Bank.format))]
    return [bank for bank in found if bank is not None]


def listed(db: Session) -> Sequence[Bank]:
    """Every bank that was ever loaded, latest last, without its items."""
    return db.scalars(select(Bank).options(_HEAD).order_by(Bank.loaded_at, Bank.id)).all()


def retire(db: Session, bank_id: UUID, now: datetime, actor: audit.Actor) -> Bank:
    """Give a bank to no new attempt; those that sit it go on. NotFound."""
    bank = db.get(Bank, bank_id)
    if bank is None:
        raise NotFound("bank")
    if bank.retired_at is None:
        bank.retired_at = now
        audit.record(db, "bank.retired", subject=bank, actor=actor, now=now)
    return bank


def medium(db: Session, bank_id: UUID, name: str) -> Medium | None:
    """A file that items of a bank show."""
    query = select(BankMedium.kind, BankMedium.data)
    row = db.execute(query.where(BankMedium.bank_id == bank_id, BankMedium.name == name)).first()
    return None if row is None else Medium(row.kind, row.data)


def _same_version(db: Session, file: BankFile) -> Bank | None:
    data = file.data
    return db.scalar(
        select(Bank).where(
            Bank.course == data["course"],
            Bank.format == data["format"],
            Bank.version == data["version"],
        )
    )


def _keep(db: Session, file: BankFile, digest: bytes, override: str | None, now: datetime) -> Bank:
    data = dict(file.data)
    bank = Bank(
        id=ids.new(now),
        course=data["course"],
        format=data["format"],
        version=data["version"],
        public=data["public"],
        override_reason=override,
        content_hash=digest,
        data=data,
        loaded_at=now,
    )
    db.add(bank)
    db.flush()
    for name, one in sorted(file.media.items()):
        db.add(
            BankMedium(bank_id=bank.id, name=name, kind=one.kind, sha256=one.digest, data=one.data)
        )
    return bank

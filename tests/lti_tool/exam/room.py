"""A room in which an exam is sat: a course of a platform, its link, people, a bank of nine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import ids
from lti_tool.audit import Actor
from lti_tool.bank import store
from lti_tool.bank.read import BankFile
from lti_tool.bank.types import BankView
from lti_tool.database import Database, Scope
from lti_tool.exam import attempts
from lti_tool.exam.attempts import Entry, Saved
from lti_tool.models import (
    Answer,
    Attempt,
    Context,
    Deployment,
    Link,
    Membership,
    Person,
    Registration,
)
from lti_tool.seating import Here
from tests.lti_tool.exam.banks import RIGHT, exam
from tests.lti_tool.playing import FrozenClock

T = TypeVar("T")
SEED = "5eed" * 8
COURSE = ("essai", "court")


@dataclass
class Room:
    """One link of one course; ``here`` gives somebody's seat in it."""

    database: Database
    clock: FrozenClock
    scope: Scope
    link_id: UUID
    bank: BankView
    people: dict[str, UUID] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def here(self, sub: str = "ada", role: Any = "learner") -> Here:
        return Here(
            seat_id=uuid4(),
            visit_id=uuid4(),
            scope=self.scope,
            person_id=self.people.get(sub) or self._enter(sub, role),
            link_id=self.link_id,
            role=role,
            kind="resource",
            locale="fr-FR",
            family="moodle",
        )

    def within(self, work: Callable[[Session], T]) -> T:
        """The work in one transaction, tried again as a request would be."""

        def once() -> T:
            with self.database.write(self.scope) as db:
                return work(db)

        return self.database.retrying(once)

    def start(
        self, here: Here | None = None, seed: str = SEED, bank: BankView | None = None
    ) -> Attempt:
        who = here or self.here()
        return self.within(lambda db: attempts.start(db, who, bank or self.bank, self.now, seed))

    def save(self, attempt: Attempt, position: int, response: Any, **more: Any) -> Saved:
        who = more.pop("here", None) or self.here()
        entry = Entry("tab", 1, 0, response, "fr", flagged=False)
        entry = replace(entry, **more)
        return self.within(lambda db: attempts.save(db, who, attempt.id, position, entry, self.now))

    def right(self, attempt: Attempt, *positions: int) -> None:
        """Answer rightly at these positions, everywhere when none is given."""
        asked = [one["item"] for one in attempt.paper["questions"]]
        for position in positions or range(1, len(asked) + 1):
            n = int(self.now.timestamp())
            self.save(attempt, position, RIGHT[asked[position - 1]], n=n)

    def submit(self, attempt: Attempt, by: Any = "learner") -> Attempt:
        return self.within(lambda db: attempts.submit(db, attempt.id, self.now, by))

    def rows(self, kind: type[T]) -> list[T]:
        with self.database.read(self.scope) as db:
            return list(db.scalars(select(kind)))

    def attempt(self, attempt_id: UUID) -> Attempt:
        with self.database.read(self.scope) as db:
            return db.scalars(select(Attempt).where(Attempt.id == attempt_id)).one()

    def answer(self, attempt: Attempt, position: int) -> Answer:
        return next(
            one
            for one in self.rows(Answer)
            if one.attempt_id == attempt.id and one.position == position
        )

    def link(self, **changes: Any) -> None:
        """Change the link, as staff do."""

        def work(db: Session) -> None:
            link = db.get_one(Link, self.link_id)
            for name, value in changes.items():
                setattr(link, name, value)

        self.within(work)

    def load(self, **policy: Any) -> BankView:
        """A bank with other rules, as a new version."""
        data = exam(**policy) | {"version": f"1.{uuid4().hex[:6]}"}
        with self.database.system() as db:
            loaded = store.load_bank(
                db,
                BankFile(data, {}),
                overlay=None,
                override=None,
                now=self.now,
                actor=Actor("cli"),
            )
            return store.view(db, loaded.id)

    def _enter(self, sub: str, role: str) -> UUID:
        person = Person(
            id=ids.new(self.now),
            registration_id=self.scope.registration_id,
            sub=sub,
            state="active",
            first_seen=self.now,
            last_seen=self.now,
        )
        place = Membership(
            registration_id=self.scope.registration_id,
            context_id=self.scope.context_id,
            person_id=person.id,
            role=role,
            status="active",
            source="launch",
            seen_at=self.now,
        )

        def work(db: Session) -> None:
            db.add(person)
            db.flush()
            db.add(place)

        self.within(work)
        self.people[sub] = person.id
        return person.id


def opened(database: Database, clock: FrozenClock, **policy: Any) -> Room:
    """A room with everything but people; every call is another course of another platform."""
    now, name = clock.now, uuid4().hex[:8]
    registration = Registration(
        id=ids.new(now),
        issuer=f"https://{name}.example",
        client_id="cartable",
        name="Plateforme",
        family="moodle",
        product_version="4.5",
        auth_login_url="https://lms.example/auth",
        token_url="https://lms.example/token",  # noqa: S106 - an address
        jwks_url="https://lms.example/jwks",
        private_network=False,
        service_origins=[],
        frame_origins=[],
        state="active",
        created_at=now,
    )
    deployment = Deployment(
        id=ids.new(now),
        registration_id=registration.id,
        deployment_key="1",
        state="active",
        created_at=now,
    )
    context = Context(
        id=ids.new(now),
        registration_id=registration.id,
        deployment_id=deployment.id,
        context_key="1",
        title="Cours",
        label="C",
        ags_scopes=[],
        roster_state="unknown",
    )
    link = Link(
        id=ids.new(now),
        registration_id=registration.id,
        context_id=context.id,
        link_key="rl1",
        course=COURSE[0],
        format=COURSE[1],
        part="exam",
        title="Examen",
        created_at=now,
    )
    with database.system() as db:
        for row in (registration, deployment, context, link):
            db.add(row)
            db.flush()
    scope = Scope(registration.id, context.id)
    room = Room(database, clock, scope, link.id, bank=None)  # type: ignore[arg-type]  # next line
    room.bank = room.load(**policy)
    return room

"""A registrar's desk for the tests: people hand papers in, the platform's gradebook is beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import ids
from lti_tool.config import Config
from lti_tool.database import Database, Scope
from lti_tool.demo.platform import Platform
from lti_tool.demo.world import AGS, Column, Mark
from lti_tool.grades import decide
from lti_tool.grades.worker import Worker
from lti_tool.models import (
    Attempt,
    Bank,
    Context,
    Delivery,
    DeliveryEvent,
    Deployment,
    Grade,
    LineItem,
    Link,
    Membership,
    Person,
    Registration,
)
from lti_tool.outbound import Outbound
from lti_tool.sealing import Sealer
from tests.lti_tool.playing import FrozenClock

SCOPES = [f"{AGS}{name}" for name in ("lineitem", "result.readonly", "score")]
POLICY = {
    "minutes": 30,
    "attempts": 2,
    "pass_mark": 60.0,
    "draw": [{"objective": "o1", "count": 1, "difficulty": None}],
    "wait_hours": 0,
    "keep": "best",
    "show": "score",
    "shuffle": True,
}


@dataclass
class Desk:
    """One course on one platform, with one graded link."""

    database: Database
    clock: FrozenClock
    platform: Platform
    registration: Registration
    context_id: UUID
    link_id: UUID
    worker: Worker
    column: Column | None = None
    people: dict[str, UUID] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """The course's."""
        return Scope(self.registration.id, self.context_id)

    def enrol(self, sub: str, role: str = "learner", *, there: bool = True) -> UUID:
        """Somebody who has launched once; ``there``: whom the platform knows as such too."""
        if there:
            self.platform.world.person(sub, role=role)  # type: ignore[arg-type]  # a test's word
        with self.database.write(self.scope) as db:
            person = Person(
                id=ids.new(self.clock.now),
                registration_id=self.registration.id,
                sub=sub,
                state="active",
                first_seen=self.clock.now,
                last_seen=self.clock.now,
            )
            db.add(person)
            db.flush()
            db.add(
                Membership(
                    registration_id=self.registration.id,
                    context_id=self.context_id,
                    person_id=person.id,
                    role=role,
                    status="active",
                    source="launch",
                    seen_at=self.clock.now,
                )
            )
        self.people[sub] = person.id
        return person.id

    def hand_in(self, score_bp: int, sub: str = "u1", **policy: object) -> UUID:
        """A paper of that person with this score; its id."""
        if sub not in self.people:
            self.enrol(sub)
        with self.database.write(self.scope) as db:
            attempt = self._attempt(db, sub, score_bp, {**POLICY, **policy})
            db.add(attempt)
            db.flush()
            decide.settle(db, self.link_id, attempt.person_id, self.clock.now)
            return attempt.id

    def _attempt(self, db: Session, sub: str, score_bp: int, policy: dict[str, object]) -> Attempt:
        person_id, now = self.people[sub], self.clock.now
        mine = select(Attempt).where(
            Attempt.link_id == self.link_id, Attempt.person_id == person_id
        )
        bank = db.scalars(select(Bank)).first()
        assert bank is not None
        return Attempt(
            id=ids.new(now),
            registration_id=self.registration.id,
            context_id=self.context_id,
            link_id=self.link_id,
            person_id=person_id,
            number=len(db.scalars(mine).all()) + 1,
            bank_id=bank.id,
            policy=policy,
            seed="0" * 32,
            paper={},
            language="fr",
            state="submitted",
            started_at=now - timedelta(minutes=20),
            due_at=now + timedelta(minutes=10),
            closes_at=now + timedelta(minutes=11),
            submitted_at=now,
            ended_by="learner",
            score_bp=score_bp,
            marks={},
        )

    def withdraw(self, attempt_id: UUID) -> None:
        """Staff take a paper out of the count."""
        with self.database.write(self.scope) as db:
            attempt = db.get_one(Attempt, attempt_id)
            attempt.state = "withdrawn"
            decide.settle(db, attempt.link_id, attempt.person_id, self.clock.now)

    def delivery(self, sub: str = "u1") -> Delivery:
        """That person's delivery."""
        with self.database.read(self.scope) as db:
            mine = select(Delivery).where(Delivery.person_id == self.people[sub])
            return db.scalars(mine).one()

    def state(self, sub: str = "u1") -> tuple[str, str | None]:
        """State and reason of that person's delivery."""
        delivery = self.delivery(sub)
        return delivery.state, delivery.reason

    def grade(self, sub: str = "u1") -> Grade:
        """That person's grade."""
        with self.database.read(self.scope) as db:
            mine = select(Grade).where(Grade.person_id == self.people[sub])
            return db.scalars(mine).one()

    def events(self, sub: str = "u1") -> list[str]:
        """The kinds of all that happened to that person's delivery, sorted by name."""
        with self.database.read(self.scope) as db:
            asked = select(DeliveryEvent.kind).where(
                DeliveryEvent.delivery_id == self.delivery(sub).id
            )
            return sorted(db.scalars(asked))

    def item(self) -> LineItem:
        """The link's line item."""
        with self.database.read(self.scope) as db:
            return db.scalars(select(LineItem).where(LineItem.link_id == self.link_id)).one()

    def mark(self, sub: str = "u1") -> Mark:
        """What the platform's gradebook holds for that person."""
        assert self.column is not None
        return self.column.mark(sub)

    def posts(self) -> int:
        """How many scores were posted, whatever came of them."""
        return sum(r.method == "POST" and "/scores" in r.url for r in self.platform.requests)

    def send(self, seconds: float = 0) -> int:
        """Lets time pass, then sends all that is due."""
        self.clock.tick(seconds)
        return self.worker.drain()


def desk(
    database: Database,
    clock: FrozenClock,
    platform: Platform,
    registration: Registration,
    config: Config,
    outbound: Outbound,
    *,
    coupled: bool = True,
    scopes: list[str] | None = None,
) -> Desk:
    """A desk; ``coupled``: the platform gave the link a column of its own, and named it."""
    now, tool = clock.now, platform.tool
    activity = platform.world.activity("rl1", tool.launch_url)
    column = platform.world.column("Examen", link_id=activity.id) if coupled else None
    with database.system() as db:
        deployment = db.scalars(
            select(Deployment).where(Deployment.registration_id == registration.id)
        ).one()
        context = Context(
            id=ids.new(now),
            registration_id=registration.id,
            deployment_id=deployment.id,
            context_key=platform.world.course_id,
            title="Cours",
            label="C",
            lineitems_url=platform.gradebook.items_url(tool),
            ags_scopes=SCOPES if scopes is None else scopes,
            roster_state="unknown",
        )
        link = Link(
            id=ids.new(now),
            registration_id=registration.id,
            context_id=context.id,
            link_key=activity.id,
            course="every-question",
            format="court",
            part="exam",
            title="Examen",
            created_at=now,
        )
        db.add(context)
        db.flush()
        db.add(link)
        db.flush()
        if column is not None:
            db.add(_item(link, platform.gradebook.item_url(column, tool)))
    worker = Worker(
        database, outbound, Sealer(config.secret_keys), config, clock, "test", chores=()
    )
    return Desk(database, clock, platform, registration, context.id, link.id, worker, column=column)


def _item(link: Link, url: str) -> LineItem:
    return LineItem(
        id=ids.new(link.created_at),
        registration_id=link.registration_id,
        context_id=link.context_id,
        link_id=link.id,
        url=url,
        label="Examen",
        resource_id=f"{link.course}/{link.format}",
        tag=link.part,
        maximum=100.0,
        origin="launch",
        state="ready",
    )

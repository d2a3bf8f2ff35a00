"""Rows to test with: a platform, a course, a link, a person, an attempt and its grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lti_tool import ids
from lti_tool.database import Database, Scope
from lti_tool.models import (
    Answer,
    Attempt,
    Bank,
    Context,
    Delivery,
    Deployment,
    Grade,
    LineItem,
    Link,
    Membership,
    Person,
    Registration,
)


@dataclass
class Tenant:
    """One course of one platform, with one learner who has handed in one attempt."""

    registration: Registration
    deployment: Deployment
    context: Context
    link: Link
    person: Person
    membership: Membership
    line_item: LineItem
    bank: Bank
    attempt: Attempt
    answer: Answer
    grade: Grade
    delivery: Delivery

    @property
    def scope(self) -> Scope:
        """The scope of the course."""
        return Scope(self.registration.id, self.context.id)


def tenant(database: Database, now: datetime, name: str = "a") -> Tenant:
    """Write one, whole."""
    with database.system() as db:
        return _Writer(db, now, name).write()


class _Writer:
    def __init__(self, db: Session, now: datetime, name: str) -> None:
        self.db, self.now, self.name = db, now, name

    def add(self, kind: type[Any], **columns: Any) -> Any:
        row = kind(**columns)
        self.db.add(row)
        self.db.flush()
        return row

    def write(self) -> Tenant:
        registration = self._registration()
        deployment = self.add(
            Deployment,
            id=ids.new(self.now),
            registration_id=registration.id,
            deployment_key="1",
            state="active",
            created_at=self.now,
        )
        where = {"registration_id": registration.id}
        context = self._context(deployment, where)
        here = {**where, "context_id": context.id}
        person = self._person(where)
        link = self._link(here)
        bank = self._bank()
        attempt = self._attempt(here, link, person, bank)
        grade = self._grade(here, attempt)
        line_item = self._line_item(here, link)
        return Tenant(
            registration,
            deployment,
            context,
            link,
            person,
            self.add(
                Membership,
                **here,
                person_id=person.id,
                role="learner",
                status="active",
                source="launch",
                seen_at=self.now,
            ),
            line_item,
            bank,
            attempt,
            self.add(
                Answer,
                **here,
                attempt_id=attempt.id,
                position=1,
                response="a",
                language="fr",
                saved_at=self.now,
            ),
            grade,
            self._delivery(here, line_item, grade),
        )

    def _registration(self) -> Registration:
        base = f"https://{self.name}.example"
        made: Registration = self.add(
            Registration,
            id=ids.new(self.now),
            issuer=base,
            client_id="c",
            name=self.name,
            family="moodle",
            product_version="",
            auth_login_url=f"{base}/auth",
            token_url=f"{base}/token",
            jwks_url=f"{base}/jwks",
            private_network=False,
            service_origins=[base],
            frame_origins=[base],
            state="active",
            created_at=self.now,
        )
        return made

    def _context(self, deployment: Deployment, where: dict[str, Any]) -> Context:
        made: Context = self.add(
            Context,
            id=ids.new(self.now),
            **where,
            deployment_id=deployment.id,
            context_key="course",
            title="Cours",
            label="C",
            ags_scopes=[],
            roster_state="none",
        )
        return made

    def _person(self, where: dict[str, Any]) -> Person:
        made: Person = self.add(
            Person,
            id=ids.new(self.now),
            **where,
            sub="u1",
            name="Inès Marchetti",
            state="active",
            first_seen=self.now,
            last_seen=self.now,
        )
        return made

    def _link(self, here: dict[str, Any]) -> Link:
        made: Link = self.add(
            Link,
            id=ids.new(self.now),
            **here,
            link_key="rl1",
            course="every-question",
            format="court",
            part="exam",
            title="Examen",
            created_at=self.now,
        )
        return made

    def _bank(self) -> Bank:
        made: Bank = self.add(
            Bank,
            id=ids.new(self.now),
            course="x",
            format="court",
            version=self.name,
            public=False,
            content_hash=b"",
            data={},
            loaded_at=self.now,
        )
        return made

    def _attempt(self, here: dict[str, Any], link: Link, person: Person, bank: Bank) -> Attempt:
        made: Attempt = self.add(
            Attempt,
            id=ids.new(self.now),
            **here,
            link_id=link.id,
            person_id=person.id,
            number=1,
            bank_id=bank.id,
            policy={},
            seed="0" * 32,
            paper={},
            language="fr",
            state="submitted",
            started_at=self.now,
            due_at=self.now + timedelta(minutes=40),
            closes_at=self.now + timedelta(minutes=41),
            submitted_at=self.now,
            ended_by="learner",
            score_bp=7350,
        )
        return made

    def _grade(self, here: dict[str, Any], attempt: Attempt) -> Grade:
        made: Grade = self.add(
            Grade,
            id=ids.new(self.now),
            **here,
            link_id=attempt.link_id,
            person_id=attempt.person_id,
            attempt_id=attempt.id,
            score_bp=7350,
            revision=1,
            held=False,
            started_at=self.now,
            submitted_at=self.now,
            decided_at=self.now,
        )
        return made

    def _line_item(self, here: dict[str, Any], link: Link) -> LineItem:
        made: LineItem = self.add(
            LineItem,
            id=ids.new(self.now),
            **here,
            link_id=link.id,
            label="Examen",
            resource_id="x/court",
            tag="exam",
            maximum=100.0,
            origin="made",
            state="unresolved",
        )
        return made

    def _delivery(self, here: dict[str, Any], line_item: LineItem, grade: Grade) -> Delivery:
        made: Delivery = self.add(
            Delivery,
            id=ids.new(self.now),
            **here,
            line_item_id=line_item.id,
            person_id=grade.person_id,
            grade_id=grade.id,
            wanted_revision=1,
            state="pending",
            next_at=self.now,
            updated_at=self.now,
        )
        return made

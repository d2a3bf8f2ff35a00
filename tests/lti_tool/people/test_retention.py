"""What is kept of people, until when, and what erasing leaves."""

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_tool import audit, ids
from lti_tool.config import Retention
from lti_tool.database import Database
from lti_tool.models import (
    Allowance,
    Answer,
    Attempt,
    AuditEntry,
    Base,
    Delivery,
    DeliveryEvent,
    Grade,
    Login,
    Membership,
    Person,
    Visit,
)
from lti_tool.people import dossier, retention
from lti_tool.sealing import Sealer
from tests.lti_tool.playing import FrozenClock
from tests.lti_tool.rows import Tenant, tenant

ROOT = Path(__file__).parents[3]
KEPT = Retention(people=200, attempts=100, grades=300, reasons=50, audit=150)


@pytest.fixture
def ours(database: Database, clock: FrozenClock) -> Tenant:
    made = tenant(database, clock.now)
    with database.write(made.scope) as db:
        db.add(
            Allowance(
                id=ids.new(clock.now),
                registration_id=made.registration.id,
                context_id=made.context.id,
                link_id=made.link.id,
                person_id=made.person.id,
                kind="extra-time",
                minutes=20,
                reason="Dyslexie",
                by_person_id=made.person.id,
                at=clock.now,
            )
        )
        db.add(
            DeliveryEvent(
                id=ids.new(clock.now),
                registration_id=made.registration.id,
                context_id=made.context.id,
                delivery_id=made.delivery.id,
                at=clock.now,
                kind="claimed",
                revision=1,
                detail="",
            )
        )
        audit.record(
            db,
            "allow",
            subject=made.attempt,
            actor=audit.Actor("person", made.person.id),
            now=clock.now,
            reason="Dyslexie",
        )
    return made


def after(database: Database, now: datetime, days: float) -> dict[str, int]:
    return retention.run(database, KEPT, now + timedelta(days=days))


def one(database: Database, column: Any) -> Any:
    with database.system(read=True) as db:
        return db.scalars(select(column)).one()


def count(database: Database, table: type[Base]) -> int:
    with database.system(read=True) as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_nothing_goes_before_its_time(database: Database, ours: Tenant, clock: FrozenClock) -> None:
    assert not any(after(database, clock.now, 49.9).values())


def test_each_kind_goes_in_its_time(database: Database, ours: Tenant, clock: FrozenClock) -> None:
    assert after(database, clock.now, 51)["reasons"] == 2
    assert one(database, Allowance.reason) == ""
    assert one(database, AuditEntry.reason) is None
    assert after(database, clock.now, 101)["answers"] == 1
    assert one(database, Answer.response) is None
    assert one(database, Attempt.score_bp) == 7350
    assert after(database, clock.now, 151)["audit"] == 1
    assert after(database, clock.now, 201)["people"] == 1
    assert one(database, Person.name) is None
    assert one(database, Person.sub) != "u1"
    assert after(database, clock.now, 301)["grades"] == 3
    assert count(database, Grade) == count(database, Delivery) == 0
    assert not any(after(database, clock.now, 302).values())


def test_a_dry_run_counts_and_changes_nothing(
    database: Database, ours: Tenant, clock: FrozenClock
) -> None:
    later = clock.now + timedelta(days=400)
    told = retention.run(database, KEPT, later, dry=True)
    assert one(database, Person.name) == "Inès Marchetti"
    done = retention.run(database, KEPT, later)
    assert done == told | {"audit": done["audit"]}


def test_a_pending_launch_lasts_two_minutes_and_its_login_a_day(
    database: Database, ours: Tenant, clock: FrozenClock
) -> None:
    with database.system() as db:
        db.add(
            Login(
                id=ids.new(clock.now),
                registration_id=ours.registration.id,
                state_hash=b"s",
                nonce_hash=b"n",
                binder_hash=b"b",
                target_link_uri="",
                login_hint="u1",
                message_hint="",
                created_at=clock.now,
                expires_at=clock.now + timedelta(minutes=10),
                used_at=clock.now,
                pending=b"sealed",
                confirm_hash=b"c",
            )
        )
    after(database, clock.now, 1 / 24 / 60)
    assert one(database, Login.pending) == b"sealed"
    after(database, clock.now, 3 / 24 / 60)
    assert one(database, Login.pending) is None
    after(database, clock.now, 1.1)
    assert count(database, Login) == 0


def test_a_visit_goes_with_its_end(database: Database, clock: FrozenClock) -> None:
    with database.system() as db:
        db.add(
            Visit(
                id=ids.new(clock.now),
                token_hash=b"t",
                csrf="c",
                carrier="cookie",
                created_at=clock.now,
                seen_at=clock.now,
                expires_at=clock.now + timedelta(hours=4),
            )
        )
    assert after(database, clock.now, 3.9 / 24)["visit"] == 0
    assert after(database, clock.now, 4.1 / 24)["visit"] == 1


def exported(database: Database, who: Tenant) -> dict[str, list[dict[str, Any]]]:
    with database.system(read=True) as db:
        person = dossier.find_person(db, who.registration.id, "u1")
        assert person
        packed = dossier.export_person(db, person)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {
            name.removesuffix(".json"): json.loads(archive.read(name))
            for name in archive.namelist()
        }


def test_an_export_has_every_table_that_names_a_person(database: Database, ours: Tenant) -> None:
    named = {
        name
        for name, table in Base.metadata.tables.items()
        if "person_id" in table.columns or "attempt_id" in table.columns or "sub" in table.columns
    }
    assert named <= exported(database, ours).keys()


def test_an_export_has_one_person_s_data_and_no_secret(
    database: Database, ours: Tenant, clock: FrozenClock
) -> None:
    tenant(database, clock.now, "b")
    found = exported(database, ours)
    assert found["person"][0]["name"] == "Inès Marchetti"
    assert [row["response"] for row in found["answer"]] == ["a"]
    assert found["allowance"][0]["reason"] == "Dyslexie"
    assert all(len(rows) <= 1 for rows in found.values())
    hidden = {"csrf", "token_hash", "paper", "seed", "sealed"}
    assert not hidden & {column for rows in found.values() for row in rows for column in row}


def erase(database: Database, ours: Tenant, sealer: Sealer, now: datetime) -> None:
    with database.system(erasing=True) as db:
        person = dossier.find_person(db, ours.registration.id, "u1")
        assert person
        dossier.erase_person(db, person, sealer=sealer, actor=audit.Actor("cli"), now=now)


def test_erasing_forgets_who_and_what_and_why(
    database: Database, ours: Tenant, clock: FrozenClock, sealer: Sealer
) -> None:
    erase(database, ours, sealer, clock.now)
    assert one(database, Person.name) is None
    assert one(database, Person.state) == "erased"
    assert one(database, Answer.response) is None
    assert one(database, Allowance.reason) == ""
    assert one(database, Delivery.state) == "refused"
    assert one(database, Grade.score_bp) == 7350
    with database.system(read=True) as db:
        assert dossier.find_person(db, ours.registration.id, "u1") is None
        told = [(entry.action, entry.reason, str(entry.data)) for entry in audit.entries(db)]
        rows = [
            str(row)
            for table in Base.metadata.sorted_tables
            if table.name not in ("login", "registration")
            for mapper in Base.registry.mappers
            if mapper.local_table is table
            for row in db.execute(select(*mapper.columns)).all()
        ]
    assert {action for action, _, _ in told} == {"allow", "person-erased"}
    assert all(reason is None for _, reason, _ in told)
    assert not re.search("Marchetti|Dyslexie|'u1'", "\n".join(rows))


def test_the_same_person_comes_back_as_somebody_new(
    database: Database, ours: Tenant, clock: FrozenClock, sealer: Sealer
) -> None:
    for _ in range(2):
        erase(database, ours, sealer, clock.now)
        with database.system() as db:
            db.add(
                Person(
                    id=ids.new(clock.now),
                    registration_id=ours.registration.id,
                    sub="u1",
                    state="active",
                    first_seen=clock.now,
                    last_seen=clock.now,
                )
            )
    assert count(database, Person) == 3


def test_a_roster_s_row_goes_after_90_days(
    database: Database, ours: Tenant, clock: FrozenClock
) -> None:
    with database.write(ours.scope) as db:
        db.scalars(select(Membership)).one().source = "roster"
    assert after(database, clock.now, 89)["roster"] == 0
    assert after(database, clock.now, 91)["roster"] == 1


@pytest.mark.parametrize(
    ("guide", "heading"),
    [
        ("administrators.md", "### Ce qui est gardé des personnes"),
        ("administrators.en.md", "### What is kept of people"),
    ],
)
def test_the_guide_has_a_row_for_each_rule(guide: str, heading: str) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    section = text.partition(f"{heading}\n")[2].partition("\n### ")[0]
    assert re.findall(r"^\| `([a-z]+)` \|", section, re.M) == [r.name for r in retention.RULES]

"""Rows 17 and 29 of the attack table, over the whole map of routes and the whole database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.routing import Rule

from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.grades.worker import Worker
from lti_tool.lti import keys, tokens
from lti_tool.models import AccessToken, Base, ToolKey
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer, Unsealable
from lti_tool.web.session import COOKIE
from tests.lti_tool.playing import TOOL, FrozenClock, Launcher, SeatPage
from tests.lti_tool.rows import Tenant, tenant

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Request:
    """A route with its method, and the names of its parts."""

    rule: str
    method: str
    parts: tuple[tuple[str, str], ...]  # (name, converter)

    def path(self, seat: str, ids: dict[str, str]) -> str:
        """Its address in a seat, with these ids."""
        values = dict(ids, seat=seat)

        def value(found: re.Match[str]) -> str:
            name = found[1].rpartition(":")[2]
            return values.get(name) or dict(self.parts)[name]

        return re.sub(r"<([^>]+)>", value, self.rule)

    @property
    def ids(self) -> list[str]:
        """The parts that name a row, but the seat."""
        return [name for name, kind in self.parts if kind == "uuid" and name != "seat"]


EXAMPLE = {"UUIDConverter": "uuid", "IntegerConverter": "1"}


def requests(app: Flask, start: str) -> Iterator[Request]:
    for rule in app.url_map.iter_rules():
        if str(rule).startswith(start):
            parts = tuple((name, _example(rule, name)) for name in sorted(rule.arguments))
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Request(str(rule), method, parts)


def _example(rule: Rule, name: str) -> str:
    return EXAMPLE.get(type(rule._converters[name]).__name__, "x")


def token(client: FlaskClient) -> str:
    """The form token of a browser's visit."""
    cookie = client.get_cookie(COOKIE, domain="tool.example")
    assert cookie
    headers = {"Cookie": f"{COOKIE}={cookie.value}"}
    with client.application.test_request_context(base_url=TOOL, headers=headers):
        found: str = generate_csrf()
        return found


def status(client: FlaskClient, method: str, path: str) -> int:
    headers = {"X-CSRFToken": token(client), "Sec-Fetch-Site": "same-origin"}
    return client.open(path, method=method, headers=headers).status_code


@dataclass
class People:
    """Four browsers: two learners of one course, its instructor, and an attempt of each learner."""

    ana: SeatPage
    ben: SeatPage
    staff: SeatPage
    attempts: dict[str, str]


@pytest.fixture
def people(app: Flask, launch: Launcher, database: Database) -> People:
    def enter(sub: str, role: str) -> SeatPage:
        client = app.test_client()
        return SeatPage.of(client, launch(role, sub, client=client))

    ana, ben, staff = enter("ana", "learner"), enter("ben", "learner"), enter("tea", "instructor")
    attempts = {}
    for name, page in (("ana", ana), ("ben", ben)):
        begun = page.post("/exam")
        assert begun.status_code == 303
        attempts[name] = begun.location.split("/exam/")[1].split("/")[0]
    return People(ana, ben, staff, attempts)


@sqlite
def test_17_nobody_sits_in_another_s_seat(app: Flask, people: People) -> None:
    seen = 0
    for request in requests(app, "/s/"):
        ids = dict.fromkeys(request.ids, people.attempts["ana"])
        path = request.path(people.ana.id, ids)
        for other in (people.ben, people.staff):
            assert status(other.client, request.method, path) == 404, (request.method, path)
        seen += 1
    assert seen > 10


@sqlite
def test_17_a_colleague_s_attempt_is_not_found(app: Flask, people: People) -> None:
    for request in requests(app, "/s/<uuid:seat>/exam"):
        if request.ids:
            path = request.path(people.ben.id, {"attempt": people.attempts["ana"]})
            assert status(people.ben.client, request.method, path) == 404, (request.method, path)
            mine = request.path(people.ben.id, {"attempt": people.attempts["ben"]})
            assert status(people.ben.client, request.method, mine) != 404, (request.method, mine)


def rows_of(theirs: Tenant) -> list[UUID]:
    return [
        theirs.attempt.id,
        theirs.person.id,
        theirs.delivery.id,
        theirs.grade.id,
        theirs.link.id,
        theirs.context.id,
        theirs.registration.id,
    ]


def test_17_another_tenant_s_rows_are_not_found(
    app: Flask, people: People, database: Database, clock: FrozenClock
) -> None:
    theirs = rows_of(tenant(database, clock.now, "other"))
    for request, page in product(requests(app, "/s/"), (people.ben, people.staff)):
        for row in theirs if request.ids else ():
            path = request.path(page.id, dict.fromkeys(request.ids, str(row)))
            assert status(page.client, request.method, path) == 404, (request.method, path)


@sqlite
def test_17_a_learner_finds_no_page_of_staff_nor_of_administrators(
    app: Flask, people: People
) -> None:
    for request in (*requests(app, "/s/<uuid:seat>/staff"), *requests(app, "/admin/")):
        if "/enter/" in request.rule:
            continue
        path = request.path(people.ana.id, dict.fromkeys(request.ids, people.attempts["ana"]))
        assert status(people.ana.client, request.method, path) == 404, (request.method, path)


@sqlite
def test_17_a_teacher_takes_no_exam_in_a_learner_s_name(app: Flask, people: People) -> None:
    for request in requests(app, "/s/<uuid:seat>/exam"):
        path = request.path(people.staff.id, {"attempt": people.attempts["ana"]})
        assert status(people.staff.client, request.method, path) == 404, (request.method, path)


def everything(database: Database) -> bytes:
    """All that the database holds, as bytes."""
    with database.system(read=True) as db:
        rows = [
            value if isinstance(value, bytes) else str(value).encode()
            for mapper in Base.registry.mappers
            for row in db.execute(select(*mapper.columns)).all()
            for value in row
        ]
    return b"\n".join(rows)


def test_29_the_database_holds_no_key_and_no_token(
    people: People, config: Config, database: Database, clock: FrozenClock, sealer: Sealer,
    outbound: HttpOutbound,
) -> None:  # fmt: skip
    sitting = f"/exam/{people.attempts['ana']}"
    assert people.ana.post(f"{sitting}/submit", page=f"{sitting}/review").status_code == 303
    Worker(database, outbound, sealer, config, clock, "test").drain()
    with database.system(read=True) as db:
        sealed = db.scalars(select(AccessToken.sealed)).first()
        assert sealed
        access = sealer.unseal(tokens.PURPOSE, sealed)
        secret = keys.signer(db, sealer).as_dict(private=True)
    cookies = [
        cookie.value.encode()
        for page in (people.ana, people.ben, people.staff)
        if (cookie := page.client.get_cookie(COOKIE, domain="tool.example"))
    ]
    kept = everything(database)
    for hidden in (access, str(secret["d"]).encode(), str(secret["p"]).encode(), *cookies):
        assert len(hidden) > 20
        assert hidden not in kept
    assert b"PRIVATE KEY" not in kept


def test_29_another_secret_opens_nothing(config: Config, database: Database) -> None:
    other = Sealer(replace(config, secret_keys=(b"z" * 32,)).secret_keys)
    with database.system(read=True) as db:
        sealed = db.scalars(select(ToolKey.sealed)).all()
    assert len(sealed) == 2
    for one in sealed:
        with pytest.raises(Unsealable):
            other.unseal(keys.PURPOSE, one)

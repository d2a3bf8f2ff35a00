from __future__ import annotations

from typing import Any, Protocol

import pytest

from lti_tool import ids
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.models import Bank, Registration
from lti_tool.outbound import Outbound
from tests.lti_tool.grades.desk import Desk, desk
from tests.lti_tool.playing import FrozenClock


@pytest.fixture
def bank(database: Database, clock: FrozenClock) -> Bank:
    """A bank of which only the row is needed: no paper is drawn here."""
    row = Bank(
        id=ids.new(clock.now),
        course="every-question",
        format="court",
        version="1",
        public=True,
        content_hash=b"",
        data={},
        loaded_at=clock.now,
    )
    with database.system() as db:
        db.add(row)
    return row


class DeskMaker(Protocol):
    """Makes a desk, by the family of its platform."""

    def __call__(self, family: Any = "moodle", **more: Any) -> Desk: ...


@pytest.fixture
def make_desk(
    database: Database,
    clock: FrozenClock,
    platform: Platform,
    registered: Registration,
    config: Config,
    outbound: Outbound,
    bank: Bank,
) -> DeskMaker:
    """Desks of any family, on each engine."""

    def made(family: Any = "moodle", **more: Any) -> Desk:
        platform.family = platform.gradebook.family = family
        with database.system() as db:
            db.get_one(Registration, registered.id).family = family
        return desk(database, clock, platform, registered, config, outbound, **more)

    return made


@pytest.fixture
def at(make_desk: DeskMaker) -> Desk:
    """A desk beside a platform that behaves as Moodle."""
    return make_desk()

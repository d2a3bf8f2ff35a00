"""Row 17, the nearest tenants: the same platform's other course, and the same course's other
activity. A teacher there holds well-formed acts on the ids of people here: each is not found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.database import Database
from lti_tool.demo.platform import CLAIM
from lti_tool.models import Allowance, Attempt, Correction, Delivery, Link
from tests.lti_tool.playing import Launcher, SeatPage
from tests.lti_tool.security.test_house import requests, token

REASON = {"reason": "because"}
FORMS: Mapping[str, Mapping[str, str]] = {
    "time": {"amount": "10", "unit": "minutes", **REASON},
    "attempt": {"kind": "extra-attempt", **REASON},
    "reopen": {"minutes": "10", **REASON},
    "withdraw": REASON,
    "correct": {"question": "0", "mark": "100", **REASON},
    "send": {},
}
OTHER_COURSE = {f"{CLAIM}context": {"id": "course-2", "title": "Other", "label": "O"}}


@dataclass(frozen=True)
class Here:
    """The ids of a learner's rows, and the learner's own teacher."""

    ids: Mapping[str, str]
    teacher: SeatPage


@pytest.fixture
def here(app: Flask, launch: Launcher, database: Database) -> Here:
    """A learner who handed in, and whose grade waits to be sent."""
    client = app.test_client()
    seat = SeatPage.of(client, launch(client=client))
    base = f"/exam/{seat.post('/exam').location.split('/exam/')[1].split('/')[0]}"
    assert seat.post(f"{base}/submit", page=f"{base}/review").status_code == 303
    with database.system(read=True) as db:
        attempt, delivery = db.scalars(select(Attempt)).one(), db.scalars(select(Delivery)).one()
    ids = {"attempt": attempt.id, "person": attempt.person_id, "delivery": delivery.id}
    browser = app.test_client()
    teacher = SeatPage.of(browser, launch("instructor", "t1", client=browser))
    return Here({name: str(value) for name, value in ids.items()}, teacher)


def acts(app: Flask, seat: SeatPage, ids: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """The status of every page and act of staff on these ids."""
    found = {}
    for one in requests(app, "/s/<uuid:seat>/staff"):
        if one.ids:
            path = one.path(seat.id, dict(ids))
            form = FORMS[path.rpartition("/")[2]] if one.method == "POST" else {}
            headers = {"X-CSRFToken": token(seat.client), "Sec-Fetch-Site": "same-origin"}
            answer = seat.client.open(path, method=one.method, headers=headers, data=form)
            found[one.method, one.rule] = answer.status_code
    return found


def test_17_a_teacher_of_another_course_finds_nobody(
    app: Flask, launch: Launcher, here: Here, database: Database
) -> None:
    browser = app.test_client()
    other = launch("instructor", "t2", "rl2", client=browser, claims=OTHER_COURSE)
    found = acts(app, SeatPage.of(browser, other), here.ids)
    assert set(found.values()) == {404}, found
    assert len(found) >= 8
    nothing_changed(database)


def test_17_another_activity_s_copies_are_not_found(
    app: Flask, launch: Launcher, here: Here, database: Database
) -> None:
    browser = app.test_client()
    other = SeatPage.of(browser, launch("instructor", "t1", "rl2", client=browser))
    with database.system(read=True) as db:
        assert len(db.scalars(select(Link)).all()) == 2
    found = acts(app, other, here.ids)
    of_the_course = {rule for (_, rule) in found if "people" in rule}
    wrong = {
        key: code for key, code in found.items() if code != 404 and key[1] not in of_the_course
    }
    assert not wrong
    with database.system(read=True) as db:
        assert db.scalars(select(Attempt.state)).all() == ["submitted"]
        assert not db.scalars(select(Correction)).all()


def test_17_the_same_acts_are_granted_to_their_own_teacher(app: Flask, here: Here) -> None:
    found = acts(app, here.teacher, here.ids)
    assert 404 not in found.values(), found


def nothing_changed(database: Database) -> None:
    with database.system(read=True) as db:
        assert db.scalars(select(Attempt.state)).all() == ["submitted"]
        assert not db.scalars(select(Allowance)).all()
        assert not db.scalars(select(Correction)).all()

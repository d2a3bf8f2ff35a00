"""Rows 22 to 25 of the security table, below the web: keys, time, races, fields."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from lti_tool.bank.types import Item
from lti_tool.database import Database
from lti_tool.errors import AttemptClosed, BadForm
from lti_tool.exam import attempts, responses
from lti_tool.exam.draw import Asked, shown
from lti_tool.models import Answer, Attempt, AuditEntry, Delivery, Grade
from lti_tool.policy import GRACE
from tests.lti_tool.exam.banks import RIGHT, nine
from tests.lti_tool.exam.room import Room, opened
from tests.lti_tool.exam.test_together import MANY, made, together
from tests.lti_tool.playing import FrozenClock

SECOND = timedelta(seconds=1)
ITEMS = [Item.from_json(one) for one in nine()]


@pytest.fixture
def room(database: Database, clock: FrozenClock) -> Room:
    """A room in which an exam of nine questions is sat."""
    return opened(database, clock)


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.sampled_from(ITEMS))
def test_22_a_form_names_places_and_never_a_key(seed: str, item: Item) -> None:
    asked = Asked(item.id, shown(item, seed))
    fields = responses.shown(asked, item, RIGHT[item.id])
    assert all(name == "a" or name == "t" or name[2:].isdecimal() for name in fields)
    typed = [part.field for part in responses.parts(asked, item) if part.keys is None]
    values = [text for name, texts in fields.items() if name not in typed for text in texts]
    assert all(text.isdecimal() for text in values)


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_22_no_ordering_is_shown_solved(seed: str) -> None:
    for item in (one for one in ITEMS if one.type == "ordering"):
        assert list(shown(item, seed)["items"]) != item.marking["fr"]["answer"]


@pytest.mark.parametrize("n", [1, 2**40, 10**15 - 1], ids=["small", "large", "largest"])
def test_23_a_late_answer_is_refused_whatever_it_claims(room: Room, n: int) -> None:
    attempt = room.start()
    room.clock.now = attempt.closes_at - SECOND
    room.right(attempt, 1)
    room.clock.now = attempt.closes_at
    with pytest.raises(AttemptClosed):
        room.save(attempt, 2, "late", tab="other", n=n, seen=n)
    done = room.submit(attempt)
    assert (done.score_bp, done.ended_by, done.submitted_at) == (1_111, "server", attempt.due_at)
    assert room.answer(attempt, 2).response is None


def test_23_a_late_hand_in_is_the_servers(room: Room) -> None:
    attempt = room.start()
    room.clock.now = attempt.due_at + GRACE + SECOND
    for by in ("learner", "staff"):
        assert room.submit(attempt, by).ended_by == "server"
    assert room.attempt(attempt.id).submitted_at == attempt.due_at


def test_23_a_reopened_attempt_has_the_time_that_was_granted_and_no_more(room: Room) -> None:
    attempt, staff = room.start(), room.here("tutor", "instructor")
    room.submit(attempt)
    room.clock.tick(3_600)
    room.within(lambda db: attempts.reopen(db, staff, attempt.id, "panne", room.now, minutes=5))
    room.clock.tick(5 * 60 + GRACE.seconds)
    with pytest.raises(AttemptClosed):
        room.save(attempt, 1, "late")
    assert room.submit(attempt).ended_by == "server"


def test_24_many_starts_are_one_attempt(room: Room) -> None:
    here = room.here()
    results = together([lambda: room.start(here)] * MANY)
    assert {type(one) for one in results} == {Attempt}
    assert len({attempt.id for attempt in made(results)}) == 1
    assert len(room.rows(Attempt)) == 1
    assert len(room.rows(Answer)) == 9


def test_24_many_hand_ins_are_one_grade_of_one_revision(room: Room) -> None:
    attempt = room.start()
    room.right(attempt)
    results = together([lambda: room.submit(attempt)] * MANY)
    assert {one.score_bp for one in made(results)} == {10_000}
    assert [(one.score_bp, one.revision) for one in room.rows(Grade)] == [(10_000, 1)]
    assert [one.wanted_revision for one in room.rows(Delivery)] == [1]
    acts = [one for one in room.rows(AuditEntry) if one.action == "attempt.submitted"]
    assert len(acts) == 1


@pytest.mark.parametrize(
    "name", ["score", "role", "state", "number", "position", "attempt", "points", "fraction"]
)
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
def test_25_a_field_that_no_page_has_is_refused(item: Item, name: str) -> None:
    asked = Asked(item.id, shown(item, "0" * 32))
    fields = responses.shown(asked, item, RIGHT[item.id]) | {name: ["1"]}
    with pytest.raises(BadForm):
        responses.read(asked, item, MultiDict(fields))
    with pytest.raises(BadForm):
        responses.read_json(asked, item, fields)

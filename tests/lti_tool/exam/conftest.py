import pytest

from lti_tool.database import Database
from tests.lti_tool.exam.room import Room, opened
from tests.lti_tool.playing import FrozenClock


@pytest.fixture
def room(database: Database, clock: FrozenClock) -> Room:
    """A room in which an exam of nine questions is sat, twice at most, 20 minutes each."""
    return opened(database, clock)

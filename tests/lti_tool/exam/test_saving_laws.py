"""Saves in any order, from any tabs, against twenty lines that say what must be kept."""

import random
from dataclasses import dataclass

import pytest

from tests.lti_tool.exam.room import Room

SAVES = 60


@dataclass
class Kept:
    """One answer, as the rules say it."""

    seq: int = 0
    tab: str = ""
    n: int = 0
    response: str | None = None

    def save(self, tab: str, n: int, seen: int, response: str) -> tuple[int, bool, str | None]:
        """The sequence, whether another page's answer was replaced, and what is said of it."""
        if tab == self.tab and n <= self.n:
            return self.seq, False, self.response
        known = seen == self.seq or self.seq == 0
        strange = not known and (tab != self.tab or tab == "form") and response != self.response
        was = self.response if strange else response
        self.seq, self.tab, self.n, self.response = self.seq + 1, tab, n, response
        return self.seq, strange, was


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_the_rules_say(room: Room, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - no secrets
    attempt, here = room.start(), room.here()
    kept = {position: Kept() for position in (1, 2)}
    for _ in range(SAVES):
        position, tab = drawn.choice([1, 2]), drawn.choice(["one", "two", "form"])
        n, seen, response = drawn.randint(1, 40), drawn.randint(0, 12), drawn.choice("abc")
        said = room.save(attempt, position, response, tab=tab, n=n, seen=seen, here=here)
        expected = kept[position].save(tab, n, seen, response)
        assert (said.seq, said.replaced, said.response) == expected
        answer = room.answer(attempt, position)
        assert (answer.seq, answer.response) == (kept[position].seq, kept[position].response)

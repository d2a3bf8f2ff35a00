from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.exam.draw import draw
from lti_tool.exam.scoring import Marks, QuestionMark, marks, score
from tests.lti_tool.exam.banks import RIGHT, bank, choice

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@dataclass(frozen=True)
class Sat:
    paper: dict[str, Any]


@dataclass(frozen=True)
class Given:
    position: int
    response: Any
    language: str = "fr"


@dataclass(frozen=True)
class Corrected:
    position: int | None
    fraction: float | None = None
    score_bp: int | None = None
    at: datetime = NOW
    id: UUID = field(default_factory=uuid4)


VIEW = bank()


def sat() -> Sat:
    assert VIEW.policy is not None
    return Sat(draw(VIEW, VIEW.policy, "0" * 32, {}).to_json())


def right(attempt: Sat) -> list[Given]:
    asked = enumerate(attempt.paper["questions"], 1)
    return [Given(position, RIGHT[one["item"]]) for position, one in asked]


def test_all_right_is_all_and_nothing_is_nothing() -> None:
    attempt = sat()
    assert marks(attempt, VIEW, right(attempt), ()).score_bp == 10_000
    assert marks(attempt, VIEW, (), ()).score_bp == 0
    blank = [Given(position, None) for position in range(1, 10)]
    assert marks(attempt, VIEW, blank, ()).score_bp == 0


def test_one_of_nine_left_out_is_eight_ninths() -> None:
    attempt = sat()
    assert marks(attempt, VIEW, right(attempt)[1:], ()).score_bp == 8_889


def test_marks_survive_being_kept() -> None:
    attempt = sat()
    made = marks(attempt, VIEW, right(attempt)[2:], ())
    assert Marks.from_json(made.to_json() | {"reopened": 1}) == made
    assert made.objectives["o-1"].total == 9
    assert made.objectives["o-1"].right == 7


def test_an_answer_is_read_in_the_language_in_which_it_was_given() -> None:
    rules = {"type": "numeric", "answer": 1000, "tolerance": 0, "unit": ""}
    spec = {"fr": {**rules, "thousands": "."}, "en": {**rules, "thousands": ","}}
    item = choice("n", type="numeric", marking=spec) | {"options": [], "max_length": 9}
    view = bank([item], draw=[{"objective": "o-1", "count": 1}])
    attempt = Sat(
        {"algorithm": 1, "seed": "", "seen": {}, "questions": [{"item": "n", "shown": {}}]}
    )
    assert marks(attempt, view, [Given(1, "1,000", "en")], ()).score_bp == 10_000
    assert marks(attempt, view, [Given(1, "1,000", "fr")], ()).score_bp == 0


def test_the_latest_correction_counts_and_that_of_the_whole_above_all() -> None:
    attempt, later = sat(), NOW + timedelta(seconds=1)
    one = [Corrected(1, 1.0, at=later), Corrected(1, 0.0)]
    made = marks(attempt, VIEW, right(attempt)[1:], one)
    assert made.score_bp == 10_000
    assert [q.position for q in made.questions if q.corrected] == [1]
    whole = [Corrected(None, score_bp=1_234), *one]
    assert marks(attempt, VIEW, right(attempt), whole).score_bp == 1_234


def question(points: float, fraction: float) -> QuestionMark:
    return QuestionMark(1, "i", "o", points, fraction, answered=True)


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([question(1, 1), question(1, 1), question(1, 0)], 6_667),
        ([question(1, 0.5), question(2, 0.25)], 3_333),
        ([question(1, 0.00005)], 1),  # halves up
        ([question(1, 1), question(0.00001, 0)], 9_999),  # not all is right
        ([question(0.1, 1)] * 3, 10_000),
        ([], 0),
    ],
)
def test_a_score_is_rounded_once(questions: list[QuestionMark], expected: int) -> None:
    assert score(questions) == expected


@given(st.lists(st.tuples(st.floats(0.01, 100), st.floats(0, 1)), min_size=1, max_size=50))
def test_a_score_is_within_bounds_and_full_for_all_right_only(
    pairs: list[tuple[float, float]],
) -> None:
    questions = [question(points, fraction) for points, fraction in pairs]
    made = score(questions)
    assert 0 <= made <= 10_000
    assert (made == 10_000) == all(fraction == 1 for _, fraction in pairs)
    assert score(list(reversed(questions))) == made

import json
from pathlib import Path
from typing import Any

import pytest

from builder.marking import mark

VECTORS = Path(__file__).parents[2] / "vectors" / "marking.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))
GRADED = {
    "single-choice",
    "multiple-choice",
    "true-false",
    "matching",
    "ordering",
    "numeric",
    "short-text",
    "cloze",
    "categorise",
}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['spec']['type']}:{c['response']!r}"[:60])
def test_python_marks_the_vector_as_it_says(case: dict[str, Any]) -> None:
    assert mark(case["spec"], case["response"]) == case["fraction"]


def test_the_vectors_show_each_graded_type_right_and_wrong() -> None:
    for fraction in (0, 1):
        assert {c["spec"]["type"] for c in CASES if c["fraction"] == fraction} == GRADED
    scorings = {(c["spec"]["type"], c["spec"]["scoring"]) for c in CASES if "scoring" in c["spec"]}
    assert len(scorings) == 15


def test_what_is_not_graded_is_not_marked() -> None:
    with pytest.raises(ValueError, match="likert is not graded"):
        mark({"type": "likert", "scale": 5}, "3")

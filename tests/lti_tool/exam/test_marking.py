import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import marking as builders
from lti_tool.marking import mark
from tests.builder.state.questions import responses
from tests.lti_tool.exam.banks import graded

VECTORS = Path(__file__).parents[2] / "vectors" / "marking.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['spec']['type']}:{c['response']!r}"[:60])
def test_the_tool_marks_the_vector_as_it_says(case: dict[str, Any]) -> None:
    assert mark(case["spec"], case["response"]) == case["fraction"]


@st.composite
def asked(draw: st.DrawFn) -> tuple[Any, Any]:
    question = draw(graded())
    return question, draw(responses(question))


@given(asked(), st.sampled_from(["fr", "en"]))
def test_the_tool_marks_as_the_builder_does(case: tuple[Any, Any], language: str) -> None:
    question, response = case
    spec = builders.spec(question, language)
    assert mark(spec, response) == builders.mark(spec, response)


def test_what_is_not_graded_is_not_marked() -> None:
    with pytest.raises(ValueError, match="likert is not graded"):
        mark({"type": "likert", "scale": 5}, "3")

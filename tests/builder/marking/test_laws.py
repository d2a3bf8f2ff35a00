import json
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.marking import mark, number, plain, spec
from builder.model import Numeric, ShortText, is_graded
from tests.builder.state.questions import WORDS, questions, responses, right_response

RUNTIME = Path(__file__).parents[3] / "builder" / "runtime"
GRADED = questions().filter(is_graded)
MARK_IN_JS = """
import { readFileSync } from 'node:fs'
import { mark } from '%s'
const cases = JSON.parse(readFileSync(0))
process.stdout.write(JSON.stringify(cases.map(([spec, response]) => mark(spec, response))))
"""


@st.composite
def asked(draw: st.DrawFn) -> tuple[Any, Any]:
    question = draw(GRADED)
    return question, draw(responses(question))


@given(asked())
def test_a_mark_is_from_0_to_1(case: tuple[Any, Any]) -> None:
    question, response = case
    assert 0 <= mark(spec(question, "fr"), response) <= 1


@given(asked())
def test_full_marks_are_for_all_right_and_nothing_else(case: tuple[Any, Any]) -> None:
    question, response = case
    right = right_response(question)
    if right is not None:
        assert (mark(spec(question, "fr"), response) == 1) == (response == right)


@given(GRADED)
def test_what_is_right_gets_full_marks(question: Any) -> None:
    right = right_response(question)
    if right is not None:
        assert mark(spec(question, "fr"), right) == 1


@given(questions().filter(lambda q: isinstance(q, ShortText)), st.booleans(), st.booleans())
def test_an_accepted_form_is_right_however_it_is_composed(
    question: ShortText, case: bool, accents: bool
) -> None:
    for form in question.accept["fr"]:
        if plain(form, case=case, accents=accents):
            rule = spec(question, "fr") | {"case": case, "accents": accents}
            assert mark(rule, f"  {form}\u202f") == 1


@given(questions().filter(lambda q: isinstance(q, Numeric)))
def test_a_number_is_right_up_to_its_tolerance_with_comma_or_point(question: Numeric) -> None:
    low, high = question.answer - question.tolerance, question.answer + question.tolerance
    for value in (low, question.answer, high):
        for text in (f"{value:.2f}", f"{value:.2f}".replace(".", ",")):
            assert mark(spec(question, "fr"), text) == 1


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "'", "’"]))
def test_thousands_may_be_parted_by_any_space(value: int, space: str) -> None:
    assert number(f"{value:,}".replace(",", space), ".") == value


@given(WORDS, st.booleans(), st.booleans())
def test_what_is_plain_stays_so(text: str, case: bool, accents: bool) -> None:
    once = plain(text, case=case, accents=accents)
    assert plain(once, case=case, accents=accents) == once


@settings(max_examples=12)
@given(st.lists(asked(), min_size=20, max_size=60))
def test_javascript_marks_as_python_does(cases: list[tuple[Any, Any]]) -> None:
    pairs = [(spec(question, "fr"), response) for question, response in cases]
    script = MARK_IN_JS % (RUNTIME / "marking.js").as_uri()
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [mark(rule, response) for rule, response in pairs]

import json
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.model import Question, ShortText, SingleChoice
from builder.state import (
    LIMIT,
    Answer,
    Layout,
    State,
    StateUnreadable,
    decode,
    encode,
    fresh,
    layout,
    locked,
    worst_case,
)
from builder.state import data as data_of
from builder.state.codec import ALPHABET, _check
from tests.builder.state.courses import course_of, filled
from tests.builder.state.questions import AT, options, questions, responses

STATE_JS = Path(__file__).parents[3] / "builder" / "runtime" / "state.js"


@st.composite
def courses(draw: st.DrawFn, most: int = 5) -> tuple[list[Question], list[str]]:
    names = [f"q-{n}" for n in range(draw(st.integers(0, most)))]
    asked = [draw(questions(name)) for name in names]
    return asked, [f"page-{n}" for n in range(draw(st.integers(0, 4)))]


@st.composite
def states(draw: st.DrawFn) -> tuple[Layout, State]:
    """A layout, released in part, and a state that a learner can reach in it."""
    asked, pages = draw(courses())
    early = draw(st.integers(0, len(asked)))
    lock = locked(layout(course_of(asked[:early], pages[:1]))) if draw(st.booleans()) else None
    made = layout(course_of(asked, pages, lock))
    answered = [question for question in asked if draw(st.booleans())]
    given = {question.id: draw(responses(question)) for question in answered}
    state = filled(
        made,
        given,
        release=made.release,
        seen=frozenset(draw(st.sets(st.sampled_from([*pages, "quiz"])))),
        location=draw(st.none() | st.sampled_from([*pages, "quiz"])),
        seconds=draw(st.integers(0, 2**24 - 1)),
        best=draw(st.none() | st.integers(0, 10000).map(lambda n: n / 100)),
        final=draw(st.integers(0, 3)),
        counter=draw(st.integers(0, 2**24 - 1)),
        writer=draw(st.integers(0, 4095)),
        area="0" * made.bits,
    )
    return made, state


def as_known(state: State) -> tuple[Any, ...]:
    first = ("nonce", "counter", "writer", "location", "seconds")
    return tuple(getattr(state, name) for name in (*first, "best", "final", "seen", "answers"))


@given(states())
def test_what_is_decoded_is_what_was_encoded(case: tuple[Layout, State]) -> None:
    made, state = case
    assert as_known(decode(encode(state, made), made)) == as_known(state)


@given(states())
def test_encoding_again_changes_nothing(case: tuple[Layout, State]) -> None:
    made, state = case
    text = encode(state, made)
    assert encode(decode(text, made), made) == text


@given(states())
def test_no_state_is_longer_than_the_worst_case(case: tuple[Layout, State]) -> None:
    made, state = case
    text = encode(state, made)
    assert len(text) <= worst_case(made)
    assert set(text) <= set(ALPHABET)


@given(courses(), st.booleans(), st.data())
def test_the_worst_case_is_reached_by_who_answers_all(
    case: tuple[list[Question], list[str]], released: bool, data: st.DataObject
) -> None:
    asked, pages = case
    lock = locked(layout(course_of(asked, pages))) if released else None
    made = layout(course_of(asked, pages, lock))
    longest = {q.id: "x" * 255 for q in asked if q.type in {"short-text", "numeric"}}
    given_ = {
        q.id: longest.get(q.id) or data.draw(responses(q)) for q in asked if q.type != "cloze"
    }
    text = encode(filled(made, given_), made)
    clozes = [item for item in made.items if item.shape[0] == "map"]
    assert len(text) == worst_case(made) or clozes


DECODE_AND_ENCODE_IN_JS = """
import { readFileSync } from 'node:fs'
import { decode, encode } from '%s'
const cases = JSON.parse(readFileSync(0))
process.stdout.write(JSON.stringify(cases.map(([layout, text]) => {
  const state = decode(text, layout)
  return [state.answers, [...state.seen].sort(), encode(state, layout)]
})))
"""


@settings(max_examples=12)
@given(st.lists(states(), min_size=10, max_size=30))
def test_javascript_reads_and_writes_the_same(cases: list[tuple[Layout, State]]) -> None:
    pairs = [(data_of(made), encode(state, made)) for made, state in cases]
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", DECODE_AND_ENCODE_IN_JS % STATE_JS.as_uri()],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )
    for (_, state), (_, text), (answers, seen, again) in zip(
        cases, pairs, json.loads(done.stdout), strict=True
    ):
        assert answers == {name: asdict(answer) for name, answer in state.answers.items()}
        assert set(seen) == state.seen
        assert again == text


def test_typed_text_is_cut_at_whole_characters() -> None:
    made = layout(course_of([ShortText(id="q", at=AT, text={}, accept={}, max_length=5)]))
    state = decode(encode(filled(made, {"q": "éééé"}), made), made)
    assert state.answers["q"].response == "éé"


@pytest.mark.parametrize("text", ["", "abc", "a b c d e", "1.Bloc; 70%", "AAAAAAAA", "é" * 40])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(StateUnreadable):
        decode(text, layout(course_of([])))


@given(states(), st.data())
def test_a_state_cut_short_or_changed_is_refused(
    case: tuple[Layout, State], data: st.DataObject
) -> None:
    made, state = case
    text = encode(state, made)
    place = data.draw(st.integers(0, len(text) - 3))
    with pytest.raises(StateUnreadable):
        decode(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], made)


def test_a_newer_schema_is_refused() -> None:
    made = layout(course_of([]))
    text = "Q" + "A" * 40  # Q: 010000, the schema's three bits first
    with pytest.raises(StateUnreadable, match="schema"):
        decode(text + _check(text), made)


def choice(name: str, keys: str = "abc") -> SingleChoice:
    return SingleChoice(id=name, at=AT, text={}, options=options([*keys]), answer=keys[0])


def test_a_fresh_state_is_short() -> None:
    made = layout(course_of([choice(f"q-{n}") for n in range(300)]))
    assert len(encode(fresh(1), made)) == 30


def test_a_large_released_course_fits() -> None:
    asked: list[Question] = [choice(f"q-{n}", "abcd") for n in range(300)]
    pages = [f"page-{n}" for n in range(40)]
    made = layout(course_of(asked, pages))
    released = layout(course_of(asked, pages, locked(made)))
    assert worst_case(released) < 1000
    assert worst_case(made) < LIMIT


def test_what_a_newer_layout_wrote_is_kept() -> None:
    first = layout(course_of([choice("q-1")], ["p-1"]))
    old = layout(course_of([choice("q-1")], ["p-1"], locked(first)))
    more = layout(course_of([choice("q-1"), choice("q-2")], ["p-1", "p-2"], locked(first)))
    new = layout(course_of([choice("q-1"), choice("q-2")], ["p-1", "p-2"], locked(more)))
    written = encode(filled(new, {"q-1": "a", "q-2": "b"}), new)

    held = decode(written, old)
    assert held.answers == {"q-1": Answer(1, 0, "a")}
    held.answers["q-1"] = Answer(2, 0, "c")
    back = decode(encode(held, old), new)

    assert back.answers == {"q-1": Answer(2, 0, "c"), "q-2": Answer(1, 1, "b")}
    assert back.seen == {"p-1", "p-2", "quiz"}
    assert back.release == new.release == 2


def test_what_an_unreleased_course_left_behind_does_not_pile_up() -> None:
    before = layout(course_of([choice("gone"), choice("kept")]))
    now = layout(course_of([choice("kept")]))
    state = decode(encode(filled(before, {"gone": "a", "kept": "b"}), before), now)
    assert state.answers == {"kept": Answer(1, 1, "b")}
    assert len(encode(state, now)) <= worst_case(now)


def test_entries_of_a_newer_layout_never_break_the_limit() -> None:
    made = layout(course_of([choice("q")]))
    foreign = tuple((tag, 1, b"x" * 100) for tag in range(1, 60))
    text = encode(State(1, release=9, foreign=foreign), made)
    assert LIMIT - 150 < len(text) <= LIMIT

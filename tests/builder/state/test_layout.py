import dataclasses
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from builder.model import Question, SingleChoice
from builder.state import Layout, data, decode, encode, layout, locked, shape
from builder.state.layout import signature
from tests.builder.state.courses import course_of, filled
from tests.builder.state.questions import AT, options, questions, responses


def choice(name: str, keys: str = "abc") -> SingleChoice:
    return SingleChoice(id=name, at=AT, text={}, options=options([*keys]), answer=keys[0])


def slots(made: Layout) -> dict[str, int | None]:
    return {item.id: item.slot for item in made.items}


def test_without_a_lock_nothing_has_a_slot() -> None:
    made = layout(course_of([choice("q")], ["p"]))
    assert slots(made) == {"q": None, "p": None, "quiz": None}
    assert data(made)["questions"]["q"][1:] == [None, ("one", ("a", "b", "c"))]


def test_a_release_gives_slots_that_stay() -> None:
    first = locked(layout(course_of([choice("q-2")], ["p"])))
    then = layout(course_of([choice("q-1"), choice("q-2")], ["a-page", "p"], first))
    second = locked(then)
    assert slots(then) | {"q-1": None, "a-page": None} == slots(then)
    rows = {row["id"]: row for row in second["items"]}
    assert [rows[row["id"]] for row in first["items"]] == first["items"]
    assert rows["q-1"]["slot"] >= first["bits"]
    assert (first["release"], second["release"]) == (1, 2)


def test_a_release_of_nothing_new_changes_nothing() -> None:
    first = locked(layout(course_of([choice("q")])))
    assert locked(layout(course_of([choice("q")], lock=first))) == first


def test_a_question_whose_keys_change_gets_a_new_slot_and_leaves_the_old() -> None:
    first = locked(layout(course_of([choice("q")])))
    second = locked(layout(course_of([choice("q", "abcd")], lock=first)))
    both = [row for row in second["items"] if row["id"] == "q"]
    assert [row["shape"] for row in both] == ["one:a,b,c", "one:a,b,c,d"]
    assert both[1]["slot"] == first["bits"]


def test_the_order_of_options_and_the_right_answer_change_nothing() -> None:
    before, after = choice("q", "abc"), choice("q", "cab")
    assert shape(before) == shape(after)


def test_a_retired_slot_is_never_given_again() -> None:
    first = locked(layout(course_of([choice("gone"), choice("kept")])))
    second = locked(layout(course_of([choice("kept"), choice("new")], lock=first)))
    taken: list[int] = []
    for row in second["items"]:
        taken.extend(range(row["slot"], row["slot"] + row["width"]))
    assert len(taken) == len(set(taken)) == second["bits"]


@given(st.lists(questions(), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_sources_does_not_matter(asked: list[Question], random: Any) -> None:
    named = [dataclasses.replace(q, id=f"q-{n}") for n, q in enumerate(asked)]
    mixed = random.sample(named, len(named))
    assert layout(course_of(named)) == layout(course_of(mixed))


class EditsAndReleases(RuleBasedStateMachine):
    """An author edits and releases in any order; in between a learner comes to any build."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, Question] = {}
        self.lock: dict[str, Any] | None = None
        self.state: str | None = None
        self.expected: dict[str, tuple[str, Any]] = {}

    def built(self) -> Layout:
        return layout(course_of(self.asked.values(), ["p"], self.lock))

    @rule(number=st.integers(0, 5), asked=st.data())
    def write_or_change_a_question(self, number: int, asked: st.DataObject) -> None:
        name = f"q-{number}"
        self.asked[name] = asked.draw(questions(name))

    @rule(number=st.integers(0, 5))
    def take_a_question_out(self, number: int) -> None:
        self.asked.pop(f"q-{number}", None)

    @rule()
    def release(self) -> None:
        self.lock = locked(self.built())

    @rule(answers=st.data())
    def learner_answers(self, answers: st.DataObject) -> None:
        made = self.built()
        state = decode(self.state, made) if self.state else filled(made, {}, release=made.release)
        given_ = {
            name: answers.draw(responses(question))
            for name, question in self.asked.items()
            if answers.draw(st.booleans())
        }
        state.answers.update(filled(made, given_).answers)
        self.state = encode(state, made)
        self.expected = {
            name: (signature(shape(self.asked[name])), answer.response)
            for name, answer in decode(self.state, made).answers.items()
        }

    @invariant()
    def answers_of_unchanged_questions_are_kept(self) -> None:
        if self.state is None:
            return
        known = decode(self.state, self.built()).answers
        for name, (form, response) in self.expected.items():
            question = self.asked.get(name)
            if question is not None and signature(shape(question)) == form:
                assert known[name].response == response


TestEditsAndReleases = EditsAndReleases.TestCase

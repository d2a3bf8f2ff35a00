import json
from pathlib import Path
from typing import Any

import pytest

from builder.state import Answer, Item, Layout, State, StateUnreadable, decode, encode

FILE = Path(__file__).parents[2] / "vectors" / "state.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def layout_of(name: str) -> Layout:
    """The layout as the vectors, and course.js, write it."""
    data = VECTORS["layouts"][name]
    asked = (
        Item("question", key, tuple(shape), tag, slot)
        for key, (tag, slot, shape) in data["questions"].items()
    )
    screens = (
        Item("screen", key, ("seen",), tag, slot) for key, (tag, slot) in data["screens"].items()
    )
    return Layout(data["release"], data["bits"], (*asked, *screens))


def state_of(data: dict[str, Any]) -> State:
    answers = {name: Answer(**answer) for name, answer in data["answers"].items()}
    return State(**data | {"seen": frozenset(data["seen"]), "answers": answers})


def known(state: State) -> tuple[Any, ...]:
    return (*(getattr(state, name) for name in State.__slots__ if name not in {"area", "foreign"}),)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["layout"])
def test_a_state_is_encoded_and_decoded_as_the_vector_says(case: dict[str, Any]) -> None:
    layout = layout_of(case["layout"])
    assert encode(state_of(case["state"]), layout) == case["text"]
    assert known(decode(case["text"], layout)) == known(state_of(case["state"]))


@pytest.mark.parametrize(
    "move", VECTORS["moves"], ids=lambda move: f"{move['written']}-{move['read']}"
)
def test_a_state_moves_between_releases_as_the_vector_says(move: dict[str, Any]) -> None:
    layout = layout_of(move["read"])
    state = decode(move["text"], layout)
    assert sorted(state.seen) == move["seen"]
    assert state.answers == {name: Answer(**answer) for name, answer in move["answers"].items()}
    assert encode(state, layout) == move["again"]


@pytest.mark.parametrize("text", VECTORS["refused"])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(StateUnreadable):
        decode(text, layout_of("draft"))

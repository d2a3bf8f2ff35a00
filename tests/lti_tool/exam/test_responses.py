from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from lti_tool.bank.types import Item
from lti_tool.errors import BadForm
from lti_tool.exam.draw import Asked, shown
from lti_tool.exam.responses import PLACES, markable, parts, read, read_json
from lti_tool.exam.responses import shown as filled
from lti_tool.marking import mark
from tests.builder.state.questions import responses
from tests.lti_tool.exam.banks import RIGHT, graded, nine, of_question

ITEMS = {one["id"]: Item.from_json(one) for one in nine()}
SEED = "0" * 32


def asked(item: Item, seed: str = SEED) -> Asked:
    return Asked(item.id, shown(item, seed))


def form(fields: dict[str, Any]) -> MultiDict[str, str]:
    return MultiDict(fields)


@pytest.mark.parametrize("kind", ITEMS)
def test_each_type_is_filled_in_without_a_script(kind: str) -> None:
    item = ITEMS[kind]
    fields = filled(asked(item), item, RIGHT[kind])
    response, said = read(asked(item), item, form(fields))
    assert (response, said) == (RIGHT[kind], [])
    assert mark(item.spec("fr"), markable(item, response)) == 1


@pytest.mark.parametrize("kind", ITEMS)
def test_a_form_has_positions_and_no_key_of_the_author(kind: str) -> None:
    item = ITEMS[kind]
    for part in parts(asked(item), item):
        assert part.field.partition(".")[2].isdigit() or part.field in ("a", "t")
        if part.keys is not None:
            assert part.fields(part.keys[-1]) == [str(len(part.keys))]


@pytest.mark.parametrize("kind", ITEMS)
def test_nothing_chosen_is_none(kind: str) -> None:
    item = ITEMS[kind]
    empty = {part.field: " " for part in parts(asked(item), item)}
    about = {"csrf_token": "x", "tab": "form", "n": "1", "seen": "0", "flag": "1", "go": "next"}
    assert read(asked(item), item, form(about)) == (None, [])
    assert read(asked(item), item, form(empty | about)) == (None, [])
    assert filled(asked(item), item, None) == {}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("single-choice", {"a": "4"}),
        ("single-choice", {"a": "0"}),
        ("single-choice", {"a": "a"}),
        ("single-choice", {"a": "٢"}),  # a digit, but not one of ours
        ("single-choice", {"a": "1.0"}),
        ("single-choice", {"a": ["1", "2"]}),
        ("single-choice", {"b": "1"}),
        ("multiple-choice", {"a": ["1", "1"]}),
        ("true-false", {"a": "true"}),
        ("matching", {"m.3": "1"}),
        ("matching", {"m.1": "9"}),
        ("ordering", {"o.1": "4"}),
        ("cloze", {"b.2": "b"}),
        ("categorise", {"c.1": "x"}),
        ("numeric", {"t": "1" * 21}),
        ("short-text", {"t": "é" * 11}),  # 22 bytes
        ("short-text", {"t": "a\0b"}),
        ("short-text", {"t": "a\ud800"}),
        *[("short-text", {name: "1"}) for name in ("score", "role", "state", "number", "position")],
    ],
)
def test_what_no_page_sends_is_refused(kind: str, fields: dict[str, Any]) -> None:
    item = ITEMS[kind]
    with pytest.raises(BadForm):
        read(asked(item), item, form(fields))
    with pytest.raises(BadForm):
        read_json(asked(item), item, fields)


@pytest.mark.parametrize(
    "response", [[], "1", 3, {"a": 1}, {"a": None}, {"a": [1]}, {"go": "x"}, {"a": {}}]
)
def test_json_of_another_shape_is_refused(response: Any) -> None:
    item = ITEMS["single-choice"]
    with pytest.raises(BadForm):
        read_json(asked(item), item, response)


def test_a_place_taken_twice_is_kept_and_said() -> None:
    item = ITEMS["ordering"]
    keys = asked(item).shown["items"]
    response, said = read(asked(item), item, form({"o.1": "1", "o.2": "1", "o.3": "3"}))
    assert said == [PLACES]
    assert response == dict(zip(keys, ("1", "1", "3"), strict=True))
    assert filled(asked(item), item, response) == {"o.1": ["1"], "o.2": ["1"], "o.3": ["3"]}
    assert markable(item, response) == ["", "", keys[2]]


def test_an_unfinished_ordering_gets_what_is_right_in_it() -> None:
    item = ITEMS["ordering"]
    assert mark(item.spec("fr"), markable(item, {"c": "1", "a": "3"})) == pytest.approx(1 / 3)


@given(st.data(), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_what_is_shown_is_read_back(data: st.DataObject, seed: str) -> None:
    question = data.draw(graded())
    item = of_question(question)
    response = data.draw(responses(question))
    fields = filled(asked(item, seed), item, response)
    try:
        again, said = read(asked(item, seed), item, form(dict(fields)))
    except BadForm:
        assert item.type in ("numeric", "short-text", "cloze")
        return  # typed longer than the tool takes
    assert said == [] or item.type == "ordering"
    assert again == read_json(asked(item, seed), item, fields)[0]
    for language in ("fr", "en"):
        blank = mark(item.spec(language), response)
        got = 0.0 if again is None else mark(item.spec(language), markable(item, again))
        assert got == blank or again is None


@given(st.data())
def test_whatever_is_posted_is_read_or_refused(data: st.DataObject) -> None:
    item = ITEMS[data.draw(st.sampled_from(sorted(ITEMS)))]
    names = st.sampled_from([part.field for part in parts(asked(item), item)]) | st.text(max_size=4)
    values = st.lists(st.sampled_from(["", "1", "2", "3"]) | st.text(max_size=30), max_size=3)
    fields = data.draw(st.dictionaries(names, values, max_size=5))
    try:
        response, _ = read_json(asked(item), item, fields)
    except BadForm:
        return
    fraction = 0.0 if response is None else mark(item.spec("fr"), markable(item, response))
    assert 0 <= fraction <= 1

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.bank.slots import families, unfilled
from lti_tool.bank.types import BankView
from lti_tool.errors import Undrawable
from lti_tool.exam.draw import Paper, draw
from tests.lti_tool.exam.banks import bank, choice, nine

SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
OBJECTIVES = ("o-1", "o-2")
PAPER = [("i7", "bac"), ("i1", "bca"), ("i9", "acb"), ("i0", "acb")]


@st.composite
def banks(draw: st.DrawFn) -> BankView:
    """A bank of a few families and a policy over it; drawable or not."""
    names = [f"i{n}" for n in range(draw(st.integers(1, 14)))]
    items = [
        choice(
            name,
            objective=draw(st.sampled_from(OBJECTIVES)),
            difficulty=draw(st.sampled_from([None, 1, 2, 3])),
            variant_of=draw(st.none() | st.sampled_from(names[:place])) if place else None,
            shuffle=draw(st.booleans()),
        )
        for place, name in enumerate(names)
    ]
    return bank(
        items, draw=draw(st.lists(lines(), min_size=1, max_size=4)), shuffle=draw(st.booleans())
    )


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    line = {"objective": draw(st.sampled_from(OBJECTIVES)), "count": draw(st.integers(1, 3))}
    level = draw(st.sampled_from([None, None, 1, 2, 3]))
    return line if level is None else line | {"difficulty": level}


def drawable() -> st.SearchStrategy[BankView]:
    return banks().filter(lambda view: view.policy and not unfilled(view.items, view.policy))


def drawn(view: BankView, seed: str, seen: dict[str, int] | None = None) -> Paper:
    assert view.policy is not None
    return draw(view, view.policy, seed, seen or {})


SEEN = st.dictionaries(st.sampled_from([f"i{n}" for n in range(14)]), st.integers(0, 3))


@given(drawable(), SEEDS, SEEN)
def test_the_same_seed_draws_the_same_paper(
    view: BankView, seed: str, seen: dict[str, int]
) -> None:
    paper = drawn(view, seed, seen)
    assert paper == drawn(view, seed, dict(reversed(seen.items())))
    assert Paper.from_json(paper.to_json()) == paper


@given(drawable(), SEEDS, SEEN)
def test_a_paper_has_one_of_a_family(view: BankView, seed: str, seen: dict[str, int]) -> None:
    roots = families(view.items)
    taken = [roots[asked.item] for asked in drawn(view, seed, seen).questions]
    assert len(set(taken)) == len(taken)


@given(drawable(), SEEDS, SEEN)
def test_a_paper_has_what_its_lines_ask_for(
    view: BankView, seed: str, seen: dict[str, int]
) -> None:
    assert view.policy is not None
    chosen = [view.items[asked.item] for asked in drawn(view, seed, seen).questions]
    wanted = Counter(line.objective for line in view.policy.draw for _ in range(line.count))
    assert Counter(item.objective for item in chosen) == wanted
    for objective in OBJECTIVES:
        for level in (1, 2, 3):
            least = sum(
                line.count
                for line in view.policy.draw
                if (line.objective, line.difficulty) == (objective, level)
            )
            got = sum((i.objective, i.difficulty) == (objective, level) for i in chosen)
            assert got >= least


@given(banks(), SEEDS)
def test_what_check_calls_drawable_is_and_nothing_else(view: BankView, seed: str) -> None:
    assert view.policy is not None
    if unfilled(view.items, view.policy):
        with pytest.raises(Undrawable):
            draw(view, view.policy, seed, {})
    else:
        assert len(draw(view, view.policy, seed, {}).questions) == view.policy.questions


@given(st.integers(1, 6), SEEDS, SEEN)
def test_what_was_seen_least_comes_first(count: int, seed: str, seen: dict[str, int]) -> None:
    items = [choice(f"i{n}") for n in range(6)]
    view = bank(items, draw=[{"objective": "o-1", "count": count}])
    taken = {asked.item for asked in drawn(view, seed, seen).questions}
    left = view.items.keys() - taken
    worst = max(seen.get(name, 0) for name in taken)
    assert all(seen.get(name, 0) >= worst for name in left)


@given(SEEDS)
def test_difficulties_are_spread_where_a_line_names_none(seed: str) -> None:
    items = [choice(f"i{n}", difficulty=n % 3 + 1) for n in range(12)]
    view = bank(items, draw=[{"objective": "o-1", "count": 6}])
    levels = Counter(view.items[q.item].difficulty for q in drawn(view, seed).questions)
    assert set(levels.values()) == {2}


@given(SEEDS)
def test_places_are_found_by_moving_what_was_placed_before(seed: str) -> None:
    items = [choice("a", difficulty=1), choice("b", variant_of="a", objective="o-2"), choice("c")]
    rows = [{"objective": "o-1", "count": 1}, {"objective": "o-2", "count": 1}]
    view = bank(items, draw=rows)
    assert {asked.item for asked in drawn(view, seed).questions} == {"b", "c"}


@given(SEEDS)
def test_parts_are_shown_whole_and_an_ordering_never_in_its_order(seed: str) -> None:
    view = bank(nine())
    for asked in drawn(view, seed).questions:
        item = view.items[asked.item]
        groups = {"options": item.options, "right": item.right_items, "items": item.items}
        for part, listed in groups.items():
            assert sorted(asked.shown.get(part, ())) == sorted(one.key for one in listed)
        for blank in item.blanks:
            keys = asked.shown["blanks"].get(blank.key, ())
            assert sorted(keys) == sorted(one.key for one in blank.options)
        if item.type == "ordering":
            assert asked.shown["items"] != ("c", "a", "b")


def test_without_shuffling_options_and_questions_stay_in_order() -> None:
    items = [choice(f"i{n}", shuffle=False) for n in range(4)]
    view = bank(items, draw=[{"objective": "o-1", "count": 4}], shuffle=False)
    papers = [drawn(view, seed * 32) for seed in "0123456789abcdef"]
    assert {asked.shown["options"] for p in papers for asked in p.questions} == {("a", "b", "c")}
    ordered = [
        bank([choice("x"), choice("y", objective="o-2")], shuffle=False, draw=[
            {"objective": name, "count": 1} for name in pair
        ])
        for pair in (("o-2", "o-1"), ("o-1", "o-2"))
    ]  # fmt: skip
    assert [[q.item for q in drawn(v, "0").questions] for v in ordered] == [["y", "x"], ["x", "y"]]


def test_seeds_draw_different_papers_and_orders() -> None:
    view = bank([choice(f"i{n}") for n in range(12)], draw=[{"objective": "o-1", "count": 4}])
    papers = [drawn(view, f"{n:032x}") for n in range(200)]
    asked = Counter(q.item for paper in papers for q in paper.questions)
    assert len(asked) == 12
    assert min(asked.values()) > 35, "each item about as often as any other: 200 * 4 / 12 = 67"
    orders = Counter(q.shown["options"] for paper in papers for q in paper.questions)
    assert len(orders) == 6


def test_the_first_algorithm_draws_this_paper_for_ever() -> None:
    view = bank([choice(f"i{n}") for n in range(12)], draw=[{"objective": "o-1", "count": 4}])
    paper = drawn(view, "0123456789abcdef" * 2)
    assert [(q.item, "".join(q.shown["options"])) for q in paper.questions] == PAPER

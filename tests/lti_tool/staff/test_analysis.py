"""The figures of the questions, against cases that were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lti_tool.staff.analysis import (
    Analysis,
    Answered,
    Choices,
    Sat,
    analyse,
    mid_ranks,
    upper_lower,
    verdict,
)

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))


def sat(fractions: list[float], responses: dict[str, Any] | None = None) -> Sat:
    """A copy of questions a, b, c… of one point each."""
    answers = tuple(
        Answered(name, "goal", 1.0, part, (responses or {}).get(name))
        for name, part in zip("abcdefgh", fractions, strict=False)
    )
    return Sat(round(sum(fractions) / len(fractions) * 10_000), answers)


def analysed(case: dict[str, Any]) -> Analysis:
    copies = case["sats"]
    if case.get("repeat"):
        copies = [copy[:-1] for copy in copies for _ in range(copy[-1])]
    return analyse([sat(copy) for copy in copies], {}, case["pass_bp"])


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_case_worked_out_by_hand(file: Path) -> None:
    case = json.loads(file.read_text())
    found = analysed(case)
    for name, value in case["whole"].items():
        assert getattr(found.whole, name) == pytest.approx(value), name
    items = {one.item: one for one in found.items}
    for item, wanted in case["items"].items():
        for name, value in wanted.items():
            assert getattr(items[item], name) == pytest.approx(value), (item, name)


def test_ties_share_their_mean_rank() -> None:
    assert mid_ranks([5.0, 1.0, 5.0, 9.0]) == [2.5, 1.0, 2.5, 4.0]


def test_upper_and_lower_groups_of_thirty() -> None:
    # 27 % of 30 is 8: the eight best are all right, of the eight worst two are.
    fractions = [1.0, 1.0, *[0.0] * 6, *[1.0] * 22]
    assert upper_lower(fractions, [float(n) for n in range(30)]) == pytest.approx(0.75)
    assert upper_lower([1.0, 0.0] * 15, [0.5] * 30) is None, "all tie"


@pytest.mark.parametrize(
    ("r", "word"),
    [
        (None, "none"),
        (0.3, "well"),
        (0.29, "little"),
        (0.1, "little"),
        (0.0, "again"),
        (-0.01, "first"),
    ],
)
def test_the_words_of_a_discrimination(r: float | None, word: str) -> None:
    assert verdict(r) == word


def copies(chosen: str, rests: list[float]) -> list[Sat]:
    """One copy a sign: the option of a that was chosen; x is right."""
    return [
        sat([float(key == "x"), part], {"a": key}) for key, part in zip(chosen, rests, strict=True)
    ]


def flags(chosen: str, rests: list[float]) -> dict[str, tuple[str, ...]]:
    choices = {"a": Choices(frozenset("x"), ("y", "z"))}
    found = next(
        one for one in analyse(copies(chosen, rests), choices, 6000).items if one.item == "a"
    )
    return {one.key: one.flags for one in found.options}


def test_a_wrong_option_that_better_copies_choose_is_told() -> None:
    # Right: x by seven with a rest of 0.2; y by three with a rest of 0.9.
    assert flags("xxxxxxxyyy", [0.2] * 7 + [0.9] * 3)["y"] == ("better",)
    assert flags("xxxxxxxxyy", [0.2] * 8 + [0.9] * 2)["y"] == (), "two choosers are too few"
    assert flags("xxxxxxyyy", [0.2] * 6 + [0.9] * 3)["y"] == (), "nine copies: nothing is computed"


def test_a_wrong_option_chosen_more_than_the_right_one_is_told() -> None:
    assert flags("xyyy", [0.0] * 4) == {"x": (), "y": ("more",), "z": ()}


def test_an_option_that_nobody_chose_is_told_from_twenty_copies_on() -> None:
    assert flags("x" * 19, [0.0] * 19)["z"] == ()
    assert flags("x" * 20, [0.0] * 20)["z"] == ("nobody",)


def test_each_pair_of_a_matching_stands_against_its_own_left() -> None:
    choices = {"a": Choices(frozenset({"1→x", "2→y"}), ("1→y", "2→x"))}
    given = [sat([0.5], {"a": {"1": "y", "2": "y"}}), sat([0.5], {"a": {"1": "y", "2": "y"}})]
    (item,) = analyse(given, choices, 6000).items
    told = {one.key: (one.chosen, one.flags) for one in item.options}
    assert told["1→y"] == (2, ("more",))
    assert told["2→y"] == (2, ())


def test_nothing_comes_of_no_copies() -> None:
    found = analyse([], {}, 6000)
    assert (found.whole.n, found.whole.median, found.items) == (0, None, ())

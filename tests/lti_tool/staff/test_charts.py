"""Figures say their numbers to who does not see them, and have no style of their own."""

from __future__ import annotations

from lxml import html

from lti_tool.staff import charts
from lti_tool.words import words

T = words("fr")


def test_scores_are_dots_filled_above_the_pass_mark() -> None:
    drawn = charts.dots([5200, 6800, 9100], 6000, T)
    wide, tall = html.fragments_fromstring(drawn)
    for one in (wide, tall):
        assert [dot.get("class") for dot in one.iter("circle")] == ["na", "solid", "solid"]
        assert "52" in one.get("aria-label", "")
        assert "60" in one.get("aria-label", "")
    assert "style=" not in drawn


def test_equal_scores_pile_up_and_close_numbers_are_left_out() -> None:
    (wide, _) = html.fragments_fromstring(charts.dots([7000, 7000, 7100], 6000, T))
    dots = [(dot.get("cx"), dot.get("cy")) for dot in wide.iter("circle")]
    assert len(set(dots)) == 3


def test_a_square_a_copy() -> None:
    (drawn,) = html.fragments_fromstring(charts.squares([1.0, 0.5, 0.0], T))
    assert [one.get("class") for one in drawn.iter("rect")] == ["solid", "hatch", "open"]
    assert drawn.get("aria-label") == "1 justes sur 3 copies"

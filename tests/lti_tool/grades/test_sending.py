from __future__ import annotations

import pytest

from lti_tool.demo.manners import MANNERS
from tests.lti_tool.grades.conftest import DeskMaker
from tests.lti_tool.grades.desk import Desk


def test_a_score_arrives_and_is_read_back(at: Desk) -> None:
    at.hand_in(7350)
    assert at.send() == 2
    assert at.state() == ("done", None)
    assert at.mark().score == 73.5
    assert at.mark().comments == ["Réussi, 73,5\xa0%, essai 1 sur 2 le 25 novembre 2026"]
    assert at.events() == ["accepted", "claimed", "claimed", "confirmed"]


@pytest.mark.parametrize("family", sorted(MANNERS))
def test_every_family_ends_with_the_better_score_and_one_of_each(
    make_desk: DeskMaker, family: str
) -> None:
    at = make_desk(family)
    at.hand_in(4000)
    at.send()
    at.send(40)
    at.hand_in(8000)
    at.send(1)
    at.send(40)
    assert at.state() == ("done", None)
    assert at.mark().score == 80
    assert at.posts() == 2
    assert at.mark().submissions == (1 if family == "canvas" else 0)

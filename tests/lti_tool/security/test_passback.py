"""Rows 14 and 16 of facts/lti.md § 4, seen from the sender: whose column a score may reach."""

from __future__ import annotations

from sqlalchemy import update

from lti_tool.models import LineItem
from tests.lti_tool.grades.conftest import DeskMaker, at, bank, make_desk  # noqa: F401  fixtures
from tests.lti_tool.grades.desk import Desk


def test_14_no_bearer_leaves_for_a_foreign_origin(at: Desk) -> None:  # noqa: F811
    with at.database.write(at.scope) as db:
        db.execute(update(LineItem).values(url="https://evil.example/lineitem"))
    at.hand_in(5000)
    at.send()
    assert at.state() == ("refused", "foreign-address")
    assert at.platform.tokens.granted == 0


def test_16_another_link_s_column_is_never_taken(make_desk: DeskMaker) -> None:  # noqa: F811
    here = make_desk(coupled=False)
    here.platform.world.activity("rl2", here.platform.tool.launch_url)
    other = here.platform.world.column(
        "X", resource_id="every-question/court", tag="exam", link_id="rl2"
    )
    here.hand_in(5000)
    here.send()
    assert other.marks == {}

"""Autosave as a page's script does it: sequence numbers, other tabs, the end."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import REGISTRY
from werkzeug.test import TestResponse

from tests.lti_tool.pages.conftest import Sitting
from tests.lti_tool.pages.test_sitting import TRUE
from tests.lti_tool.playing import FrozenClock


def told(answer: TestResponse) -> dict[str, Any]:
    """The JSON of an answer."""
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.fixture
def n(sitting: Sitting) -> int:
    """The number of a question of true or false."""
    return sitting.find(TRUE)


def counted() -> float:
    """How many saves /metrics knows of."""
    return REGISTRY.get_sample_value("cartable_save_seconds_count") or 0.0


def test_an_answer_is_kept(sitting: Sitting, n: int) -> None:
    before = counted()
    saved = sitting.keep(n, response={"a": ["1"]}, flagged=True)
    assert counted() == before + 1
    assert saved.status_code == 200
    assert saved.json == {
        "seq": 1,
        "at": "2026-11-25T09:00:00+00:00",
        "replaced": False,
        "was": "",
        "left": 1200,
    }
    page = sitting.question(n)
    assert page.forms[0].fields["a"] == "1"
    assert page.find(".//button[@aria-pressed='true']") is not None


def test_a_late_copy_changes_nothing(sitting: Sitting, n: int) -> None:
    sitting.keep(n, n=2, response={"a": "2"})
    late = sitting.keep(n, n=1, response={"a": "1"})
    assert told(late)["seq"] == 1
    assert sitting.question(n).forms[0].fields["a"] == "2"


def test_another_tabs_answer_is_replaced_and_told(sitting: Sitting, n: int) -> None:
    sitting.keep(n, tab="t1", response={"a": "1"})
    other = sitting.keep(n, tab="t2", response={"a": "2"})
    assert told(other)["replaced"] is True
    assert told(other)["was"] == "Vrai"
    known = sitting.keep(n, tab="t1", n=2, seen=2, response={"a": "1"})
    assert told(known)["replaced"] is False


def test_after_the_end_the_way_to_the_result_is_told(
    sitting: Sitting, n: int, clock: FrozenClock
) -> None:
    token = sitting.seat.token(f"{sitting.base}/q/{n}")
    clock.tick(60 * 20 + 30)
    address = f"{sitting.seat.path}{sitting.base}/q/{n}"
    body = {"tab": "t", "n": 1, "seen": 0, "response": {"a": "1"}, "flagged": False}
    late = sitting.seat.client.put(
        address, json={**body, "language": "fr"}, headers={"X-CSRFToken": token}
    )
    assert late.status_code == 409
    assert told(late)["error"] == "closed"
    assert told(late)["result"] == f"{sitting.seat.path}{sitting.base}/result"


def test_in_the_grace_it_still_counts(sitting: Sitting, n: int, clock: FrozenClock) -> None:
    clock.tick(60 * 20 + 29)
    assert sitting.keep(n, response={"a": "1"}).status_code == 200


WRONG: list[dict[str, object]] = [
    {"tab": ""},
    {"tab": "a" * 17},
    {"tab": 3},
    {"n": "1"},
    {"n": -1},
    {"n": True},
    {"n": 10**15},
    {"seen": None},
    {"flagged": "yes"},
    {"language": "de"},
    {"language": ["fr"]},
    {"response": [1]},
    {"response": {"a": "3"}},
    {"response": {"a": "true"}},
    {"response": {"a": ["1", "2"]}},
    {"response": {"b.1": "1"}},
    {"response": {"a": {"x": 1}}},
    {"score": 1},
]


def test_what_no_page_sends_is_refused(sitting: Sitting, n: int) -> None:
    statuses = {str(wrong): sitting.keep(n, **wrong).status_code for wrong in WRONG}
    assert statuses == {str(wrong): 400 for wrong in WRONG}
    headers = {"X-CSRFToken": sitting.seat.token(f"{sitting.base}/q/{n}")}
    address = f"{sitting.seat.path}{sitting.base}/q/{n}"
    for body in (b"", b"[]", b"null", b"{", b'{"tab":"t"}'):
        sent = sitting.seat.client.put(
            address, data=body, headers=headers, content_type="application/json"
        )
        assert sent.status_code == 400, body
    assert sitting.question(n).forms[0].fields["a"] is None

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lti_tool.grades.words import REASONS, say
from lti_tool.models import Delivery
from lti_tool.models.grading import STATES
from lti_tool.words import LANGUAGES, words

AT = datetime(2026, 11, 25, 10, 42, tzinfo=UTC)
PAIRS = [(state, reason) for state, reasons in REASONS.items() for reason in reasons]


def delivery(state: str, reason: str | None) -> Delivery:
    return Delivery(state=state, reason=reason, updated_at=AT, next_at=AT, first_try_at=AT)


def test_every_state_has_words() -> None:
    assert REASONS.keys() == set(STATES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("state", "reason"), PAIRS)
def test_each_pair_is_said_in_a_sentence(language: str, state: str, reason: str | None) -> None:
    for family in ("moodle", "unheard-of"):
        said = say(delivery(state, reason), family, AT, words(language))
        assert said.sentence[0].isupper()
        assert said.sentence.endswith(".")
        assert "{" not in said.sentence
        assert ("Moodle" in said.sentence or reason in ("internal", "erased")) or family != "moodle"


def test_an_unknown_reason_still_says_the_state() -> None:
    for state in STATES:
        assert say(delivery(state, "never heard of"), "moodle", AT, words("fr")).sentence


def test_signs_and_gestures_tell_what_asks_for_somebody() -> None:
    t = words("fr")
    assert say(delivery("done", None), "moodle", AT, t).sign == "ok"
    assert say(delivery("pending", "busy"), "moodle", AT, t).sign == "wait"
    refused = say(delivery("refused", "locked"), "moodle", AT, t)
    assert (refused.sign, refused.gesture) == ("ko", "send")
    assert say(delivery("refused", "erased"), "moodle", AT, t).gesture is None


def test_a_platform_in_trouble_is_said_with_its_times() -> None:
    said = say(delivery("pending", "unreachable"), "moodle", AT, words("fr"))
    assert said.sentence == (
        "En attente : Moodle ne répond pas depuis le 25 nov. 2026, 10:42 UTC ; "
        "nouvel essai le 25 nov. 2026, 10:42 UTC."
    )

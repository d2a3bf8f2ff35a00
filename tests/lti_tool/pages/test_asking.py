"""A question as its page has it: what is chosen there is what was answered, and no key is in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.datastructures import MultiDict

from lti_tool.bank.types import BankView
from lti_tool.exam import responses
from lti_tool.exam.asking import Asking, Question, plain, split
from lti_tool.exam.draw import draw
from lti_tool.exam.telling import in_words
from lti_tool.words import words
from tests.lti_tool.exam import banks

SEEDS = [f"{seed:032x}" for seed in range(12)]


def asked(bank: BankView, seed: str) -> Iterator[Asking]:
    """Every question of a paper."""
    assert bank.policy is not None
    for one in draw(bank, bank.policy, seed, {}).questions:
        yield Asking(bank.items[one.item], one, "fr", "/s/x/media/", words("fr"))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_page_shows_as_chosen_reads_back(seed: str) -> None:
    for one in asked(banks.bank(), seed):
        response = banks.RIGHT[one.item.id]
        form = MultiDict(list(chosen(one.question(response))))
        read, _ = responses.read(one.asked, one.item, form)
        assert (sorted(read) if one.item.type == "multiple-choice" else read) == response


def chosen(question: Question) -> Iterator[tuple[str, str]]:
    """The pairs that a browser would send."""
    for field in question.fields:
        yield from ((field.name, choice.value) for choice in field.choices if choice.chosen)
        if not field.choices:
            yield field.name, field.value


SAID = {
    "single-choice": {"option A"},
    "multiple-choice": {"option A", "option C"},
    "true-false": {"Faux"},
    "matching": {"option A → option 2", "option B → option 1"},
    "ordering": {"1. option C", "2. option A", "3. option B"},
    "numeric": {"3,5 m"},
    "short-text": {"paris"},
    "cloze": {"Blanc 1 → PARIS", "Blanc 2 → option B"},
    "categorise": {"option A → option X", "option B → option Y", "option C → option X"},
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_response_in_words_is_the_same_in_any_order(seed: str) -> None:
    for one in asked(banks.bank(), seed):
        said = in_words(one, banks.RIGHT[one.item.id])
        assert set(said.split(" ; ")) == SAID[one.item.id]
        assert in_words(one, None) == ""


def test_an_ordering_that_is_not_finished_in_words() -> None:
    (one,) = (one for one in asked(banks.bank(), SEEDS[0]) if one.item.type == "ordering")
    assert in_words(one, {"a": "2"}) == "2. option A"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<p>Quoi ?</p>", ("", "Quoi ?", "")),
        ("<p>Un récit.</p>\n<p>Quoi ?</p>\n", ("<p>Un récit.</p>\n", "Quoi ?", "")),
        ("<p>Voyez :</p><ul><li>a</li></ul>", ("", "Voyez :", "<ul><li>a</li></ul>")),
        ("<ul><li>a</li></ul>", ("", "", "<ul><li>a</li></ul>")),
        (
            "<p>Un.</p><blockquote><p>Deux.</p></blockquote>",
            ("", "Un.", "<blockquote><p>Deux.</p></blockquote>"),
        ),
    ],
)
def test_what_is_story_and_what_is_asked(text: str, parts: tuple[str, str, str]) -> None:
    assert split(text) == parts


def test_media_are_at_the_seats_address() -> None:
    item = banks.choice("media", text={"fr": '<p><img src="media/a b.png" alt="x"></p>'})
    (one,) = asked(banks.bank([item], draw=[{"objective": "o-1", "count": 1}]), SEEDS[0])
    assert 'src="/s/x/media/a b.png"' in one.question(None).legend


def test_plain() -> None:
    assert plain("a &lt; <b>b</b>&amp;c") == "a < b&c"

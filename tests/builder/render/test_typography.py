"""Each language's spaces and quotation marks; a set text stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.render.typography import text

NARROW, WIDE = "\u202f", "\u00a0"
SIGNS = st.text(st.sampled_from("ab1 ;!?:«»\"'’“”.,()[]-%€/@\u00a0\u202f\n…w"), max_size=30)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Vraiment ?", f"Vraiment{NARROW}?"),
        ("Vraiment?", f"Vraiment{NARROW}?"),
        ("Quoi ?!", f"Quoi{NARROW}?!"),
        ("Oui ; non", f"Oui{NARROW}; non"),
        ("Deux points : ici", f"Deux points{WIDE}: ici"),
        ("« oui »", f"«{NARROW}oui{NARROW}»"),
        ("«oui»", f"«{NARROW}oui{NARROW}»"),
        ('"oui"', f"«{NARROW}oui{NARROW}»"),
        ("l'eau", "l’eau"),
        ("20 000 €", f"20{NARROW}000{NARROW}€"),
        ("15,4 %", f"15,4{NARROW}%"),
        ("en 2016 300 personnes", "en 2016 300 personnes"),
        ("à 10:30", "à 10:30"),
        ("voir https://a.example/?b=c;d!e", "voir https://a.example/?b=c;d!e"),
        ("écrire à nom@mairie.example ?", f"écrire à nom@mairie.example{NARROW}?"),
        ("fin...", "fin…"),
        ("Le mot « vrai »!", f"Le mot «{NARROW}vrai{NARROW}»{NARROW}!"),
    ],
)
def test_french(written: str, wanted: str) -> None:
    assert text("fr", written) == wanted
    assert text("fr-CA", written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('She said "yes".', "She said “yes”."),
        ("It's 'fine'", "It’s ‘fine’"),
        ("the councils' vote", "the councils’ vote"),
        ("the '68s", "the ’68s"),
        ("Really? Yes; no!", "Really? Yes; no!"),
        ('("so")', "(“so”)"),
    ],
)
def test_english(written: str, wanted: str) -> None:
    assert text("en", written) == wanted


def test_a_language_without_rules_is_left_alone() -> None:
    assert text("de", '"Nein" ; l\'eau ?') == '"Nein" ; l\'eau ?'


def test_a_text_that_goes_on_is_set_by_what_stands_before() -> None:
    assert text("fr", "!", before="t") == f"{NARROW}!"
    assert text("fr", "! Bon", before="") == "! Bon"
    assert text("en", '" he', before="o") == "” he"


@given(SIGNS, st.sampled_from(["fr", "en"]), st.sampled_from(["", "a", "»", " ", '"']))
def test_setting_twice_is_setting_once(string: str, language: str, before: str) -> None:
    once = text(language, string, before)
    assert text(language, once, before) == once


@given(st.text(max_size=60), st.sampled_from(["fr", "en"]))
def test_only_spaces_quotes_and_dots_change(string: str, language: str) -> None:
    def bare(some: str) -> str:
        return "".join(c for c in some if not c.isspace() and c not in "\"'«»“”‘’….")

    assert bare(text(language, string)) == bare(string)

"""Bibliography entries in the words of each language."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.language import words
from builder.render.references import Entry

ARTICLE: Mapping[str, Any] = {
    "type": "article-journal",
    "title": "A Ladder Of Citizen Participation",
    "container-title": "Journal of the American Institute of Planners",
    "author": [{"family": "Arnstein", "given": "Sherry R."}],
    "issued": {"date-parts": [[1969, 7]]},
    "volume": "35",
    "issue": 4,
    "page": "216-224",
    "language": "en",
}
PAGE: Mapping[str, Any] = {
    "type": "webpage",
    "title": "L'annonce : GNU",
    "author": [{"literal": "April"}],
    "issued": {"date-parts": [[1983, 9, 27]]},
    "accessed": {"date-parts": [["2026", 2, 3]]},
    "URL": "https://example.org/a?b=1&c=2",
}


def text(entry: Entry) -> str:
    root = etree.fromstring(f"<p>{entry.html}</p>")
    return "".join(map(str, root.itertext()))


def entry(csl: Mapping[str, Any], language: str = "fr") -> Entry:
    return Entry(csl, words(language), language)


def test_an_article_in_french() -> None:
    assert text(entry(ARTICLE)) == (
        "Sherry R. Arnstein, «\u202fA Ladder Of Citizen Participation\u202f», Journal of the "
        "American Institute of Planners, vol. 35, n° 4, juillet 1969, p. 216–224."
    )


def test_a_web_page_in_both_languages() -> None:
    assert text(entry(PAGE)) == (
        "April, L’annonce\u00a0: GNU, 27 septembre 1983. example.org/a?b=1&c=2 (nouvel onglet) "
        "(consulté le 3 février 2026)."
    )
    assert "(accessed February 3, 2026)." in text(entry(PAGE, "en"))
    assert '<cite lang="en">' in entry({"title": "X", "language": "en-GB"}).html


def test_a_month_is_written_in_full() -> None:
    assert "no. 4, July 1969, p" in text(entry(ARTICLE, "en"))


@pytest.mark.parametrize(
    ("authors", "wanted"),
    [
        (["A"], "A, 2001, p. 3"),
        (["A", "B"], "A et B, 2001, p. 3"),
        (["A", "B", "C"], "A et al., 2001, p. 3"),
        ([], "Titre, 2001, p. 3"),
    ],
)
def test_the_mark_in_the_text(authors: list[str], wanted: str) -> None:
    people = [{"family": name, "given": "X"} for name in authors]
    made = entry({"title": "Titre", "author": people, "issued": {"date-parts": [[2001]]}})
    assert made.mark("p. 3") == wanted


def test_what_is_unknown_is_said_or_left_out() -> None:
    assert text(entry({"title": "Titre"})) == "Titre, s.\u00a0d."
    assert text(entry({"title": "Titre", "URL": "https://example.org"})) == (
        "Titre, s.\u00a0d. example.org (nouvel onglet)"
    )
    assert text(entry({"title": "Title"}, "en")) == "Title, n.d."
    assert text(entry({"title": "Titre", "issued": {"date-parts": [[1969, 13]]}})) == (
        "Titre, 1969-13."
    )
    assert entry({}).mark("") == "?, s.\u00a0d."


VALUES = st.one_of(
    st.none(), st.text(max_size=8), st.integers(), st.lists(st.text(max_size=3), max_size=2)
)
CSL = st.dictionaries(
    st.sampled_from(
        ["title", "author", "issued", "URL", "page", "volume", "language", "container-title"]
    ),
    st.one_of(
        VALUES,
        st.just({"date-parts": [[2001, 2, 31]]}),
        st.just({"date-parts": [[None, "x", "²"]]}),
        st.just({"date-parts": [[10**20, 1]]}),
        st.just([{"family": "<b>", "given": None}]),
        st.just("javascript:alert(1)"),
    ),
)


@given(CSL, st.sampled_from(["fr", "en", "de"]))
def test_any_data_gives_well_formed_html(csl: dict[str, Any], language: str) -> None:
    made = entry(csl, language)
    html = "".join(c for c in made.html if c.isprintable())
    root = etree.fromstring(f"<p>{html}</p>")
    assert all(str(a.get("href")).startswith("http") for a in root.iter("a"))
    made.mark("p. 1")

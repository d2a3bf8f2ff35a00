"""What leads elsewhere: links, citations, terms, notes, and the anchors they lead to."""

from builder.model import Heading, Link
from tests.builder.render.reading import Show, one, tree, words


def test_citations_lead_to_the_pages_sources_and_back(show: Show) -> None:
    made = show("Vu [@raymond1999, p. 30], revu [@raymond1999].\n\nEt [@perdu].")
    assert made.facts.citations == (("raymond1999", 0), ("raymond1999", 0), ("perdu", 2))
    assert made.facts.faults == ()
    first, second = tree(made).findall(".//a[@class='cite']")
    assert (words(first), words(second)) == ("Raymond, 1999, p. 30", "Raymond, 1999")
    entry = one(made, "section[@class='notes']/ul/li")
    assert first.get("href") == second.get("href") == f"#{entry.get('id')}"
    assert entry[-1].get("href") == f"#{first.get('id')}"
    assert words(entry).startswith("Eric S. Raymond, The Cathedral and the Bazaar, O’Reilly, 1999.")
    assert one(made, ".//cite").get("lang") == "en"


def test_terms_lead_to_the_glossary(show: Show) -> None:
    made = show("Le [[copyleft]], le [[copyleft|mot]], le [[partage à l'identique]], [[rien|x]].")
    terms = tree(made).findall(".//a[@class='term']")
    assert [words(a) for a in terms] == ["gauche d’auteur", "mot", "partage à l’identique"]
    assert {a.get("href") for a in terms} == {"glossary.html#g-copyleft"}
    assert {a.get("data-term") for a in terms} == {"copyleft"}
    assert [name for name, _ in made.facts.terms] == ["copyleft"] * 3 + ["rien"]


def test_a_term_stands_in_a_table_with_its_bar_escaped(show: Show) -> None:
    made = show("| a |\n|---|\n| [[copyleft\\|mot]] |")
    assert words(one(made, ".//td/a[@class='term']")) == "mot"


def test_footnotes_are_numbered_by_the_text_and_lead_back(show: Show) -> None:
    made = show("Un[^b], deux[^a], encore[^b].\n\n[^a]: A.\n[^b]: B.")
    marks = tree(made).findall(".//a[@class='ref']")
    assert [(words(a), a.get("href"), a.get("aria-label")) for a in marks] == [
        ("1", "#n-1", "Note 1"),
        ("2", "#n-2", "Note 2"),
        ("1", "#n-1", "Note 1"),
    ]
    notes = tree(made).findall("section/ol/li")
    assert [words(li) for li in notes] == ["B. Revenir au texte", "A. Revenir au texte"]
    assert [li.find(".//a").get("href") for li in notes] == ["#r-1", "#r-2"]  # type: ignore[union-attr]


def test_links_go_to_screens_media_and_the_web(show: Show) -> None:
    made = show(
        "[a](autre.md) [b](../fr/autre.md#ici) [q](quiz-un.yaml) [m](plan.pdf) [h](#la)\n\n"
        "[w](https://w.example) [t](tel:+33100000000)",
        "en",
    )
    links = {words(a)[0]: a for a in tree(made).iter("a")}
    assert {name: a.get("href") for name, a in links.items()} == {
        "a": "autre.html",
        "b": "autre.html#ici",
        "q": "quiz-un.html",
        "m": "media/plan.pdf",
        "h": "#la",
        "w": "https://w.example",
        "t": "tel:+33100000000",
    }
    assert links["q"].get("data-screen") == "quiz-un"
    assert (links["w"].get("rel"), links["w"].get("target")) == ("noopener", "_blank")
    assert words(links["w"]) == "w (new tab)"
    assert links["t"].get("target") is None
    assert made.facts.links[1] == Link("../fr/autre.md#ici", "b", 0)
    assert made.facts.links[5] == Link("https://w.example", "w", 2)


def test_headings_get_ascii_anchors_of_their_own(show: Show) -> None:
    made = show("## L’œuvre d'été ?\n\nx\n\n## L’œuvre d’été\n\n### À *moi* {#mien}\n\nPage\n----")
    assert made.facts.headings == (
        Heading(2, "L’œuvre d’été\u202f?", "l-oeuvre-d-ete", 0),
        Heading(2, "L’œuvre d’été", "l-oeuvre-d-ete-2", 4),
        Heading(3, "À moi", "mien", 6),
        Heading(2, "Page", "page-section", 8),
    )

"""Each element of the source format gives the HTML that the look's stylesheet dresses."""

from collections.abc import Callable

import pytest
from lxml import etree

from builder.model import Heading, Image, Link, Rendered

Show = Callable[..., Rendered]


def tree(made: Rendered) -> etree._Element:
    return etree.fromstring(f"<main>{made.html}</main>")


def one(made: Rendered, path: str) -> etree._Element:
    (found,) = tree(made).findall(path)
    return found


def words(element: etree._Element | None) -> str:
    assert element is not None
    return " ".join("".join(map(str, element.itertext())).split())


def faults(made: Rendered) -> list[tuple[str, int]]:
    return [(code, line) for code, _, line in made.facts.faults]


@pytest.mark.parametrize(
    ("name", "classes", "sign", "label"),
    [
        ("note", "call", "i-note", "Note"),
        ("example", "call", "i-place", "Exemple"),
        ("evidence", "call proof", "i-proof", "Preuve"),
        ("exercise", "call do", "i-do", "Exercice"),
        ("law", "call law", "i-law", "Loi"),
    ],
)
def test_a_call_out_has_label_sign_title_and_text(
    show: Show, name: str, classes: str, sign: str, label: str
) -> None:
    level = "    level: 2\n" if name == "evidence" else ""
    made = show(f"## Avant\n\n/// {name} | Le *titre*\n{level}\nLe texte.\n///")
    section = one(made, "section")
    assert section.get("class") == classes
    assert words(section[0]) == label
    assert section.find("p/svg/use").get("href") == f"#{sign}"  # type: ignore[union-attr]
    title = section.find("div[@class='body']/h3")
    assert title is not None
    assert words(title) == "Le titre"
    assert section.get("aria-labelledby") == title.get("id")
    assert made.facts.faults == ()


def test_a_call_out_before_any_heading_does_not_skip_a_level(show: Show) -> None:
    made = show("/// note | Tôt\nx\n///\n\n## Titre\n\n/// note | Tard\ny\n///")
    assert [h.tag for h in tree(made).iter("h2", "h3")] == ["h2", "h2", "h3"]


def test_evidence_says_its_level_its_figure_and_its_source(show: Show) -> None:
    made = show(
        "/// evidence | T\n    level: 3\n    figure: > 99 %\n    source: Lui-même.\n\nTexte.\n///"
    )
    level = one(made, ".//span[@class='level']")
    assert level.get("aria-label") == "Niveau de preuve\u00a0: 3 sur 5"
    assert [i.get("class") for i in level] == ["on", "on", "on", None, None]
    assert words(one(made, ".//p[@class='source']")) == "Lui-même."
    assert words(one(made, ".//div[@class='key']/p[@class='big']")) == "> 99 %"
    assert words(one(made, ".//div[@class='key']/p[2]")) == "Texte."


def test_a_level_without_source_is_said_in_words_once(show: Show) -> None:
    made = show("/// evidence | T\n    level: 4\n\nText.\n///", "en")
    assert one(made, ".//span[@class='level']").get("aria-hidden") == "true"
    assert words(one(made, ".//p[@class='source']")) == "Level of evidence: 4 out of 5."


def test_place_who_minutes_and_reach(show: Show) -> None:
    example = show('/// example | Ici\n    place: "Barcelone, 2016"\n\nx\n///')
    assert words(one(example, ".//h2/span[@class='place']")) == "Barcelone, 2016"
    exercise = show("/// exercise\n    who: à deux\n    minutes: 10\n\nx\n///")
    assert words(one(exercise, ".//p[@class='small soft']")) == "À deux. 10 minutes."
    law = show("/// law | L\n    reach: France\n\nx\n///")
    assert words(one(law, ".//p[@class='source']")) == "Portée : France"
    said = show("/// law | L\n    reach: Portée discutée.\n\nx\n///")
    assert words(one(said, ".//p[@class='source']")) == "Portée discutée."


def test_a_quote_has_its_languages_marks_and_its_source(show: Show) -> None:
    made = show("/// quote | Raymond, 1999\nAssez d'*yeux*\n\nsuffisent.\n///")
    quote = one(made, "blockquote")
    assert [words(p) for p in quote.findall("p")] == ["« Assez d’yeux", "suffisent. »"]
    assert words(quote.find("footer")) == "Raymond, 1999"
    already = show("/// quote | R\n« Oui »\n///")
    assert words(one(already, "blockquote/p")) == "« Oui »"
    foreign = show('/// quote | R\n    lang: en\n\nIt\'s "so"\n///')
    assert one(foreign, "blockquote").get("lang") == "en"
    assert "It’s “so”" in words(one(foreign, "blockquote/p"))


def test_details_fold(show: Show) -> None:
    made = show("/// details | Et sinon ?\nOui.\n///")
    assert words(one(made, "details/summary")) == "Et sinon ?"


def test_a_figure_is_inlined_numbered_and_told_as_a_table(show: Show) -> None:
    made = show(
        "/// figure | loop.svg\n    alt: Une boucle : rouge\n    tall: tall.svg\n\n"
        'La *boucle*.\n+++\n| a | b |\n|---|---|\n| 1 | 2 |\n///\n\n![Autre](loop.svg "Deux")'
    )
    first, second = tree(made).findall("figure")
    drawings = first.findall("{http://www.w3.org/2000/svg}svg")
    assert [d.get("class") for d in drawings] == ["for-wide", "for-tall"]
    assert {d.get("aria-label") for d in drawings} == {"Une boucle : rouge"}
    assert words(first.find("figcaption")) == "Figure 1. La boucle."
    assert words(second.find("figcaption")) == "Figure 2. Deux"
    fold = first.getnext()
    assert fold is not None
    assert fold.tag == "details"
    assert words(fold[0]) == "Lire la figure en tableau"
    assert fold.find("table") is not None
    assert made.facts.images == (
        Image("image", "loop.svg", "Une boucle : rouge", 0),
        Image("image", "tall.svg", "Une boucle : rouge", 0),
        Image("image", "loop.svg", "Autre", 11),
    )


def test_two_drawings_in_a_page_do_not_share_ids(show: Show) -> None:
    made = show('![a](loop.svg "x")\n\n![b](loop.svg "y")')
    fills = [r.get("fill") for r in tree(made).iter("{http://www.w3.org/2000/svg}rect")]
    assert len(set(fills)) == 2
    ids = {f"url(#{g.get('id')})" for g in tree(made).iter() if "Gradient" in str(g.tag)}
    assert ids == set(fills)


def test_a_decoration_is_hidden(show: Show) -> None:
    made = show('/// figure | loop.svg\n    alt: ""\n    decorative: true\n///')
    assert one(made, "figure")[0].get("aria-hidden") == "true"
    assert made.facts.images == (Image("image", "loop.svg", "", 0),)


def test_a_figure_without_alternative_says_none(show: Show) -> None:
    assert show("/// figure | loop.svg\nx\n///").facts.images[0].alt is None


def test_a_photograph_has_its_size_and_loads_late(show: Show) -> None:
    img = one(show("Voir ![un plan](photo.png) ici."), "p/img")
    assert {str(name): value for name, value in img.attrib.items()} == {
        "src": "media/photo.png",
        "alt": "un plan",
        "loading": "lazy",
        "decoding": "async",
        "width": "3",
        "height": "2",
    }


def test_what_is_not_in_the_course_is_no_request(show: Show) -> None:
    made = show(
        "![a](https://elsewhere.example/x.png)\n\n![b](absent.png)\n\n/// video | no.mp4\nx\n///"
    )
    assert "src=" not in made.html
    assert [words(e) for e in tree(made).iterfind(".//span[@class='missing']")] == [
        "a",
        "b",
        "no.mp4",
    ]


def test_tables_have_scopes_captions_and_row_headers(show: Show) -> None:
    made = show(
        "/// table | La *légende*\n    row-headers: true\n\n| a | n |\n|---|--:|\n| x | 2 |\n///"
    )
    table = one(made, "table")
    assert words(table.find("caption")) == "La légende"
    assert [(c.tag, c.get("scope"), c.get("class")) for c in table.iter("th", "td")] == [
        ("th", "col", None),
        ("th", "col", "num"),
        ("th", "row", None),
        ("td", None, "num"),
    ]
    assert made.facts.tables == ((True, 3),)
    assert show("|  |  |\n|---|---|\n| x | 2 |").facts.tables == ((False, 0),)


def test_films_and_sounds_have_captions_and_transcript(show: Show) -> None:
    made = show(
        "/// video | film.mp4\n    captions: film.vtt\n    poster: photo.png\n\nOn voit.\n///\n\n"
        "/// audio | talk.mp3\n    captions: film.vtt\n\nOn dit.\n///"
    )
    video = one(made, "figure/video")
    assert (video.get("src"), video.get("poster")) == ("media/film.mp4", "media/photo.png")
    track = one(made, "figure/video/track")
    assert (track.get("kind"), track.get("src"), track.get("srclang")) == (
        "captions",
        "media/film.vtt",
        "fr",
    )
    assert [words(d[0]) for d in tree(made).iter("details")] == ["Transcription"] * 2
    assert made.facts.images == (
        Image("video", "film.mp4", None, 0, "film.vtt", transcript=True, poster="photo.png"),
        Image("audio", "talk.mp3", None, 7, "film.vtt", transcript=True),
    )
    assert show("/// video | film.mp4\n///").facts.images[0].transcript is False


def test_a_card_and_a_worksheet_stand_in_the_page(show: Show) -> None:
    made = show(
        "/// card | decidim\n///\n\n/// worksheet | intentions\n///\n\n/// card | absent\n///"
    )
    card, sheet = tree(made).findall("section")
    assert card.get("data-card") == "decidim"
    assert [words(dd) for dd in card.iter("dd")] == [
        "débattre",
        "AGPL-3.0-only",
        "Vérifié à la source.",
    ]
    assert sheet.get("data-worksheet") == "intentions"
    assert [f.get("data-field") for f in sheet.iter("textarea", "fieldset")] == ["facile", "accord"]
    assert made.facts.cards == (("decidim", 0), ("absent", 6))
    assert made.facts.worksheets == (("intentions", 3),)


def test_the_same_worksheet_twice_has_two_sets_of_ids(show: Show) -> None:
    made = show("/// worksheet | intentions\n///\n\n/// worksheet | intentions\n///")
    first, second = tree(made).findall("section")
    names = [{e.get("id") for e in s.iter() if e.get("id")} for s in (first, second)]
    assert not names[0] & names[1]


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


def test_definition_lists_abbreviations_and_page_breaks(show: Show) -> None:
    made = show("Mot\n:   Sens\n\n/// page-break\n///\n\nLe HTML.\n\n*[HTML]: Langage")
    assert words(one(made, "dl/dd")) == "Sens"
    assert one(made, ".//abbr").get("title") == "Langage"
    assert one(made, "div").get("class") == "page-break"


def test_type_is_set_in_text_but_not_in_code_or_addresses(show: Show) -> None:
    made = show("Mot ! `a ? b` **fort**: <https://x.example/?a;b>\n\n```\nx ; y\n```", "fr")
    assert "Mot\u202f!" in made.html
    assert "<code>a ? b</code>" in made.html
    assert "</strong>\u00a0:" in made.html
    assert "x ; y" in made.html
    assert 'href="https://x.example/?a;b"' in made.html


def test_text_and_words_are_what_a_reader_reads(show: Show) -> None:
    facts = show("## Un\n\nDeux **trois**[^1].\n\n- quatre\n\n[^1]: Cinq.").facts
    assert facts.text == "Un Deux trois. quatre Cinq."
    assert facts.words == 5


def test_raw_html_is_cleaned_and_said(show: Show) -> None:
    made = show(
        'Avant\n\n<div onclick="x()" class="soft"><b style="a">gras</b></div>\n\n<script>x</script>'
    )
    assert one(made, "div").get("class") == "soft"
    assert "onclick" not in made.html
    assert "style" not in made.html
    assert faults(made) == [("html-refused", 4)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x\n\n/// nte | T\nx\n///", [("block-unknown", 2)]),
        ("/// note | T\n    levle: 3\n\nx\n///", [("block-option", 0)]),
        ("/// evidence | T\nx\n///", [("block-missing", 0)]),
        ("/// evidence | T\n    level: 9\n\nx\n///", [("block-value", 0)]),
        ("/// figure\n    alt: x\n///", [("block-missing", 0)]),
        ("/// table | T\nx\n///", [("block-missing", 0)]),
        ("/// note | T\n    pas une option\n\nx\n///", [("block-header", 0)]),
        ("/// evidence | T\nlevel: 3\n\nx\n///", [("block-header", 0)]),
        ("/// note | T\nlevel: 3, ou 4 ?\n///", []),
        ("/// note | A\n\n/// note | B\nx\n///", [("block-unclosed", 0)]),
        ("[x](javascript:alert)", [("link-refused", 0)]),
        ("## A {#a}\n\n## B {#a}", [("anchor-taken", 2)]),
        ("x\n{: #page }", [("anchor-taken", 1)]),
        ("```\n/// rien\n```\n\n/// rien\n///", [("block-unknown", 4)]),
    ],
)
def test_an_authors_error_is_a_fault_at_its_line(
    show: Show, text: str, wanted: list[tuple[str, int]]
) -> None:
    assert faults(show(text)) == wanted


def test_an_opening_sentence_stands_wide(show: Show) -> None:
    assert one(show("Tôt.\n{: .lead }"), "p").get("class") == "lead wide"


def test_a_fault_guesses_what_was_meant(show: Show) -> None:
    assert "did you mean `note`?" in show("/// nte\nx\n///").facts.faults[0][1]
    assert "did you mean `level`?" in show("/// evidence\n    levle: 3\n///").facts.faults[0][1]


def test_a_line_is_no_block(show: Show) -> None:
    assert show("1. un *deux* ?", line=True).html == "1. un <em>deux</em>\u202f?"
    assert show("# x\n\n- y", line=True).html == "# x - y"


@pytest.mark.parametrize("text", [">" * 3000 + " x", "<b>" * 300 + "x", "<div>" * 5000 + "x"])
def test_too_deep_a_text_is_said_and_shown(show: Show, text: str) -> None:
    made = show(text)
    assert words(one(made, "pre")) == text
    assert faults(made) == [("too-deep", 0)]

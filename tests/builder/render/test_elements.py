"""Each element of the source format gives the HTML that the look's stylesheet dresses."""

import pytest

from builder.model import Image
from tests.builder.render.reading import Show, one, tree, words


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
    assert fold.find("div/table") is not None
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
    table = one(made, "div/table")
    assert words(table.find("caption")) == "La légende"
    assert [(c.tag, c.get("scope"), c.get("class")) for c in table.iter("th", "td")] == [
        ("th", "col", None),
        ("th", "col", "num"),
        ("th", "row", None),
        ("td", None, "num"),
    ]
    assert made.facts.tables == ((True, 3),)
    assert show("|  |  |\n|---|---|\n| x | 2 |").facts.tables == ((False, 0),)


def test_a_table_stands_in_a_box_named_by_its_caption_or_a_word(show: Show) -> None:
    rows = "| a | n |\n|---|---|\n| x | 2 |"
    for text in (
        f"/// table | Villes\n\n{rows}\n///",
        f"/// details | T\n\n//// table | Villes\n\n{rows}\n////\n///",
    ):
        box = one(show(text), ".//div[@role='group']")
        assert box.get("aria-labelledby") == box[0][0].get("id")
        assert words(box[0][0]) == "Villes"
    assert one(show(rows), "div[@role='group']").get("aria-label") == "Tableau"


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
    assert facts.opening == "Un Deux trois. quatre Cinq."
    assert facts.vocabulary == "cinq deux quatre trois un"
    assert facts.words == 5


def test_an_opening_sentence_stands_wide(show: Show) -> None:
    assert one(show("Tôt.\n{: .lead }"), "p").get("class") == "lead wide"


def test_a_line_is_no_block(show: Show) -> None:
    assert show("1. un *deux* ?", line=True).html == "1. un <em>deux</em>\u202f?"
    assert show("# x\n\n- y", line=True).html == "# x - y"

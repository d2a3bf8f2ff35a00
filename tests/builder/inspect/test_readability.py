"""How a course reads: sentences, words, syllables, the two published indexes, the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.inspect import readability
from builder.inspect.prose import sentences, split, syllables, words
from builder.inspect.readability import LONG, Prose, measure
from tests.builder.cli.running import MINI, cartable, edit, mini
from tests.builder.targets.courses import course, pages

HEARD = {
    "fr": "je 1 une 1 commune 2 décision 3 élue 2 l’élu·e 2 idée 2 état 2 chaque 1 qui 1 eau 1 "
    "région 2 création 3 pays 2 citoyen 3 société 3 priorité 4 européen 4 coopération 5 "
    "aujourd’hui 3 peut-elle 2 jusqu’à 2 maire 1 libre 1 enquête 2 Haïti 3 aménagement 5 août 1",
    "en": "the 1 a 1 idea 3 people 2 decision 3 create 2 created 3 being 2 having 2 rules 1 "
    "pages 2 cities 2 used 1 statement 2 agreement 3 element 3 various 3 social 2 society 4 "
    "video 3 article 3 urbanism 4 reasonably 4 town’s 1 well-known 2 quiet 2 something 2 able 2",
}


@pytest.mark.parametrize("language", HEARD)
def test_syllables_are_counted_as_they_are_heard(language: str) -> None:
    listed = HEARD[language].split()
    expected = dict(zip(listed[::2], map(int, listed[1::2]), strict=True))
    assert {word: syllables(word, language) for word in expected} == expected
    assert syllables(listed[0], f"{language}-CH") == int(listed[1])


def test_a_language_without_rules_has_no_syllables_and_no_index() -> None:
    assert syllables("Gemeinde", "de") is None
    text = measure(["Die Gemeinde plant."], "de")
    assert (text.words, text.index) == (3, None)


def test_a_sentence_ends_at_its_stop_and_not_at_a_short_form() -> None:
    text = "La loi (art. 16) le dit. « Et puis ? » Non, dit M. Dupont. Voir p. 30. M. Roy aussi…"
    assert list(split(text)) == [
        "La loi (art. 16) le dit.",
        "« Et puis ? »",
        "Non, dit M. Dupont.",
        "Voir p. 30.",
        "M. Roy aussi…",
    ]


def test_a_word_is_what_stands_between_two_spaces() -> None:
    text = "L’élu·e a-t-elle 20\u202f000 raisons, ou 7,5\u00a0% ?"
    assert words(text) == ["L’élu·e", "a-t-elle", "20\u202f000", "raisons", "ou", "7,5"]


def test_prose_leaves_out_what_is_not_read_in_sentences() -> None:
    page = """<h2>A title.</h2><p>Said <a class="term">once</a> <span>(<a class="cite">Ostrom,
    1990</a>)</span>. Said twice.</p><ul><li>An item<ul><li>Inside it.</li></ul></li></ul>
    <table><tr><td><p>A cell.</p></td></tr></table><svg><text>A drawing.</text></svg>
    <section class="call proof"><p class="call-label">Evidence</p><p>Seen here.</p></section>
    <section class="notes"><ul><li>Ostrom, 1990.</li></ul></section>"""
    assert list(sentences(page)) == [
        "Said once .",
        "Said twice.",
        "An item",
        "Inside it.",
        "Seen here.",
    ]


def test_a_page_without_prose_is_measured_too() -> None:
    assert list(sentences("")) == list(sentences("<h2>A title</h2>")) == []
    assert measure([], "fr") == Prose("fr")
    assert (Prose("fr").mean, Prose("fr").share, Prose("fr").index) == (0.0, 0.0, None)


def test_the_indexes_are_the_published_ones() -> None:
    counted = {"words": 100, "sentences": 5, "long": 1, "syllables": 150}
    english, french = Prose("en", **counted).index, Prose("fr", **counted).index
    assert english == pytest.approx(206.835 - 1.015 * 20 - 84.6 * 1.5)
    assert french == pytest.approx(207 - 1.015 * 20 - 0.736 * 150)


@pytest.mark.parametrize(
    ("language", "plain", "hard"),
    [
        (
            "fr",
            ["La ville change.", "Chacun peut dire son avis."],
            ["L’expérimentation participative présuppose la contractualisation territoriale."],
        ),
        (
            "en",
            ["The town is changing.", "You can say what you think."],
            ["Participatory experimentation presupposes intermunicipal institutionalisation."],
        ),
    ],
)
def test_plain_sentences_score_higher(language: str, plain: list[str], hard: list[str]) -> None:
    easy, heavy = measure(plain, language).index, measure(hard, language).index
    assert easy is not None
    assert heavy is not None
    assert easy > 70 > 0 > heavy


def test_a_long_sentence_has_more_words_than_the_limit() -> None:
    just, over = "mot " * LONG, "mot " * (LONG + 1)
    assert measure([just, over], "fr").long == 1
    assert measure([just, over], "fr").share == 0.5


def test_modules_add_up_their_pages() -> None:
    report = readability(course("mini"), pages("mini"))
    assert {(row.id, row.prose.language) for row in report.pages} == {
        (page, language) for page, held in course("mini").pages.items() for language in held.texts
    }
    for module in report.modules:
        rows = [
            row
            for row in report.pages
            if (row.module, row.prose.language) == (module.id, module.prose.language)
        ]
        assert module.words == sum(row.words for row in rows)
        assert module.minutes == sum(row.minutes for row in rows)
        assert module.prose == sum((row.prose for row in rows), Prose(module.prose.language))


def test_the_command_says_the_same_to_people_and_to_scripts() -> None:
    said, data = cartable("readability", MINI), cartable("readability", MINI, "--json")
    assert (said.code, said.err, data.code) == (0, "", 0)
    report = json.loads(data.out)
    assert len(report["pages"]) == len(readability(course("mini"), pages("mini")).pages)
    for row in report["pages"] + report["modules"]:
        start = f"{row['id']} "
        line = next(
            line
            for line in said.out.splitlines()
            if line.startswith(start) and f" {row['language']} " in line
        )
        assert f" {row['words']} " in line
        assert f"{row['words_per_sentence']:.1f}" in line
    assert "Kandel and Moles" in said.out
    assert "Kandel and Moles" in report["indexes"]["fr"]


def test_a_heavy_page_is_marked_and_is_no_error(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    heavy = " ".join(["intermunicipalité"] * (LONG + 20))
    edit(root / "modules/outils/fr/choisir.md", "\n\n", f"\n\n{heavy}.\n\n")
    ran = cartable("readability", root, "--no-cache")
    assert ran.code == 0
    line = next(line for line in ran.out.splitlines() if line.startswith("choisir "))
    assert line.endswith("*")


def test_a_course_that_cannot_be_read_is_not_measured(tmp_path: Path) -> None:
    root = mini(tmp_path / "course")
    (root / "course.yaml").write_text("id: [", "utf-8")
    ran = cartable("readability", root, "--no-cache")
    assert ran.code == 1
    assert "course.yaml" in ran.out
    assert "nothing was measured" in ran.err

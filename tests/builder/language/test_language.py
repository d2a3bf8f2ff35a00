"""The catalogues: complete, alike, and typeset as each language wants."""

import re
import string

import pytest

from builder.bundle import RUNTIME
from builder.language import languages, words

BUILDER = RUNTIME.parent
NARROW, NO_BREAK = "\u202f", "\u00a0"
FAULTS = {
    "fr": [
        (rf"[^{NARROW}][;!?](?!\w)", "a narrow no-break space before ; ! ?"),
        (rf"[^{NO_BREAK}]:", "a no-break space before the colon"),
        (rf"«[^{NARROW}]|[^{NARROW}]»", "narrow no-break spaces inside « »"),
        (r"'", "the apostrophe ’"),
        (r"\.\.\.", "the ellipsis …"),
        (r"[“”\"]", "guillemets « »"),
        (r"\d [%€h]|\} [%€h]", "a no-break space before a unit"),
    ],
    "en": [
        (r"\s[:;!?]", "no space before : ; ! ?"),
        (r"'|\"", "curly quotes and ’"),
        (r"[«»]", "quotes “ ”"),
        (r"\s—|—\s", "an en dash with spaces"),
        (r"\.\.\.", "the ellipsis …"),
    ],
}


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


def test_french_and_english_are_there() -> None:
    assert set(languages()) >= {"fr", "en"}


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_every_message(language: str) -> None:
    french, other = words("fr").forms, words(language).forms
    assert french.keys() == other.keys()
    for key, forms in other.items():
        assert all(form.strip() for form in forms), key
        assert len(forms) == len(french[key]), key


@pytest.mark.parametrize("language", languages())
def test_messages_take_the_same_fields(language: str) -> None:
    french = words("fr").forms
    for key, forms in words(language).forms.items():
        assert [fields(form) for form in forms] == [fields(form) for form in french[key]], key


@pytest.mark.parametrize("language", sorted(FAULTS))
def test_typography(language: str) -> None:
    wrong = [
        f"{key}: {form!r} wants {want}"
        for key, forms in words(language).forms.items()
        for form in forms
        for fault, want in FAULTS[language]
        if re.search(fault, form)
    ]
    assert wrong == []


def test_plurals_follow_the_language() -> None:
    assert words("fr").count("page.pages", 0) == "0 page"
    assert words("en").count("page.pages", 0) == "0 pages"
    assert words("fr").count("page.pages", 1) == "1 page"
    assert words("fr").count("page.pages", 2) == "2 pages"


def test_durations() -> None:
    assert words("fr").time(1) == "1 minute"
    assert words("fr").time(59) == "59 minutes"
    assert words("fr").time(60) == f"1{NARROW}h"
    assert words("fr").about(65) == f"environ 1{NARROW}h{NARROW}05"


def test_dates() -> None:
    assert words("fr").date("2026-02-03") == "3 février 2026"
    assert words("fr").date("2026-02-01") == "1er février 2026"
    assert words("fr").date("2026-02-11") == "11 février 2026"
    assert words("en").date("2026-02-03") == "February 3, 2026"


def test_a_region_takes_its_language_and_others_take_english() -> None:
    assert words("fr-CA").language == "fr"
    assert words("de").language == "en"


def test_section_is_what_json_carries() -> None:
    player = words("fr").section("player")
    assert player["saved"] == "Enregistré"
    assert isinstance(player["tries"], list)
    assert not any(key.startswith("player.") for key in player)


def test_every_message_of_the_player_and_its_pages_is_used() -> None:
    runtime = "".join(path.read_text(encoding="utf-8") for path in RUNTIME.glob("*.js"))
    pages = "".join(
        path.read_text(encoding="utf-8")
        for folder, pattern in ((BUILDER / "pages", "*.py"), (BUILDER / "templates", "*.html"))
        for path in folder.glob(pattern)
    )
    unused = []
    for key in words("fr").forms:
        area, _, name = key.partition(".")
        stem = name.rpartition("-")[0]
        if area == "player" and f"'{name}'" not in runtime and f"`{stem}-$" not in runtime:
            unused.append(key)
        if area in {"page", "question", "notebook"}:
            unused += [] if key in pages or f"say.{name.replace('-', '_')}" in pages else [key]
    made = {"player.review", "player.browse", "player.saved", "player.saving", "player.lost"}
    made |= {f"player.{name}" for name in ("theme", "size", "theme-auto", "theme-light")}
    made |= {f"player.{name}" for name in ("theme-dark", "size-0", "size-1", "size-2")}
    assert set(unused) - made == set()


def test_a_month_is_written_with_its_year() -> None:
    assert words("fr").month(1969, 7) == "juillet 1969"
    assert words("en").month(1969, 7) == "July 1969"


@pytest.mark.parametrize(
    ("tag", "french"),
    [
        ("en", "anglais"),
        ("fr-CA", "français (Canada)"),
        ("oc", "occitan"),
        ("xx", "xx"),
        ("x-a", "x-a"),
    ],
)
def test_any_language_has_a_name(tag: str, french: str) -> None:
    assert words("fr").tongue(tag) == french

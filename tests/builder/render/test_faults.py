"""What an author gets wrong is said, at its line."""

import pytest

from tests.builder.render.reading import Show, faults, one, words


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


def test_a_fault_guesses_what_was_meant(show: Show) -> None:
    assert "did you mean `note`?" in show("/// nte\nx\n///").facts.faults[0][1]
    assert "did you mean `level`?" in show("/// evidence\n    levle: 3\n///").facts.faults[0][1]


@pytest.mark.parametrize("text", [">" * 3000 + " x", "<b>" * 300 + "x", "<div>" * 5000 + "x"])
def test_too_deep_a_text_is_said_and_shown(show: Show, text: str) -> None:
    made = show(text)
    assert words(one(made, "pre")) == text
    assert faults(made) == [("too-deep", 0)]

"""Both languages say everything, and fill the same blanks."""

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lti_tool.errors import ToolError
from lti_tool.words import LANGUAGES, language_for, words

PACKAGE = Path(__file__).parents[3] / "lti_tool"
FR, EN = words("fr"), words("en")


def blanks(forms: tuple[str, ...]) -> set[str]:
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


def test_both_languages_have_the_same_messages() -> None:
    assert FR.forms.keys() == EN.forms.keys()


@pytest.mark.parametrize("key", sorted(FR.forms))
def test_a_message_is_written_in_both_and_fills_the_same_blanks(key: str) -> None:
    assert all(FR.forms[key])
    assert all(EN.forms[key])
    assert blanks(FR.forms[key]) == blanks(EN.forms[key])
    assert len(FR.forms[key]) == len(EN.forms[key])


def kinds(kind: type[ToolError] = ToolError) -> list[type[ToolError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in kinds(below))]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_each_error_has_its_sentence(kind: type[ToolError]) -> None:
    assert f"error.{kind.code}" in FR


def test_each_message_that_code_and_pages_name_is_there() -> None:
    named = re.compile(r"""\bt[n]?\(\s*["']([a-z][a-z0-9.-]+\.[a-z0-9.-]+)["']\s*[,)]""")
    wrong = {
        f"{file.name}: {key}"
        for kind in ("*.py", "*.html")
        for file in PACKAGE.rglob(kind)
        for key in named.findall(file.read_text(encoding="utf-8"))
        if key not in FR
    }
    assert not wrong


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr", "fr"), ("fr_CA", "fr"), ("en-GB", "en"), ("de", "fr"), ("", "fr"), ("<script>", "fr")],
)
def test_a_locale_finds_its_language_or_french(locale: str, language: str) -> None:
    assert language_for(locale, LANGUAGES) == language


def test_dates_and_scores_as_each_language_writes_them() -> None:
    at = datetime(2026, 11, 1, 9, 5, tzinfo=UTC)
    assert FR.date(at) == "1er novembre 2026"
    assert EN.date(at) == "November 1, 2026"
    assert FR.moment(at) == "1 nov. 2026, 09:05 UTC"
    assert FR.percent(7350) == "73,5\N{NO-BREAK SPACE}%"
    assert (EN.percent(7350), EN.percent(10_000), EN.percent(6667)) == ("73.5%", "100%", "66.67%")

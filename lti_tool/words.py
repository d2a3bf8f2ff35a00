"""The words of the tool: gettext catalogues in ``lti_tool/strings``, read with Babel.

A message is named by a dotted id (``exam.time-left``), which both catalogues translate. ``{name}``
in a message is filled by the caller. The catalogues are read as they are, not compiled: one step
less between a translator and the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_percent

STRINGS = Path(__file__).with_name("strings")
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """One language's messages; each is a tuple of its plural forms (one form: no plural)."""

    language: str
    forms: Mapping[str, tuple[str, ...]]

    def __call__(self, key: str, /, **values: object) -> str:
        """The message ``key``, filled; KeyError when the catalogue lacks it."""
        return self.forms[key][0].format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self.forms

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The message ``key`` in the plural form that ``n`` asks for, ``{n}`` filled too."""
        one = Locale.parse(self.language).plural_form(n) == "one"
        return self.forms[key][0 if one else -1].format_map({"n": n, **values})

    def date(self, at: datetime) -> str:
        """A day in full: ``25 novembre 2026``."""
        written = format_date(at, "long", locale=self.language)
        first = self.language == "fr" and at.day == 1  # CLDR's pattern has no “1er”
        return written.replace("1", "1er", 1) if first else written

    def moment(self, at: datetime) -> str:
        """A day and a time, with its zone: ``25 nov. 2026, 10:42 UTC``."""
        return f"{format_date(at, 'medium', locale=self.language)}, {at:%H:%M} {at.tzname()}"

    def percent(self, score_bp: int) -> str:
        """A score in basis points: ``73,5 %``."""
        pattern = "#,##0.##%" if self.language == "en" else "#,##0.##\N{NO-BREAK SPACE}%"
        return str(format_percent(score_bp / 10_000, pattern, locale=self.language))


@cache
def words(language: str) -> Words:
    """The words for a language tag: its base's catalogue (fr-CA: fr), else the French one."""
    name = language_for(language, LANGUAGES)
    with (STRINGS / name / "LC_MESSAGES/messages.po").open("rb") as file:
        catalog = read_po(file, locale=name)
    forms: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        key = message.id if isinstance(message.id, str) else message.id[0]
        text = message.string
        if key:
            forms[key] = (text,) if isinstance(text, str) else tuple(text or ())
    return Words(name, forms)


def language_for(locale: str, languages: Sequence[str]) -> str:
    """The one of ``languages`` that serves a locale (``fr-CA``, ``pt_BR``), else the first."""
    try:
        base = Locale.parse(locale.replace("_", "-"), sep="-").language
    except (UnknownLocaleError, ValueError, TypeError):
        base = ""
    return base if base in languages else languages[0]

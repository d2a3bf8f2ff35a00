"""The words of the interface: gettext catalogues in ``builder/strings``, read with Babel.

A message is named by a dotted id (``page.next``), which every catalogue translates, the English
one too. ``{name}`` in a message is filled by the caller. ``player.…`` travels in the package for
the runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

STRINGS = Path(__file__).with_name("strings")
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's messages; each is a tuple of its plural forms (one form: no plural)."""

    language: str
    forms: Mapping[str, tuple[str, ...]]

    def __call__(self, key: str, /, **values: object) -> str:
        """The message ``key``, filled; KeyError when the catalogue lacks it."""
        return self.forms[key][0].format_map(values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The message ``key`` in the plural form that ``n`` asks for, ``{n}`` filled too."""
        one = _plural(self.language)(n) == "one"
        return self.forms[key][0 if one else -1].format_map({"n": n, **values})

    def time(self, minutes: int) -> str:
        """A duration as people say it: ``12 minutes``, ``1 h 50``."""
        if minutes < 60:
            return self.count("time.minutes", minutes)
        hours, rest = divmod(minutes, 60)
        if not rest:
            return self("time.hours", hours=hours)
        return self("time.hours-minutes", hours=hours, minutes=f"{rest:02}")

    def about(self, minutes: int) -> str:
        """A duration that is an estimate: ``environ 12 minutes``."""
        return self("time.about", time=self.time(minutes))

    def date(self, iso: str) -> str:
        """A date, from ISO 8601, as the language writes it in full."""
        day = date.fromisoformat(iso)
        written = format_date(day, "long", locale=self.language)
        first = self.language == "fr" and day.day == 1  # CLDR's pattern has no “1er”
        return written.replace("1", "1er", 1) if first else written

    def month(self, year: int, month: int) -> str:
        """A month: ``juillet 1969``. ValueError when there is none."""
        return format_skeleton("yMMMM", date(year, month, 1), locale=self.language)

    def tongue(self, tag: str) -> str:
        """The name of a language: ``français (Canada)``; its tag where nobody has named it."""
        try:
            name = Locale.parse(tag, sep="-").get_display_name(self.language)
        except (UnknownLocaleError, ValueError):
            return tag
        return name or tag

    def section(self, prefix: str) -> dict[str, str | list[str]]:
        """The messages below ``prefix.`` without it: a string, or a list of plural forms."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): forms[0] if len(forms) == 1 else list(forms)
            for key, forms in self.forms.items()
            if key.startswith(start)
        }


@cache
def _plural(language: str) -> Callable[[int], str]:
    return Locale.parse(language).plural_form


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.stem for path in STRINGS.glob("*.po")))


@cache
def words(language: str) -> Words:
    """The words for a language tag: its base's catalogue (fr-CA: fr), else the English one."""
    base = language.split("-")[0].lower()
    name = base if (STRINGS / f"{base}.po").is_file() else FALLBACK
    with (STRINGS / f"{name}.po").open("rb") as file:
        catalog = read_po(file, locale=name)
    return Words(
        name, {key: forms for message in catalog for key, forms in [_read(message)] if key}
    )


def _read(message: Message) -> tuple[str, tuple[str, ...]]:
    key = message.id if isinstance(message.id, str) else message.id[0]
    text = message.string
    return key, (text,) if isinstance(text, str) else tuple(text or ())

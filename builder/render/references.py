"""Bibliography entries: CSL data as a line of HTML and as a short mark in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

from builder.language import Words
from builder.render import typography


class Entry:
    """A CSL item in the words of a language. Fields of the wrong shape count as absent."""

    def __init__(self, csl: Mapping[str, Any], words: Words, language: str) -> None:
        self.csl, self.words, self.language = csl, words, language

    @cached_property
    def html(self) -> str:
        """The entry: authors, title in ``<cite>``, container, publisher, date, address."""
        container = self._field("container-title")
        title = self._cite(self._field("title"), plain=bool(container))
        parts = [
            escape(self._names()),
            title,
            f"<cite>{self._text(container)}</cite>" if container else "",
            *map(self._text, (self._place(), self._volume(), self.date(), self._pages())),
        ]
        line = ", ".join(part for part in parts if part)
        return f"{line.rstrip('.')}.{self._address()}"

    def mark(self, locator: str) -> str:
        """The short form for the text: ``Raymond, 1999, p. 30``; plain text."""
        return f"{self._who_and_when}, {locator}" if locator else self._who_and_when

    @cached_property
    def _who_and_when(self) -> str:
        who = self._short_names() or self._field("title-short", "title") or "?"
        return f"{typography.text(self.language, who)}, {self.year()}"

    def year(self) -> str:
        """The year of publication, or "s. d." in the language's words."""
        parts = self._date_parts("issued")
        return str(parts[0]) if parts else self.words("render.no-date")

    def date(self) -> str:
        """The date as precisely as it is known."""
        return self._date("issued") or self.words("render.no-date")

    def _field(self, *names: str) -> str:
        for name in names:
            value = self.csl.get(name)
            if isinstance(value, str | int) and str(value).strip():
                return str(value).strip()
        return ""

    def _text(self, text: str) -> str:
        return escape(typography.text(self.language, text), quote=False)

    def _cite(self, title: str, *, plain: bool) -> str:
        if not title:
            return ""
        work = _base(self._field("language")) or _base(self.language)
        setting = typography.text(work, title)
        lang = "" if work == _base(self.language) else f' lang="{escape(work)}"'
        if plain:
            quoted = self.words("render.quoted", text="\0").split("\0")
            return f"{quoted[0]}<span{lang}>{escape(setting, quote=False)}</span>{quoted[1]}"
        return f"<cite{lang}>{escape(setting, quote=False)}</cite>"

    def _people(self) -> list[Mapping[str, Any]]:
        for role in ("author", "editor"):
            people = self.csl.get(role)
            if isinstance(people, list) and people:
                return [one for one in people if isinstance(one, Mapping)]
        return []

    def _names(self) -> str:
        full = [_name(one) for one in self._people()]
        return self._and(name for name in full if name)

    def _short_names(self) -> str:
        names = [str(one.get("literal") or one.get("family") or "") for one in self._people()]
        names = [name for name in names if name]
        if len(names) > 2:
            return f"{names[0]} {self.words('render.et-al')}"
        return self._and(names)

    def _and(self, names: Iterable[str]) -> str:
        *others, last = list(names) or [""]
        return f"{', '.join(others)} {self.words('render.and')} {last}" if others else last

    def _place(self) -> str:
        return ": ".join(filter(None, (self._field("publisher-place"), self._field("publisher"))))

    def _volume(self) -> str:
        volume, issue = self._field("volume"), self._field("issue")
        number = self.words("render.issue", number=issue) if issue else ""
        word = self.words("render.volume", number=volume) if volume else ""
        return ", ".join(filter(None, (word, number)))

    def _pages(self) -> str:
        page = self._field("page").replace("-", "–")
        return self.words("render.pages", pages=page) if page else ""

    def _address(self) -> str:
        url = self._field("URL")
        if not url.startswith(("http://", "https://")):
            return ""
        shown = url.split("://", 1)[1].rstrip("/")
        seen = self._date("accessed")
        # no sign of its own after the address: where it fills the line, the sign would start a line
        note = f" ({self._text(self.words('render.accessed', date=seen))})." if seen else ""
        tab = f'<span class="vh"> {escape(self.words("render.new-tab"))}</span>'
        link = f'<a href="{escape(url)}" rel="noopener" target="_blank">{escape(shown)}{tab}</a>'
        return f" {link}{note}"

    def _date_parts(self, name: str) -> list[int]:
        value = self.csl.get(name)
        parts = value.get("date-parts") if isinstance(value, Mapping) else None
        first = parts[0] if isinstance(parts, list) and parts else None
        if not isinstance(first, list):
            return []
        return [int(part) for part in first if str(part).lstrip("-").isdecimal()]

    def _date(self, name: str) -> str:
        parts = self._date_parts(name)
        written = "-".join(f"{part:02}" for part in parts)
        try:
            if len(parts) == 3:
                return self.words.date(date(*parts).isoformat())
            return self.words.month(*parts) if len(parts) == 2 else written
        except (ValueError, OverflowError):  # no such day: as written
            return written


def _base(language: str) -> str:
    return language.split("-")[0].lower()


def _name(person: Mapping[str, Any]) -> str:
    literal = person.get("literal")
    if literal:
        return str(literal)
    particle = person.get("non-dropping-particle") or ""
    parts = (person.get("given"), particle, person.get("family"))
    return " ".join(str(part) for part in parts if part)

"""Leads the links of rendered texts to this package's files."""

from __future__ import annotations

import re

from markupsafe import Markup

from builder.pages.view import Way

LINK = re.compile(r'href="([a-z0-9-]+)\.html(?=[#"])')
DEAD = re.compile(r'<a\b[^>]*\bhref="#\?[^>]*>(.*?)</a>', re.DOTALL)
BESIDE = frozenset({"outline", "glossary", "references", "notebook", "print"})


class Links:
    """The links of one package."""

    def __init__(self, way: Way) -> None:
        self._files = {stop.id: stop.file for stop in way.stops}

    def alive(self, text: str) -> Markup:
        """The text with links that arrive; one to a screen of another package goes."""
        if ".html" not in text:
            return Markup(text)
        led = LINK.sub(self._lead, text)
        return Markup(DEAD.sub(r"\1", led) if 'href="#?' in led else led)

    def _lead(self, match: re.Match[str]) -> str:
        name = match[1]
        file = self._files.get(name) or (f"{name}.html" if name in BESIDE else "#?")
        return f'href="{file}'

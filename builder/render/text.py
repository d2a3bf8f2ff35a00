"""One text: Markdown in, safe and finished HTML and facts out."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import unquote

from builder.model import Rendered
from builder.render.finish.page import finish
from builder.render.lookup import Lookup
from builder.render.markup.engine import Engine, without_controls
from builder.render.sanitise import clean, refused

_MEDIUM = re.compile(r'(?:src|href|poster)="media/([^"#?]+)')


class Texts:
    """Renders the texts of one language. Nothing that an author writes makes it raise."""

    def __init__(self, engine: Engine, lookup: Lookup) -> None:
        self.engine, self.lookup = engine, lookup

    def page(self, markdown: str) -> Rendered:
        """A page or document: a text of blocks that ends with its sources."""
        return self._render(markdown, line=False, page=True)

    def block(self, markdown: str) -> Rendered:
        """A text of blocks that stands inside a page."""
        return self._render(markdown, line=False, page=False)

    def line(self, markdown: str) -> Rendered:
        """A text of one line, without ``<p>``."""
        return self._render(markdown, line=True, page=False)

    def _render(self, markdown: str, *, line: bool, page: bool) -> Rendered:
        try:
            raw = (self.engine.convert_line if line else self.engine.convert)(markdown)
            faults = list(self.engine.draft.faults)
            found = refused(raw) if "<" in markdown else ()  # our own blocks give none of these
            return finish(clean(raw), markdown, self.lookup, faults, found, page=page)
        except RecursionError:
            fault = ("too-deep", "the text is nested too deeply to be read", 0)
            shown = clean(f"<pre>{escape(without_controls(markdown))}</pre>")
            return finish(shown, markdown, self.lookup, [fault])


def media_in(*html: str) -> tuple[str, ...]:
    """The paths below ``media/`` that rendered texts use, sorted."""
    found = (name for text in html if "media/" in text for name in _MEDIUM.findall(text))
    return tuple(sorted({unquote(unescape(name)) for name in found}))

"""One text: Markdown in, safe and finished HTML and facts out."""

from __future__ import annotations

from html import escape

from builder.model import Rendered
from builder.render.finish.page import finish
from builder.render.lookup import Lookup
from builder.render.markup.engine import Engine
from builder.render.sanitise import clean, refused

Fault = tuple[str, str, int]


class Texts:
    """Renders the texts of one language. Nothing that an author writes makes it raise."""

    def __init__(self, engine: Engine, lookup: Lookup) -> None:
        self.engine, self.lookup = engine, lookup

    def block(self, markdown: str) -> Rendered:
        """A text of paragraphs, headings and blocks."""
        return self._render(markdown, line=False)

    def line(self, markdown: str) -> Rendered:
        """A text of one line, without ``<p>``."""
        return self._render(markdown, line=True)

    def _render(self, markdown: str, *, line: bool) -> Rendered:
        faults: list[Fault] = []
        try:
            raw = (self.engine.convert_line if line else self.engine.convert)(markdown)
            faults += self.engine.draft.faults
        except RecursionError:
            raw = f"<pre>{escape(markdown)}</pre>"
            faults.append(("too-deep", "the text is nested too deeply to be read", 0))
        return finish(clean(raw), markdown, self.lookup, faults, refused(raw))

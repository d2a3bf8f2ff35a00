"""What a package's pages share: policy, title, tools and the compiled templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from builder import templating
from builder.language import Words
from builder.pages.view import Stop, Way

NO_TICKS = Markup('<div class="ticks" aria-hidden="true"></div>')
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'none'; base-uri 'none'"
)


@cache
def environment() -> Environment:
    """The templates of a package's pages, each compiled once a process."""
    return templating.environment(trim=False)


@cache
def template(name: str) -> Template:
    """A page's template."""
    return environment().get_template(name)


@cache
def macro(file: str, name: str) -> Callable[..., Markup]:
    """A macro of a template of parts."""
    made: Callable[..., Markup] = getattr(environment().get_template(file).module, name)
    return made


@cache
def sprite() -> Markup:
    """The icons and patterns that pages refer to."""
    return Markup((templating.TEMPLATES / "sprite.svg").read_text("utf-8").replace("\n", ""))


@dataclass(frozen=True)
class Shell:
    """The frame of one package's pages. ``tools`` are the files beside the screens, with names."""

    way: Way
    tools: tuple[tuple[str, str], ...]

    policy = POLICY

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.way.view.language

    @property
    def title(self) -> str:
        """What the header calls the course."""
        return self.way.title

    @property
    def light(self) -> bool:
        """Whether pages stay light until the reader asks: a platform's frame is white."""
        return self.way.view.lms != "none"

    @property
    def sprite(self) -> Markup:
        """The icons, once a page."""
        return sprite()

    @property
    def words(self) -> Words:
        """The interface's words."""
        return self.way.words

    @cached_property
    def say(self) -> Mapping[str, str | list[str]]:
        """The page's fixed words, by name with underscores."""
        return {key.replace("-", "_"): text for key, text in self.words.section("page").items()}

    @cached_property
    def tools_line(self) -> Markup:
        """The header's link to the search."""
        return macro("parts.html", "tools_line")(self.say["search"])

    @cached_property
    def tools_list(self) -> Markup:
        """The links under the outline at the side."""
        say = self.words
        links = [("outline.html", say("page.whole-outline")), *self.tools]
        links.append(("outline.html#display", say("page.display")))
        items = "".join(f'<li><a href="{file}">{escape(name)}</a></li>' for file, name in links)
        return Markup(f'<ul class="beside">{items}</ul>')

    def here(self, stop: Stop | None) -> Markup:
        """The header's way to the outline and the place; without a stop, the way back."""
        say = self.words
        if stop is None:
            return self._here("index.html", say("page.back"), "prev", "", "to-outline back")
        position = say("page.position", number=stop.number, total=len(self.way.stops))
        return self._here("outline.html", say("page.outline"), "list", position, "to-outline")

    def _here(self, file: str, label: str, symbol: str, position: str, classes: str) -> Markup:
        make = macro("parts.html", "here")
        return make(classes, file, label, symbol, position, self.words("page.page"))

    def page(self, name: str, title: str, **values: object) -> bytes:
        """A page beside the screens: no outline at its side, and the way back in its header."""
        return self.render(
            name, title=title, here=self.here(None), ticks=NO_TICKS, outline="", screen="", **values
        )

    def render(self, name: str, **values: object) -> bytes:
        """The template ``name`` as a whole UTF-8 document."""
        return template(name).render(site=self, **values).encode()

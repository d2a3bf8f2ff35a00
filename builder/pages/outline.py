"""The outline: in each page a short one, whatever the course's size; whole in its own."""

from __future__ import annotations

from markupsafe import Markup, escape

from builder.pages.shell import NO_TICKS, Shell
from builder.pages.view import Part, Stop

ALL_MODULES = 12  # up to here a page names every module, beyond only its neighbours
NEAR_MODULES = 2
ALL_STOPS = 40  # up to here a page lists its whole module
NEAR_STOPS = 12
TICKS = 32


class Outline:
    """Makes the outlines of one way; what pages share is made once."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.way = shell.way
        self.words = shell.words
        self._folded = [self._fold(part) for part in self.way.parts]
        self._items = [[_item(stop, "") for stop in part.stops] for part in self.way.parts]

    def beside(self, stop: Stop) -> Markup:
        """The outline at the side of a page: its module unfolded, the others in a line each."""
        first, last = near(stop.part, len(self.way.parts), ALL_MODULES, NEAR_MODULES)
        blocks = [*self._folded[first:last]]
        blocks[stop.part - first] = self._unfold(self.way.parts[stop.part], stop)
        if last - first < len(self.way.parts):
            blocks.append(self._rest(len(self.way.parts) - (last - first), "page.more-modules"))
        return self._frame("\n".join(blocks))

    def whole(self) -> Markup:
        """Every screen, with its time or its questions."""
        return Markup("\n").join(self._whole(part) for part in self.way.parts)

    def ticks(self, stop: Stop) -> Markup:
        """The line under a phone's header: a tick a screen, or a module when screens are many."""
        count, here = len(self.way.stops), stop.number - 1
        if count > TICKS:
            count, here = len(self.way.parts), stop.part
        if count > TICKS:
            return NO_TICKS
        ticks = ['<i class="here"></i>' if index == here else "<i></i>" for index in range(count)]
        return Markup(f'<div class="ticks" aria-hidden="true">{"".join(ticks)}</div>')

    def _frame(self, blocks: str) -> Markup:
        say = self.words
        head = Markup(
            '<nav class="outline" aria-label="{}"><div class="outline-in" tabindex="0" role="group"'
            ' aria-label="{}">\n'
        ).format(say("page.outline-label"), say("page.pages-label"))
        return Markup(f"{head}{blocks}\n{self.shell.tools_list}</div></nav>")

    def _fold(self, part: Part) -> str:
        say = self.words
        return str(
            Markup(
                '<h2>{}</h2>\n<ol class="line"><li data-module="{}"><a href="{}">{}'
                '<span class="meta">{}</span></a></li></ol>'
            ).format(
                part.title,
                part.id,
                part.stops[0].file if part.stops else "outline.html",
                say.count("page.pages", len(part.stops)),
                say.about(part.minutes),
            )
        )

    def _unfold(self, part: Part, here: Stop) -> str:
        index = here.number - part.stops[0].number
        first, last = near(index, len(part.stops), ALL_STOPS, NEAR_STOPS)
        items = self._items[here.part][first:last]
        items[index - first] = _item(here, "", here=True)
        block = f'<h2>{escape(part.title)}</h2>\n<ol class="line">\n{"".join(items)}</ol>'
        if last - first == len(part.stops):
            return block
        return f"{block}\n{self._rest(len(part.stops) - (last - first), 'page.more-pages')}"

    def _rest(self, count: int, key: str) -> str:
        text = escape(self.words.count(key, count))
        return f'<p class="rest"><a href="outline.html">{text}</a></p>'

    def _whole(self, part: Part) -> Markup:
        items = "".join(_item(stop, self._meta(stop)) for stop in part.stops)
        return Markup(f'<h2>{escape(part.title)}</h2>\n<ol class="line">\n{items}</ol>')

    def _meta(self, stop: Stop) -> str:
        if stop.kind == "quiz":
            return self.words.count("page.questions", stop.questions)
        return self.words.time(stop.minutes)


def _item(stop: Stop, meta: str, *, here: bool = False) -> str:
    place = ' class="here"' if here else ""
    current = ' aria-current="page"' if here else ""
    tail = f'<span class="meta">{escape(meta)}</span>' if meta else ""
    title = escape(stop.title)
    return (
        f'<li{place} data-stop="{stop.id}"><a href="{stop.file}"{current}>{title}{tail}</a></li>\n'
    )


def near(index: int, count: int, most: int, reach: int) -> tuple[int, int]:
    """The slice around ``index`` to show: all when ``count`` is at most ``most``."""
    if count <= most:
        return 0, count
    return max(0, index - reach), min(count, index + reach + 1)

"""Names every file of a learner's package but the manifest, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from builder import bundle
from builder.archive import PackageFile
from builder.model import Course
from builder.pages.apparatus import apparatus, compact, tools
from builder.pages.screens import Screens
from builder.pages.search import index
from builder.pages.shell import Shell
from builder.pages.view import View, Way, way
from builder.playerdata import course_data
from builder.render import LanguagePages
from builder.render.images import clean_image
from builder.render.text import media_in
from builder.state import layout

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"})


def site(course: Course, pages: LanguagePages, view: View) -> Iterator[PackageFile]:
    """Every file of the package that ``view`` asks for, lazily; media as paths, to be streamed.

    Raises KeyError when the course has no such format, module or language.
    """
    path = way(course, view)
    screens = Screens(Shell(path, tools(path, pages)), pages)
    for stop in path.stops:
        yield PackageFile(stop.file, partial(screens.document, stop), screens.key(stop))
    yield from apparatus(screens)
    yield PackageFile("search.json", compact(index(path, pages)))
    yield PackageFile("course.js", _course(path))
    yield PackageFile("assets/style.css", bundle.style(course.theme))
    yield PackageFile("assets/player.js", partial(bundle.script, view.lms), view.lms)
    yield PackageFile("assets/cartable.woff2", bundle.font())
    yield PackageFile("assets/OFL.txt", bundle.font_licence())
    yield from _media(course, _used(path, pages))


def _course(path: Way) -> bytes:
    data = course_data(path.course, path.view, layout(path.course))
    return b"globalThis.CARTABLE = " + compact(data) + b";\n"


def _used(path: Way, pages: LanguagePages) -> set[str]:
    """The media of the way's screens, and of the glossary, which every package carries."""
    used = {*media_in(*pages.glossary.values())}
    for stop in path.stops:
        screens = pages.pages if stop.kind == "page" else pages.quizzes
        used.update(screens[stop.id].media)
    return used


def _media(course: Course, used: set[str]) -> Iterator[PackageFile]:
    for name in sorted(used):
        source = Path(course.root, course.media[name].source)
        is_picture = source.suffix.lower() in PICTURES
        yield PackageFile(f"media/{name}", clean_image(source) if is_picture else source)

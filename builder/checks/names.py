"""N: names that live well in a zip, on Windows and in Moodle."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from builder.archive import fault
from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Place

# Files that stand at a package's root beside the screens.
RESERVED = frozenset(
    ("index", "outline", "glossary", "references", "notebook", "print", "course", "search")
)
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+\Z")
LICENCES = re.compile(r"[A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*\Z")


@rule("N-001", ERROR, "this name {why}", "rename the file: letters, digits, points and hyphens")
def media_names_unpack(scope: Scope) -> Iterator[Hit]:
    """Each file's name can be unpacked on every system."""
    for path in scope.course.media:
        if why := fault(f"media/{path}"):
            yield hit(Place(f"media/{path}"), why=why)


@rule("N-002", WARNING, "this name has a space, an accent or a sign that some servers garble")
def media_names_are_plain(scope: Scope) -> Iterator[Hit]:
    """Each file's name has only ASCII letters, digits, points, hyphens and underscores."""
    for path in scope.course.media:
        if not _PLAIN.match(path) and not fault(f"media/{path}"):
            yield hit(Place(f"media/{path}"), f"rename it {_plain(path)}")


def _plain(path: str) -> str:
    letters = unicodedata.normalize("NFKD", path).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._/-]+", "-", letters).lower()


@rule(
    "N-003",
    ERROR,
    "on Windows and macOS this is the same file as media/{other}",
    "rename one of the two",
)
def media_names_differ_beyond_case(scope: Scope) -> Iterator[Hit]:
    """No two files differ only in capitals."""
    first: dict[str, str] = {}
    for path in scope.course.media:
        other = first.setdefault(path.casefold(), path)
        if other != path:
            yield hit(Place(f"media/{path}"), other=other)


@rule("N-004", ERROR, "a package has a file {id}.html of its own", "rename the screen")
def screens_leave_names_to_the_package(scope: Scope) -> Iterator[Hit]:
    """No page or quiz is named as a file that every package has."""
    for screen in scope.made.values():
        if screen.id in RESERVED:
            yield hit(scope.place(screen.at, "id"), id=screen.id)


@rule("N-005", ERROR, "the id '{id}' {why}", "rename it")
def ids_can_be_files(scope: Scope) -> Iterator[Hit]:
    """Screens, modules, formats and the course have ids that can be file names."""
    course = scope.course
    for thing in (course, *course.modules, *course.formats, *scope.made.values()):
        if why := fault(thing.id):
            yield hit(scope.place(thing.at, "id"), id=thing.id, why=why)


@rule(
    "N-006",
    WARNING,
    "'{licence}' is not an SPDX licence name",
    "write CC-BY-SA-4.0, EUPL-1.2, AGPL-3.0-or-later… (spdx.org/licenses)",
)
def licence_is_spdx(scope: Scope) -> Iterator[Hit]:
    """The course's licence has the shape of an SPDX expression."""
    licence = scope.course.licence
    if not LICENCES.match(licence):
        yield hit(scope.place(scope.course.at, "licence"), licence=licence)


@rule("N-007", WARNING, "the course has no keywords", "add keywords: they go into its description")
def course_has_keywords(scope: Scope) -> Iterator[Hit]:
    """The course has keywords in every language."""
    for language in scope.course.languages:
        if not scope.course.keywords.get(language):
            yield hit(scope.place(scope.course.at, "keywords"))

"""M: pictures, sounds, films and their captions are there, used, and what their names say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope, Seen
from builder.checks.targets import goal
from builder.findings import Place
from builder.model import Image, Medium
from builder.source.code import did_you_mean

HEAVY = 1_000_000  # bytes; a page on a phone
# The first bytes of each kind of file, by the ending of its name.
STARTS: Mapping[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "wav": (b"RIFF",),
    "pdf": (b"%PDF-",),
    "ogg": (b"OggS",),
    "oga": (b"OggS",),
    "opus": (b"OggS",),
    "webm": (b"\x1a\x45\xdf\xa3",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "odt": (b"PK",),
    "ods": (b"PK",),
    "odp": (b"PK",),
    "zip": (b"PK",),
}
PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "avif", "svg")
PLAIN = ("vtt", "csv", "txt", "md", "geojson")
ENDINGS = frozenset({*STARTS, *PICTURES, *PLAIN, "mp4", "m4a", "m4v"})


def _images(scope: Scope) -> Iterator[tuple[Seen, Image]]:
    for seen in scope.everything:
        yield from ((seen, image) for image in seen.facts.images)


def _missing(scope: Scope, path: str) -> str:
    below = path.rpartition("media/")[2]
    if below in scope.course.media:
        return f"paths start below media/: write {below}"
    return did_you_mean(path, scope.course.media) or "put the file under media/"


def _place(medium: Medium) -> Place:
    return Place(f"media/{medium.path}")


@rule("M-001", ERROR, "media/ has no file '{path}'")
def media_exist(scope: Scope) -> Iterator[Hit]:
    """Each picture, sound and film is a file under media/."""
    for seen, image in _images(scope):
        if goal(image.target).kind != "outside" and image.target not in scope.course.media:
            yield hit(
                seen.place(image.line, image.target),
                _missing(scope, image.target),
                path=image.target,
            )


@rule("M-002", WARNING, "nothing uses this file", "use it, or delete it")
def media_are_used(scope: Scope) -> Iterator[Hit]:
    """Each file under media/ is used by a page, a question or a document."""
    used = {goal(link.target).name for seen in scope.everything for link in seen.facts.links}
    for _, image in _images(scope):
        used |= {image.target, image.captions, image.poster}
    for path, medium in scope.course.media.items():
        if path not in used and scope.complete:
            yield hit(_place(medium))


@rule(
    "M-003",
    WARNING,
    "a file that ends in .{ending} may not open everywhere",
    "use svg, png, jpg, webp, mp3, mp4, vtt, pdf or odt",
)
def media_are_of_a_known_kind(scope: Scope) -> Iterator[Hit]:
    """Each file is of a kind that browsers or offices open."""
    for medium in scope.course.media.values():
        if _ending(medium) not in ENDINGS:
            yield hit(_place(medium), ending=_ending(medium))


def _ending(medium: Medium) -> str:
    return medium.path.rpartition(".")[2].lower()


@rule(
    "M-004",
    ERROR,
    "the file does not hold what its name says: it does not start as a .{ending} does",
    "export it again, or give it the right ending",
)
def media_are_what_they_say(scope: Scope) -> Iterator[Hit]:
    """A file's first bytes are those of its kind."""
    for medium in scope.course.media.values():
        starts = STARTS.get(_ending(medium))
        if starts and medium.size and not _head(medium).startswith(starts):
            yield hit(_place(medium), ending=_ending(medium))


def _head(medium: Medium, size: int = 16) -> bytes:
    with Path(medium.source).open("rb") as file:
        return file.read(size)


@rule(
    "M-005",
    WARNING,
    "the picture has {size} kB",
    "make it smaller: {most} kB are plenty for a page on a phone",
)
def pictures_are_light(scope: Scope) -> Iterator[Hit]:
    """No picture is heavier than 1 MB."""
    for medium in scope.course.media.values():
        if _ending(medium) in PICTURES and medium.size > HEAVY:
            yield hit(_place(medium), size=medium.size // 1000, most=HEAVY // 1000)


@rule("M-006", ERROR, "media/ has no captions '{path}'")
def captions_exist(scope: Scope) -> Iterator[Hit]:
    """The captions that a sound or film names are a file under media/."""
    for seen, image in _images(scope):
        if image.captions and image.captions not in scope.course.media:
            better = _missing(scope, image.captions)
            yield hit(seen.place(image.line, image.captions), better, path=image.captions)


@rule(
    "M-007",
    ERROR,
    "these captions are not WebVTT: {why}",
    "the file starts with WEBVTT, and each cue with 00:00:01.000 --> 00:00:04.000",
)
def captions_are_webvtt(scope: Scope) -> Iterator[Hit]:
    """Captions are WebVTT with at least one cue."""
    for medium in scope.course.media.values():
        if _ending(medium) == "vtt":
            text = _head(medium, 1_000_000).removeprefix(b"\xef\xbb\xbf")
            if not text.startswith(b"WEBVTT"):
                yield hit(_place(medium), why="they do not start with WEBVTT")
            elif b"-->" not in text:
                yield hit(_place(medium), why="they have no cue")


@rule("M-008", ERROR, "media/ has no poster '{path}'")
def posters_exist(scope: Scope) -> Iterator[Hit]:
    """The poster that a film names is a file under media/."""
    for seen, image in _images(scope):
        if image.poster and image.poster not in scope.course.media:
            better = _missing(scope, image.poster)
            yield hit(seen.place(image.line, image.poster), better, path=image.poster)


@rule("M-009", ERROR, "the file is empty", "export it again, or delete it")
def media_are_not_empty(scope: Scope) -> Iterator[Hit]:
    """No file under media/ is empty."""
    for medium in scope.course.media.values():
        if not medium.size:
            yield hit(_place(medium))

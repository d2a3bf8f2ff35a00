"""A: what RGAA 4.1 and WCAG 2.2 ask of the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.checks.colours import contrast, luminance
from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope, Seen
from builder.model import Heading, Image

ALT_MOST = 250
_FILE = re.compile(r"[\w./-]+\.(svg|png|jpe?g|gif|webp|avif)\Z", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"(image|photo|photographie|schéma|illustration|dessin|figure|picture|photograph|diagram|"
    r"drawing)\s+(de|d’|d'|du|des|of|showing|représentant|montrant)\b",
    re.IGNORECASE,
)


def _pictures(scope: Scope) -> Iterator[tuple[Seen, Image]]:
    for seen in scope.everything:
        yield from ((seen, image) for image in seen.facts.images if image.kind == "image")


@rule(
    "A-001",
    ERROR,
    "the picture '{path}' has no text alternative",
    'say what it tells (alt: …), or alt: "" and decorative: true when it tells nothing',
)
def pictures_have_an_alternative(scope: Scope) -> Iterator[Hit]:
    """Each picture has a text alternative, or says that it needs none (WCAG 1.1.1)."""
    for seen, image in _pictures(scope):
        if image.alt is None and not _loose(seen, image):
            yield hit(seen.place(image.line, image.target), path=image.target)


@rule("A-002", ERROR, "the text alternative '{alt}' is a file's name", "say what the picture tells")
def alternatives_are_words(scope: Scope) -> Iterator[Hit]:
    """A text alternative is not the name of a file."""
    for seen, image in _pictures(scope):
        if image.alt and _FILE.match(image.alt.strip()):
            yield hit(seen.place(image.line, image.target), alt=image.alt)


@rule(
    "A-003",
    WARNING,
    "the text alternative has {size} characters",
    "keep it under {most}; put the rest into the caption or a table below +++",
)
def alternatives_are_short(scope: Scope) -> Iterator[Hit]:
    """A text alternative has at most 250 characters."""
    for seen, image in _pictures(scope):
        if image.alt and len(image.alt) > ALT_MOST:
            yield hit(seen.place(image.line, image.target), size=len(image.alt), most=ALT_MOST)


@rule(
    "A-004",
    WARNING,
    "the text alternative announces itself: '{start}'",
    "a screen reader says already that it is a picture; start with what it shows",
)
def alternatives_do_not_announce(scope: Scope) -> Iterator[Hit]:
    """A text alternative does not start with *picture of*."""
    for seen, image in _pictures(scope):
        if found := _ANNOUNCED.match(image.alt or ""):
            yield hit(seen.place(image.line, image.target), start=found.group())


@rule(
    "A-005",
    ERROR,
    "the heading '{text}' jumps from level {before} to level {level}",
    "use level {wanted}: {marks} {text}",
)
def headings_go_step_by_step(scope: Scope) -> Iterator[Hit]:
    """A heading is at most one level below the one before; the title is level 1 (RGAA 9.1)."""
    for seen in scope.texts:
        before = 1
        for heading in seen.facts.headings:
            if heading.level > before + 1:
                yield _jump(seen, heading, before)
            before = heading.level


def _jump(seen: Seen, heading: Heading, before: int) -> Hit:
    place, marks = seen.place(heading.line, heading.text), "#" * (before + 1)
    text, level = heading.text, heading.level
    return hit(place, text=text, marks=marks, level=level, before=before, wanted=before + 1)


@rule(
    "A-006",
    ERROR,
    "the heading '{text}' has level 1, which is the page's title",
    "start headings at level 2: ## {text}",
)
def title_is_the_only_first_level(scope: Scope) -> Iterator[Hit]:
    """No heading of a text is of level 1."""
    for seen in scope.texts:
        for heading in seen.facts.headings:
            if heading.level == 1:
                yield hit(seen.place(heading.line, heading.text), text=heading.text)


@rule(
    "A-007",
    ERROR,
    "the table has no header cell",
    "name the columns in its first line, or use /// table with row-headers: true",
)
def tables_have_headers(scope: Scope) -> Iterator[Hit]:
    """Each table has header cells (RGAA 5.6)."""
    for seen in scope.everything:
        for headed, line in seen.facts.tables:
            if not headed:
                yield hit(seen.place(line))


@rule(
    "A-008",
    ERROR,
    "the {kind} '{path}' has no captions",
    "add captions: {stem}.{language}.vtt",
)
def films_have_captions(scope: Scope) -> Iterator[Hit]:
    """Each sound and film names its captions (WCAG 1.2.2)."""
    for seen, image in _films(scope):
        if not image.captions and not _loose(seen, image):
            place, stem = seen.place(image.line, image.target), image.target.rpartition(".")[0]
            said = {"kind": image.kind, "path": image.target, "stem": stem}
            yield hit(place, **said, language=seen.language)


@rule(
    "A-009",
    ERROR,
    "the {kind} '{path}' has no transcript",
    "write what is said and shown between its options and the closing ///",
)
def films_have_a_transcript(scope: Scope) -> Iterator[Hit]:
    """Each sound and film has a transcript (WCAG 1.2.1, 1.2.3)."""
    for seen, image in _films(scope):
        if not image.transcript:
            yield hit(seen.place(image.line, image.target), kind=image.kind, path=image.target)


def _loose(seen: Seen, image: Image) -> bool:
    """Whether the block's options could not be read: that is said first."""
    return any(f[0] == "block-header" and f[2] == image.line for f in seen.facts.faults)


def _films(scope: Scope) -> Iterator[tuple[Seen, Image]]:
    for seen in scope.everything:
        yield from ((seen, image) for image in seen.facts.images if image.kind != "image")


@rule(
    "A-010",
    ERROR,
    "'{ink}' on '{ground}' has a contrast of {ratio}:1, and needs {least}:1",
    "move the two apart: '{dark}' darker, or '{light}' lighter",
)
def colours_have_contrast(scope: Scope) -> Iterator[Hit]:
    """The theme's colours can be read on one another (WCAG 1.4.3, 1.4.11)."""
    theme = scope.course.theme
    for ink, ground, least in PAIRS:
        if ink in theme or ground in theme:
            ratio = contrast(theme.get(ink, LOOK[ink]), theme.get(ground, LOOK[ground]))
            if ratio < least:
                yield _faint(scope, ink, ground, ratio, least)


def _faint(scope: Scope, ink: str, ground: str, ratio: float, least: float) -> Hit:
    theme = scope.course.theme
    place = scope.place(scope.course.at, "theme", ink if ink in theme else ground)
    dark, light = sorted((ink, ground), key=lambda name: luminance(theme.get(name, LOOK[name])))
    shown = f"{ratio:.1f}"
    return hit(place, ink=ink, ground=ground, ratio=shown, least=least, dark=dark, light=light)


# The look's own colours in the light, and which of them carry text (4.5) or marks (3) on which.
LOOK = {
    "paper": "#ffffff",
    "calque": "#f3f4f1",
    "ink": "#15171c",
    "ink-2": "#4b4f59",
    "edge": "#747882",
    "trait": "#2230c8",
    "trait-2": "#161f8f",
    "trait-wash": "#eef0ff",
    "on-trait": "#ffffff",
    "right": "#0a6638",
    "right-wash": "#ecf5ef",
    "again": "#9a3b00",
    "again-wash": "#fcf2ea",
}
PAIRS = (
    ("ink", "paper", 4.5),
    ("ink", "calque", 4.5),
    ("ink-2", "paper", 4.5),
    ("trait", "paper", 4.5),
    ("trait", "trait-wash", 4.5),
    ("trait-2", "paper", 4.5),
    ("on-trait", "trait", 4.5),
    ("right", "paper", 4.5),
    ("right", "right-wash", 4.5),
    ("again", "paper", 4.5),
    ("again", "again-wash", 4.5),
    ("edge", "paper", 3),
)


@rule("A-011", ERROR, "the heading has no words", "write it, or delete the line")
def headings_have_words(scope: Scope) -> Iterator[Hit]:
    """No heading is empty."""
    for seen in scope.texts:
        for heading in seen.facts.headings:
            if not heading.text.strip():
                yield hit(seen.place(heading.line, heading.text))


@rule("A-012", WARNING, "the heading '{text}' stands twice on this page", "tell the two apart")
def headings_differ(scope: Scope) -> Iterator[Hit]:
    """Within a page and a section, no two headings say the same."""
    for seen in scope.texts:
        path: list[str] = []
        known: set[tuple[str, ...]] = set()
        for heading in seen.facts.headings:
            path[max(heading.level - 2, 0) :] = [heading.text]
            if tuple(path) in known:
                yield hit(seen.place(heading.line, heading.text), text=heading.text)
            known.add(tuple(path))

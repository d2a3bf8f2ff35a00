"""A warm cache gives what a cold one gives, whatever was edited; damage is only a miss."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.model import CivicTech, Course, Medium, Reference, Term
from builder.render import Cache, render
from tests.builder.render.conftest import AT, DRAWING, PNG, both, make_course, page

TEXTS = [
    "## Titre\n\nMot [[copyleft]] et [[autre]].",
    '![a](loop.svg "t")',
    "Voir ![b](photo.png).",
    "[@raymond1999] et [@neuf].",
    "/// card | decidim\n///\n\n/// card | neuf\n///",
    "/// worksheet | intentions\n///",
    "/// video | film.mp4\n    captions: film.vtt\n\nx\n///",
    "[m](plan.pdf)",
]
Edit = Callable[[Course], Course]


def set_text(name: str, text: str) -> Edit:
    return lambda course: replace(course, pages={**course.pages, name: page(name, text)})


def drop(name: str) -> Edit:
    def edit(course: Course) -> Course:
        return replace(course, pages={key: p for key, p in course.pages.items() if key != name})

    return edit


def write(name: str, data: bytes) -> Edit:
    def edit(course: Course) -> Course:
        (Path(course.root) / "media" / name).write_bytes(data)
        known = {**course.media, name: Medium(name, f"media/{name}", len(data))}
        return replace(course, media=known)

    return edit


def forget(name: str) -> Edit:
    def edit(course: Course) -> Course:
        return replace(course, media={k: m for k, m in course.media.items() if k != name})

    return edit


def change(**values: Any) -> Edit:
    return lambda course: replace(course, **values)


def card(name: str, purpose: str) -> CivicTech:
    return CivicTech(
        name, AT, name, both(purpose), ("all",), "MIT", "known", alternatives=("neuf",)
    )


MEDIA = ["loop.svg", "photo.png", "film.mp4"]
BYTES = [DRAWING, DRAWING.replace(b"20", b"30"), PNG, PNG.replace(b"\3", b"\7"), b"x"]
NAMES = st.sampled_from(["a", "b", "c"])
EDITS = st.one_of(
    st.builds(set_text, NAMES, st.sampled_from(TEXTS)),
    st.builds(drop, NAMES),
    st.builds(
        write,
        st.sampled_from(["loop.svg", "photo.png", "film.mp4"]),
        st.sampled_from(
            [DRAWING, DRAWING.replace(b"20", b"30"), PNG, PNG.replace(b"\3", b"\7"), b"x"]
        ),
    ),
    st.builds(
        forget, st.sampled_from(["loop.svg", "photo.png", "film.mp4", "film.vtt", "plan.pdf"])
    ),
    st.sampled_from(["copyleft", "autre"]).map(
        lambda word: change(glossary=(Term("copyleft", AT, both(word), both(f"Le {word}.")),))
    ),
    st.sampled_from([("raymond1999", "A"), ("raymond1999", "B"), ("neuf", "A")]).map(
        lambda pair: change(references={pair[0]: Reference(pair[0], AT, {"title": pair[1]})})
    ),
    st.sampled_from([("decidim", "x"), ("decidim", "y"), ("neuf", "x")]).map(
        lambda pair: change(civic_techs={pair[0]: card(*pair)})
    ),
    st.sampled_from([{}]).map(lambda none: change(worksheets=none)),
)


@settings(max_examples=60, deadline=None)
@given(edits=st.lists(EDITS, min_size=1, max_size=8))
def test_never_stale(tmp_path_factory: pytest.TempPathFactory, edits: list[Edit]) -> None:
    root = tmp_path_factory.mktemp("edited")
    cache = Cache(root / "cache")
    course = make_course(root, pages={"a": page("a", TEXTS[0]), "b": page("b", TEXTS[1])})
    for edit in (lambda same: same, *edits):
        course = edit(course)
        assert render(course, "fr", cache) == render(course, "fr")
        assert render(course, "en", cache) == render(course, "en")


def kept(folder: Path) -> dict[bytes, bytes]:
    """The bodies that a cache's one file holds, by key."""
    (file,) = folder.glob("*.sqlite")
    with closing(sqlite3.connect(file)) as db:
        return dict(db.execute("SELECT key, body FROM texts"))


def test_only_what_changed_is_rendered(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    pages = {str(i): page(str(i), text) for i, text in enumerate(TEXTS)}
    course = make_course(tmp_path, pages=pages)
    render(course, "fr", cache)
    first = kept(cache.folder)
    render(course, "fr", cache)
    assert kept(cache.folder) == first
    render(set_text("3", "Neuf.")(course), "fr", cache)
    second = kept(cache.folder)
    assert len(second.keys() - first.keys()) == 1
    render(write("loop.svg", DRAWING.replace(b"20", b"40"))(course), "fr", cache)
    third = kept(cache.folder)
    assert len([key for key in third if third[key] != second.get(key)]) == 1


def test_a_kept_text_is_what_is_given(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    course = make_course(tmp_path, pages={"a": page("a", "Un.")})
    made = render(course, "fr", cache).pages["a"]
    with cache.shelf("fr") as shelf:
        key = shelf.key("page", "Un.")
        found = shelf.get(key)
        assert found is not None
        shelf.put(key, found._replace(html={"": "<p>Gardé.</p>"}))
    again = render(course, "fr", cache).pages["a"]
    assert (again.html, again.facts) == ("<p>Gardé.</p>", made.facts)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"not a database" * 100,
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"SQLite", b"SQLate"),
        lambda data: data[:-600] + b"\xff" * 600,
        lambda data: data[:100] + b"\0" * (len(data) - 100),
    ],
)
def test_damage_is_a_miss(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache = Cache(tmp_path / "cache")
    course = make_course(tmp_path, pages={"a": page("a", TEXTS[0])})
    wanted = render(course, "fr", cache)
    (file,) = (tmp_path / "cache").glob("*.sqlite")
    file.write_bytes(damage(file.read_bytes()))
    assert render(course, "fr", cache) == wanted
    assert render(course, "fr", cache) == wanted


def test_a_cache_that_cannot_be_written_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    course = make_course(tmp_path, pages={"a": page("a", TEXTS[0])})
    assert render(course, "fr", Cache(tmp_path / "file")) == render(course, "fr")


def test_a_flipped_byte_is_never_believed(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    course = make_course(tmp_path, pages={"a": page("a", TEXTS[0])})
    wanted = render(course, "fr", cache)
    (file,) = (tmp_path / "cache").glob("*.sqlite")
    whole = file.read_bytes()
    for place in range(0, len(whole), 499):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        assert render(course, "fr", cache) == wanted


def test_what_is_long_dead_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    course = make_course(tmp_path)
    for i in range(6):
        many = {str(n): page(str(n), f"Page {n} de {i}.") for n in range(200)}
        render(replace(course, pages=many), "fr", cache)
    (file,) = (tmp_path / "cache").glob("*.sqlite")
    with cache.shelf("fr") as shelf:
        assert shelf.count() <= 3 * 202 + 256
    assert file.stat().st_size < 1_000_000

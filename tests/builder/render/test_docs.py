"""What the authors' guides show is true: their files make a course, their examples render."""

import re
from pathlib import Path

import pytest
from lxml import etree

from builder.checks import check
from builder.findings import Severity
from builder.load import load
from builder.model import Course
from builder.render import render, typography
from builder.render.lookup import Lookup
from builder.render.markup.engine import BLOCKS, Engine
from builder.render.text import Texts
from tests.builder.render.conftest import DRAWING

ROOT = Path(__file__).resolve().parents[3]
GUIDES = {"fr": ROOT / "docs/authors.md", "en": ROOT / "docs/authors.en.md"}
FENCE = re.compile(
    r"(?:^`course/(?P<path>[^`]+)`\n\n)?^(?P<fence>`{3,})(?P<kind>\w+)\n(?P<body>.*?)\n(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
CAPTIONS = b"WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n[Le vent]\n"
MEDIA = {
    "boucle.svg": DRAWING,
    "boucle-haute.svg": DRAWING,
    "carte.svg": DRAWING,
    "plan.pdf": b"%PDF-1.7\n",
    "visite.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "visite.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9",
    "visite.vtt": CAPTIONS,
    "rue.mp3": b"ID3\4\0\0\0\0\0\0",
    "rue.vtt": CAPTIONS,
}


def guide(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


def fences(language: str) -> list[re.Match[str]]:
    return list(FENCE.finditer(guide(language)))


@pytest.fixture(scope="module", params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def course(language: str, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course whose files the guide shows."""
    root = tmp_path_factory.mktemp(f"guide-{language}")
    files = {found["path"]: found["body"].encode() + b"\n" for found in fences(language)}
    for name, data in {**files, **{f"media/{name}": data for name, data in MEDIA.items()}}.items():
        if name is not None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
    made, findings = load(root)
    assert [str(finding) for finding in findings] == []
    assert made is not None
    return made


def test_the_files_make_a_course_without_an_error(course: Course) -> None:
    pages = {language: render(course, language) for language in course.languages}
    errors = [str(f) for f in check(course, pages) if f.severity is Severity.ERROR]
    assert errors == []


def test_each_example_renders_without_a_fault(course: Course, language: str) -> None:
    lookup = Lookup(course, "fr")
    texts = Texts(Engine(), lookup)
    examples = [f["body"] for f in fences(language) if f["kind"] == "markdown" and not f["path"]]
    assert len(examples) > 12
    for example in examples:
        made = texts.page(example)
        assert made.facts.faults == ()
        assert 'class="missing"' not in made.html
        etree.fromstring(f"<main>{made.html}</main>")
        assert {key for key, _ in made.facts.citations} <= course.references.keys()
        assert {key for key, _ in made.facts.terms} <= {term.id for term in course.glossary}
        assert {key for key, _ in made.facts.cards} <= course.civic_techs.keys()
        assert {key for key, _ in made.facts.worksheets} <= course.worksheets.keys()


def test_each_block_and_each_option_has_its_example(language: str) -> None:
    shown = "\n".join(f["body"] for f in fences(language) if f["kind"] == "markdown")
    for block in BLOCKS:
        assert f"/// {block.NAME}" in shown
        for option in set(block.TAKES) - {"decorative", "table"}:
            assert f"\n    {option}: " in shown


def test_each_question_type_is_shown(course: Course) -> None:
    shown = {question.type for _, question in course.questions()}
    assert len(shown) == 11


def test_both_guides_show_the_same() -> None:
    def shown(language: str) -> list[tuple[str | None, str]]:
        examples = (f for f in fences(language) if f["kind"] in {"yaml", "markdown"})
        return [(f["path"], f["body"]) for f in examples]

    assert shown("fr") == shown("en")


def test_the_prose_is_set_as_its_language_wants(language: str) -> None:
    prose = FENCE.sub("", guide(language))
    for line in prose.splitlines():
        plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "x", line)
        if not plain.startswith("|--"):
            assert typography.text(language, plain) == plain

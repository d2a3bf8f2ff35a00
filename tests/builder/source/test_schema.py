import re
from pathlib import Path

import jsonschema_rs
import pytest

from builder.source import schema
from builder.source.yaml_reader import parse

COURSES = Path(__file__).parents[2] / "courses"
ROOT = Path(__file__).parents[3]
SOURCES = sorted(path for root in (COURSES, ROOT / "course") for path in root.rglob("*.yaml"))


@pytest.mark.parametrize("name", schema.documents())
def test_each_schema_is_one_and_describes_itself(name: str) -> None:
    document = schema.documents()[name]
    jsonschema_rs.meta.validate(document)
    assert document["description"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_source_tells_editors_its_schema(path: Path) -> None:
    first = path.read_text("utf-8").split("\n", 1)[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found, f"{path} starts with: {first}"
    target = (path.parent / found.group(1)).resolve()
    assert target.parent == schema.folder()
    assert target.is_file()


@pytest.mark.parametrize(
    ("text", "code", "line", "sentence", "hint"),
    [
        ("idd: a", "S-020", 1, "the key 'idd' is unknown here", "did you mean 'id'?"),
        ("zzzz: a", "S-020", 1, "the key 'zzzz'", "the keys here are"),
        ("minutes: '5'", "S-022", 1, "'minutes' is a text", "write the number without"),
        ("title: {fr: 3}", "S-022", 1, "'fr' is the number 3", "put it between quotes"),
        ("title: {fr: true}", "S-022", 1, "'fr' is true, and should be a text", "put it between"),
        ("minutes: 0", "S-025", 1, "'minutes' is 0, and should be 1 or more", ""),
        ("contents: []", "S-026", 1, "'contents' has 0, and should have 1 or more", ""),
        ("contents: [a, a]", "S-027", 1, "'contents' says the same thing twice", ""),
        ("id: Été", "S-024", 1, "'Été' does not have the shape of an id", "an id has a-z"),
        ("title: {Français: a}", "S-024", 1, "'Français' does not have the shape of a lang", ""),
    ],
)
def test_a_fault_is_said_in_words(
    text: str, code: str, line: int, sentence: str, hint: str
) -> None:
    kind = "quiz" if "minutes" in text else "module"
    findings, _ = schema.hold(parse(text, "x.yaml"), kind)
    (finding,) = [f for f in findings if f.code == code]
    assert finding.place.line == line
    assert finding.sentence.startswith(sentence)
    assert finding.hint.startswith(hint)


def test_an_unknown_type_of_question_names_the_nearest() -> None:
    text = "questions:\n- {id: a, type: single-choise}\n"
    findings, broken = schema.hold(parse(text, "x.yaml"), "quiz")
    (finding,) = [f for f in findings if f.code == "S-023"]
    assert finding.hint == "did you mean 'single-choice'?"
    assert ("questions", 0, "type") in broken


def test_an_unknown_key_breaks_nothing() -> None:
    findings, broken = schema.hold(parse("items: []\nitem: []\n", "x.yaml"), "bank")
    assert [f.code for f in findings] == ["S-020"]
    assert broken == []

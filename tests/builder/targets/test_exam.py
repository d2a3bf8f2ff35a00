import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from builder.marking import mark
from builder.model import is_graded
from builder.render import render
from builder.targets import TARGETS
from builder.targets.exam import by_language
from builder.targets.exam import exam as exam_data
from tests.builder.targets.courses import NAMES, course, members, pages, plans

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
RULES = jsonschema_rs.Draft202012Validator(
    json.loads((SCHEMAS / "exam.schema.json").read_text(encoding="utf-8"))
)


def exam(name: str = "mini") -> Any:
    (plan,) = plans("exam", name)
    return json.loads(members(plan, name)["exam.json"])


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_holds(name: str) -> None:
    RULES.validate(exam(name))


@pytest.mark.parametrize(
    ("key", "value"), [("schema", 2), ("items", [{}]), ("languages", []), ("spy", 1)]
)
def test_the_contract_does_refuse(key: str, value: object) -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        RULES.validate(exam() | {key: value})


def test_it_goes_apart_and_says_that_its_bank_is_public() -> None:
    (plan,) = plans("exam")
    assert (TARGETS["exam"].folder, plan.stem, plan.language) == (
        "certification/", "mini-court-exam", None,
    )  # fmt: skip
    assert exam()["public"] is True
    assert next(iter(members(plan))) == "exam.json"


def test_items_can_be_marked_from_the_file_alone() -> None:
    first = next(item for item in exam()["items"] if item["id"] == "exam-annonce")
    assert mark(first["marking"]["fr"], "a") == 1
    assert mark(first["marking"]["en"], "b") == 0


@cache
def every_type() -> Any:
    """An exam whose bank is the graded questions of the course that has them all."""
    source = course("every_question")
    goal = source.modules[0].objectives[0].id
    items = tuple(
        replace(question, objective=goal)
        for _, question in source.questions()
        if is_graded(question)
    )
    assert source.certification
    bank = replace(source, certification=replace(source.certification, items=items))
    made = {language: render(bank, language) for language in bank.languages}
    return json.loads(json.dumps(exam_data(bank, bank.formats[0], made)))


def test_every_graded_type_keeps_the_contract() -> None:
    data = every_type()
    RULES.validate(data)
    schema = json.loads((SCHEMAS / "exam.schema.json").read_text(encoding="utf-8"))
    known = schema["properties"]["items"]["items"]["properties"]["type"]["enum"]
    assert {item["type"] for item in data["items"]} == set(known)


def test_texts_ids_and_keys_are_the_same_in_every_language() -> None:
    for item in every_type()["items"]:
        assert set(item["text"]) == set(item["marking"]) == {"fr", "en"}
        for part in ("options", "left", "right_items", "items", "categories"):
            for option in item.get(part, []):
                assert set(option["text"]) == {"fr", "en"}, (item["id"], option)


def test_an_ordering_does_not_give_its_answer_away() -> None:
    orderings = [item for item in every_type()["items"] if item["type"] == "ordering"]
    assert orderings
    for item in orderings:
        keys = [option["key"] for option in item["items"]]
        assert keys == sorted(keys)


def test_objectives_have_the_titles_of_what_treats_them() -> None:
    first = exam()["objectives"][0]
    assert first["module_title"]["en"] == "Free software culture"
    assert first["pages"] == [
        {"id": "quatre-libertes", "title": {"fr": "Quatre libertés", "en": "Four freedoms"}}
    ]


def test_templates_to_fill_in_come_along_in_every_language() -> None:
    source = course("every_question")
    form = replace(source.documents["fiche"], kind="template")
    changed = replace(source, documents={"fiche": form})
    plan = next(iter(TARGETS["exam"].plans(changed)))
    files = {f.path: f.data for f in TARGETS["exam"].files(plan, changed, pages("every_question"))}
    content = files["exam.json"]
    assert isinstance(content, bytes)
    data = json.loads(content)
    RULES.validate(data)
    (listed,) = data["templates"]
    assert listed["files"] == {
        "fr": "templates/fr/fiche.odt", "en": "templates/en/fiche.odt",
    }  # fmt: skip
    assert listed["title"]["fr"] == form.texts["fr"].title
    assert set(listed["files"].values()) <= set(files)


def test_the_half_days_are_those_of_the_format() -> None:
    assert [half["id"] for half in exam()["schedule"]] == ["matin"]


def test_a_bare_string_becomes_a_text_of_the_only_language() -> None:
    data = {"title": "Un", "id": "un", "levels": ["a", {"fr": "b"}], "draw": [{"objective": "x"}]}
    assert by_language(data, "fr") == {
        "title": {"fr": "Un"},
        "id": "un",
        "levels": [{"fr": "a"}, {"fr": "b"}],
        "draw": [{"objective": "x"}],
    }


def test_a_course_without_certification_has_no_exam() -> None:
    assert list(TARGETS["exam"].plans(replace(course("mini"), certification=None))) == []

"""What holds for every target."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest

from builder.archive import write_zip
from builder.targets import TARGETS, Plan
from builder.targets.base import stem
from tests.builder.targets.courses import NAMES, course, packed, pages, plans

EVERY = [(name, target) for name in NAMES for target in TARGETS]


@pytest.fixture(params=EVERY, ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


def test_a_target_is_known_by_its_own_name() -> None:
    assert {name: target.name for name, target in TARGETS.items()} == {n: n for n in TARGETS}


def test_no_two_packages_have_one_name() -> None:
    for name in NAMES:
        found = [
            target.folder + plan.stem + target.suffix
            for target in TARGETS.values()
            for plan in target.plans(course(name))
        ]
        assert len(found) == len(set(found))
        assert all(re.fullmatch(r"(certification/)?[a-z0-9_]+(-[a-z0-9]+)+\.zip", f) for f in found)


def test_every_target_makes_something_of_the_test_courses(case: tuple[str, str]) -> None:
    name, target = case
    assert plans(target, name)


def test_the_same_plan_gives_the_same_bytes(case: tuple[str, str]) -> None:
    name, target = case
    plan = plans(target, name)[0]
    once = packed(plan, name)
    packed.cache_clear()
    assert packed(plan, name) == once


def test_the_order_in_which_files_were_read_does_not_change_the_bytes(
    case: tuple[str, str],
) -> None:
    name, target = case
    read = course(name)
    turned: dict[str, Any] = {
        part: dict(reversed(getattr(read, part).items()))
        for part in ("pages", "quizzes", "media", "references", "civic_techs", "documents")
    }
    plan, out = plans(target, name)[0], io.BytesIO()
    files = TARGETS[target].files(plan, replace(read, **turned), pages(name))
    write_zip(files, TARGETS[target].first, out)
    assert out.getvalue() == packed(plan, name)


def test_facts_are_plain_data_with_titles(case: tuple[str, str]) -> None:
    name, target = case
    for plan in plans(target, name):
        facts = TARGETS[target].facts(plan, course(name))
        assert facts["title"]
        assert facts["format_title"]
        assert (facts["module_title"] is None) == (plan.module is None)


def test_names_are_made_of_ids() -> None:
    assert stem("c", "court", "fr", None, "scorm12") == "c-court-fr-scorm12"
    assert stem("c", "court", "fr", "culture", "scorm12") == "c-court-fr-culture-scorm12"


def test_a_scorm_package_has_one_language() -> None:
    plan = Plan("scorm12", "court", None, None, "x")
    with pytest.raises(ValueError, match="one language"):
        TARGETS["scorm12"].facts(plan, course("mini"))

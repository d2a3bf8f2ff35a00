from pathlib import Path

import pytest

from builder.checks import FAMILIES, RULES
from builder.checks.catalogue import READERS, markdown
from builder.source.code import CODES
from tests.builder.checks.cases import FINDINGS, MINI, TESTS, course_of, said

CASES = sorted(path.name for path in FINDINGS.iterdir())


@pytest.mark.parametrize("name", CASES)
def test_a_case_says_what_is_expected(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    expected = FINDINGS / name / "expected.txt"
    lines = said(course_of(FINDINGS / name, tmp_path / "course"))
    if request.config.getoption("--save-golden"):
        expected.write_text(lines, "utf-8")
    assert f" {name}: " in lines
    assert lines == expected.read_text("utf-8")


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    assert READERS
    assert set(CASES) == set(CODES)


def test_every_rule_says_what_it_holds() -> None:
    assert FAMILIES
    assert [name for name, rule in RULES.items() if not (rule.function.__doc__ or "").strip()] == []


@pytest.mark.parametrize("course", sorted(MINI.parent.iterdir()), ids=lambda path: path.name)
def test_the_test_courses_are_clean(course: Path) -> None:
    assert said(course) == ""


def test_the_catalogue_is_up_to_date(request: pytest.FixtureRequest) -> None:
    page = TESTS.parent / "docs" / "findings.md"
    if request.config.getoption("--save-golden"):
        page.write_text(markdown(), "utf-8")
    assert page.read_text("utf-8") == markdown(), "run: cartable findings > docs/findings.md"

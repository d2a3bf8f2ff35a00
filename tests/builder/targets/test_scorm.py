import re
from urllib.parse import unquote, urldefrag

import pytest

from builder.state import LIMIT
from builder.targets import TARGETS, Plan
from builder.xmlkit import parse
from tests.builder.formats.xsd import faults
from tests.builder.targets.courses import NAMES, REAL, course, members, pages, plans

SCORM = [name for name in TARGETS if name.startswith("scorm")]
EVERY = [(n, plan) for n in (*NAMES, REAL) for target in SCORM for plan in plans(target, n)]
LINK = re.compile(
    r'<(?:a|link|script|img|source|track|video|audio)\b[^>]*?\s(?:href|src)="([^"]*)"'
)


@pytest.fixture(params=EVERY, ids=lambda case: case[1].stem)
def case(request: pytest.FixtureRequest) -> tuple[str, Plan]:
    found: tuple[str, Plan] = request.param
    return found


def test_the_editions_are_there() -> None:
    assert SCORM == ["scorm12", "scorm2004", "scorm2004-3rd"]


def test_the_manifest_comes_first_and_the_official_xsds_accept_it(case: tuple[str, Plan]) -> None:
    name, plan = case
    content = members(plan, name)
    assert next(iter(content)) == "imsmanifest.xml"
    assert faults(plan.target, content["imsmanifest.xml"]) == []


def test_the_manifest_lists_exactly_what_is_there(case: tuple[str, Plan]) -> None:
    name, plan = case
    content = members(plan, name)
    root = parse(content.pop("imsmanifest.xml"), "it")
    listed = [unquote(file.get("href", "")) for file in root.iter("{*}file")]
    assert listed == sorted(content)
    resource = root.find(".//{*}resource")
    assert resource is not None
    assert resource.get("href") in content


def test_no_page_points_to_what_is_not_there(case: tuple[str, Plan]) -> None:
    name, plan = case
    content = members(plan, name)
    for path, data in content.items():
        if path.endswith(".html"):
            for link in LINK.findall(data.decode()):
                target = unquote(urldefrag(link)[0].split("?")[0])
                outside = re.match(r"(https?|mailto|tel|data):", target)
                assert not target or outside or target in content, f"{path}: {link}"


def test_packages_for_the_whole_course_and_for_each_module() -> None:
    stems = [plan.stem for plan in plans("scorm12")]
    assert stems == [
        "mini-court-fr-scorm12",
        "mini-court-fr-culture-scorm12",
        "mini-court-fr-outils-scorm12",
        "mini-court-en-scorm12",
        "mini-court-en-culture-scorm12",
        "mini-court-en-outils-scorm12",
    ]


def test_a_module_has_its_own_screens_only() -> None:
    whole, culture, outils = (set(members(plan)) for plan in plans("scorm12")[:3])
    pages_of = {"quiz-outils.html", "essayer.html"}
    assert pages_of <= whole
    assert pages_of <= outils
    assert not pages_of & culture


def test_facts_name_what_attempts_hang_on() -> None:
    mini = course("mini")
    facts = [TARGETS[plan.target].facts(plan, mini) for plan in plans("scorm12")]
    french, english = facts[0], facts[3]
    assert (
        french["identifiers"]
        == english["identifiers"]
        == {
            "organization": "organization_mini_court",
            "items": ["item_mini_court"],
        }
    )
    assert facts[1]["identifiers"]["items"] == ["item_mini_court_culture"]
    assert (french["minutes"], facts[1]["minutes"]) == (32, 15)
    assert 0 < french["state"] <= LIMIT


def test_a_plan_gives_its_files_one_by_one() -> None:
    plan = plans("scorm12")[0]
    files = iter(TARGETS["scorm12"].files(plan, course("mini"), pages("mini")))
    assert next(iter(files)).path == "index.html"


def test_no_key_of_the_certification_is_in_a_learners_package(case: tuple[str, Plan]) -> None:
    name, plan = case
    certification = course(name).certification
    everything = b"\n".join(members(plan, name).values()).decode("utf-8", "replace")
    for item in certification.items if certification else ():
        assert item.id not in everything
        assert item.text[plan.language or "fr"] not in everything

"""Packages of the small course, held to `tests/golden/`: `make golden` renews, the diff is read."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from builder.targets import TARGETS
from tests.builder.targets.courses import course, members, packed, plans

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
Golden = Callable[[str, str], None]


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_is_in_the_first_package(target: str, golden: Golden) -> None:
    content = members(plans(target)[0])
    rows = [
        f"{hashlib.sha256(data).hexdigest()[:16]} {len(data):>8} {path}\n"
        for path, data in content.items()
    ]
    golden(f"mini.{target}/listing.txt", "".join(rows))


def test_which_packages_there_are_and_what_is_said_of_them(target: str, golden: Golden) -> None:
    """Their digests too: a Python or a machine that gives other bytes fails here (decision 3)."""
    facts = {
        plan.stem: {
            **TARGETS[target].facts(plan, course("mini")),
            "bytes": len(packed(plan)),
            "sha256": hashlib.sha256(packed(plan)).hexdigest(),
        }
        for plan in plans(target)
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)
    golden(f"mini.{target}/packages.json", f"{text}\n")


@pytest.mark.parametrize("target", [name for name in TARGETS if TARGETS[name].first])
def test_the_manifest_or_contract(target: str, golden: Golden) -> None:
    first = TARGETS[target].first
    data = members(plans(target)[0])[first]
    text = canonical(data) if first.endswith(".xml") else data.decode()
    golden(f"mini.{target}/{first}", text)


def test_the_manifest_of_a_module(golden: Golden) -> None:
    data = members(plans("scorm12")[1])["imsmanifest.xml"]
    golden("mini.scorm12/imsmanifest-module.xml", canonical(data))


def canonical(data: bytes) -> str:
    """Indented, attributes in alphabetical order, so that a diff reads as prose."""
    return etree.tostring(etree.fromstring(data), method="c14n").decode() + "\n"


def test_every_target_has_its_goldens_and_every_golden_its_target() -> None:
    found = {folder.name.removeprefix("mini.") for folder in GOLDEN.glob("mini.*")}
    assert found == set(TARGETS)
    for name, target in TARGETS.items():
        kept = {file.name for file in (GOLDEN / f"mini.{name}").iterdir()}
        assert kept >= {"listing.txt", "packages.json", *filter(None, [target.first])}

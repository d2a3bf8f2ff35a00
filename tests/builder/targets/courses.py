"""The shared test courses, loaded and rendered once; packages made in memory."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from builder.archive import write_zip
from builder.load import load
from builder.model import Course
from builder.render import LanguagePages, render
from builder.targets import TARGETS, Plan

TESTS = Path(__file__).resolve().parents[2]
NAMES = ("mini", "every_question")
REAL = "the real course"


@cache
def course(name: str) -> Course:
    """A course of tests/courses, or the real one."""
    found, findings = load(TESTS.parent / "course" if name == REAL else TESTS / "courses" / name)
    assert found is not None, findings
    return found


@cache
def pages(name: str) -> Mapping[str, LanguagePages]:
    """Its pages by language."""
    return {language: render(course(name), language) for language in course(name).languages}


def plans(target: str, name: str = "mini") -> list[Plan]:
    """Every package that a target plans for a course."""
    return list(TARGETS[target].plans(course(name)))


@cache
def packed(plan: Plan, name: str = "mini") -> bytes:
    """The archive of a plan."""
    target, out = TARGETS[plan.target], io.BytesIO()
    write_zip(target.files(plan, course(name), pages(name)), target.first, out)
    return out.getvalue()


def members(plan: Plan, name: str = "mini") -> dict[str, bytes]:
    """The archive's members by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(packed(plan, name))) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}

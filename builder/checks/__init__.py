"""Every rule that a course is held to: it sees the course and what rendering saw of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.checks import (
    accessibility,
    answers,
    bank,
    blocks,
    budget,
    certification,
    formats,
    hosts,
    ids,
    links,
    media,
    names,
    questions,
    references,
    structure,
    translation,
    typed,
)
from builder.checks.rule import RULES, Rule
from builder.checks.scope import Scope
from builder.findings import Finding, in_order
from builder.model import Course
from builder.render import LanguagePages

__all__ = ["FAMILIES", "RULES", "Rule", "check"]

FAMILIES = (
    *(structure, blocks, ids, questions, answers, typed, links, media, accessibility),
    *(translation, references, formats, bank, certification, budget, names, hosts),
)


def check(
    course: Course, pages: Mapping[str, LanguagePages], loaded: Iterable[Finding] = ()
) -> list[Finding]:
    """Hold a course and its rendered pages (by language) to every rule; findings in order.

    ``loaded``: what loading found. A rule whose finding may only follow from an error there (a
    picture that the unreadable page uses) waits until that is mended.
    """
    scope = Scope(course, pages, loaded)
    return in_order(found for each in RULES.values() for found in each.findings(scope))

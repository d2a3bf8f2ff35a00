"""A course without some of its modules, for a cohort that has its own in their place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from builder.model import Certification, Course, Format, HalfDay


def without(course: Course, modules: Collection[str]) -> Course:
    """The course whose formats leave ``modules`` out: their screens go from the schedule, and the
    exams draw nothing for their objectives. The sources of all modules have been checked."""
    if not modules:
        return course
    formats = tuple(_format(form, modules) for form in course.formats)
    goals = {g.id for module in course.modules if module.id in modules for g in module.objectives}
    certification = course.certification and _certification(course.certification, goals)
    return replace(course, formats=formats, certification=certification)


def _format(form: Format, modules: Collection[str]) -> Format:
    kept = tuple(module for module in form.modules if module.id not in modules)
    left = {screen for module in kept for screen in module.screens}
    return replace(form, modules=kept, schedule=tuple(_day(day, left) for day in form.schedule))


def _day(day: HalfDay, left: Collection[str]) -> HalfDay:
    activities = (
        replace(activity, pages=tuple(page for page in activity.pages if page in left))
        for activity in day.activities
    )
    return replace(day, activities=tuple(activities))


def _certification(certification: Certification, goals: Collection[str]) -> Certification:
    formats = {
        name: _policy(policy, goals)
        for name, policy in certification.policy.get("formats", {}).items()
    }
    return replace(certification, policy={**certification.policy, "formats": formats})


def _policy(policy: Mapping[str, Any], goals: Collection[str]) -> Mapping[str, Any]:
    exam = policy.get("exam")
    if not exam:
        return policy
    draw = [line for line in exam["draw"] if line["objective"] not in goals]
    return {**policy, "exam": {**exam, "draw": draw}}

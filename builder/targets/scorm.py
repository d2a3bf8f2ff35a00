"""SCORM packages: the whole course in a format and language, and each of its modules alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.archive import PackageFile
from builder.formats.imscp import LAUNCH, MANIFEST, Edition, Identifiers, manifest
from builder.formats.lom import Record
from builder.model import Course, Format, FormatModule
from builder.pages import Lms, View, site
from builder.playerdata.interactions import Standard
from builder.render import LanguagePages
from builder.state import layout, worst_case
from builder.targets import sheet
from builder.targets.base import Plan, stem


@dataclass(frozen=True, slots=True)
class Scorm:
    """One edition of SCORM as a target; ``lms`` is the player's side of it."""

    name: str
    edition: Edition
    lms: Lms
    suffix: str = ".zip"
    folder: str = ""
    first: str = MANIFEST

    def plans(self, course: Course) -> Iterator[Plan]:
        """By format and language: the whole course, then its modules in their order."""
        for form in course.formats:
            for language in course.languages:
                for module in (None, *(item.id for item in form.modules if item.screens)):
                    name = stem(course.id, form.id, language, module, self.name)
                    yield Plan(self.name, form.id, language, module, name)

    def files(
        self, plan: Plan, course: Course, pages: Mapping[str, LanguagePages]
    ) -> Iterator[PackageFile]:
        """The site as the player shows it, then the manifest that lists every file of it."""
        language = _language(plan)
        view = View(plan.format, language, plan.module, self.lms)
        listed = []
        for file in site(course, pages[language], view):
            listed.append(file.path)
            yield file
        ids, record = _identifiers(plan, course), _record(plan, course)
        data = manifest(self.edition, ids, course.title[language], record, listed)
        yield PackageFile(MANIFEST, data)

    def facts(self, plan: Plan, course: Course) -> Mapping[str, Any]:
        """Titles, the identifiers that attempts hang on, the start, and the worst-case state."""
        language, ids = _language(plan), _identifiers(plan, course)
        return {
            "title": course.title[language],
            "format_title": course.format(plan.format).title[language],
            "module_title": course.module(plan.module).title[language] if plan.module else None,
            "launch": LAUNCH,
            "minutes": _minutes(plan, course),
            "identifiers": {"organization": ids.organization, "items": [ids.item]},
            "state": worst_case(layout(course)),
        }

    def beside(self, plan: Plan, course: Course, entry: Mapping[str, Any]) -> Iterator[PackageFile]:
        """The integration sheet."""
        standard: Standard = "scorm12" if self.lms == "scorm12" else "scorm2004"
        yield from sheet.files(course, plan, entry, standard)


def _language(plan: Plan) -> str:
    if plan.language is None:
        raise ValueError(f"{plan.stem}: a SCORM package is in one language")
    return plan.language


def _identifiers(plan: Plan, course: Course) -> Identifiers:
    return Identifiers.of(course.id, plan.format, _language(plan), plan.module)


def _taken(plan: Plan, form: Format) -> list[FormatModule]:
    return [item for item in form.modules if plan.module in {None, item.id}]


def _minutes(plan: Plan, course: Course) -> int:
    taken = _taken(plan, course.format(plan.format))
    return sum(course.screen(screen).minutes for item in taken for screen in item.screens)


def _record(plan: Plan, course: Course) -> Record:
    language = _language(plan)
    modules = [course.module(item.id) for item in _taken(plan, course.format(plan.format))]
    title, description = course.title[language], course.description[language]
    if plan.module:
        title = modules[0].title[language]
        description = modules[0].summary.get(language) or description
    return Record(
        identifier=_identifiers(plan, course).manifest,
        language=language,
        title=title,
        description=description,
        keywords=course.keywords.get(language, ()),
        objectives=tuple(goal.text[language] for module in modules for goal in module.objectives),
        version=course.version,
        date=course.date,
        authors=course.authors,
        licence=". ".join(filter(None, (course.licence, course.credits.get(language)))),
        minutes=_minutes(plan, course),
    )

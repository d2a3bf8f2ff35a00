"""The certification of a format for the tool that runs it: ``exam.json`` and what it refers to.

It has the keys, so it goes to a folder of its own and never into a learner's package (decision 12).
Every text is by language. Items are HTML as a page would show them (options on one line); all other
texts are plain.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.archive import PackageFile
from builder.model import Certification, Course, Document, Format
from builder.render import LanguagePages
from builder.targets import documents
from builder.targets.base import Plan, stem
from builder.targets.exam_items import item

SCHEMA = 1
FILE = "exam.json"
MEDIUM = re.compile(r'(?:src|href|poster)="media/([^"#?]+)')
TEXTS = frozenset(
    {"title", "statement", "intro", "low", "high", "text", "help", "prompt", "levels"}
)


@dataclass(frozen=True, slots=True)
class Exam:
    """The exam as a target: one package a format, all languages in it."""

    name: str = "exam"
    suffix: str = ".zip"
    folder: str = "certification/"
    first: str = FILE

    def plans(self, course: Course) -> Iterator[Plan]:
        """The formats that the certification's policy speaks of."""
        for form in course.formats:
            if course.certification and _policy(course.certification, form.id):
                yield Plan(self.name, form.id, None, None, stem(course.id, form.id, self.name))

    def files(
        self, plan: Plan, course: Course, pages: Mapping[str, LanguagePages]
    ) -> Iterator[PackageFile]:
        """``exam.json``, the media that its items show, the templates that candidates fill in."""
        form = course.format(plan.format)
        filled_in = list(_templates(course, form, pages))
        data = exam(course, form, pages, _listed(filled_in))
        text = json.dumps(data, ensure_ascii=False, indent=1)
        yield PackageFile(FILE, f"{text}\n".encode())
        for name in sorted(set(MEDIUM.findall(json.dumps(data).replace('\\"', '"')))):
            yield PackageFile(f"media/{name}", Path(course.root, course.media[name].source))
        yield from (file for _, _, file in filled_in)

    def facts(self, plan: Plan, course: Course) -> Mapping[str, Any]:
        """Titles in the first language, and how many items there are to draw from."""
        form, lead = course.format(plan.format), course.languages[0]
        return {
            "title": course.title[lead],
            "format_title": form.title[lead],
            "module_title": None,
            "items": len(_bank(course, form)),
        }

    def beside(self, plan: Plan, course: Course, entry: Mapping[str, Any]) -> Iterator[PackageFile]:
        """Nothing: who runs the tool reads its own manual."""
        yield from ()


Template = tuple[Document, str, PackageFile]


def _templates(
    course: Course, form: Format, pages: Mapping[str, LanguagePages]
) -> Iterator[Template]:
    for language in course.languages:
        for document, file in documents.templates(course, form, pages[language]):
            yield document, language, file


def _listed(found: list[Template]) -> list[dict[str, Any]]:
    """Each template once, with its title and its file by language."""
    listed: dict[str, dict[str, Any]] = {}
    for document, language, file in found:
        entry = listed.setdefault(document.id, {"id": document.id, "title": {}, "files": {}})
        entry["title"][language] = document.texts[language].title
        entry["files"][language] = file.path
    return list(listed.values())


def exam(
    course: Course,
    form: Format,
    pages: Mapping[str, LanguagePages],
    templates: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What ``exam.json`` holds, as ``schemas/exam.schema.json`` says."""
    certification = _certification(course)
    policy, lead = _policy(certification, form.id), course.languages[0]
    banks = {language: pages[language].bank.texts for language in course.languages}
    return {
        "schema": SCHEMA,
        "course": course.id,
        "format": form.id,
        "version": course.version,
        "date": course.date,
        "languages": list(course.languages),
        "public": True,  # the bank lies open in the sources; a private overlay says otherwise
        "title": dict(course.title),
        "format_title": dict(form.title),
        "licence": course.licence,
        "authors": list(course.authors),
        "objectives": list(_objectives(course, form)),
        "items": [item(question, banks) for question in _bank(course, form)],
        "exam": policy.get("exam"),
        "decision": policy["decision"],
        "rubric": by_language(certification.rubric, lead),
        "dossier": by_language(certification.dossier, lead),
        "peer": by_language(certification.peer, lead),
        "positioning": by_language(certification.positioning, lead),
        "certificate": by_language(certification.policy["certificate"], lead),
        "schedule": [
            {"id": half.id, "title": dict(half.title), "minutes": half.minutes}
            for half in form.schedule
        ],
        "templates": list(templates),
    }


def by_language(data: Any, lead: str, *, text: bool = False) -> Any:
    """Plain data with every text by language; a course of one language may write bare strings."""
    if isinstance(data, Mapping):
        return {key: by_language(value, lead, text=key in TEXTS) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [by_language(value, lead, text=text) for value in data]
    return {lead: data} if text and isinstance(data, str) else data


def _certification(course: Course) -> Certification:
    if course.certification is None:
        raise ValueError(f"{course.id} has no certification")
    return course.certification


def _policy(certification: Certification, format_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = certification.policy.get("formats", {}).get(format_id, {})
    return found


def _goals(course: Course, form: Format) -> set[str]:
    taken = {module.id for module in form.modules}
    return {
        goal.id for module in course.modules if module.id in taken for goal in module.objectives
    }


def _bank(course: Course, form: Format) -> list[Any]:
    goals = _goals(course, form)
    return [asked for asked in _certification(course).items if asked.objective in goals]


def _objectives(course: Course, form: Format) -> Iterator[dict[str, Any]]:
    for taken in form.modules:
        module = course.module(taken.id)
        for goal in module.objectives:
            pages = [course.pages[name] for name in taken.screens if name in course.pages]
            yield {
                "id": goal.id,
                "text": dict(goal.text),
                "module": module.id,
                "module_title": dict(module.title),
                "pages": [
                    {"id": page.id, "title": dict(page.title)}
                    for page in pages
                    if goal.id in page.objectives
                ],
            }

"""Courses of any size, the same for the same numbers: material for the bench and the fleet."""

from __future__ import annotations

import json
import random
from pathlib import Path

from builder.load import load
from builder.release import lock_of, write_lock

WORDS = [
    "commune",
    "plan",
    "logiciel",
    "libre",
    "habitant",
    "projet",
    "carte",
    "donnée",
    "contribution",
    "règle",
    "licence",
    "vote",
    "conseil",
    "atelier",
    "rue",
    "quartier",
    "enquête",
    "concertation",
    "preuve",
    "coût",
    "dépôt",
    "version",
    "relecture",
    "proposition",
    "décision",
    "service",
    "bien",
    "commun",
    "outil",
    "méthode",
    "essai",
    "mesure",
    "délai",
    "réponse",
    "budget",
    "territoire",
    "élu",
    "technicien",
    "question",
    "adresse",
    "registre",
    "bilan",
]
PER_MODULE = 20
MODULES_MAX = 100  # SCORM 2004 keeps a hundred objectives, and each module has one
MINUTES = 5
LANGUAGES = ("fr", "en")


def generate(root: Path, pages: int, *, course_id: str = "grand", words: int = 700) -> None:
    """Write a course of ``pages`` pages in two languages, a quiz at the end of each module."""
    chance = random.Random(f"{course_id}/{pages}")  # noqa: S311 - the same each time, on purpose
    size = max(PER_MODULE, -(-pages // MODULES_MAX))
    modules = [f"m{number:04}" for number in range(-(-pages // size))]
    _yaml(root / "course.yaml", _course(course_id, modules))
    numbers = iter(range(pages))
    contents = {}
    for module in modules:
        ids = [f"p{n:05}" for _, n in zip(range(size), numbers, strict=False)]
        _module(root / "modules" / module, module, ids, chance, words)
        contents[module] = [*ids, f"quiz-{module}"]
    _yaml(root / "formats" / "complet.yaml", _format(contents))
    _release(root)


def _release(root: Path) -> None:
    """Publish the ids, as an author of a course of this size must: else the state is too large."""
    course, findings = load(root)
    assert course is not None, findings
    write_lock(root, lock_of(course))


def _text(text: str) -> dict[str, str]:
    return {language: f"{text}{mark}" for language, mark in zip(LANGUAGES, ("", " *"), strict=True)}


def _course(course_id: str, modules: list[str]) -> dict[str, object]:
    return {
        "id": course_id,
        "version": "1.0.0",
        "date": "2026-01-01",
        "title": _text(f"Cours {course_id}"),
        "description": _text("Un cours fait pour être mesuré."),
        "keywords": {language: ["mesure"] for language in LANGUAGES},
        "languages": list(LANGUAGES),
        "licence": "CC-BY-SA-4.0",
        "authors": ["The Cartable contributors"],
        "modules": modules,
        "formats": ["complet"],
    }


def _format(contents: dict[str, list[str]]) -> dict[str, object]:
    taken = [{"id": module} for module in contents]
    days = [_day(module, screens) for module, screens in contents.items()]
    return {"id": "complet", "title": _text("Complet"), "modules": taken, "schedule": days}


def _day(module: str, screens: list[str]) -> dict[str, object]:
    minutes = MINUTES * len(screens)
    activity = {"title": _text("Lire"), "minutes": minutes, "pages": screens}
    title = _text(f"Jour {module}")
    return {"id": f"jour-{module}", "title": title, "minutes": minutes, "activities": [activity]}


def _module(folder: Path, module: str, ids: list[str], chance: random.Random, words: int) -> None:
    objective = {"id": f"{module}-1", "text": _text("Décider en connaissance de cause")}
    _yaml(
        folder / "module.yaml",
        {
            "id": module,
            "title": _text(f"Module {module}"),
            "objectives": [objective],
            "contents": [*ids, f"quiz-{module}"],
        },
    )
    for page in ids:
        for language in LANGUAGES:
            path = folder / language / f"{page}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_page(page, f"{module}-1", chance, words), "utf-8")
    _yaml(folder / f"quiz-{module}.yaml", _quiz(module, ids[0], chance))


def _page(page: str, objective: str, chance: random.Random, words: int) -> str:
    front = f"id: {page}\ntitle: Page {page}\nminutes: {MINUTES}\nobjectives: [{objective}]"
    parts = [f"---\n{front}\n---\n"]
    written = 0
    while written < words:
        written += 140
        parts.append(f"## {_sentence(chance, 5)}\n\n{_paragraph(chance, 60)}\n")
        parts.append(f"/// example | {_sentence(chance, 4)}\n{_paragraph(chance, 25)}\n///\n")
        parts.append("".join(f"- {_sentence(chance, 8)}\n" for _ in range(4)))
        cells = "\n".join(f"| {_sentence(chance, 2)} | {_sentence(chance, 3)} |" for _ in range(3))
        parts.append(
            f"\n/// table | {_sentence(chance, 3)}\n\n| A | B |\n|---|---|\n{cells}\n///\n"
        )
    return "\n".join(parts)


def _sentence(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize()


def _paragraph(chance: random.Random, count: int) -> str:
    words = chance.choices(WORDS, k=count)
    words[count // 3] = f"**{words[count // 3]}**"
    words[count // 2] = f"*{words[count // 2]}*"
    return " ".join(words).capitalize() + "."


def _quiz(module: str, page: str, chance: random.Random) -> dict[str, object]:
    options = [{"key": key, "text": _text(_sentence(chance, 4))} for key in "abcd"]
    options[0]["correct"] = True  # type: ignore[assignment] # a dict of mixed values
    question = {
        "id": f"q-{module}",
        "type": "single-choice",
        "objective": f"{module}-1",
        "page": page,
        "text": _text(f"{_sentence(chance, 8)} ?"),
        "options": options,
        "feedback": {"right": _text("Oui."), "wrong": _text("Relisez la page.")},
    }
    return {
        "id": f"quiz-{module}",
        "title": _text("Quiz"),
        "minutes": MINUTES,
        "questions": [question],
    }


def _yaml(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")

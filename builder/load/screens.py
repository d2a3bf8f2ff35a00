"""Modules, pages, quizzes and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from builder.findings import Place
from builder.ids import is_id
from builder.load import codes
from builder.load.includes import expand
from builder.load.places import folder, stem
from builder.load.questions import questions
from builder.load.sources import Doc, Markdown, Sources
from builder.load.texts import text
from builder.model import Document, Module, Objective, Page, PageText, Quiz
from builder.source.code import did_you_mean


def same_name(sources: Sources, doc: Doc, name: str, holder: str = "file") -> bool:
    """Whether a source may be known by ``name``; the id inside must be the same."""
    found = doc.data.get("id") if isinstance(doc.data, dict) else None
    if isinstance(found, str) and found != name:
        place = sources.place(doc.at("id"))
        sources.findings.append(codes.NAME.at(place, id=found, holder=holder, name=name))
    return is_id(name)


def module(sources: Sources, doc: Doc, lead: str) -> Module | None:
    """A module from its ``module.yaml``; None when it can't be made."""
    name = folder(doc.path)
    if not same_name(sources, doc, name, "folder") or not doc.sound(apart=("objectives",)):
        return None
    data = doc.data
    objectives = tuple(
        Objective(item["id"], text(item["text"], lead), doc.at("objectives", index))
        for index, item in enumerate(data["objectives"])
        if doc.sound("objectives", index)
    )
    title, summary = text(data["title"], lead), text(data.get("summary"), lead)
    return Module(name, doc.at(), title, objectives, tuple(data["contents"]), summary)


def quiz(sources: Sources, doc: Doc, lead: str) -> Quiz | None:
    """A quiz; None when it can't be made. Questions that can't be made are left out."""
    name = stem(doc.path)
    if not same_name(sources, doc, name) or not doc.sound(apart=("questions",)):
        return None
    data = doc.data
    return Quiz(
        id=name,
        at=doc.at(),
        title=text(data["title"], lead),
        questions=tuple(questions(sources, doc, "questions", lead, data.get("tries", 0))),
        minutes=data["minutes"],
        intro=text(data.get("intro"), lead),
        draw=data.get("draw"),
        shuffle=data.get("shuffle", False),
    )


class Translations(NamedTuple):
    """The Markdown sources of one page or document by language, the leading one first."""

    name: str
    by_language: Mapping[str, Markdown]

    @property
    def head(self) -> Doc:
        """The head of the first language that exists."""
        return next(iter(self.by_language.values())).head


def translations(
    sources: Sources, paths: Sequence[str], kind: str, languages: Sequence[str]
) -> Iterator[Translations]:
    """Put the files of each page or document together, ``…/<language>/<name>.md``."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for path in paths:
        above = path.rsplit("/", 2)[0]
        groups.setdefault((above, stem(path)), {})[folder(path)] = path
    for (_, name), by_language in groups.items():
        known = {lang: by_language[lang] for lang in languages if lang in by_language}
        found = {lang: sources.markdown(path, kind) for lang, path in known.items()}
        sound = {lang: md for lang, md in found.items() if md and _usable(sources, md, name)}
        if sound:
            yield Translations(name, sound)


def unknown_languages(sources: Sources, paths: Sequence[str], languages: Sequence[str]) -> None:
    """A finding for the first file of each folder that no language of the course is named after."""
    seen: set[str] = set()
    for path in paths:
        above, language = path.rpartition("/")[0], folder(path)
        if language in languages or above in seen:
            continue
        seen.add(above)
        place = Place(path)
        better = did_you_mean(language, languages) or f"the languages are {', '.join(languages)}"
        sources.findings.append(codes.LANGUAGE.at(place, language=language, better=better))


def _usable(sources: Sources, markdown: Markdown, name: str) -> bool:
    return same_name(sources, markdown.head, name) and markdown.head.sound()


def page(sources: Sources, found: Translations) -> Page:
    """A page from its sources; what must be the same in all languages is taken from the first."""
    data = _same(sources, found, {"minutes": None, "objectives": []})
    objectives = tuple(data["objectives"])
    return Page(found.name, found.head.at(), data["minutes"], objectives, _texts(sources, found))


def document(sources: Sources, found: Translations) -> Document:
    """A document from its sources."""
    data = _same(sources, found, {"kind": None, "formats": []})
    texts = _texts(sources, found)
    return Document(found.name, found.head.at(), data["kind"], texts, tuple(data["formats"]))


def _texts(sources: Sources, found: Translations) -> dict[str, PageText]:
    texts: dict[str, PageText] = {}
    for language, source in found.by_language.items():
        path, title = source.head.path, source.head.data["title"]
        markdown, lines = expand(sources, path, source.body, source.first_line)
        texts[language] = PageText(language, path, title, markdown, source.first_line, lines)
    return texts


def _same(sources: Sources, found: Translations, usual: Mapping[str, Any]) -> dict[str, Any]:
    """The values of keys that all languages share, with a finding where they differ."""
    first = found.head
    for source in found.by_language.values():
        for key, default in usual.items():
            if source.head.data.get(key, default) != first.data.get(key, default):
                place = sources.place(source.head.at(key))
                sources.findings.append(codes.DIFFERS.at(place, key=key, other=first.path))
    return {key: first.data.get(key, default) for key, default in usual.items()}

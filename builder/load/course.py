"""Puts the parts of a course together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from builder.findings import Anchor, Finding, Place, Severity, in_order
from builder.load import apparatus, codes
from builder.load.certification import certification
from builder.load.formats import course_format
from builder.load.places import STRAY, sort
from builder.load.screens import document, module, page, quiz, translations, unknown_languages
from builder.load.sources import Doc, Sources
from builder.load.texts import forms, text
from builder.model import Course, Format, Lock, Module, Page, Positions, Quiz
from builder.source.code import did_you_mean
from builder.source.files import scan
from builder.source.memo import Memo


class _Known(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def at(self) -> Anchor: ...


_T = TypeVar("_T", bound=_Known)
Paths = Mapping[str, list[str]]


def load(root: Path, memo: Path | None = None) -> tuple[Course | None, list[Finding]]:
    """Read a course's folder: the course of what fits, and the findings in order.

    ``memo`` is a file that remembers what was read before, None to do without.

    The course is None when none can be made. Never raises on bad input; the order of the folder's
    listing does not matter.
    """
    tree, findings = scan(root)
    paths = sort(tree)
    sources = Sources(tree, findings, memo=Memo(memo))
    sources.findings += [_stray(path) for path in paths[STRAY]]
    head = _head(sources, paths["course"])
    if head is None:
        _read_all(sources, paths)
        return None, in_order(sources.findings)
    course = _course(sources, paths, head)
    sources.memo.save()
    sources.findings += _unused(sources, paths["shared"])
    return course, in_order(sources.findings)


def _unused(sources: Sources, shared: Sequence[str]) -> list[Finding]:
    """What no page includes; nothing is said while a text with an error may include it."""
    if any(f.severity is Severity.ERROR and f.place.path.endswith(".md") for f in sources.findings):
        return []
    unused = (path for path in shared if path not in sources.included)
    return [codes.UNUSED_SHARED.at(Place(path)) for path in unused]


def _stray(path: str) -> Finding:
    yaml = path.removesuffix(".yml") + ".yaml"
    better = f"name it {yaml}" if path.endswith(".yml") else ""
    return codes.STRAY.at(Place(path), better=better)


def _head(sources: Sources, paths: Sequence[str]) -> Doc | None:
    """The data of ``course.yaml``, None with findings when a course can't be made of it."""
    if not paths:
        if not any(found.place.path == "." for found in sources.findings):  # no folder at all
            sources.findings.append(codes.NO_COURSE.at(Place("course.yaml")))
        return None
    doc = sources.document(paths[0], "course")
    return doc if doc and doc.sound() and _is_day(sources, doc) else None


def _is_day(sources: Sources, doc: Doc) -> bool:
    """Whether the version's date is in the calendar: no schema says so of 2026-02-31."""
    try:
        date.fromisoformat(doc.data["date"])
    except ValueError:
        place = sources.place(doc.at("date"))
        sources.findings.append(codes.NO_DAY.at(place, date=doc.data["date"]))
        return False
    return True


def _read_all(sources: Sources, paths: Paths) -> None:
    """Say what is wrong with each file, even where no course can be made."""
    for kind, found in paths.items():
        for path in found:
            if kind in ("page", "document"):
                sources.markdown(path, kind)
            elif path.endswith((".yaml", ".json")) and kind not in ("course", "media", STRAY):
                sources.document(path, kind)


class _Screens(NamedTuple):
    modules: dict[str, Module]
    pages: dict[str, Page]
    quizzes: dict[str, Quiz]


def _course(sources: Sources, paths: Paths, head: Doc) -> Course:
    data = head.data
    languages = tuple(data["languages"])
    lead = languages[0]
    screens = _screens(sources, paths, languages)
    formats = _formats(sources, paths["format"], lead, screens.modules)
    catalogue = _each(sources, paths["civic-tech"], "civic-tech", apparatus.civic_tech, lead)
    worksheets = _each(sources, paths["worksheet"], "worksheet", apparatus.worksheet, lead)
    return Course(
        id=data["id"],
        at=head.at(),
        root=str(sources.tree.root),
        version=data["version"],
        date=data["date"],
        title=text(data["title"], lead),
        description=text(data["description"], lead),
        languages=languages,
        licence=data["licence"],
        credits=text(data.get("credits"), lead),
        authors=tuple(data["authors"]),
        keywords=forms(data.get("keywords"), lead),
        modules=tuple(_listed(sources, head, "modules", screens.modules)),
        formats=tuple(_listed(sources, head, "formats", formats)),
        pages=screens.pages,
        quizzes=screens.quizzes,
        glossary=tuple(_terms(sources, paths["glossary"], lead)),
        references=_references(sources, paths["references"]),
        civic_techs=_unique(sources, catalogue),
        worksheets=_unique(sources, worksheets),
        documents=_documents(sources, paths["document"], languages),
        media=apparatus.media(sources.tree, paths["media"]),
        certification=certification(sources, paths, lead, _tool_url(data)),
        lock=_lock(sources, paths["ids-lock"]),
        positions=Positions(sources.nodes),
        theme=data.get("theme", {}),
        retired={kind: tuple(ids) for kind, ids in data.get("retired", {}).items()},
    )


def _tool_url(data: Mapping[str, Any]) -> str:
    url: str = data.get("certification", {}).get("tool_url", "")
    return url


def _each(
    sources: Sources,
    paths: Iterable[str],
    kind: str,
    make: Callable[[Sources, Doc, str], _T | None],
    lead: str,
) -> Iterator[_T]:
    """What can be made of the files of one kind."""
    for path in paths:
        doc = sources.document(path, kind)
        made = make(sources, doc, lead) if doc and isinstance(doc.data, dict) else None
        if made is not None:
            yield made


def _unique(sources: Sources, items: Iterable[_T]) -> dict[str, _T]:
    """Items by id; one whose id is taken is left out with a finding."""
    known: dict[str, _T] = {}
    for item in items:
        if item.id in known:
            place = sources.place(item.at.child("id"))
            other = known[item.id].at.path
            sources.findings.append(codes.SAME_ID.at(place, id=item.id, other=other))
        else:
            known[item.id] = item
    return known


def _screens(sources: Sources, paths: Paths, languages: Sequence[str]) -> _Screens:
    lead = languages[0]
    modules = _unique(sources, _each(sources, paths["module"], "module", module, lead))
    unknown_languages(sources, paths["page"], languages)
    found = translations(sources, paths["page"], "page", languages)
    every: Iterator[Page | Quiz] = (page(sources, item) for item in found)
    quizzes = _each(sources, paths["quiz"], "quiz", quiz, lead)
    known = _unique(sources, [*every, *quizzes])
    order = {name: place for place, name in enumerate(_order(modules.values()))}
    ranked = sorted(known.values(), key=lambda item: (order.get(item.id, len(order)), item.id))
    pages = {item.id: item for item in ranked if isinstance(item, Page)}
    return _Screens(modules, pages, {i.id: i for i in ranked if isinstance(i, Quiz)})


def _order(modules: Iterable[Module]) -> Iterator[str]:
    for item in modules:
        yield from item.contents


def _formats(
    sources: Sources, paths: Iterable[str], lead: str, modules: Mapping[str, Module]
) -> dict[str, Format]:
    def make(sources: Sources, doc: Doc, lead: str) -> Format | None:
        return course_format(sources, doc, lead, modules)

    return _unique(sources, _each(sources, paths, "format", make, lead))


_FILES = {"modules": "modules/{id}/module.yaml", "formats": "formats/{id}.yaml"}


def _listed(sources: Sources, head: Doc, kind: str, known: Mapping[str, _T]) -> Iterator[_T]:
    """What ``course.yaml`` lists, in its order; findings for what it lists in vain or forgets."""
    ids = head.data[kind]
    word = kind.removesuffix("s")
    for index, item in enumerate(ids):
        file = _FILES[kind].format(id=item)
        if item in known:
            yield known[item]
        elif file not in sources.tree.files:
            better = did_you_mean(item, set(known) - set(ids))
            place = sources.place(head.at(kind, index))
            found = codes.NOT_THERE.at(place, kind=word, id=item, file=file, better=better)
            sources.findings.append(found)
    for item in sorted(set(known) - set(ids)):
        place = sources.place(known[item].at)
        sources.findings.append(codes.NOT_LISTED.at(place, kind=word, id=item))


def _terms(sources: Sources, paths: Iterable[str], lead: str) -> Iterable[Any]:
    docs = [sources.document(path, "glossary") for path in paths]
    found = (term for doc in docs if doc for term in apparatus.terms(doc, lead))
    return _unique(sources, found).values()


def _references(sources: Sources, paths: Iterable[str]) -> dict[str, Any]:
    docs = [sources.document(path, "references") for path in paths]
    return _unique(sources, (item for doc in docs if doc for item in apparatus.references(doc)))


def _documents(sources: Sources, paths: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
    unknown_languages(sources, paths, languages)
    found = translations(sources, paths, "document", languages)
    return _unique(sources, (document(sources, item) for item in found))


def _lock(sources: Sources, paths: Sequence[str]) -> Lock:
    doc = sources.document(paths[0], "ids-lock") if paths else None
    return Lock(doc.data if doc and doc.sound() else {})

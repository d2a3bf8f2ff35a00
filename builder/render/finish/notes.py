"""What stands at a page's end: notes, and the sources it cites."""

from __future__ import annotations

from copy import deepcopy
from functools import partial

from builder.render.finish.work import (
    Element,
    Work,
    add,
    append_text,
    fragment,
    make,
    move,
    replace,
    select,
    take,
)


def all_notes(work: Work) -> None:
    """Find the footnotes and finish them."""
    for block in select(work.root, ".//div[@class='footnote']"):
        notes(work, block)


def notes(work: Work, block: Element) -> None:
    """Turn Markdown's footnotes into numbered notes, each with one way back to the text."""
    items = block.find("ol")
    if items is None:
        return
    found = list(enumerate(items.findall("li"), 1))
    names = {take(item, "id") or "": work.anchors.new(f"n-{number}") for number, item in found}
    work.anchors.taken -= names.keys()
    marks = _references(work, names)
    section = _section(work, "render.notes")
    listed = add(section, "ol")
    for (number, item), name in zip(found, names.values(), strict=True):
        item.set("id", name)
        _note(work, item, number, marks.get(name))
        listed.append(item)
    replace(block, [section])


def _references(work: Work, names: dict[str, str]) -> dict[str, str]:
    """Name each mark in the text; the first of each note. ``names``: notes by Markdown's id."""
    first: dict[str, str] = {}
    for mark in select(work.root, ".//sup[a[@class='footnote-ref']]"):
        a = mark[0]
        note, number = names.get(str(a.get("href"))[1:], ""), a.text or ""
        name = work.anchors.new(f"r-{number}")
        first.setdefault(note, name)
        made = make("a", number, class_="ref", href=f"#{note}", id=name)
        made.set("role", "doc-noteref")
        made.set("aria-label", work.words("render.note-ref", number=number))
        replace(mark, [made])
    return first


def _note(work: Work, item: Element, number: int, mark: str | None) -> None:
    for back in select(item, ".//a[@class='footnote-backref']"):
        replace(back, [])
    place = item[-1] if len(item) and item[-1].tag == "p" else item
    _trim(place)
    if mark is not None:
        append_text(place, " ")
        place.append(_back(work, mark, work.words("render.note-back", number=number)))


def _back(work: Work, target: str, label: str) -> Element:
    return make("a", work.words("render.back"), href=f"#{target}", aria_label=label)


def sources(work: Work, cited: dict[str, str]) -> None:
    """List what the page cites, in the order of its citing."""
    if not cited:
        return
    section = _section(work, "render.sources")
    listed = add(section, "ul")
    for key, mark in cited.items():
        entry = work.lookup.entry(key)
        if entry is None:
            continue
        item = add(listed, "li", id=work.anchors.new(f"src-{key}"))
        move(deepcopy(work.lookup.once(f"source:{key}", partial(fragment, entry.html))), item)
        append_text(item, " ")
        item.append(_back(work, mark, work.words("render.source-back", mark=entry.mark(""))))
    more = add(add(section, "p"), "a", work.words("render.all-references"), href="references.html")
    more.set("class", "all-references")
    work.root.append(section)


def _section(work: Work, title: str) -> Element:
    name = work.anchors.new(title.removeprefix("render."))
    section = make("section", class_="notes", aria_labelledby=name)
    section.tail = "\n"
    add(section, "h2", work.words(title), id=name)
    return section


def _trim(element: Element) -> None:
    """Take the white space off the element's end."""
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip()
    else:
        element.text = (element.text or "").rstrip()

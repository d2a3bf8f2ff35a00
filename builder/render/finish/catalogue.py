"""Cards of the civic-tech catalogue and worksheets, which a page names by id.

The player finds a worksheet as ``[data-worksheet]`` and its fields as ``[data-field]``: a
``textarea``, or a ``fieldset`` of radios whose values are the options' keys.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from builder.model import CivicTech, Text, Worksheet, WorksheetField
from builder.render.anchors import Anchors
from builder.render.finish.links import outside
from builder.render.finish.work import Element, Work, add, make, replace


def card_mark(work: Work, mark: Element, under: int) -> None:
    """Put the card in the place of its mark; nothing when there is none."""
    line = work.line(mark)
    name = str(mark.get("data-card"))
    work.seen.cards.append((name, line))
    found = work.lookup.card(name)
    if found is None:
        return replace(mark, [])
    made = _copy(work, f"card:{name}:{under}", lambda desk: card(desk, *found, under))
    return replace(mark, [made])


def worksheet_mark(work: Work, mark: Element, under: int) -> None:
    """Put the worksheet in the place of its mark; nothing when there is none."""
    line = work.line(mark)
    name = str(mark.get("data-worksheet"))
    work.seen.worksheets.append((name, line))
    found = work.lookup.worksheet(name)
    if found is None:
        return replace(mark, [])
    made = _copy(work, f"worksheet:{name}:{under}", lambda desk: worksheet(desk, found, under))
    return replace(mark, [made])


def _copy(work: Work, key: str, build: Callable[[Work], Element]) -> Element:
    """What ``build`` makes, made once a run; again where the page has its ids already."""
    desk = Work(work.root, work.source, work.language, work.words, work.lookup, Anchors(()))
    made, names = work.lookup.once(key, lambda: (build(desk), frozenset(desk.anchors.taken)))
    if names & work.anchors.taken:
        return build(work)
    work.anchors.taken |= names
    return deepcopy(made)


def card(work: Work, tech: CivicTech, alternatives: list[str], under: int) -> Element:
    """A tool of the catalogue: what it is for, then what one must know of it."""
    section, body = _call(work, "card", f"card-{tech.id}", tech.name, under)
    section.set("data-card", tech.id)
    add(body, "p", _text(work, tech.purpose))
    facts = add(body, "dl")
    _fact(work, facts, "phases", ", ".join(_word(work, "phase", one) for one in tech.phases))
    _fact(work, facts, "licence", tech.licence, plain=True)
    _fact(work, facts, "hosting", _text(work, tech.hosting))
    _fact(work, facts, "effort", _text(work, tech.effort))
    _fact(work, facts, "limits", _text(work, tech.limits))
    _fact(work, facts, "alternatives", ", ".join(alternatives))
    _fact(work, facts, "certainty", _word(work, "certainty", tech.certainty))
    _links(work, body, tech)
    return section


def worksheet(work: Work, sheet: Worksheet, under: int) -> Element:
    """A form whose answers stay on the device."""
    title = _text(work, sheet.title)
    section, body = _call(work, "worksheet", f"w-{sheet.id}", title, under)
    section.set("class", "call do worksheet")
    section.set("data-worksheet", sheet.id)
    if _text(work, sheet.intro):
        add(body, "p", _text(work, sheet.intro))
    for field in sheet.fields:
        (_choice if field.options else _writing)(work, body, sheet.id, field)
    add(body, "p", work.words("render.worksheet-kept"), class_="hint")
    return section


def _call(work: Work, kind: str, wish: str, title: str, under: int) -> tuple[Element, Element]:
    name = work.anchors.new(wish)
    section = make("section", class_=f"call {kind}", aria_labelledby=name)
    add(section, "p", work.words(f"render.call.{kind}"), class_="call-label")
    body = add(section, "div", class_="body")
    add(body, "h2" if under < 2 else "h3", work.set(title), id=name)
    return section, body


def _text(work: Work, text: Text) -> str:
    return work.set(text.get(work.language, "").strip())


def _word(work: Work, kind: str, word: str) -> str:
    """A word of the schema in the page's language; as it is when the catalogue lacks it."""
    key = f"render.{kind}.{word}"
    return work.words(key) if key in work.words.forms else word


def _fact(work: Work, facts: Element, name: str, value: str, *, plain: bool = False) -> None:
    if value:
        add(facts, "dt", work.words(f"render.card.{name}"))
        add(facts, "dd", value if plain else work.set(value))


def _links(work: Work, body: Element, tech: CivicTech) -> None:
    line = make("p", class_="source")
    for key, address in (("website", tech.website), ("repository", tech.repository)):
        if address.startswith(("https://", "http://")):
            if len(line):
                line[-1].tail = " · "
            outside(work, add(line, "a", work.words(f"render.card.{key}"), href=address))
    if len(line):
        body.append(line)


def _writing(work: Work, body: Element, sheet_id: str, field: WorksheetField) -> None:
    name = work.anchors.new(f"w-{sheet_id}-{field.id}")
    add(body, "label", _text(work, field.text), class_="field", for_=name)
    area = make("textarea", id=name, rows=str(field.rows), data_field=field.id)
    _hint(work, body, area, field, name)
    body.append(area)


def _choice(work: Work, body: Element, sheet_id: str, field: WorksheetField) -> None:
    name = work.anchors.new(f"w-{sheet_id}-{field.id}")
    group = make("fieldset", class_="q", id=name, data_field=field.id)
    add(group, "legend", _text(work, field.text))
    _hint(work, group, group, field, name)
    options = add(group, "div", class_="opts")
    for option in field.options:
        label = add(options, "label", class_="opt")
        add(label, "input", type="radio", name=name, value=option.key)
        add(label, "span", _text(work, option.text))
    body.append(group)


def _hint(work: Work, into: Element, field: Element, sheet: WorksheetField, name: str) -> None:
    text = _text(work, sheet.hint)
    if text:
        hint = work.anchors.new(f"{name}-h")
        field.set("aria-describedby", hint)
        add(into, "p", text, class_="hint", id=hint)

"""Type-setting: each text of a page in the language it stands in, code and the like left alone."""

from __future__ import annotations

from builder.render import typography
from builder.render.finish.work import Element, text_of

_RAW = ("code", "pre", "kbd", "samp", "var")
_INLINE_NAMES = (
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong "
    "sub sup time u var"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_EDGE = frozenset("""'";:!?»%€. \u00a0\u202f""")


def set_type(root: Element, elements: list[Element], language: str, html: str) -> None:
    """Set the texts of ``elements``, which are all of ``root``; ``html`` is what they came from."""
    foreign = _foreign(root) if ' lang="' in html else {}
    if not foreign and not typography.has_rules(language):
        return
    raw = {inner for outer in root.iter(*_RAW) for inner in outer.iter()}
    for element in elements:
        text, tail = element.text, element.tail
        if text and text != "\n" and element not in raw:
            tongue = foreign.get(element, language) if foreign else language
            made = _set(tongue, element, text, tail=False)
            if made != text:  # writing costs more than comparing
                element.text = made
        if tail and tail != "\n":
            parent = element.getparent() if foreign or raw else None
            if parent not in raw:
                tongue = foreign.get(parent, language) if foreign else language
                made = _set(tongue, element, tail, tail=True)
                if made != tail:
                    element.tail = made


def _foreign(root: Element) -> dict[Element | None, str]:
    return {
        inner: str(outer.get("lang"))
        for outer in root.iter()
        if outer.get("lang")
        for inner in outer.iter()
    }


def _set(language: str, element: Element, text: str, *, tail: bool) -> str:
    if text[0] in _EDGE:
        before = _before_tail(element) if tail else _before_text(element)
        return typography.text(language, text, before)
    return typography.text(language, text)


def _before_tail(element: Element) -> str:
    if element.tag not in _INLINE:
        return ""
    return text_of(element)[-1:] or "x"


def _before_text(element: Element) -> str:
    if element.tag not in _INLINE:
        return ""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.tail or _before_tail(previous))[-1:]
    return ((parent.text if parent is not None else "") or "")[-1:]

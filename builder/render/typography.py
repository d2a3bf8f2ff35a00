"""Spaces, quotation marks and apostrophes as each language sets them.

French: U+202F before ; ! ? and inside « », before % and €, between groups of three digits; U+00A0
before a colon. English: “ ” and ‘ ’. Addresses stay as they are. ``text`` is idempotent.
"""

from __future__ import annotations

import re
from collections.abc import Callable

NARROW = "\u202f"
WIDE = "\u00a0"
_SPACE = "[ \u00a0\u202f]"
_ADDRESS = re.compile(r"(\S*(?:://|www\.|@)\S*[^\s.,;:!?»”)\]])")
_CLOSES = r"(?=[\s»”’)\]….,]|$)"

_APOSTROPHE = re.compile(r"(?<=\w)'|'(?=\d\ds?\b)")
_OPENING = re.compile(r"""(?:(?<=[\s(\[{«“‘—–/-])|^)(["'])(?=\S)""")
# Each pattern starts with its sign, so that a text is passed over quickly.
_SPACED_HIGH = re.compile(rf"{_SPACE}+([;!?]+){_CLOSES}")
_TIGHT_HIGH = re.compile(rf"[;!?]+{_CLOSES}")
_SPACED_COLON = re.compile(rf"{_SPACE}+:(?=\s|$)")
_TIGHT_COLON = re.compile(r":(?=\s|$)")
_LEFT = re.compile(rf"«{_SPACE}*(?=\S)|«{_SPACE}+$")
_RIGHT = re.compile(rf"{_SPACE}*»")
_GAP = re.compile(r"\d[ \u00a0][\d%€‰]")
_NUMBER = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)(?:[ \u00a0][%€‰](?!\w))?"
    r"|(?<=\d)[ \u00a0][%€‰](?!\w)"
)
_OPENERS = frozenset("([{«“‘—–/-")
_NO_SPACE_AFTER = frozenset(" \t\n\r\u00a0\u202f;!?:.…«")


def text(language: str, string: str, before: str = "") -> str:
    """The string, set as ``language`` wants it; a language without rules here keeps it as it is.

    ``before`` is the character that stands before it when it goes on from another piece of text.
    """
    function = _RULES.get(language)
    if function is None:
        function = _RULES.get(language.split("-")[0].lower())
        if function is None:
            return string
    if "://" in string or "www." in string or "@" in string:
        return _around_addresses(before, string, function)
    return _after(before, string, function) if before else function(string)


def has_rules(language: str) -> bool:
    """Whether ``text`` changes anything in this language."""
    return language.split("-")[0].lower() in _RULES


def _around_addresses(before: str, string: str, function: Callable[[str], str]) -> str:
    parts = _ADDRESS.split(string)
    for i in range(0, len(parts), 2):
        if parts[i]:
            parts[i] = _after(parts[i - 1][-1] if i else before, parts[i], function)
    return "".join(parts)


def _after(before: str, string: str, function: Callable[[str], str]) -> str:
    """Set a string that goes on from ``before``, whose kind is what counts."""
    if not before or before.isspace():
        return function(string)
    kind = "(" if before in _OPENERS else "!" if before in ";!?:.…" else "x"
    return function(kind + string)[1:]


def _french(string: str) -> str:
    if "'" in string or '"' in string:
        string = _quotes(string, "«", "»")
    if "..." in string:
        string = string.replace("...", "…")
    if "«" in string:
        string = _LEFT.sub("«" + NARROW, string)
    if "»" in string:
        string = _RIGHT.sub(NARROW + "»", string)
    if ";" in string or "!" in string or "?" in string:
        string = _SPACED_HIGH.sub(NARROW + r"\1", string)
        string = _TIGHT_HIGH.sub(lambda found: _spaced(found, NARROW), string)
    if ":" in string:
        string = _SPACED_COLON.sub(WIDE + ":", string)
        string = _TIGHT_COLON.sub(lambda found: _spaced(found, WIDE), string)
    return _NUMBER.sub(_narrow, string) if _GAP.search(string) else string


def _spaced(found: re.Match[str], space: str) -> str:
    start = found.start()
    before = found.string[start - 1] if start else " "
    return found[0] if before in _NO_SPACE_AFTER else space + found[0]


def _narrow(found: re.Match[str]) -> str:
    return found[0].replace(" ", NARROW).replace(WIDE, NARROW)


def _english(string: str) -> str:
    if "'" in string or '"' in string:
        string = _quotes(string, "“", "”")
    return string.replace("...", "…") if "..." in string else string


def _quotes(string: str, left: str, right: str) -> str:
    string = _APOSTROPHE.sub("’", string)
    string = _OPENING.sub(lambda found: left if found[1] == '"' else "‘", string)
    return string.replace('"', right).replace("'", "’")


_RULES: dict[str, Callable[[str], str]] = {"fr": _french, "en": _english}

"""Spaces, quotation marks and apostrophes as each language sets them.

French: U+202F before ; ! ? and inside « », before % and €, between groups of three digits; U+00A0
before a colon. English: “ ” and ‘ ’. Addresses stay as they are. ``text`` is idempotent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

NARROW = "\u202f"
WIDE = "\u00a0"
_SPACES = " \u00a0\u202f"
_TOKEN = re.compile(r"\S+")
_AFTER_ADDRESS = ".,;:!?»”)]…"

_APOSTROPHE = re.compile(r"(?<=\w)'|'(?=\d\ds?\b)")
_OPENING = re.compile(r"""(?:(?<=[\s(\[{«“‘—–/-])|^)(["'])(?=\S)""")
# Each pattern starts with its sign, so that a text is passed over quickly.
_HIGH = re.compile(r"[;!?]+(?=[\s»”’)\]….,]|$)")
_COLON = re.compile(r":(?=\s|$)")
_LEFT = re.compile(rf"«[{_SPACES}]*(?=\S)|«[{_SPACES}]+$")
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
    parts, end = [], 0
    for start, stop in _addresses(string):
        if start > end:
            parts.append(_after(before, string[end:start], function))
        parts.append(string[start:stop])
        before, end = string[stop - 1], stop
    if end < len(string):
        parts.append(_after(before, string[end:], function))
    return "".join(parts)


def _addresses(string: str) -> Iterator[tuple[int, int]]:
    for found in _TOKEN.finditer(string):
        token = found[0]
        if "://" in token or "www." in token or "@" in token:
            bare = token.rstrip(_AFTER_ADDRESS)
            if bare:
                yield found.start(), found.start() + len(bare)


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
        *inside, rest = string.split("»")
        string = "".join(f"{part.rstrip(_SPACES)}{NARROW}»" for part in inside) + rest
    if ";" in string or "!" in string or "?" in string:
        string = _spaced(string, _HIGH, NARROW)
    if ":" in string:
        string = _spaced(string, _COLON, WIDE)
    return _NUMBER.sub(_narrow, string) if _GAP.search(string) else string


def _spaced(string: str, signs: re.Pattern[str], space: str) -> str:
    """Put the space before each sign, where there is one or a word goes before."""
    parts, end = [""], 0
    for found in signs.finditer(string):
        head = string[end : found.start()]
        bare = head.rstrip(_SPACES)
        before = (bare or parts[-1])[-1:]
        wanted = len(bare) < len(head) or (before and before not in _NO_SPACE_AFTER)
        parts += [bare, space if wanted else "", found[0]]
        end = found.end()
    return "".join(parts) + string[end:]


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

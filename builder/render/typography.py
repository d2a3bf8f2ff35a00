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

_FRENCH = re.compile(r"""[;:!?«»"'%€]|\.\.\.|\d \d""")
_ENGLISH = re.compile(r"""["']|\.\.\.""")

_APOSTROPHE = re.compile(r"(?<=\w)'|'(?=\d\d\b)")
_OPENING = re.compile(r"""(?:(?<=[\s(\[{«“‘—–/-])|^)(["'])(?=\S)""")
_HIGH = re.compile(rf"(?<=[^\s;!?:.…«]){_SPACE}*([;!?]+){_CLOSES}|{_SPACE}+([;!?]+){_CLOSES}")
_COLON = re.compile(rf"(?<=[^\s:;!?«]){_SPACE}*:(?=\s|$)|{_SPACE}+:(?=\s|$)")
_LEFT = re.compile(rf"«{_SPACE}*(?=\S)|«{_SPACE}+$")
_RIGHT = re.compile(rf"(?<=\S){_SPACE}*»|^{_SPACE}+»")
_UNIT = re.compile(r"(?<=\d)[ \u00a0](?=[%€‰](?!\w))")
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")


def text(language: str, string: str, before: str = "") -> str:
    """The string, set as ``language`` wants it.

    ``before`` is the character that stands before it when it goes on from another piece of text.
    Languages without rules of their own get the English ones only when they are English.
    """
    rules = _RULES.get(language.split("-")[0].lower())
    if rules is None:
        return string
    wanted, function = rules
    if wanted.search(string) is None:
        return string
    if _ADDRESS.search(string) is None:
        return _after(before, string, function)
    return _around_addresses(before, string, function)


def _around_addresses(before: str, string: str, function: Callable[[str], str]) -> str:
    parts = _ADDRESS.split(string)
    for i in range(0, len(parts), 2):
        if parts[i]:
            parts[i] = _after(parts[i - 1][-1] if i else before, parts[i], function)
    return "".join(parts)


def _after(before: str, string: str, function: Callable[[str], str]) -> str:
    if not before or before.isspace():
        return function(string)
    return (
        function("x" + string)[1:] if before.isalnum() else function(before + string)[len(before) :]
    )


def _french(string: str) -> str:
    string = _quotes(string, "«", "»").replace("...", "…")
    string = _LEFT.sub("«" + NARROW, string)
    string = _RIGHT.sub(NARROW + "»", string)
    string = _HIGH.sub(lambda found: NARROW + (found[1] or found[2]), string)
    string = _COLON.sub(WIDE + ":", string)
    string = _UNIT.sub(NARROW, string)
    return _GROUPS.sub(lambda found: found[0].replace(" ", NARROW), string)


def _english(string: str) -> str:
    return _quotes(string, "“", "”").replace("...", "…")


def _quotes(string: str, left: str, right: str) -> str:
    if '"' not in string and "'" not in string:
        return string
    string = _APOSTROPHE.sub("’", string)
    string = _OPENING.sub(lambda found: left if found[1] == '"' else "‘", string)
    return string.replace('"', right).replace("'", "’")


_RULES: dict[str, tuple[re.Pattern[str], Callable[[str], str]]] = {
    "fr": (_FRENCH, _french),
    "en": (_ENGLISH, _english),
}

"""What a question's page sends beside the answer, by form or by script; anything else is refused.

No field sets a score, a state, a number of an attempt (attack row 25): none of them is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from lti_tool.errors import BadForm
from lti_tool.exam import responses
from lti_tool.exam.asking import Asking

FORM = "form"  # the tab of a form that names none
MOST = 10**15  # of a counter
_TAB = re.compile(r"[A-Za-z0-9]{1,16}")
_GO = re.compile(r"next|previous|review|[1-9][0-9]{0,2}|in\.[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}|")
_JSON = frozenset({"tab", "n", "seen", "response", "flagged", "language"})


@dataclass(frozen=True, slots=True)
class About:
    """Which page sends: ``n`` grows in its ``tab``, ``seen`` is the sequence that it knew."""

    tab: str
    n: int
    seen: int
    language: str = ""
    flagged: bool | None = None  # None: as it was
    go: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """An answer in the author's keys, with what is about it."""

    about: About
    response: Any
    language: str


def told(form: MultiDict[str, str], now: datetime) -> About:
    """What a form says of its page; where it does not count, the server's clock does. BadForm."""
    tab = _one(form, "tab", FORM, _TAB)
    n = _number(_one(form, "n", "0")) or int(now.timestamp() * 1000)
    flag = _one(form, "flag", "")
    if flag not in ("", "0", "1"):
        raise BadForm("flag")
    seen, go = _number(_one(form, "seen", "0")), _one(form, "go", "", _GO)
    return About(tab, n, seen, _one(form, "language", ""), flag == "1" if flag else None, go)


def filled(data: Any, asked: Asking) -> Filled:
    """What a script sends, an object of six values. BadForm."""
    if not isinstance(data, Mapping) or set(data) != _JSON:
        raise BadForm("the fields of a saved answer")
    tab, flagged = data["tab"], data["flagged"]
    if not isinstance(tab, str) or not _TAB.fullmatch(tab) or not isinstance(flagged, bool):
        raise BadForm("tab or flag")
    about = About(tab, _whole(data["n"]), _whole(data["seen"]), flagged=flagged)
    response, _ = responses.read_json(asked.asked, asked.item, data["response"])
    return Filled(about, response, spoken(data["language"], asked))


def spoken(code: Any, asked: Asking) -> str:
    """The language that an answer is given in: one that marks it, the page's when none is said."""
    if code in ("", None):
        return asked.language
    if not isinstance(code, str) or code not in asked.item.marking:
        raise BadForm("language")
    return code


def _one(
    form: MultiDict[str, str], name: str, default: str, shape: re.Pattern[str] | None = None
) -> str:
    values = form.getlist(name) or [default]
    if len(values) > 1 or len(values[0]) > 40 or (shape and not shape.fullmatch(values[0])):
        raise BadForm(name)
    return values[0]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise BadForm("a number")
    return _whole(int(text))


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST:
        raise BadForm("a whole number")
    return value

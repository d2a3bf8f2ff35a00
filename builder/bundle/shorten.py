"""Gives every name that a script declares a short one, so that no scope has to be known.

Properties keep their names; ``{ name }`` becomes ``{ name: n }``. A name that some module uses
without declaring it is the browser's, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import count
from string import ascii_letters, digits
from typing import Literal, TypeAlias

from builder.bundle.tokens import Token

Use: TypeAlias = Literal["own", "shorthand", "property"]

_RESERVED = """arguments async await break case catch class const constructor continue default
    delete do else export extends false finally for from function get if import in instanceof let
    new null of return set static super switch this throw true try typeof undefined var void while
    yield NaN Infinity"""
_BROWSER = "document history location navigator window"
_OBJECT_AFTER = "( , = : ? [ ?? && || ... return const let in of"
RESERVED = frozenset(_RESERVED.split())
BROWSER = frozenset(_BROWSER.split())
OBJECT_AFTER = frozenset(_OBJECT_AFTER.split())
DECLARES = frozenset(("const", "let", "function", "class", "catch"))
LISTED_AFTER = frozenset(("(", ",", "{", "[", "...", ":"))


def uses(found: list[Token]) -> Iterator[tuple[int, Use]]:
    """For each name of the tokens (by place), what it is there."""
    stack: list[str] = []
    is_class = False
    places = [place for place, token in enumerate(found) if token.kind != "line"]
    for step, place in enumerate(places):
        kind, text = found[place]
        before = found[places[step - 1]].text if step else ""
        after = found[places[step + 1]].text if step + 1 < len(places) else ""
        if kind == "name":
            is_class = is_class or (text == "class" and after != ":")
            if text not in RESERVED or before in {".", "?."}:
                yield place, _use(stack[-1:], text, before, after)
        elif kind == "text":
            if text.startswith("}"):
                stack.pop()
            if text.endswith("${"):
                stack.append("value")
        elif kind == "sign":
            is_class = _nest(stack, text, before, is_class)


def _nest(stack: list[str], text: str, before: str, is_class: bool) -> bool:
    if text in {"(", "["}:
        stack.append(text)
    elif text in {")", "]", "}"}:
        stack.pop()
    elif text == "{":
        stack.append("class" if is_class else "object" if before in OBJECT_AFTER else "block")
        return False
    return is_class


def _use(inside: list[str], text: str, before: str, after: str) -> Use:
    if before in {".", "?."} or text.startswith("#") or inside == ["class"]:
        return "property"
    if inside == ["object"]:
        if before in {"get", "set", "async"} or (before in {"{", ","} and after in {":", "("}):
            return "property"
        if before in {"{", ","}:
            return "shorthand"
    return "own"


class Script:
    """The tokens of a script with what is needed to tell its names apart."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.use = dict(uses(found))
        self.plain = [(at, token.text) for at, token in enumerate(found) if token.kind != "line"]
        self.partner = _partners(self.plain)

    def text(self, step: int) -> str:
        """The token at a step of the walk without line ends; empty outside."""
        return self.plain[step][1] if 0 <= step < len(self.plain) else ""

    def declared(self) -> set[str]:
        """The names that are declared: variables, functions, classes, parameters."""
        names: set[str] = set()
        for step, (_, text) in enumerate(self.plain):
            if text in DECLARES:
                names |= self._listed(step + 1)
            elif text == "=>" or (text == "{" and self._is_body(step)):
                names |= self._listed(self.partner.get(step - 1, step - 1))
        return names - RESERVED

    def free(self) -> set[str]:
        """The names that are used and not declared: imported ones, and the browser's."""
        return set(self.names()) - self.declared()

    def names(self) -> Iterator[str]:
        """Every use of a name that is no property's."""
        return (self.found[at].text for at, use in self.use.items() if use != "property")

    def top(self) -> set[str]:
        """The name that a statement declares for the whole script, if it does."""
        first = next((step for step in range(2) if self.text(step) in DECLARES), None)
        return set() if first is None else {self.text(first + 1)}

    def _is_body(self, step: int) -> bool:
        if self.text(step - 1) != ")":
            return False
        return self.text(self.partner[step - 1] - 1) not in {"if", "for", "while", "switch"}

    def _listed(self, step: int) -> set[str]:
        """The name at this step, or those of the list or pattern that opens there."""
        if self.text(step) not in OPENING:
            return {self.text(step)} if self.plain[step][0] in self.use else set()
        return {
            text
            for inner in range(step + 1, self.partner[step])
            for at, text in [self.plain[inner]]
            if self.use.get(at) in {"own", "shorthand"} and self.text(inner - 1) in LISTED_AFTER
        }


OPENING = frozenset("([{")


def _partners(plain: list[tuple[int, str]]) -> dict[int, int]:
    """For each bracket, and each end of a template's value, the step of its other half."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for step, (_, text) in enumerate(plain):
        closes = text in {")", "]", "}"} or (text[0] == "}" and text[-1] in "`{")
        if closes:
            opened = stack.pop()
            pairs |= {opened: step, step: opened}
        if text in OPENING or text.endswith("${"):
            stack.append(step)
    return pairs


def shorten(found: list[Token]) -> list[Token]:
    """The tokens of a script's statements with short names for what they declare.

    Names of the script get two letters, names inside a statement one, over and over.
    """
    statements = [Script(statement) for statement in _statements(found)]
    top = dict.fromkeys(name for script in statements for name in sorted(script.top()))
    kept = RESERVED | BROWSER | {name for one in statements for name in one.free() - top.keys()}
    pairs = (first + second for first in ascii_letters for second in ascii_letters + digits)
    short = dict(
        zip(top, (name for name in pairs if name not in kept and name not in top), strict=False)
    )
    return [token for script in statements for token in _renamed(script, short, kept)]


def _statements(found: list[Token]) -> Iterator[list[Token]]:
    """The script in pieces, each ending before a line that begins at the margin."""
    depth, statement = 0, list[Token]()
    for token in found:
        statement.append(token)
        text = token.text
        if token.kind == "sign":
            depth += (text in OPENING) - (text in {")", "]", "}"})
        if token == ("line", "\n") and not depth:
            yield statement
            statement = []
    yield statement


def _renamed(script: Script, top: dict[str, str], kept: Set[str]) -> Iterator[Token]:
    own = script.declared() - top.keys() - kept
    letters = (name for name in _letters() if name not in kept and name not in own)
    names = dict.fromkeys(name for name in script.names() if name in own)
    private = dict.fromkeys(token.text for token in script.found if token.text[0] == "#")
    short = top | dict(zip(names, letters, strict=False))
    short |= {name: f"#{letter}" for name, letter in zip(private, ascii_letters, strict=False)}
    for at, token in enumerate(script.found):
        use = script.use.get(at, "property")
        if token.text not in short or (use == "property" and token.text[0] != "#"):
            yield token
            continue
        if use == "shorthand":
            yield from (token, Token("sign", ":"))
        yield Token("name", short[token.text])


def _letters() -> Iterator[str]:
    """a, b, … Z, then names that no pair of letters is."""
    yield from ascii_letters
    yield from (f"${number}" for number in count())

"""JavaScript as tokens: enough of the language for the runtime's dialect, no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["name", "text", "regex", "sign", "line"]

PLAIN = re.compile(
    r"""(?P<skip>[ \t]+|//[^\n]*|/\*.*?\*/)
    |(?P<line>\n[ \t]*)
    |(?P<text>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\d[\w.]*)
    |(?P<name>[\#A-Za-z_$\u00c0-\uffff][\w$]*)
    |(?P<sign>=>|\.\.\.|\?\.|\?\?=|\?\?|&&=|\|\|=|&&|\|\||\*\*|[=!]==?|[<>]=|\+\+|--|[-+*/%|&]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
CHUNK = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)
_VALUE_AFTER = """return typeof instanceof in of case do else void delete throw new await yield
    ( [ { } , ; = : ? ! & | + - * % < > ~ ^"""
VALUE_AFTER = frozenset(("", *_VALUE_AFTER.split()))


class Token(NamedTuple):
    """A token; a template is its pieces (text) with the tokens of its values between them."""

    kind: Kind
    text: str


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a script without spaces and comments; a line end is one, with the next
    line's indent."""
    return _Reader(source).read(0)


class _Reader:
    """Walks the source; templates nest."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.before = ""

    def read(self, depth: int) -> Iterator[Token]:
        """Tokens to the end, or in a template's value to the brace that closes it."""
        level = 0
        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign == "`":
                yield from self._template()
                continue
            if depth and sign == "}" and not level:
                return
            token = self._next()
            if token is None:
                continue
            level += (token.text == "{") - (token.text == "}") if token.kind == "sign" else 0
            if token.kind != "line":
                self.before = token.text
            yield token

    def _next(self) -> Token | None:
        if self.source[self.at] == "/" and self._is_value_next():
            regex = REGEX.match(self.source, self.at)
            if regex:
                self.at = regex.end()
                return Token("regex", regex[0])
        match = PLAIN.match(self.source, self.at)
        if match is None:  # the last branch takes any sign
            raise AssertionError(self.source[self.at :])
        self.at = match.end()
        kind = match.lastgroup
        if kind == "skip":
            return None
        return Token(kind, match[0])  # type: ignore[arg-type]  # the groups are the kinds

    def _is_value_next(self) -> bool:
        following = self.source[self.at + 1 : self.at + 2]
        return following not in {"/", "*"} and (
            self.before in VALUE_AFTER or self.before[-1] in "&|=>"
        )

    def _template(self) -> Iterator[Token]:
        start = self.at
        self.at += 1
        while True:
            chunk = CHUNK.match(self.source, self.at)
            if chunk is None:  # it may be empty, and so it is always found
                raise AssertionError(self.source[self.at :])
            self.at = chunk.end()
            if self.source[self.at] == "`":
                break
            self.at += 2
            yield Token("text", self.source[start : self.at])
            self.before = ""
            yield from self.read(1)
            start = self.at
            self.at += 1
        self.at += 1
        self.before = "`"
        yield Token("text", self.source[start : self.at])


_NO_LINE_AFTER = "{ ( [ , ; : ? = => && || ?? + * / < > & | . ?. ..."
_NO_LINE_BEFORE = ") ] } , ; : ? . ?. && || ?? = => * < > & |"
NO_LINE_AFTER = frozenset(_NO_LINE_AFTER.split())
NO_LINE_BEFORE = frozenset(_NO_LINE_BEFORE.split())
WORD = re.compile(r"[\w$#\u00c0-\uffff]")


def write(found: list[Token]) -> str:
    """The tokens as a script: a space only between words, a line end only where one may count."""
    parts: list[str] = []
    before, broken = "", False
    for kind, text in found:
        if kind == "line":
            broken = True
            continue
        parts.append(_gap(before, text, broken))
        parts.append(text)
        before, broken = text, False
    return "".join(parts) + "\n"


def _gap(before: str, text: str, broken: bool) -> str:
    if not before:
        return ""
    if broken and before not in NO_LINE_AFTER and text not in NO_LINE_BEFORE:
        return "\n"
    if WORD.match(before, len(before) - 1) and WORD.match(text[0]):
        return " "
    return " " if before[-1] in "+-" and text[0] == before[-1] else ""

"""The sentences of a rendered page, its words and their syllables.

Prose is what is read in sentences: paragraphs, list items, definitions and captions. Titles,
tables, drawings, questions, cards, worksheets, sources and citations are left out.

Syllables are counted by rule, as heard: the library of choice, textstat, brings NLTK and its
downloads, and what it falls back on for French, hyphenation, finds one syllable in "idée".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from lxml import etree, html

_BLOCKS = ("p", "li", "dd", "figcaption")
_APART = ("notes", "card", "worksheet", "call-label", "hint", "soft", "source", "big")
_OUTSIDE = " or ".join(
    ["ancestor::table", "ancestor::details", "ancestor::fieldset", "ancestor::svg"]
    + [f"ancestor-or-self::*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in _APART]
)
_PROSE = etree.XPath(f"//*[{' or '.join(f'self::{tag}' for tag in _BLOCKS)}][not({_OUTSIDE})]")
_INNER = frozenset({*_BLOCKS, "ul", "ol", "dl", "table", "svg", "pre", "math", "details"})
_CITES = etree.XPath("self::span[a[@class='cite']] | self::*[@class='ref' or @class='vh']")

_SPACE = re.compile("[ \\t\\n]+")
_WORD = re.compile(r"[^\W_]+(?:(?:[’'·‑-]|(?<=\d)[.,\u202f\xa0](?=\d))[^\W_]+)*")
_END = re.compile(r"[.!?…]+(?:\s*[»”’)\]])*\s+(?=[«“(\[]?\s*[A-ZÀ-ÞŒ0-9])")
_SHORT = re.compile(r"(?:^|[\s(’])(?:[A-Z]|art|p|pp|vol|n|no|cf|ex|s|Dr|Mr|Mrs|St)\Z")


def sentences(page: str) -> Iterator[str]:
    """The sentences of a page's HTML. What a block holds without a full stop is one too."""
    if not page.strip():
        return
    root = html.fragment_fromstring(page, create_parent="main")
    for block in cast(list[etree._Element], _PROSE(root)):
        text = _SPACE.sub(" ", "".join(_inline(block)))
        yield from filter(_WORD.search, split(text))


def split(text: str) -> Iterator[str]:
    """Cut a text where a sentence ends: not after "art." or an initial."""
    start = 0
    for end in _END.finditer(text):
        if end[0][0] != "." or not _SHORT.search(text[start : end.start()]):
            yield text[start : end.end()].strip()
            start = end.end()
    yield text[start:].strip()


def words(text: str) -> list[str]:
    """The words of a text: "l’élu·e", "peut-elle" and "20 000" are one each."""
    return _WORD.findall(text)


def _inline(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _INNER and not _CITES(child):
            yield from _inline(child)
        yield child.tail or ""


def syllables(word: str, language: str) -> int | None:
    """How many syllables are heard in a word; None in a language that has no rules here."""
    rules = _RULES.get(language.partition("-")[0])
    if rules is None:
        return None
    return sum(_heard(part, *rules) for part in re.split("[-‑]", word.lower()))


def _heard(part: str, changes: Changes, nucleus: re.Pattern[str]) -> int:
    for pattern, instead in changes:
        part = pattern.sub(instead, part)
    return max(1, len(nucleus.findall(part)))


# What makes the letters of a syllable one run of vowels: silent letters go, a hiatus gets a "-".
Changes = Sequence[tuple[re.Pattern[str], str]]


def _changes(*pairs: tuple[str, str]) -> Changes:
    return [(re.compile(pattern), instead) for pattern, instead in pairs]


_FRENCH = _changes(
    (r"·\w+", ""),
    ("qu", "k"),
    ("gu(?=[eéèêiîy])", "g"),
    ("(?<=[aeou])y(?=[aeiouéè])", "-i"),
    ("^pa(?=ys)", "pa-"),
    ("(?<=.)es?$", ""),
    ("(?<=é)(?=[aàâeioôuœ])", "-"),
    ("(?<=[aoue])(?=[ïë])|(?<=[ao])(?=é)|(?<=o)(?=o)", "-"),
    ("(?<=[bcdfgptv][rl]i)(?=[aeéèo])", "-"),
)
_ENGLISH = _changes(
    ("['’]s$", ""),
    ("qu", "k"),
    ("(?<=[^aeiouyl])le(?=[sd]?$)", "ul"),
    ("(?<=.)(?<![td])ed$", ""),
    ("(?<=.)(?<![sxzcg])(?<![cs]h)es$", ""),
    ("(?<=.)e$", ""),
    ("(?<=[^aeiouy])e(?=(?:ly|ful|less)$)|(?<=^som)e(?=[^s])", ""),
    ("(?<=[aiou][^aeiouy])e(?=ments?$)(?<!ple)(?<!cle)", ""),
    ("(?<=[^ctsxg]i)(?=[aou])|(?<=[^gq]u)(?=a)|(?<=cre)(?=at)", "-"),
    ("(?<=^are)(?=a)|(?<=ide)(?=[ao])|(?<=[gv]e)(?=og|o$)|(?<=the)(?=o)", "-"),
    ("(?<=[aeiouy])(?=ing)|(?<=[^aeiouy]i)(?=et|enc)", "-"),
    ("(?<=s)m(?=s?$)", "-um"),
)
_RULES = {
    "en": (_ENGLISH, re.compile("[aeiouyéèê]+")),
    "fr": (_FRENCH, re.compile("[aàâeéèêëiîïoôuùûüyœæ]+")),
}

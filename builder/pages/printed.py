"""Many screens in one document: ids made unique, links turned to places in it, folds opened."""

from __future__ import annotations

import re
from collections.abc import Mapping

DEFINED = ' id="'
NAMED = re.compile(r' (for|headers|aria-(?:labelledby|describedby|controls))="([^"]+)"')
NAMING = (" for=", " headers=", " aria-labelledby=", " aria-describedby=", " aria-controls=")
POINTED = re.compile(r'(href="#|url\(#)([^")]+)')
LANDMARK = re.compile(r'(<section\b[^>]*?) aria-labelledby="[^"]*"')
SHUT = re.compile(r'<details(?! class="wide"|[^>]* open=)')  # but a figure's table
ELSEWHERE = re.compile(r'href="([a-z0-9-]+\.html)(?:#([^"]+))?"')


def anchor(screen: str) -> str:
    """Where a screen begins in the printed course."""
    return f"s-{screen}"


def unique(screen: str, html: str, screens: Mapping[str, str]) -> str:
    """``html`` with every id of its own prefixed by ``screen``; ``screens``: screen ids by file."""
    html = str(html)
    if "aria-labelledby" in html:
        html = LANDMARK.sub(r"\1", html)  # forty “Sources” help nobody
    if "<details" in html:
        html = SHUT.sub('<details open=""', html)
    first, *rest = html.split(DEFINED)
    own = {part.partition('"')[0] for part in rest}

    def name(match: re.Match[str]) -> str:
        ids = " ".join(_own(screen, one, own) for one in match[2].split())
        return f' {match[1]}="{ids}"'

    def place(match: re.Match[str]) -> str:
        other = screens.get(match[1])
        if other is None:
            return match[0]
        return f'href="#{f"{other}--{match[2]}" if match[2] else anchor(other)}"'

    named = f"{DEFINED}{screen}--".join((first, *rest))
    if any(naming in named for naming in NAMING):
        named = NAMED.sub(name, named)
    if "#" in named:
        named = POINTED.sub(lambda match: match[1] + _own(screen, match[2], own), named)
    return ELSEWHERE.sub(place, named) if ".html" in named else named


def _own(screen: str, name: str, own: set[str]) -> str:
    return f"{screen}--{name}" if name in own else name

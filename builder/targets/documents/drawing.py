"""A drawing of the course made fit for paper, where the player's stylesheet does not reach."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lxml import etree

from builder.fonts import FAMILY, MONO
from builder.targets.documents.glyphs import in_drawing

NS = "http://www.w3.org/2000/svg"
STYLE = Path(__file__).parents[2] / "runtime" / "style"
RULE = re.compile(r"^svg ([^{@]+\{[^}]*\})", re.MULTILINE)
HATCH = (
    f'<defs xmlns="{NS}"><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V6" stroke="#1a259c" stroke-width="3"/></pattern>'
    "</defs>"
)
TOKEN = re.compile(r"var\(--([a-z0-9-]+)\)")
TOKENS = {
    "paper": "#ffffff", "calque": "#f3f4f1", "ink": "#15171c", "ink-2": "#4b4f59",
    "edge": "#747882", "hair": "#d8d9d4", "trait": "#1a259c", "trait-2": "#161f8f",
    "trait-wash": "#eef0ff", "on-trait": "#ffffff", "right": "#0a6638", "again": "#9a3b00",
}  # fmt: skip


def for_paper(svg: str) -> bytes:
    """The SVG with its classes' rules inside and its colours as hexadecimal numbers."""
    root = etree.fromstring(TOKEN.sub(_hex, svg))
    for text in root.iter(f"{{{NS}}}text", f"{{{NS}}}tspan"):
        text.text, text.tail = _shown(text.text), _shown(text.tail)
    style = etree.Element(f"{{{NS}}}style")
    style.text = _rules()
    root.insert(0, style)
    root.insert(1, etree.fromstring(HATCH))
    return etree.tostring(root)


def _shown(text: str | None) -> str | None:
    return in_drawing(text) if text else text


def _hex(token: re.Match[str]) -> str:
    return TOKENS.get(token[1], TOKENS["ink"])


@cache
def _rules() -> str:
    """The player's own rules for drawings, so that screen and paper cannot drift apart."""
    sheets = (path.read_text("utf-8") for path in sorted(STYLE.glob("*.css")))
    rules = "\n".join(rule for sheet in sheets for rule in RULE.findall(sheet))
    return TOKEN.sub(_hex, rules.replace("var(--sans)", f'"{FAMILY}", "{MONO}"'))

"""Figures drawn by the server as SVG: the page's own colours by class, no style, no script.

Each says its numbers in its label, and stands beside a table that has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from lti_tool.words import Words

FULL = 10_000
SIDE, STEP = 14, 18  # a square, and from one to the next
WIDE, TALL = (700, 16, 684, 14, 20), (340, 14, 326, 15, 50)  # width, left, right, type, tick
CLOSE = 26  # px between two numbers that would touch


def dots(scores: Sequence[int], pass_bp: int, t: Words) -> Markup:
    """Scores in basis points on a line from 0 to 100, with the pass mark: wide and tall."""
    label = t(
        "staff.chart.dots",
        scores=", ".join(t.percent(one) for one in scores),
        mark=t.percent(pass_bp),
    )
    wide, tall = (_dots(scores, pass_bp, label, t, size) for size in (WIDE, TALL))
    return Markup('<svg class="for-wide" {}</svg><svg class="for-tall" {}</svg>').format(wide, tall)


def _dots(
    scores: Sequence[int], pass_bp: int, label: str, t: Words, size: tuple[int, ...]
) -> Markup:
    width, left, right, font, tick = size
    mark = _x(pass_bp, left, right)
    parts = [
        Markup('viewBox="0 0 {} 112" role="img" aria-label="{}">').format(width, label),
        Markup('<path class="grid" d="M{} 74H{}"/>').format(left, right),
        Markup('<path d="M{} 8V82" stroke="var(--ink)" stroke-width="1.5"/>').format(mark),
        _word(mark - 7, 18, font, "y", t("staff.chart.mark"), "end"),
        *_ticks(pass_bp, left, right, font, tick),
        *_points(scores, pass_bp, left, right, font),
    ]
    return Markup("").join(parts)


def _x(score_bp: float, left: int, right: int) -> int:
    return round(left + (right - left) * score_bp / FULL)


def _word(x: float, y: int, font: int, kind: str, text: object, anchor: str = "middle") -> Markup:
    shape = Markup('<text x="{}" y="{}" font-size="{}" class="{}" text-anchor="{}">{}</text>')
    return shape.format(round(x), y, font, kind, anchor, text)


def _ticks(pass_bp: int, left: int, right: int, font: int, step: int) -> list[Markup]:
    mark = pass_bp / 100
    others = [one for one in range(0, 101, step) if abs(one - mark) > step / 3]
    shown = [_word(_x(one * 100, left, right), 100, font, "t2", one) for one in others]
    return [*shown, _word(_x(pass_bp, left, right), 100, font, "y", f"{mark:g}")]


def _points(scores: Sequence[int], pass_bp: int, left: int, right: int, font: int) -> list[Markup]:
    """A dot a score; equal ones pile up, and a number too close to the last one is left out."""
    drawn: list[Markup] = []
    last, piled = -CLOSE, dict.fromkeys(scores, 0)
    for score in scores:
        x = _x(score, left, right)
        y = 66 - 13 * min(piled[score], 3)
        kind = "solid" if score >= pass_bp else "na"
        drawn.append(Markup('<circle cx="{}" cy="{}" r="6" class="{}"/>').format(x, y, kind))
        if x - last >= CLOSE and scores.count(score) == 1:
            drawn.append(_word(x, 50, font, "n", f"{score / 100:.0f}"))
            last = x
        piled[score] += 1
    return drawn


def squares(fractions: Sequence[float], t: Words) -> Markup:
    """One square a copy, in the order of the copies: right, partly, wrong or empty."""
    right = sum(one == 1 for one in fractions)
    label = t("staff.chart.squares", right=right, n=len(fractions))
    drawn = Markup("").join(
        Markup('<rect x="{}" y="1" width="{}" height="{}" class="{}"/>').format(
            1 + STEP * at, SIDE, SIDE, _fill(one)
        )
        for at, one in enumerate(fractions)
    )
    width = STEP * len(fractions)
    return Markup('<svg viewBox="0 0 {} 16" width="{}" role="img" aria-label="{}">{}</svg>').format(
        width, width, label, drawn
    )


def _fill(fraction: float) -> str:
    return "solid" if fraction == 1 else "hatch" if fraction else "open"


def bar(part: float, t: Words) -> Markup:
    """A part of one, 0 to 1, as a bar."""
    return Markup(
        '<svg viewBox="0 0 106 16" width="106" role="img" aria-label="{}">'
        '<rect x="1" y="2" width="104" height="12" class="open"/>'
        '<rect x="1" y="2" width="{}" height="12" class="solid"/></svg>'
    ).format(t.percent(round(part * 100) * 100), round(104 * part))

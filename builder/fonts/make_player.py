"""Make the player's cartable.woff2 from the variable Atkinson Hyperlegible Next (SIL OFL 1.1).

usage: python -m builder.fonts.make_player SOURCE.woff2 TARGET.woff2
(source: npm @fontsource-variable/atkinson-hyperlegible-next, its latin wght file)

Five changes: weights 400-700 only; French and English glyphs only, all of them composed, so no
feature that places marks; U+202F, the narrow no-break space, which the original lacks; an open
zero, because a text full of years and counts must not read like code. The zero is the capital O
set to the zero's own width; pairs kerned at every weight as at 400, a kilobyte less.
"""

from __future__ import annotations

import copy
import io
import sys
from collections.abc import Sequence
from typing import TypeAlias

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer
from fontTools.varLib.iup import iup_delta

Point: TypeAlias = tuple[float, float]
Axes: TypeAlias = tuple[tuple[str, tuple[float, float, float]], ...]
Outlines: TypeAlias = dict[Axes, list[Point]]

EXTRA = """A0 A7 A9 AB B0 B1 B2 B3 B7 BB BD C0 C2 C6 C7 C8 C9 CA CB CE CF D4 D7 D9 DB DC
E0 E2 E4 E6 E7 E8 E9 EA EB ED EE EF F1 F3 F4 F6 F9 FA FB FC FF 152 153 178 2009 2011 2013 2014
2018 2019 201C 201D 2022 2026 202F 20AC 2212 2260 2264 2265"""
STEM = 0.96  # of the capital's stems: the narrower zero looks as heavy
NAMES = {1: "Cartable Sans", 3: "CartableSans", 4: "Cartable Sans", 6: "CartableSans"}
NAMES |= {16: "Cartable Sans", 25: "CartableSans"}
X_ADVANCE_DEVICE = 0x40  # OpenType 1.9, GPOS, ValueFormat


def masters(font: TTFont, name: str) -> tuple[Outlines, list[int]]:
    """The glyph's points at its default, under (), and at each end of its variations."""
    points, control = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
    base, ends, count = [tuple(point) for point in points], list(control.endPts), len(points)
    found: Outlines = {(): base}
    for variation in font["gvar"].variations[name]:
        deltas = variation.coordinates
        if None in deltas:
            phantoms = [count - 4, count - 3, count - 2, count - 1]
            deltas = iup_delta(deltas, base, ends + phantoms)
        moved = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(base, deltas, strict=True)]
        found[tuple(sorted(variation.axes.items()))] = moved
    return found, ends


def edges(points: Sequence[Point]) -> tuple[float, float]:
    """The left and the right of some points."""
    return min(x for x, _ in points), max(x for x, _ in points)


def narrowed(
    zero: list[Point], zero_end: int, big: list[Point], big_ends: list[int]
) -> list[Point]:
    """The capital's two contours, fitted to the zero's width; stems keep their weight."""
    left, right = edges(zero[: zero_end + 1])
    outer, inner = big[: big_ends[0] + 1], big[big_ends[0] + 1 : big_ends[1] + 1]
    (outer_left, outer_right), (inner_left, inner_right) = edges(outer), edges(inner)
    near, far = (inner_left - outer_left) * STEM, (outer_right - inner_right) * STEM
    wide = (right - left) / (outer_right - outer_left)
    hole = (right - left - near - far) / (inner_right - inner_left)
    fit = [(left + (x - outer_left) * wide, y) for x, y in outer]
    fit += [(left + near + (x - inner_left) * hole, y) for x, y in inner]
    return [(round(x), round(y)) for x, y in fit] + list(zero[-4:])


def open_zero(font: TTFont) -> None:
    """Put the capital, narrowed, in the place of the slashed zero, at every weight."""
    zero, big = font.getBestCmap()[ord("0")], font.getBestCmap()[ord("O")]
    zeros, zero_ends = masters(font, zero)
    bigs, big_ends = masters(font, big)
    made = {key: narrowed(zeros[key], zero_ends[0], bigs[key], big_ends) for key in zeros}
    base = made.pop(())
    glyph = copy.deepcopy(font["glyf"][big])
    glyph.coordinates = GlyphCoordinates(base[:-4])
    font["glyf"][zero] = glyph
    glyph.recalcBounds(font["glyf"])
    font["gvar"].variations[zero] = [
        TupleVariation(
            dict(key),
            [(round(x - bx), round(y - by)) for (x, y), (bx, by) in zip(points, base, strict=True)],
        )
        for key, points in made.items()
    ]


def reopened(font: TTFont) -> TTFont:
    """Saved and read again: the instancer and the subsetter each want settled tables."""
    font.flavor, stream = None, io.BytesIO()
    font.save(stream)
    stream.seek(0)
    return TTFont(stream, recalcTimestamp=False)


def renamed(font: TTFont) -> None:
    """Take the project's name, as the licence's reserved font name asks."""
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID]


def steady_kerning(font: TTFont) -> None:
    """Keep the kerning of the default weight and nothing of how it varies."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (getattr(one, "ExtSubTable", one) for one in lookup.SubTable):
            table.ValueFormat1 &= ~X_ADVANCE_DEVICE
            rows = table.PairSet if table.Format == 1 else table.Class1Record
            for row in rows:
                for pair in row.PairValueRecord if table.Format == 1 else row.Class2Record:
                    if hasattr(pair.Value1, "XAdvDevice"):
                        del pair.Value1.XAdvDevice
    font["GDEF"].table.VarStore = None
    font["GDEF"].table.Version = 0x00010000


def main(source: str, target: str) -> None:
    """Read the variable font, write the player's."""
    font = TTFont(source, recalcTimestamp=False)
    open_zero(font)
    thin = font.getBestCmap()[0x2009]
    for table in font["cmap"].tables:
        table.cmap[0x202F] = thin
    font = reopened(instancer.instantiateVariableFont(reopened(font), {"wght": (400, 700)}))
    renamed(font)
    options = subset.Options(
        layout_features=["kern", "tnum", "pnum"],
        hinting=False,
        name_IDs=[0, 1, 2, 13, 14],
        name_languages=["*"],
    )
    options.flavor = "woff2"
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[*range(0x20, 0x7F), *(int(code, 16) for code in EXTRA.split())])
    worker.subset(font)
    steady_kerning(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:3])

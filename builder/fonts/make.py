"""Make the static TTFs of documents from Atkinson Hyperlegible Next (SIL OFL 1.1).

usage: python -m builder.fonts.make FOLDER MONO
(FOLDER: npm package @expo-google-fonts/atkinson-hyperlegible-next;
MONO: folder of DejaVuSansMono.ttf and its Bold, 2.37 as Typst's own)

Names of people come in all of Europe's letters and in Vietnamese: Latin Extended-A is kept and
what can be composed of Latin Extended Additional is added. The zero is opened and U+202F joins,
as in the player's own font.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from builder.fonts import FAMILY, FOLDER, MONO

FACES = {
    "400Regular/AtkinsonHyperlegibleNext_400Regular.ttf": ("Regular", 400),
    "400Regular_Italic/AtkinsonHyperlegibleNext_400Regular_Italic.ttf": ("Italic", 400),
    "600SemiBold/AtkinsonHyperlegibleNext_600SemiBold.ttf": ("Bold", 600),
}
KEPT = (*range(0x20, 0x250), *range(0x300, 0x370), *range(0x2000, 0x2070), 0x20AC, 0x2122, 0x2190)
SIGNS = (0x2191, 0x2192, 0x2193, 0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265)
VIETNAMESE = range(0x1EA0, 0x1EFA)
HORNED = (0x1A0, 0x1A1, 0x1AF, 0x1B0)
HOOK, HORN, DOT_BELOW = 0x309, 0x31B, 0x323
MARKS = {0x300, 0x301, 0x302, 0x303, 0x306, DOT_BELOW}
REFUSED = {0, 0xFEFF, 0xFFFE}  # code points that PDF/UA-1 allows in no text
SAME = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BITE = 110  # font units that a horn reaches into its letter
GAP = 60  # font units between a letter and a mark that is set on it


def bounds(font: TTFont, name: str) -> tuple[float, float, float, float]:
    """The glyph's box: left, bottom, right, top, in font units."""
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return pen.bounds or (0, 0, 0, 0)


def drawn(font: TTFont, parts: list[tuple[str, tuple[float, ...]]]) -> object:
    """A glyph drawn of others, each with its affine transformation."""
    glyphs = font.getGlyphSet()
    pen = TTGlyphPen(None)
    for name, transformation in parts:
        record = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(record)
        record.replay(TransformPen(pen, transformation))
    return pen.glyph()


def put(font: TTFont, code: int, name: str, glyph: object, width: int) -> None:
    """Add or replace a glyph and map the character to it."""
    font["glyf"][name] = glyph
    font["hmtx"][name] = (width, 0)
    font["hmtx"][name] = (width, int(bounds(font, name)[0]))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def open_zero(font: TTFont) -> None:
    """The zero becomes the capital O set to the zero's own width."""
    names = font.getBestCmap()
    zero, big = names[ord("0")], names[ord("O")]
    left, _, right, _ = bounds(font, zero)
    o_left, _, o_right, _ = bounds(font, big)
    scale = (right - left) / (o_right - o_left)
    glyph = drawn(font, [(big, (scale, 0, 0, 1, left - o_left * scale, 0))])
    put(font, ord("0"), zero, glyph, font["hmtx"][zero][0])


def marks(font: TTFont) -> Mapping[int, str]:
    """The glyph of each combining mark; three are made of the font's own signs."""
    names = font.getBestCmap()
    found = {mark: names[mark] for mark in MARKS if mark in names}
    dot = names[ord(".")]
    put(font, DOT_BELOW, "dotbelow.made", drawn(font, [(dot, SAME)]), 0)
    put(font, HORN, "horn.made", drawn(font, [(names[0x2019], (0.8, 0, 0, 0.8, 0, 0))]), 0)
    put(font, HOOK, "hook.made", hook(font), 0)
    return {**found, DOT_BELOW: "dotbelow.made", HORN: "horn.made", HOOK: "hook.made"}


def hook(font: TTFont) -> object:
    """The question mark without its dot, small."""
    record, pen = DecomposingRecordingPen(font.getGlyphSet()), TTGlyphPen(None)
    font.getGlyphSet()[font.getBestCmap()[ord("?")]].draw(record)
    ends = [n for n, (step, _) in enumerate(record.value, 1) if step == "closePath"]
    contours = [record.value[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    record.value = max(contours, key=lambda part: max(y for _, at in part for _, y in at))
    record.replay(TransformPen(pen, (0.42, 0, 0, 0.42, 0, 0)))
    return pen.glyph()


def compose(font: TTFont, code: int, signs: Mapping[int, str]) -> None:
    """Add an accented letter when its letter and all its marks are there."""
    letter, *accents = list(unicodedata.normalize("NFD", chr(code)))
    names = font.getBestCmap()
    if code in names or ord(letter) not in names or not all(ord(a) in signs for a in accents):
        return
    base = names[ord(letter)]
    left, bottom, right, top = bounds(font, base)
    parts: list[tuple[str, tuple[float, ...]]] = [(base, SAME)]
    for accent in accents:
        mark = signs[ord(accent)]
        m_left, m_bottom, m_right, m_top = bounds(font, mark)
        across, up = (left + right - m_left - m_right) / 2, top + GAP - m_bottom
        if ord(accent) == DOT_BELOW:
            up = min(bottom, 0) - GAP - m_top
        elif ord(accent) == HORN:
            across, up = right - m_left - 0.35 * (m_right - m_left), top - m_bottom - BITE
        else:
            top += GAP + m_top - m_bottom
        parts.append((mark, (1, 0, 0, 1, across, up)))
    put(font, code, f"uni{code:04X}", drawn(font, parts), font["hmtx"][base][0])


def rename(font: TTFont, style: str, weight: int) -> None:
    """Our own family name, as the licence asks of a changed font."""
    own = FAMILY.replace(" ", "")
    new = {1: FAMILY, 2: style, 3: f"{own}-{style}", 4: f"{FAMILY} {style}", 6: f"{own}-{style}"}
    for record in font["name"].names:
        record.string = new.get(record.nameID, record.toUnicode())
    for extra in (16, 17, 25):
        font["name"].removeNames(nameID=extra)
    font["OS/2"].usWeightClass = 700 if style == "Bold" else weight
    bold, italic = style == "Bold", style == "Italic"
    font["OS/2"].fsSelection = bold << 5 | italic | (not bold and not italic) << 6
    font["head"].macStyle = int(bold) | italic << 1


def make(source: Path, target: Path, style: str, weight: int) -> None:
    """One face."""
    font = TTFont(source, recalcTimestamp=False)
    open_zero(font)
    put(font, 0x202F, "narrownbspace", drawn(font, []), font["hmtx"][font.getBestCmap()[0x2009]][0])
    signs = marks(font)
    for code in (*HORNED, *VIETNAMESE):
        compose(font, code, signs)
    rename(font, style, weight)
    options = subset.Options(layout_features=["kern", "tnum", "mark", "ccmp", "locl"])
    options.hinting, options.name_IDs, options.name_languages = False, ["*"], ["*"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[*KEPT, *SIGNS, *VIETNAMESE])
    worker.subset(font)
    subset.save_font(font, str(target), options)


def ranges(codes: Iterable[int]) -> Iterator[str]:
    """Code points as hexadecimal ranges in order."""
    kept = set(codes)
    starts = sorted(code for code in kept if code - 1 not in kept)
    ends = sorted(code for code in kept if code + 1 not in kept)
    for first, last in zip(starts, ends, strict=True):
        yield f"{first:x}" if first == last else f"{first:x}-{last:x}"


def coverage(faces: Iterable[Path]) -> str:
    """What all the faces have, as one line of ranges."""
    maps = [set(TTFont(face).getBestCmap()) for face in faces]
    return " ".join(ranges(set.intersection(*maps) - REFUSED))


def main(folder: str, mono: str) -> None:
    """Make every face from the unpacked npm package in ``folder``, then ``coverage.txt``."""
    for name, (style, weight) in FACES.items():
        make(Path(folder, name), FOLDER / f"CartableSans-{style}.ttf", style, weight)
    upright = [Path(mono, f"DejaVuSansMono{style}.ttf") for style in ("", "-Bold")]
    families = {FAMILY: FOLDER.glob("*.ttf"), MONO: upright}
    lines = (f"{family}: {coverage(faces)}\n" for family, faces in families.items())
    (FOLDER / "coverage.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

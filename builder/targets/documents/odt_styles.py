"""The styles of our ODT documents: the look's sizes and colours, in fonts that offices have."""

from __future__ import annotations

from collections.abc import Iterator

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
SPACE = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
SANS, MONO = "Cartable Office", "Cartable Listing"
FACES = {
    SANS: ("'Liberation Sans', Arial, Helvetica, sans-serif", "swiss", "variable"),
    MONO: ("'Liberation Mono', 'Courier New', monospace", "modern", "fixed"),
}
INK, INK_2, EDGE, HAIR, TRAIT = "#15171c", "#4b4f59", "#747882", "#d8d9d4", "#1a259c"
CALLED = 0.6  # centimetres that what a call-out holds is set in


def faces() -> Iterator[str]:
    """The fonts, each with what stands in for it."""
    for name, (family, generic, pitch) in FACES.items():
        yield (
            f'<style:font-face {SPACE} style:name="{name}" svg:font-family="{family}" '
            f'style:font-family-generic="{generic}" style:font-pitch="{pitch}"/>'
        )


def paragraph(
    name: str,
    *,
    size: float = 10.5,
    bold: bool = False,
    ink: str = INK,
    above: float = 0.0,
    below: float = 0.25,
    left: float = 0.0,
    line: int = 135,
    font: str = SANS,
    more: str = "",
) -> str:
    """A paragraph style; sizes in points, spaces in centimetres, ``line`` in per cent."""
    weight = "bold" if bold else "normal"
    shown = name.replace("_20_", " ")
    return (
        f'<style:style {SPACE} style:name="{name}" style:display-name="{shown}" '
        f'style:family="paragraph" style:list-style-name="">'
        f'<style:paragraph-properties fo:margin-top="{above}cm" '
        f'fo:margin-bottom="{below}cm" fo:margin-left="{left:g}cm" fo:line-height="{line}%" '
        f'fo:text-align="start" fo:orphans="2" fo:widows="2" {more}/>'
        f'<style:text-properties style:font-name="{font}" fo:font-size="{size}pt" '
        f'fo:font-weight="{weight}" fo:font-style="normal" fo:color="{ink}"/></style:style>'
    )


def character(name: str, properties: str) -> str:
    """A character style."""
    return (
        f'<style:style {SPACE} style:name="{name}" style:family="text">'
        f"<style:text-properties {properties}/></style:style>"
    )


def automatic(name: str, family: str, properties: str) -> str:
    """A style of tables, which offices read among a document's automatic styles alone."""
    return (
        f'<style:style {SPACE} style:name="{name}" style:family="{family}">'
        f"<style:{family}-properties {properties}/></style:style>"
    )


def column(name: str, share: int) -> str:
    """The style of a column that takes ``share`` parts of its table's width."""
    return automatic(name, "table-column", f'style:rel-column-width="{share}*"')


def _list(name: str, left: float, level: str) -> str:
    return (
        f'<text:list-style {SPACE} style:name="{name}">{level}'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" '
        f'fo:text-indent="-0.5cm" fo:margin-left="{left + 0.5:g}cm"/>'
        "</style:list-level-properties>"
    )


def _bullets(name: str, left: float) -> str:
    level = '<text:list-level-style-bullet text:level="1" text:bullet-char="•">'
    return _list(name, left, level) + "</text:list-level-style-bullet></text:list-style>"


def _numbers(name: str, left: float) -> str:
    level = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">'
    )
    return _list(name, left, level) + "</text:list-level-style-number></text:list-style>"


RULE = f'fo:border-top="0.75pt solid {INK}" fo:padding-top="0.15cm"'
ACCENT = f'fo:border-top="2pt solid {TRAIT}" fo:padding-top="0.15cm"'
UNDER = f'fo:border-bottom="3pt solid {TRAIT}" fo:padding-bottom="0.3cm"'
LINE = f'fo:border-bottom="0.5pt solid {EDGE}" style:join-border="false"'
KEEP = 'fo:keep-with-next="always"'
STOP = (
    '<style:tab-stops><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops>'
)


def _flow(suffix: str, left: float) -> Iterator[str]:
    """The styles of running text, at the left margin or, with their suffix, inside a call-out."""
    for level, size in ((2, 15), (3, 11.5), (4, 10.5), (5, 10.5), (6, 10.5)):
        above, size = (0.05, min(size, 11.5)) if suffix else (0.6, size)
        yield paragraph(
            f"Heading_20_{level}{suffix}", size=size, bold=True, above=above, below=0.2, left=left,
            line=115, more=KEEP,
        )  # fmt: skip
    yield paragraph(f"Text_20_body{suffix}", left=left)
    yield paragraph(f"Small{suffix}", size=9, ink=INK_2, left=left)
    yield paragraph(f"Hint{suffix}", size=9, ink=INK_2, below=0.1, left=left, more=KEEP)
    yield paragraph(f"Key{suffix}", size=22, bold=True, below=0.05, left=left, line=110, more=KEEP)
    yield paragraph(f"Quotation{suffix}", size=12.5, left=left + 0.6, above=0.2)
    yield paragraph(f"Term{suffix}", bold=True, above=0.15, below=0.05, left=left, more=KEEP)
    yield paragraph(f"Meaning{suffix}", left=left + 0.5, below=0.12)
    yield paragraph(f"Caption{suffix}", size=9.5, ink=INK_2, left=left)
    yield paragraph(f"Over{suffix}", size=9.5, ink=INK_2, below=0.15, left=left, more=KEEP)
    yield paragraph(f"Picture{suffix}", left=left, line=100, more=KEEP)
    yield paragraph(f"Listing{suffix}", size=9.5, below=0, left=left, font=MONO)
    yield paragraph(f"Write{suffix}", below=0, left=left, line=180, more=LINE)
    yield _bullets(f"Bullets{suffix}", left)
    yield _numbers(f"Numbers{suffix}", left)


STYLES = (
    paragraph("Kind", size=9.5, ink=INK_2, below=0.1),
    paragraph("Title", size=24, bold=True, below=0.8, line=110, more=UNDER),
    *_flow("", 0.0),
    *_flow("_20_in", CALLED),
    paragraph("Item", below=0.12),
    paragraph("CellHead", size=8.5, bold=True, below=0, line=120),
    paragraph("CellName", size=9.5, bold=True, below=0, line=120),
    paragraph("CellText", size=9.5, below=0, line=120),
    paragraph("After", size=6, below=0.1),
    paragraph("Label", size=9, bold=True, above=0.5, below=0.1, more=f"{RULE} {KEEP}"),
    paragraph("LabelDo", size=9, bold=True, ink=TRAIT, above=0.5, below=0.1,
              more=f"{ACCENT} {KEEP}"),
    paragraph("NewPage", below=0, more='fo:break-before="page"'),
    paragraph("Footer", size=8.5, ink=INK_2, below=0).replace("/><style:text-", f">{STOP}"
              "</style:paragraph-properties><style:text-"),
    character("Strong", 'fo:font-weight="bold"'),
    character("Em", 'fo:font-style="italic"'),
    character("Mono", f'style:font-name="{MONO}"'),
    character("Aside", f'fo:font-weight="normal" fo:color="{INK_2}"'),
    character("Sub", 'style:text-position="sub 70%"'),
    character("Sup", 'style:text-position="super 70%"'),
    character("Del", 'style:text-line-through-style="solid"'),
)  # fmt: skip
_CELL = 'fo:padding-top="0.1cm" fo:padding-bottom="0.1cm" fo:padding-right="0.25cm"'
TABLES = (
    automatic("Sheet", "table", 'table:align="margins" style:width="17cm"'),
    automatic("Row", "table-row", 'fo:keep-together="always"'),
    automatic("FormRow", "table-row", 'fo:keep-together="always" style:min-row-height="0.95cm"'),
    automatic("HeadCell", "table-cell", f'{_CELL} fo:border-bottom="0.75pt solid {INK}" '
              'style:vertical-align="bottom"'),
    automatic("Cell", "table-cell", f'{_CELL} fo:border-bottom="0.5pt solid {HAIR}"'),
    automatic("FormCell", "table-cell", f'{_CELL} fo:border-bottom="0.5pt solid {EDGE}" '
              'style:vertical-align="bottom"'),
)  # fmt: skip

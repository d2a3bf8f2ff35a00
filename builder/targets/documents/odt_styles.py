"""The styles of our ODT documents: the look's sizes and colours, in fonts that offices have."""

from __future__ import annotations

STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
SPACE = f'xmlns:style="{STYLE}" xmlns:fo="{FO}" xmlns:text="{TEXT}"'
FONT = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Liberation Sans, Arial, sans-serif"
INK, INK_2, EDGE, TRAIT = "#15171c", "#4b4f59", "#747882", "#1a259c"


def paragraph(
    name: str,
    *,
    size: float = 10.5,
    bold: bool = False,
    ink: str = INK,
    above: float = 0.0,
    below: float = 0.25,
    left: float = 0.0,
    more: str = "",
) -> str:
    """A paragraph style; sizes in points, spaces in centimetres."""
    weight = "bold" if bold else "normal"
    return (
        f'<style:style {SPACE} style:name="{name}" style:family="paragraph">'
        f'<style:paragraph-properties fo:margin-top="{above}cm" fo:margin-bottom="{below}cm" '
        f'fo:margin-left="{left}cm" fo:line-height="140%" fo:text-align="start" {more}/>'
        f'<style:text-properties fo:font-family="{FONT}" fo:font-size="{size}pt" '
        f'fo:font-weight="{weight}" fo:color="{ink}"/></style:style>'
    )


def character(name: str, properties: str) -> str:
    """A character style."""
    return (
        f'<style:style {SPACE} style:name="{name}" style:family="text">'
        f"<style:text-properties {properties}/></style:style>"
    )


def language_style(language: str) -> str:
    """The document's language, which a screen reader reads it in."""
    code, _, country = language.partition("-")
    place = country or {"fr": "FR", "en": "GB"}.get(code, "none")
    return (
        f'<style:default-style {SPACE} style:family="paragraph">'
        f'<style:text-properties fo:language="{code}" fo:country="{place}"/></style:default-style>'
    )


def _bullets() -> str:
    level = (
        '<text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:space-before="0.2cm" text:min-label-width="0.5cm"/>'
        "</text:list-level-style-bullet>"
    )
    return f'<text:list-style {SPACE} style:name="Bullets">{level}</text:list-style>'


def _numbers() -> str:
    level = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">'
        '<style:list-level-properties text:space-before="0.2cm" text:min-label-width="0.6cm"/>'
        "</text:list-level-style-number>"
    )
    return f'<text:list-style {SPACE} style:name="Numbers">{level}</text:list-style>'


RULE = f'fo:border-top="0.75pt solid {INK}" fo:padding-top="0.15cm"'
ACCENT = f'fo:border-top="2pt solid {TRAIT}" fo:padding-top="0.15cm"'
UNDER = f'fo:border-bottom="3pt solid {TRAIT}" fo:padding-bottom="0.3cm"'
KEEP = 'fo:keep-with-next="always"'

STYLES = (
    paragraph("Kind", size=9.5, ink=INK_2, below=0.1),
    paragraph("Title", size=24, bold=True, below=0.8, more=UNDER),
    *(
        paragraph(f"H{level}", size=size, bold=True, above=0.6, below=0.2, more=KEEP)
        for level, size in ((2, 15), (3, 11.5), (4, 10.5), (5, 10.5), (6, 10.5))
    ),
    paragraph("Body"),
    paragraph("Item", below=0.12),
    paragraph("Small", size=9, ink=INK_2),
    paragraph("Key", size=22, bold=True, below=0.05),
    paragraph("Quotation", size=12.5, left=0.6, above=0.2),
    paragraph("Term", bold=True, above=0.2, below=0.05, more=KEEP),
    paragraph("Meaning", left=0.5, below=0.12),
    paragraph("Caption", size=9.5, ink=INK_2, more=KEEP),
    paragraph("Picture", more=KEEP),
    paragraph("CellHead", size=9, bold=True, below=0.05),
    paragraph("CellText", size=9.5, below=0.05),
    paragraph("After", size=6, below=0.1),
    paragraph("Label", size=9, bold=True, above=0.5, below=0.1, more=f"{RULE} {KEEP}"),
    paragraph(
        "LabelDo", size=9, bold=True, ink=TRAIT, above=0.5, below=0.1, more=f"{ACCENT} {KEEP}"
    ),
    paragraph("Called", left=0.5),
    paragraph("Listing", size=9.5, below=0),
    paragraph("NewPage", below=0, more='fo:break-before="page"'),
    character("Strong", 'fo:font-weight="bold"'),
    character("Em", 'fo:font-style="italic"'),
    character("Mono", 'fo:font-family="Liberation Mono, monospace"'),
    character("Sub", 'style:text-position="sub 70%"'),
    character("Sup", 'style:text-position="super 70%"'),
    character("Del", 'style:text-line-through-style="solid"'),
    f'<style:style {SPACE} style:name="Sheet" style:family="table">'
    '<style:table-properties table:align="margins" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"/></style:style>',
    f'<style:style {SPACE} style:name="Cell" style:family="table-cell">'
    f'<style:table-cell-properties fo:border-top="0.5pt solid {EDGE}" fo:padding="0.1cm"/>'
    "</style:style>",
    _bullets(),
    _numbers(),
)

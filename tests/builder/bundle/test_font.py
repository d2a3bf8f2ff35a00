"""The player's font holds what French and English pages are set with."""

import pytest
from fontTools.ttLib import TTFont

from builder import bundle
from builder.language import languages, words


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(bundle.font())


@pytest.mark.parametrize("language", languages())
def test_it_has_every_sign_of_the_interface(font: TTFont, language: str) -> None:
    texts = (words(language).section(area) for area in ("page", "player", "question"))
    signs = set("".join(str(list(section.values())) for section in texts))
    signs |= set("«»“”’‘–—…€œŒæÆÉÀÇ−°²\u202f\u00a0AaZz09")
    have = set(map(chr, font.getBestCmap()))
    assert {sign for sign in signs if sign.isprintable()} - have == set()


def test_it_has_the_weights_of_the_stylesheet(font: TTFont) -> None:
    axis = font["fvar"].axes[0]
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_its_zero_is_open(font: TTFont) -> None:
    zero = font["glyf"][font.getBestCmap()[ord("0")]]
    assert zero.numberOfContours == 2  # a slash would be a third


def test_it_names_its_licence_and_not_the_original(font: TTFont) -> None:
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == "Cartable Sans"
    assert "openfontlicense" in names[14]
    assert "SIL Open Font License" in bundle.font_licence().read_text(encoding="utf-8")

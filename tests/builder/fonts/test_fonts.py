"""The documents' faces: what they hold is what `coverage.txt` says, and what Typst can show."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from builder.fonts import FAMILY, FOLDER, MONO, characters
from builder.targets.documents.pdf import pdf
from builder.targets.documents.tree import Code, Paragraph
from tests.builder.targets.documents.conftest import faces, opened, sheet

FACES = sorted(FOLDER.glob("*.ttf"))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_has_every_character_that_is_promised(face: Path) -> None:
    held = {chr(code) for code in TTFont(face).getBestCmap()}
    assert characters(FAMILY) <= held


def test_there_are_three_faces_of_one_family() -> None:
    names = {face.stem: TTFont(face)["name"].getDebugName(1) for face in FACES}
    assert names == dict.fromkeys(
        ("CartableSans-Bold", "CartableSans-Italic", "CartableSans-Regular"), FAMILY
    )


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Šárka Đặng Öztürk",
        "Nguyễn Trưởng Hải Thảo Phương",
        "« Œuvre » : 20\u202f000 €, 15,4 %",
        "0O1lI",
    ],
)
def test_names_and_typography_are_covered(text: str) -> None:
    assert set(text) <= characters(FAMILY) | {" "}


def test_all_of_vietnamese_is_covered() -> None:
    letters = {chr(code) for code in (0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA))}
    assert letters <= characters(FAMILY)


def test_typst_shows_every_character_with_these_faces_alone() -> None:
    """PDF/UA fails on the first that it cannot show, so this proves both lists whole."""
    sans = "".join(sorted(characters(FAMILY) - {"\xad"}))
    mono = "".join(sorted(characters(MONO) - {"\xad"}))
    data = pdf(sheet((Paragraph((sans,)), Code(mono))), {})
    with opened(data) as found:
        assert faces(found) <= {
            "CartableSans-Regular", "CartableSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold",
        }  # fmt: skip


def test_a_family_that_is_not_ours_is_refused() -> None:
    with pytest.raises(KeyError):
        characters("Arial")


def test_the_licence_stands_beside_them() -> None:
    assert (Path(__file__).resolve().parents[3] / "LICENSES" / "OFL-1.1.txt").is_file()

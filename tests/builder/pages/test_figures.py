"""The figure models: safe drawings whose classes the stylesheet knows, each said in the guide."""

import re
from pathlib import Path

import pytest
from lxml import etree

from builder import bundle
from builder.render import svg

FIGURES = Path(__file__).parents[3] / "docs" / "figures"
MODELS = sorted(path.name for path in FIGURES.glob("*.svg"))


def classes(name: str) -> set[str]:
    drawing = etree.fromstring((FIGURES / name).read_bytes())
    return {word for one in drawing.iter() for word in str(one.get("class", "")).split()}


def test_there_is_a_map_a_flow_and_a_comparison() -> None:
    assert MODELS == ["comparison.svg", "flow.svg", "map.svg"]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_may_stand_in_a_page(name: str) -> None:
    assert svg.faults((FIGURES / name).read_bytes()) == []


@pytest.mark.parametrize("name", MODELS)
def test_its_classes_are_in_the_stylesheet_and_in_the_guide(name: str) -> None:
    style = bundle.style({}).decode()
    guide = (FIGURES / "README.md").read_text(encoding="utf-8")
    for word in classes(name):
        assert re.search(rf"\.{word}[ ,{{]", style), word
        assert re.search(rf'[`"]{word}[`"]', guide), word


def test_a_model_has_no_colour_of_its_own() -> None:
    for name in MODELS:
        text = (FIGURES / name).read_text(encoding="utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgb|style=|fill=", text), name

"""Links of rendered texts, led to the files of one package."""

from pathlib import Path

import pytest

from builder.load import load
from builder.pages import View, site
from builder.render import render

MINI = Path(__file__).parents[2] / "courses" / "mini"


@pytest.mark.parametrize("name", ["bruit de la rue.wav", "été & été.wav", "a%20b.wav", "l’air.wav"])
def test_a_medium_with_an_unusual_name_travels(name: str, tmp_path: Path) -> None:
    root = tmp_path / "mini"
    for path in MINI.rglob("*"):
        if path.is_file():
            target = root / path.relative_to(MINI)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (root / "media" / "rue.wav").rename(root / "media" / name)
    for page in root.glob("modules/*/*/atelier.md"):
        page.write_text(page.read_text("utf-8").replace("rue.wav", name), "utf-8")
    course, _ = load(root)
    assert course is not None
    files = {
        file.path for file in site(course, render(course, "fr"), View("court", "fr", None, "none"))
    }
    assert f"media/{name}" in files

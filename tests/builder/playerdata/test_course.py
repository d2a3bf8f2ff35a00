import json
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.load import load
from builder.model import Course
from builder.pages import View
from builder.playerdata import course_data
from builder.state import layout

EVERY = Path(__file__).parents[2] / "courses" / "every_question"
MINI = EVERY.with_name("mini")


def course(root: Path) -> Course:
    made, findings = load(root)
    assert made is not None, findings
    return made


@pytest.mark.parametrize("lms", ["scorm12", "scorm2004"])
def test_the_player_is_given_this(golden: Callable[[str, str], None], lms: str) -> None:
    made = course(EVERY)
    data = course_data(made, View("court", "fr", None, lms), layout(made))  # type: ignore[arg-type] # a parameter is a str
    assert data.pop("strings")["saved"]
    golden(f"playerdata/{lms}.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def test_a_module_alone_has_its_screens_and_a_key_of_its_own() -> None:
    made = course(MINI)
    first = made.formats[0].modules[0]
    whole = course_data(made, View(made.formats[0].id, "fr", None, "none"), layout(made))
    part = course_data(made, View(made.formats[0].id, "fr", first.id, "none"), layout(made))
    assert [screen["id"] for screen in part["screens"]] == list(first.screens)
    assert part["screens"][0]["file"] == "index.html"
    assert part["key"] != whole["key"]
    assert part["layout"] == whole["layout"]
    assert set(part["questions"]) < set(whole["questions"])


def test_all_languages_share_ids_and_key() -> None:
    made = course(MINI)
    views = [View(made.formats[0].id, language, None, "scorm12") for language in ("fr", "en")]
    french, english = (course_data(made, view, layout(made)) for view in views)
    assert french["key"] == english["key"]
    assert french["layout"] == english["layout"]
    ids = [
        {name: question.get("interaction", {}).get("id") for name, question in asked.items()}
        for asked in (french["questions"], english["questions"])
    ]
    assert ids[0] == ids[1]


def test_a_module_that_the_format_lacks_is_refused() -> None:
    made = course(MINI)
    with pytest.raises(KeyError):
        course_data(made, View(made.formats[0].id, "fr", "nowhere", "none"), layout(made))

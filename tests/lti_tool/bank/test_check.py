from collections.abc import Callable
from typing import Any

import pytest

from lti_tool.bank.check import checked, findings, with_overlay
from lti_tool.bank.media import Medium
from lti_tool.bank.read import BankFile, Overlay
from lti_tool.errors import BankRefused
from tests.lti_tool.exam.banks import choice, exam, nine

Data = dict[str, Any]


def test_all_nine_types_are_fine() -> None:
    assert list(findings(BankFile(exam(), {}))) == []


def without_english(data: Data) -> None:
    del data["items"][0]["marking"]["en"]


def marked_as_another(data: Data) -> None:
    data["items"][0]["marking"]["fr"] = data["items"][2]["marking"]["fr"]


def twice(data: Data) -> None:
    data["items"].append(data["items"][0])


def of_nothing(data: Data) -> None:
    data["items"][0]["variant_of"] = "gone"


def round_in_a_circle(data: Data) -> None:
    data["items"][0]["variant_of"] = data["items"][1]["id"]
    data["items"][1]["variant_of"] = data["items"][0]["id"]


def unanswerable(data: Data) -> None:
    data["items"][0]["marking"]["fr"]["answer"] = "z"


def unmarked_option(data: Data) -> None:
    data["items"][0]["marking"]["fr"]["keys"] = ["a", "b"]


def unpaired(data: Data) -> None:
    del data["items"][3]["marking"]["en"]["pairs"]["a"]


def another_objective(data: Data) -> None:
    data["items"][0]["objective"] = "gone"


def too_many(data: Data) -> None:
    data["exam"]["draw"] = [{"objective": "o-1", "count": 10}]


def too_hard(data: Data) -> None:
    data["exam"]["draw"] = [{"objective": "o-1", "count": 1, "difficulty": 3}]


def a_family_for_two(data: Data) -> None:
    data["items"] = [choice("a"), choice("b", variant_of="a")]
    data["exam"]["draw"] = [{"objective": "o-1", "count": 2}]


def lost_medium(data: Data) -> None:
    data["items"][0]["text"]["fr"] = '<img src="media/x.png" alt="">'


def no_exam(data: Data) -> None:
    data["exam"] = None


def unknown_key(data: Data) -> None:
    data["items"][0]["answer"] = "a"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (without_english, "no marking in 'en'"),
        (marked_as_another, "of another type"),
        (twice, "'single-choice' twice"),
        (of_nothing, "leads nowhere"),
        (round_in_a_circle, "leads nowhere"),
        (unanswerable, "can't be given"),
        (unmarked_option, "what is shown and what is marked"),
        (unpaired, "what is shown and what is marked"),
        (another_objective, "unknown objective 'gone'"),
        (too_many, "not enough items for 10 about 'o-1'"),
        (too_hard, "not enough items of difficulty 3"),
        (a_family_for_two, "not enough items for 2"),
        (lost_medium, "media/x.png, which is not in the zip"),
        (no_exam, "no exam"),
        (unknown_key, "items/0"),
    ],
)
def test_what_cannot_be_sat_is_said(fault: Callable[[Data], None], said: str) -> None:
    data = exam()
    fault(data)
    assert any(said in one for one in findings(BankFile(data, {}))), list(
        findings(BankFile(data, {}))
    )
    with pytest.raises(BankRefused):
        checked(BankFile(data, {}))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<img src="https://evil.example/x.png" alt="">',
        '<img src="//evil.example/x.png" alt="">',
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src=//evil.example></iframe>",
        '<form action="/s/x/submit"><button>x</button></form>',
        '<p id="csrf_token" style="position:fixed" data-go="x">x</p>',
        "<svg onload=alert(1)></svg>",
        "<base href=//evil.example>",
        '<video src="media/x.mp4" onplay="alert(1)" autoplay></video>',
    ],
)
@pytest.mark.parametrize("place", ["text", "right", "passage", "option", "blank"])
def test_texts_are_made_safe_wherever_they_are(hostile: str, place: str) -> None:
    data = exam()
    item = data["items"][7]
    text = {"fr": f"<p>{hostile}Question</p>", "en": "<p>x</p>"}
    match place:
        case "option":
            data["items"][0]["options"][0]["text"] = text
        case "blank":
            item["blanks"][1]["options"][0]["feedback"] = text
        case _:
            item[place] = text
    media = {"x.mp4": Medium("video/mp4", b"")}
    kept = str(checked(BankFile(data, media)).data["items"])
    bad = "<script onerror onload onplay evil.example javascript: <form autoplay style= id= data-go"
    bad += " <svg <base <iframe"
    assert not [one for one in bad.split() if one in kept]
    assert "Question" in kept


def overlay(items: list[Data], **more: Any) -> Overlay:
    data = {"items": items, **more}
    return Overlay(BankFile(data, {}), "essai", "court", tuple(items), more.get("public", False))


def test_an_overlay_adds_and_replaces_and_says_so_in_the_version() -> None:
    private = [choice("single-choice", points=3), choice("secret")]
    laid = with_overlay(BankFile(exam(), {}), overlay(private))
    points = {one["id"]: one["points"] for one in laid.data["items"]}
    assert (points["single-choice"], points["secret"], len(points)) == (3, 1, 10)
    assert laid.data["public"] is False
    version, _, mark = laid.data["version"].partition("+p.")
    assert (version, len(mark)) == ("1.0.0", 8)
    assert (
        laid.data["version"] != with_overlay(BankFile(exam(), {}), overlay(nine())).data["version"]
    )
    assert list(findings(laid)) == []


def test_an_overlay_is_held_to_the_same_schema() -> None:
    laid = with_overlay(BankFile(exam(), {}), overlay([{"id": "x", "text": "<script>"}]))
    assert any("is a required property" in one for one in findings(laid))


def test_an_overlay_of_another_course_is_refused() -> None:
    other = Overlay(BankFile({}, {}), "autre", "court", (), public=False)
    with pytest.raises(BankRefused, match="another course"):
        with_overlay(BankFile(exam(), {}), other)

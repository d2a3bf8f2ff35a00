"""What a learner does with a question of any type, through its controls only."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

UNGRADED = {"likert", "reflection"}


def specs(page: Page) -> dict[str, Any]:
    """The questions of the package, by id, as ``course.js`` has them."""
    found: dict[str, Any] = page.evaluate("CARTABLE.questions")
    return found


def asked(page: Page) -> list[str]:
    """The ids of the questions that this attempt shows, in its order."""
    fields = page.locator("fieldset[data-q]:visible").all()
    return [str(field.get_attribute("data-q")) for field in fields]


def field(page: Page, question: str) -> Locator:
    """A question's form."""
    return page.locator(f"#q-{question}")


def right(spec: dict[str, Any]) -> Any:
    """A response that is all right."""
    match spec["type"]:
        case "multiple-choice":
            return spec["answers"]
        case "matching":
            return spec["pairs"]
        case "categorise":
            return spec["belongs"]
        case "numeric":
            return str(spec["answer"])
        case "short-text":
            return spec["accept"][0]
        case "cloze":
            return {key: _good(blank) for key, blank in spec["blanks"].items()}
        case _:
            return spec["answer"]


def _good(blank: dict[str, Any]) -> str:
    return str(blank.get("answer") or blank["accept"][0])


def wrong(page: Page, question: str, spec: dict[str, Any]) -> Any:
    """A response with nothing right in it."""
    good = right(spec)
    match spec["type"]:
        case "multiple-choice":
            return [key for key in _values(page, question, "input") if key not in good]
        case "matching":
            keys = _values(page, question, "select >> nth=0 >> option")
            return {left: next(k for k in keys if k and k != key) for left, key in good.items()}
        case "categorise":
            keys = _values(page, question, "input")
            return {item: next(k for k in keys if k != key) for item, key in good.items()}
        case "ordering":
            return [*good[1:], good[0]]
        case "numeric":
            return "-98765"
        case "short-text":
            return "zzz"
        case "cloze":
            return {key: _wrong_blank(page, question, key, answer) for key, answer in good.items()}
        case _:
            return next(key for key in _values(page, question, "input") if key != good)


def _values(page: Page, question: str, inside: str) -> list[str]:
    return [str(one.get_attribute("value")) for one in field(page, question).locator(inside).all()]


def _wrong_blank(page: Page, question: str, key: str, answer: str) -> str:
    options = _values(page, question, f'select[data-blank="{key}"] >> option')
    return next((value for value in options if value and value != answer), "zzz")


def respond(page: Page, question: str, response: Any) -> None:  # noqa: C901  # an arm a type
    """Put a response into the controls, without checking it."""
    form = field(page, question)
    match str(form.get_attribute("data-type")):
        case "multiple-choice":
            for box in form.locator("input").all():
                box.set_checked(box.get_attribute("value") in response)
        case "matching":
            for left, key in response.items():
                form.locator(f'select[data-left="{left}"]').select_option(key)
        case "categorise":
            for item, key in response.items():
                form.locator(f'fieldset[data-item="{item}"] input[value="{key}"]').check()
        case "ordering":
            _arrange(form, response)
        case "numeric" | "short-text":
            form.locator("[data-answer]").fill(response)
        case "cloze":
            for key, answer in response.items():
                _fill(form.locator(f'[data-blank="{key}"]'), answer)
        case "reflection":
            form.locator("textarea").fill(response)
        case _:
            form.locator(f'input[value="{response}"]').check()


def _fill(blank: Locator, answer: str) -> None:
    if blank.evaluate("blank => blank.tagName") == "SELECT":
        blank.select_option(answer)
    else:
        blank.fill(answer)


def _arrange(form: Locator, keys: list[str]) -> None:
    for place, key in enumerate(keys):
        row = form.locator(f'li[data-key="{key}"]')
        for _ in range(
            place, int(row.evaluate("li => [...li.parentElement.children].indexOf(li)"))
        ):
            row.locator("[data-move=up]").click()


def check(page: Page, question: str) -> None:
    """Press the question's button and wait for its verdict."""
    field(page, question).locator("[data-do=check]").click()
    field(page, question).locator(".verdict").wait_for()


def answer_all(page: Page, *, rightly: bool) -> None:
    """Answer each question that the page asks, and check those that are graded."""
    known = specs(page)
    for question in asked(page):
        spec = known[question]
        if spec["type"] in UNGRADED:
            respond(page, question, "2" if spec["type"] == "likert" else "Une phrase.")
            continue
        respond(page, question, right(spec) if rightly else wrong(page, question, spec))
        check(page, question)

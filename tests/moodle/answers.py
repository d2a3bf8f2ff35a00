"""How a learner gives a response to a question on the screen, and how the screen shows it again."""

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Locator

from tests.moodle.keys import Response


def fill(question: Locator, response: Response) -> None:
    """Give a response, by the controls that a learner uses."""
    FILL[question.get_attribute("data-type") or ""](question, response)


def shown(question: Locator, response: Response) -> bool:
    """Whether the question's controls hold this response (free text stays on the device)."""
    kind = question.get_attribute("data-type") or ""
    return kind == "reflection" or bool(READ[kind](question) == response)


def _check(inside: Locator, key: str) -> None:
    inside.locator(f'input[value="{key}"]').check()


def _check_all(question: Locator, keys: list[str]) -> None:
    for key in keys:
        _check(question, key)


def _checked(inside: Locator) -> list[str]:
    found: list[str] = inside.locator("input:checked").evaluate_all("all => all.map(x => x.value)")
    return sorted(found)


def _only(inside: Locator) -> str:
    return " ".join(_checked(inside))


def _type(question: Locator, words: str) -> None:
    question.locator("[data-answer], textarea").fill(words)


def _typed(question: Locator) -> str:
    return question.locator("[data-answer]").input_value()


def _keys(question: Locator) -> list[str]:
    keys: list[str] = question.locator("ol.rank li[data-key]").evaluate_all(
        "all => all.map(x => x.dataset.key)"
    )
    return keys


def _order(question: Locator, wanted: list[str]) -> None:
    if _keys(question) == wanted:  # moved away and back: an answer is something that one did
        _move(question, wanted[0], "down")
    for place, key in enumerate(wanted):
        for _ in range(_keys(question).index(key) - place):
            _move(question, key, "up")


def _move(question: Locator, key: str, way: str) -> None:
    question.locator(f'li[data-key="{key}"] [data-move="{way}"]').click()


def _match(question: Locator, pairs: dict[str, str]) -> None:
    for left, to in pairs.items():
        question.locator(f'select[data-left="{left}"]').select_option(to)


def _sort(question: Locator, places: dict[str, str]) -> None:
    for item, category in places.items():
        _check(question.locator(f'[data-item="{item}"]'), category)


def _complete(question: Locator, blanks: dict[str, str]) -> None:
    for key, value in blanks.items():
        field = question.locator(f'{FIELD}[data-blank="{key}"]')
        if field.evaluate("field => field.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)


def _parts(name: str, css: str) -> Callable[[Locator], dict[str, str]]:
    def read(question: Locator) -> dict[str, str]:
        return {
            part.get_attribute(name) or "": part.input_value()
            for part in question.locator(css).all()
        }

    return read


def _sorted(question: Locator) -> dict[str, str]:
    items = question.locator("[data-item]").all()
    return {item.get_attribute("data-item") or "": _only(item) for item in items}


FIELD = ":is(input, select)"
FILL: Mapping[str, Callable[[Locator, Any], None]] = {
    "single-choice": _check,
    "multiple-choice": _check_all,
    "true-false": _check,
    "matching": _match,
    "ordering": _order,
    "numeric": _type,
    "short-text": _type,
    "cloze": _complete,
    "categorise": _sort,
    "likert": _check,
    "reflection": _type,
}
READ: Mapping[str, Callable[[Locator], Response]] = {
    "single-choice": _only,
    "multiple-choice": _checked,
    "true-false": _only,
    "matching": _parts("data-left", "select[data-left]"),
    "ordering": _keys,
    "numeric": _typed,
    "short-text": _typed,
    "cloze": _parts("data-blank", f"{FIELD}[data-blank]"),
    "categorise": _sorted,
    "likert": _only,
}

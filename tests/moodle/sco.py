"""A package in Moodle's player: its screens, its questions, and what it tells Moodle."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import Error, Frame, Locator

from tests.moodle.answers import fill, shown
from tests.moodle.keys import Response
from tests.moodle.person import Person

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REACHED = "[data-q] :is(input, select, textarea, [data-move])"


@dataclass(frozen=True)
class Call:
    """One call to the API: name without ``LMS``, arguments, what came back, milliseconds."""

    name: str
    given: list[str]
    got: str
    ms: float


@dataclass(frozen=True)
class Beacon:
    """What was sent while the page died: bytes, and whether the browser took it."""

    size: int
    taken: bool


@dataclass
class Sco:
    """A visit: from entering the activity to leaving it, however that happens."""

    person: Person
    began: float = field(default_factory=time.monotonic)
    lasted: float = 0.0
    beacons: list[Beacon] = field(default_factory=list)

    @classmethod
    def enter(cls, person: Person, cmid: int) -> Self:
        """Enter the activity as a student does, and wait until the package stands."""
        page = person.go(f"mod/scorm/view.php?id={cmid}")
        page.locator("#n").click()
        page.wait_for_url("**/mod/scorm/player.php*")
        page.locator("#scorm_object").wait_for()
        visit = cls(person)
        visit.main.wait_for()
        visit.settle()
        return visit

    @property
    def frame(self) -> Frame:
        """The frame that the package is in."""
        deadline = time.monotonic() + 20
        while not (frame := self.person.sco()):
            assert time.monotonic() < deadline, "no package in Moodle's player"
            self.person.page.wait_for_timeout(100)
        return frame

    @property
    def main(self) -> Locator:
        """The screen's text."""
        return self.frame.locator("main#page[data-screen]")

    @property
    def screen(self) -> str:
        """The id of the screen on show."""
        return self.main.get_attribute("data-screen") or ""

    def settle(self) -> None:
        """Wait until the package says that everything is saved."""
        self.frame.locator(".saved.is-kept").wait_for(state="attached")
        self.person.page.wait_for_timeout(500)

    def next(self) -> bool:
        """Go to the next screen; False on the last one."""
        link = self.frame.locator("nav.pager a.next")
        if not link.count():
            return False
        here = self.screen
        link.click()
        self.frame.locator(f'main#page[data-screen]:not([data-screen="{here}"])').wait_for()
        self.settle()
        return True

    def asked(self) -> list[str]:
        """The ids of the questions on show, in their order on the screen."""
        found: list[str] = self.frame.locator("fieldset.q[data-q]:not([hidden])").evaluate_all(
            "(all) => all.map((one) => one.dataset.q)"
        )
        return found

    def question(self, name: str) -> Locator:
        """One question on show."""
        return self.frame.locator(f'fieldset.q[data-q="{name}"]')

    def answer(self, name: str, response: Response) -> None:
        """Fill a question in, have it checked, and wait until it is saved."""
        question = self.question(name)
        fill(question, response)
        check = question.locator('[data-do="check"]')
        if check.count() and check.first.is_visible():
            check.first.click()
            question.locator(".verdict").first.wait_for(state="attached")
        self.settle()

    def shown(self, name: str, response: Response) -> bool:
        """Whether a question shows this response again, with its verdict."""
        question = self.question(name)
        return shown(question, response) and question.locator(".verdict").count() > 0

    def calls(self) -> list[Call]:
        """Every call to the API since the visit began."""
        noted: list[dict[str, Any]] = self.person.page.evaluate("window.cartableCalls ?? []")
        return [Call(**call) for call in noted]

    def axe(self) -> list[str]:
        """The accessibility rules that the screen breaks, by axe-core."""
        self.frame.evaluate(AXE.read_text(encoding="utf-8"))
        broken: list[str] = self.frame.evaluate(
            "async (tags) => (await axe.run(document, {runOnly: tags})).violations"
            ".map((rule) => `${rule.id} ×${rule.nodes.length} (${rule.impact})`)",
            TAGS,
        )
        return broken

    def tabs_to_question(self) -> int:
        """How often Tab is pressed from the heading to the first field of a question."""
        self.frame.locator("main h1").focus()
        for count in range(1, 60):
            self.person.page.keyboard.press("Tab")
            if self.frame.evaluate("(field) => document.activeElement.matches(field)", REACHED):
                return count
        raise AssertionError("no question is reached by Tab")

    def sideways(self) -> int:
        """By how many pixels the screen is wider than its frame."""
        wide: int = self.frame.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def picture(self, file: Path) -> None:
        """Photograph Moodle's page as the learner sees it, the package in view."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.person.page.locator("#scorm_object").scroll_into_view_if_needed()
        self.person.page.screenshot(path=file)

    def crash(self) -> None:
        """Kill the renderer: no handler of any kind runs, as when the power goes."""
        self.lasted = time.monotonic() - self.began
        with pytest.raises(Error, match=r"(?i)crash"):
            self.person.page.goto("chrome://crash", timeout=5_000)
        self.person.leave()

    def close(self) -> None:
        """Close the tab: the handlers of *pagehide* and *visibilitychange* run."""
        self.lasted = time.monotonic() - self.began
        self.person.page.close(run_before_unload=True)
        with self.person.context.new_page() as other:
            other.wait_for_timeout(1_500)
        self.person.leave()

    def exit(self) -> None:
        """Leave by Moodle's own "Exit activity"."""
        self.lasted = time.monotonic() - self.began
        page = self.person.page
        page.locator('a.btn[href*="/course/view.php"]').first.click()
        page.wait_for_url("**/course/view.php*")
        page.wait_for_load_state("networkidle")
        noted: str = page.evaluate("sessionStorage.cartableBeacons ?? '[]'")
        self.beacons = [Beacon(**beacon) for beacon in json.loads(noted)]
        self.person.leave()


def counted(calls: list[Call]) -> Counter[str]:
    """How often each function of the API was called."""
    return Counter(call.name for call in calls)


def refused(calls: list[Call]) -> list[str]:
    """The calls that Moodle answered *false*."""
    told = ("Initialize", "SetValue", "Commit", "Finish", "Terminate")
    return [
        f"{call.name}{call.given}" for call in calls if call.name in told and call.got == "false"
    ]

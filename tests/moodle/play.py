"""One learner's play of one package, stage by stage, and what each stage saw."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from builder.model import Reflection
from tests.moodle import office, reports
from tests.moodle.keys import Response, right, wrong
from tests.moodle.packages import MARKS, Package
from tests.moodle.person import Account, Notes, Person
from tests.moodle.reports import Answered
from tests.moodle.sco import Beacon, Call, Sco, counted

RAW = ("cmi.core.score.raw", "cmi.score.raw")
EARLY = 3  # answers before the renderer is killed, where a package has more


@dataclass(frozen=True)
class School:
    """The Moodle that is played in: its administrator, a course of ours, its teacher."""

    browser: Browser
    base: str
    admin: Person
    teacher: Person
    course: int
    tag: str
    shots: Path | None


@dataclass
class Play:
    """A student's attempt at an activity, over all its visits."""

    school: School
    package: Package
    student: Account
    user: int
    cmid: int
    given: dict[str, Response] = field(default_factory=dict)
    right: dict[str, bool] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    calls: list[Call] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    lasted: list[float] = field(default_factory=list)
    beacons: list[Beacon] = field(default_factory=list)

    def enter(self) -> Sco:
        """Enter on a device that never saw the course: only Moodle can know the place."""
        person = Person.arrive(self.school.browser, self.school.base)
        person.notes, person.posts = self.notes, self.posts
        return Sco.enter(person.log_in(self.student), self.cmid)

    def note(self, visit: Sco) -> None:
        """Keep what the visit told Moodle, before the visit ends."""
        self.calls.extend(visit.calls())

    def answer(self, visit: Sco, at_most: int = 10_000) -> None:
        """Answer the questions on show that were not answered yet; every fifth one wrongly."""
        waiting = [name for name in visit.asked() if name not in self.given]
        for name in waiting[:at_most]:
            asked = self.package.questions[name]
            if name in self.package.graded:
                self.right[name] = len(self.right) % 5 != 2
            good = self.right.get(name, True)
            response = right(asked, self.package.case.language) if good else wrong(asked)
            visit.answer(name, response)
            self.given[name] = response

    @property
    def on_the_device(self) -> set[str]:
        """The questions whose answers are texts of one's own: Moodle has them not."""
        asked = self.package.questions.items()
        return {name for name, question in asked if isinstance(question, Reflection)}

    def expected(self) -> float:
        """The grade that the answers deserve, of 100, reckoned from the sources."""
        points = {name: self.package.graded[name].points for name in self.right}
        got = sum(points[name] for name, good in self.right.items() if good)
        return 100 * got / sum(points.values())

    def grade(self) -> float | None:
        """The grade in the gradebook."""
        return reports.grade(self.school.teacher, self.school.course, self.user, self.cmid)

    def completed(self) -> bool:
        """Whether Moodle ticks the activity."""
        return reports.completed(self.school.teacher, self.school.course, self.user, self.cmid)

    def picture(self, visit: Sco, name: str) -> None:
        """Photograph the player, where a folder for that was given."""
        if self.school.shots:
            width = (visit.person.page.viewport_size or {"width": 0})["width"]
            visit.picture(self.school.shots / f"{self.package.case.name}-{name}-{width}.png")


@dataclass(frozen=True)
class Launched:
    """The first visit: from an empty attempt to a killed renderer."""

    play: Play
    calls: Counter[str]
    posts: list[int]
    axe: dict[str, list[str]]
    tabs: int
    sideways: dict[str, int]
    place: str
    raw: float | None
    grade: float | None
    completed: bool


@dataclass(frozen=True)
class Returned:
    """A visit that begins where another ended: what came back."""

    play: Play
    place: str
    wanted: str
    shown: dict[str, bool]
    left_at: str


@dataclass(frozen=True)
class Known:
    """What the teacher reads after the last visit."""

    play: Play
    grade: float | None
    completed: bool
    tracks: dict[str, str]
    report: list[Answered]


@dataclass(frozen=True)
class Updated:
    """The second version: before and after the learner opens it."""

    play: Play
    at_once: float | None
    back: Returned
    grade: float | None
    completed: bool
    tracks: dict[str, str]
    renewed: bool


def begin(school: School, package: Package) -> Play:
    """Import the package as the teacher; enrol a new student."""
    name = package.case.name
    student = Account(
        re.sub(r"[^a-z0-9]", "", name) + school.tag, "Student.1234", f"Stu {name} {school.tag}"
    )
    office.new_user(school.admin, student)
    office.enrol(school.admin, school.course, student, "student")
    cmid = office.add_scorm(school.teacher, school.course, package.file, name)
    user = reports.user_id(school.teacher, school.course, student)
    return Play(school, package, student, user, cmid)


def launch(play: Play) -> Launched:
    """Enter, look, go to the first quiz, give a few answers, die."""
    visit = play.enter()
    visit.person.page.wait_for_timeout(2_000)
    calls, posts = counted(visit.calls()), list(play.posts)
    axe, sideways = {}, {}
    axe["first page"], sideways["first page"] = visit.axe(), _narrow(play, visit, "page")
    _to_quiz(visit)
    axe["quiz"], sideways["quiz"] = visit.axe(), _narrow(play, visit, "quiz")
    tabs = visit.tabs_to_question()
    play.answer(visit, min(EARLY, len(play.package.graded) - 1))
    axe["quiz, answered"] = visit.axe()
    play.picture(visit, "answered")
    play.note(visit)
    place = visit.screen
    visit.crash()
    play.lasted.append(visit.lasted)
    raw = _raw(play.calls)
    return Launched(
        play, calls, posts, axe, tabs, sideways, place, raw, play.grade(), play.completed()
    )


def come_back(play: Play, wanted: str) -> tuple[Sco, Returned]:
    """Enter again, and see what is there."""
    visit = play.enter()
    place = visit.screen
    while visit.screen != wanted and visit.next():
        pass
    here = [name for name in visit.asked() if name in play.given.keys() - play.on_the_device]
    shown = {name: visit.shown(name, play.given[name]) for name in here}
    play.picture(visit, "resumed")
    return visit, Returned(play, place, wanted, shown, visit.screen)


def resume(play: Play, wanted: str) -> Returned:
    """Come back, give one more answer, close the tab."""
    visit, back = come_back(play, wanted)
    play.answer(visit, 1)
    play.note(visit)
    visit.close()
    play.lasted.append(visit.lasted)
    return back


def finish(play: Play, wanted: str) -> Returned:
    """Come back, answer all that is left, see every screen, leave by Moodle's link."""
    visit, back = come_back(play, wanted)
    play.answer(visit)
    while visit.next():
        play.answer(visit)
    play.picture(visit, "last")
    place = visit.screen
    play.note(visit)
    visit.exit()
    play.lasted.append(visit.lasted)
    play.beacons.extend(visit.beacons)
    return Returned(play, back.place, back.wanted, back.shown, place)


def read(play: Play) -> Known:
    """Read everything that the teacher can."""
    teacher = play.school.teacher
    tracks = reports.tracks(teacher, play.cmid, play.user)
    report = reports.interactions(teacher, play.cmid, play.user)
    return Known(play, play.grade(), play.completed(), tracks, report)


def reopen(play: Play, wanted: str) -> Returned:
    """Come back when all is done, look, and leave."""
    visit, back = come_back(play, wanted)
    play.note(visit)
    visit.exit()
    return back


def update(play: Play, second: Package, wanted: str) -> Updated:
    """Upload the second version over the first, and open it as the learner."""
    office.update_scorm(play.school.teacher, play.cmid, second.file)
    at_once = play.grade()
    visit, back = come_back(play, wanted)
    text = visit.main.inner_text()
    play.note(visit)
    visit.exit()
    renewed = any(mark in text for mark in MARKS)
    tracks = reports.tracks(play.school.teacher, play.cmid, play.user)
    return Updated(play, at_once, back, play.grade(), play.completed(), tracks, renewed)


def _to_quiz(visit: Sco) -> None:
    while not visit.asked():
        assert visit.next(), "no quiz in this package"


def _narrow(play: Play, visit: Sco, name: str) -> int:
    page = visit.person.page
    play.picture(visit, name)
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(700)
    drawer = page.locator("#theme_boost-drawers-courseindex.show .drawertoggle")
    if drawer.count():  # narrowed while open, Moodle's course index covers the page
        drawer.click()
        page.wait_for_timeout(500)
    play.picture(visit, name)
    wide = visit.sideways()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(300)
    return wide


def _raw(calls: list[Call]) -> float | None:
    raws = [call.given[1] for call in calls if call.name == "SetValue" and call.given[0] in RAW]
    return float(raws[-1]) if raws and raws[-1] else None

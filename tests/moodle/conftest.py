"""The opt-in suite: one play of each package in a running Moodle, from import to a second version.

    make test-moodle MOODLE_URL=http://localhost:8080
    pytest tests/moodle --moodle-url URL [--admin NAME:PASSWORD] [--course DIR]
        [--shots DIR] [--report FILE]

Each fixture below is one stage of the play and stands on the one above it; the tests read what the
stages saw. A stage that breaks fails its own tests and those of the later stages.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser

from tests.moodle import office
from tests.moodle import play as acts
from tests.moodle.packages import ROOT, Case, Package, build, edited, grown, package
from tests.moodle.person import Account, Person
from tests.moodle.play import Known, Launched, Play, Returned, School, Updated
from tests.moodle.scoreboard import Scoreboard

REAL = ROOT / "course"
EVERY = ROOT / "tests" / "courses" / "every_question"
CASES = (
    Case("scorm12", "scorm12", REAL),
    Case("scorm12-en", "scorm12", REAL, language="en"),
    Case("scorm12-short", "scorm12", REAL, format="court"),
    Case("scorm12-short-en", "scorm12", REAL, language="en", format="court"),
    Case("scorm12-module", "scorm12", REAL, one_module=True),
    Case("scorm12-every-question", "scorm12", EVERY),
    # modules: of more than fifty questions, Moodle's last post is more than a closing page may send
    Case("scorm2004", "scorm2004", REAL, one_module=True),
    Case("scorm2004-3rd", "scorm2004-3rd", REAL, one_module=True),
    Case("scorm2004-every-question", "scorm2004", EVERY),
)
Builds: TypeAlias = Callable[[Path], tuple[Path, ...]]
BOARD = pytest.StashKey[Scoreboard]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("moodle", "play packages in a running Moodle")
    group.addoption("--moodle-url", default=os.environ.get("MOODLE_URL"), help="its address")
    group.addoption("--admin", default="admin:Admin.1234", help="an administrator: name:password")
    group.addoption("--course", type=Path, default=REAL, help="another course than the real one")
    group.addoption("--shots", type=Path, default=None, help="a folder for screenshots")
    group.addoption("--report", type=Path, default=None, help="a JSON file for what was seen")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Without a Moodle there is nothing to play in: an ordinary run does not see this folder."""
    return None if config.getoption("moodle_url", default=None) else True


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOARD] = Scoreboard()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    board = config.stash[BOARD]
    if not board.lines:
        return
    terminalreporter.section("packages in Moodle")
    for line in board.table():
        terminalreporter.write_line(line)
    if file := config.getoption("report"):
        board.write(file)


@pytest.fixture(scope="session")
def board(request: pytest.FixtureRequest) -> Scoreboard:
    return request.config.stash[BOARD]


@pytest.fixture(scope="session")
def school(request: pytest.FixtureRequest, browser: Browser, board: Scoreboard) -> Iterator[School]:
    """A new course in the Moodle with its teacher, made by the administrator's forms."""
    base = str(request.config.getoption("moodle_url")).rstrip("/")
    name, _, password = request.config.getoption("admin").partition(":")
    admin = Person.arrive(browser, base).log_in(Account(name, password))
    board.moodle = f"{office.release(admin)} at {base}, Chromium {browser.version}"
    tag = f"{time.time_ns() // 1_000_000:x}"
    course = office.new_course(admin, f"Cartable {tag}")
    teacher = Account(f"teacher{tag}", "Teacher.1234", f"Tess Teacher{tag}")
    office.new_user(admin, teacher)
    office.enrol(admin, course, teacher, "teacher")
    shots = request.config.getoption("shots")
    yield School(
        browser, base, admin, Person.arrive(browser, base).log_in(teacher), course, tag, shots
    )
    admin.leave()


@pytest.fixture(scope="session", params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    return placed(request.param, request.config)


def placed(case: Case, config: pytest.Config) -> Case:
    """The case, of the course that `--course` names where it is of the real one."""
    return replace(case, course=config.getoption("course")) if case.course == REAL else case


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Three builds of a course, when first asked for: as it is, as edited, as grown."""

    @cache
    def builds(course: Path) -> tuple[Path, ...]:
        room = tmp_path_factory.mktemp(course.name)
        sources = (course, edited(course, room / "edited"), grown(course, room / "grown"))
        targets = {case.target for case in CASES}
        return tuple(build(source, room / f"out{n}", targets) for n, source in enumerate(sources))

    return builds


@pytest.fixture(scope="session")
def first(case: Case, built: Builds) -> Package:
    return package(case, built(case.course)[0])


@pytest.fixture(scope="session")
def second(case: Case, built: Builds) -> Package:
    return package(case, built(case.course)[1])


@pytest.fixture(scope="session")
def play(school: School, first: Package) -> Play:
    """The package imported by the teacher, for a new student."""
    return acts.begin(school, first)


@pytest.fixture(scope="session")
def launched(play: Play) -> Launched:
    """Entered; three answers given; then the renderer is killed."""
    return acts.launch(play)


@pytest.fixture(scope="session")
def resumed(launched: Launched) -> Returned:
    """Entered again on another device; one more answer; then the tab is closed."""
    return acts.resume(launched.play, launched.place)


@pytest.fixture(scope="session")
def finished(resumed: Returned) -> Returned:
    """Entered a third time; all answered, all seen; left by "Exit activity"."""
    return acts.finish(resumed.play, resumed.left_at)


@pytest.fixture(scope="session")
def known(finished: Returned) -> Known:
    """What the teacher reads."""
    return acts.read(finished.play)


@pytest.fixture(scope="session")
def reopened(known: Known, finished: Returned) -> Returned:
    """Entered once more when all is done."""
    return acts.reopen(known.play, finished.left_at)


@pytest.fixture(scope="session")
def updated(reopened: Returned, second: Package) -> Updated:
    """The second version uploaded over the first, and entered."""
    return acts.update(reopened.play, second, reopened.wanted)

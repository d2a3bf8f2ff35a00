"""The certification tool in a real Moodle: registered, launched, sat, and graded there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.browser import launch_arguments
from tests.lti_tool import nine
from tests.moodle import certification as acts
from tests.moodle import office, reports
from tests.moodle.certification import Tool
from tests.moodle.person import Account, Person
from tests.moodle.play import School

COURSE = "every-question"


@dataclass
class Exam:
    """The tool as an activity of the school's course."""

    school: School
    tool: Tool
    cmid: int

    def student(self, name: str) -> tuple[Account, int]:
        """A new participant, with Moodle's number for them."""
        school, tag = self.school, self.school.tag
        account = Account(f"{name}{tag}", "Student.1234", f"{name.title()} Sitter{tag}")
        office.new_user(school.admin, account)
        office.enrol(school.admin, school.course, account, "student")
        return account, reports.user_id(school.teacher, school.course, account)

    def grade(self, user: int) -> tuple[float | None, str]:
        """What Moodle's gradebook shows."""
        return acts.gradebook(self.school.teacher, self.school.course, user, self.cmid)


@pytest.fixture(scope="session")
def exam(school: School, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exam]:
    """Served, registered by the protocol, put in the course by its teacher."""
    folder = tmp_path_factory.mktemp("tool")
    file = nine.exam(tmp_path_factory.mktemp("nine"), wait_hours=0, attempts=3)
    with acts.served(folder, file) as tool:
        made = acts.register(school.admin, tool)
        url = f"{tool.url}/lti/launch?course={COURSE}&format=court&part=exam"
        cmid = acts.add_activity(school.teacher, school.course, made, "Examen", url)
        yield Exam(school, tool, cmid)


def test_an_exam_sat_in_the_frame_ends_in_moodle_s_gradebook(exam: Exam) -> None:
    account, user = exam.student("frame")
    person = Person.arrive(exam.school.browser, exam.school.base).log_in(account)
    said = acts.sit(acts.open_activity(person, exam.tool, exam.cmid), right=2)
    (delivery,) = exam.tool.settled(1)
    assert (delivery["state"], delivery["reason"]) == ("done", None)
    grade, feedback = exam.grade(user)
    assert grade == pytest.approx(delivery["score"], abs=0.005)
    assert 0 < (grade or 0) < 100
    assert re.search(rf"{delivery['score']:g}".replace(".", "[.,]"), said)
    assert re.search(r"(essai|attempt) 1", feedback)

    acts.sit(acts.open_activity(person, exam.tool, exam.cmid), right=3)
    (better,) = exam.tool.settled(1)
    assert better["score"] > delivery["score"]
    assert exam.grade(user)[0] == pytest.approx(better["score"], abs=0.005)

    acts.sit(acts.open_activity(person, exam.tool, exam.cmid), right=0)
    exam.tool.settled(1)
    assert exam.grade(user)[0] == pytest.approx(better["score"], abs=0.005)
    person.leave()


def test_a_browser_that_blocks_third_party_cookies_sits_it_too(exam: Exam) -> None:
    account, user = exam.student("blocked")
    arguments = launch_arguments()
    arguments["args"].append("--test-third-party-cookie-phaseout")
    browser = exam.school.browser.browser_type.launch(**arguments)
    person = Person.arrive(browser, exam.school.base).log_in(account)
    acts.sit(acts.open_activity(person, exam.tool, exam.cmid), right=1)
    browser.close()
    rows = exam.tool.settled(2)
    assert {row["state"] for row in rows} == {"done"}
    assert exam.grade(user)[0] == pytest.approx(rows[0]["score"], abs=0.005)


def test_an_empty_paper_is_a_zero_there_not_nothing(exam: Exam) -> None:
    account, user = exam.student("empty")
    person = Person.arrive(exam.school.browser, exam.school.base).log_in(account)
    acts.sit(acts.open_activity(person, exam.tool, exam.cmid), right=0)
    rows = exam.tool.settled(3)
    assert rows[0]["score"] == 0
    assert rows[0]["state"] in ("done", "sent")  # by its database, Moodle shows a zero or nothing
    assert exam.grade(user)[0] == 0
    person.leave()


def test_a_teacher_who_opens_it_sends_nothing(exam: Exam) -> None:
    acts.open_activity(exam.school.teacher, exam.tool, exam.cmid)
    assert len(exam.tool.deliveries()) == 3

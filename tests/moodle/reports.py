"""What a teacher reads in Moodle: gradebook, completion, track details, the Interactions report."""

import re
from dataclasses import dataclass

from tests.moodle.person import Account, Person

SHOWN = ("qtext", "resp", "right", "result")  # the tick-boxes of the Interactions report


@dataclass(frozen=True)
class Answered:
    """One question as the Interactions report shows it."""

    id: str
    response: str
    right: str
    result: str


def user_id(teacher: Person, course: int, student: Account) -> int:
    """The number that Moodle gave a participant."""
    page = teacher.go(f"user/index.php?id={course}&perpage=5000")
    link = page.locator('a[href*="user/view.php"]', has_text=student.shown).first
    found = re.search(r"[?&]id=(\d+)", link.get_attribute("href") or "")
    assert found, f"{student.shown} is no participant"
    return int(found[1])


def grade(teacher: Person, course: int, user: int, cmid: int) -> float | None:
    """The grade in the gradebook, of 100; None when there is none."""
    page = teacher.go(f"grade/report/user/index.php?id={course}&userid={user}")
    row = page.locator("table.user-grade tr").filter(
        has=page.locator(f'a[href*="mod/scorm/view.php?id={cmid}"]')
    )
    found = re.match(r"\s*(-?\d+[.,]\d+)", row.locator("td.column-grade").inner_text())
    return float(found[1].replace(",", ".")) if found else None


def completed(teacher: Person, course: int, user: int, cmid: int) -> bool:
    """Whether the completion report ticks the activity for the student."""
    page = teacher.go(f"report/progress/index.php?course={course}")
    headers = page.locator("#completion-progress thead th")
    column = headers.evaluate_all(
        "(cells, link) => cells.findIndex((cell) => cell.querySelector(link))",
        f'a[href$="/mod/scorm/view.php?id={cmid}"]',
    )
    row = page.locator("#completion-progress tbody tr").filter(
        has=page.locator(f'a[href*="user/view.php?id={user}&"]')
    )
    icon = row.locator("> *").nth(column).locator("img").get_attribute("src") or ""
    assert "/i/completion-" in icon, icon
    return not re.search(r"/i/completion-(auto|manual)-(n|fail)", icon)


def tracks(teacher: Person, cmid: int, user: int) -> dict[str, str]:
    """Every element that Moodle stored of the student's first attempt, from the track details."""
    page = teacher.go(f"mod/scorm/report.php?id={cmid}&mode=interactions")
    links = page.locator(f'a[href*="userreporttracks.php"][href*="user={user}&"]')
    address = links.first.get_attribute("href")
    assert address, "no track details"
    page.goto(address)
    cells = page.locator("table.scormtrackreport tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    )
    found: dict[str, str] = {name: value for name, value in cells if name}
    return found


def interactions(teacher: Person, cmid: int, user: int) -> list[Answered]:
    """The student's line of the Interactions report, everything ticked, by question."""
    page = teacher.go(f"mod/scorm/report.php?id={cmid}&mode=interactions")
    for name in SHOWN:
        page.locator(f"#id_{name}").set_checked(True, force=True)
    page.locator("#id_submitbutton").click(force=True)
    page.wait_for_load_state("networkidle")
    columns = page.locator("#attempts thead th").evaluate_all(
        "(cells) => cells.map((cell) => cell.querySelector('[data-column]')?.dataset.column ?? '')"
    )
    row = page.locator("#attempts tbody tr").filter(
        has=page.locator(f'a[href*="userreport.php"][href*="user={user}&"]')
    )
    line = dict(zip(columns, row.locator("td").all_inner_texts(), strict=True))
    return [
        _answered(line, number) for number in range(len(columns)) if f"question{number}" in line
    ]


def _answered(line: dict[str, str], number: int) -> Answered:
    cells = (
        line[f"{name}{number}"].strip() for name in ("question", "response", "right", "result")
    )
    return Answered(*("" if cell in ("-", "\xa0") else cell for cell in cells))


def seconds(shown: str) -> float:
    """A time as the track details show it, "1 hours 2 minutes 3.5 seconds", in seconds."""
    units = {"hour": 3600, "minute": 60, "second": 1}
    parts = re.findall(r"([\d.]+) (hour|minute|second)s", shown)
    return sum(float(count) * units[unit] for count, unit in parts)

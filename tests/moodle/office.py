"""What an administrator and a teacher do in Moodle's forms: courses, people, SCORM activities."""

import re
from pathlib import Path

from playwright.sync_api import ElementHandle, Page

from tests.moodle.person import Account, Person

MANAGER = "#fitem_id_packagefile .filemanager-container"
ROLE = {"teacher": "Teacher", "student": "Student"}


def new_course(admin: Person, name: str) -> int:
    """Create a course by its form; return its id."""
    page = admin.go("course/edit.php?category=1")
    page.fill("#id_fullname", name)
    page.fill("#id_shortname", name)
    page.click("#id_saveanddisplay")
    page.wait_for_url(re.compile(r"/course/view\.php|/user/index\.php|/enrol/"))
    return _number(page.url, "id")


def release(admin: Person) -> str:
    """The release of the Moodle, as every page says it to administrators."""
    found = re.search(r"\d+\.[\d.]+\+? \(Build: \d+\)", admin.go("my/").content())
    return found[0] if found else "of unknown release"


def new_user(admin: Person, account: Account) -> None:
    """Create an account by its form, with the password of the account."""
    page = admin.go("user/editadvanced.php?id=-1")
    first, last = account.shown.split(" ", 1)
    page.fill("#id_username", account.name)
    page.click('[data-passwordunmask="edit"]')
    page.fill("#id_newpassword", account.password)
    page.fill("#id_firstname", first)
    page.fill("#id_lastname", last)
    page.fill("#id_email", f"{account.name}@example.invalid")
    page.click("#id_submitbutton")
    page.wait_for_url(re.compile(r"/admin/user\.php|/user/(profile|view)\.php"))


def enrol(admin: Person, course: int, account: Account, role: str) -> None:
    """Enrol someone by hand, on the page with the two lists."""
    page = admin.go(f"enrol/instances.php?id={course}")
    page.locator('a[href*="/enrol/manual/manage.php"]').first.click()
    page.select_option("#menuroleid, [name=roleid]", label=ROLE[role])
    page.wait_for_load_state("networkidle")
    page.fill("#addselect_searchtext", account.name)
    found = page.locator("#addselect option", has_text=account.shown)
    found.wait_for(state="attached")
    page.select_option("#addselect", value=found.first.get_attribute("value"))
    page.click("#add")
    page.locator("#removeselect option", has_text=account.shown).wait_for(state="attached")


def add_scorm(teacher: Person, course: int, package: Path, name: str) -> int:
    """Add a SCORM activity by its form, completed by *passed* or *completed*; return its cmid."""
    page = teacher.go(f"course/modedit.php?add=scorm&type=&course={course}&section=1&return=0")
    page.fill("#id_name", name)
    _upload(page, package)
    _expand(page)
    page.check("#id_completion_2")
    for status in ("#id_completionstatusrequired_2", "#id_completionstatusrequired_4"):
        page.check(status)
    _save(page)
    return _number(page.url, "id")


def update_scorm(teacher: Person, cmid: int, package: Path) -> None:
    """Replace the package of an activity by its form, as a teacher does."""
    page = teacher.go(f"course/modedit.php?update={cmid}&return=1")
    page.locator(f"{MANAGER} .fp-filename").first.click()
    page.locator(".fp-file-delete:visible").click()
    page.locator(".modal.show [data-action=save], .fp-dlg-butconfirm:visible").click()
    page.locator(f"{MANAGER} .fp-filename").wait_for(state="hidden")
    _upload(page, package)
    _save(page)


def _upload(page: Page, package: Path) -> None:
    page.locator(".fp-btn-add a:visible").first.click()
    page.locator(".fp-repo:visible", has_text="Upload a file").click()
    _chooser(page).set_input_files(package)
    page.locator(".fp-upload-btn:visible").click()
    page.locator(f"{MANAGER} .fp-filename", has_text=package.name[:8]).wait_for()


def _chooser(page: Page) -> ElementHandle:
    """The field for a file; the picker draws itself anew, empty, a while after opening."""
    for _ in range(20):
        field = page.wait_for_selector('input[name="repo_upload_file"]')
        page.wait_for_timeout(1_000)
        if field and field.evaluate("field => field.isConnected"):
            return field
    raise AssertionError("Moodle's file picker does not come to rest")


def _expand(page: Page) -> None:
    fold = page.locator(".collapseexpand.collapsed, a.collapseexpand[aria-expanded=false]")
    if fold.count():
        fold.first.click()


def _save(page: Page) -> None:
    page.click("#id_submitbutton")  # "Save and display"
    page.wait_for_url(re.compile(r"/mod/scorm/view\.php"), timeout=60_000)
    refusal = page.locator(".errorbox, .alert-danger")
    assert not refusal.count(), refusal.first.inner_text()


def _number(address: str, name: str) -> int:
    found = re.search(rf"[?&]{name}=(\d+)", address)
    assert found, f"no {name} in {address}"
    return int(found[1])

"""What a candidate does on an exam's pages, and what is looked at there."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Dialog, Page, expect

from tests.lti_tool import nine

LAST = nine.TOTAL
TRUE = "Une licence libre permet l’usage commercial."
ORDER = "Classez ces faits du plus ancien au plus récent."
SAVED = ".saved.is-kept"


def go(page: Page, n: int) -> None:
    """Go to a question by its address."""
    page.goto(f"{page.url.rsplit('/', 1)[0]}/{n}")


def find(page: Page, legend: str) -> int:
    """Go to the question with that legend; its number."""
    base = page.url.rsplit("/", 1)[0]
    for n in range(1, LAST + 1):
        if legend in plain(page.request.get(f"{base}/{n}").text()):
            page.goto(f"{base}/{n}")
            return n
    raise AssertionError(f"nothing asks {legend}")


def plain(words: str) -> str:
    """Words with plain blanks."""
    return words.replace("\u202f", " ").replace("\xa0", " ")


def fill(page: Page) -> None:
    """Answer the question on the page, somehow, with or without its script."""
    question = page.locator("#question")
    for group in question.locator("fieldset").all() or [question]:
        if group.locator("input[type=radio], input[type=checkbox]").count():
            group.locator("input").first.check()
    for one in question.locator("input[type=text]").all():
        one.fill("3")
    lists = question.locator("select:visible")
    for place, one in enumerate(lists.all(), 1):
        ordering = "o." in (one.get_attribute("name") or "")
        one.select_option(str(place) if ordering else "1")
    if question.locator("[data-move]").count():
        question.locator("[data-move=down]").first.click()


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide


def kept(page: Page) -> None:
    """Wait until the page says that the answer is saved."""
    expect(page.locator(SAVED)).to_be_visible()


def errors(page: Page) -> list[str]:
    """What the browser complains about from now on: scripts, policy, dialogs."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))

    def said(line: ConsoleMessage) -> None:
        if line.type == "error" and "Failed to load resource" not in line.text:
            found.append(line.text)

    def opened(dialog: Dialog) -> None:
        found.append(dialog.message)
        dialog.dismiss()

    page.on("console", said)
    page.on("dialog", opened)
    return found

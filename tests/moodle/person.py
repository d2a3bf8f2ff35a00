"""A person at a Moodle: one browser context, logged in, with what goes wrong in a package noted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    Page,
    Request,
    Response,
)

SPY = Path(__file__).with_name("spy.js").read_text(encoding="utf-8")
CONTENT = "/mod_scorm/content/"  # in the address of every file of a package


@dataclass(frozen=True)
class Account:
    """Who logs in."""

    name: str
    password: str
    shown: str = ""


@dataclass
class Notes:
    """What a package's pages did that they should not: in order, as it was seen."""

    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@dataclass
class Person:
    """A context of their own (cookies, storage) and its one page."""

    base: str
    context: BrowserContext
    page: Page
    notes: Notes = field(default_factory=Notes)
    posts: list[int] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, base: str, width: int = 1280, height: int = 900) -> Self:
        """Open a fresh browser context: another device, as far as Moodle can tell."""
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-US", reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        context.add_init_script(SPY)
        person = cls(base, context, context.new_page())
        person._listen()
        return person

    def _listen(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.notes.console.append(f"exception: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and CONTENT in message.location["url"]:
            self.notes.console.append(f"{message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if "/mod/scorm/datamodel.php" in request.url:
            self.posts.append(len(request.post_data_buffer or b""))
        if request.is_navigation_request() or CONTENT not in request.frame.url:
            return
        if request.url.startswith("http") and not request.url.startswith(self.base):
            self.notes.outside.append(request.url)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and CONTENT in response.url:
            self.notes.failed.append(f"{response.status} {response.url}")

    def log_in(self, account: Account) -> Self:
        """Log in by the form, and turn the Moodle to English; AssertionError when it refuses."""
        # Moodle 4.5's eye icon replaces the password field, empty, after the page has loaded.
        self.page.goto(f"{self.base}/login/index.php", wait_until="networkidle")
        self.page.fill("#username", account.name)
        self.page.fill("#password", account.password)
        self.page.click("#loginbtn")
        self.page.wait_for_load_state("domcontentloaded")
        assert "/login/index.php" not in self.page.url, f"Moodle refuses {account.name}"
        self.page.goto(f"{self.base}/?lang=en")
        return self

    def go(self, path: str) -> Page:
        """Open a page of the Moodle by its path, scripts settled."""
        self.page.goto(f"{self.base}/{path}", wait_until="networkidle")
        return self.page

    def sco(self) -> Frame | None:
        """The frame that the package plays in, if one is open."""
        return next((frame for frame in self.page.frames if CONTENT in frame.url), None)

    def leave(self) -> None:
        """Close the context, whatever state its page is in."""
        self.context.close()

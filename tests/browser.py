"""Which Chromium the tests drive, and how it is started."""

import os
import shutil
from typing import TypedDict

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


class Launch(TypedDict, total=False):
    """What Playwright's `launch` is given."""

    executable_path: str
    args: list[str]


def launch_arguments() -> Launch:
    """Name the system's Chromium where there is one, else leave Playwright its own."""
    arguments = Launch(args=["--disable-dev-shm-usage"])  # /dev/shm is small in containers
    system = next(filter(None, map(shutil.which, NAMES)), None)
    if system:
        arguments["executable_path"] = system
    if os.geteuid() == 0:
        arguments["args"].append("--no-sandbox")  # Chromium refuses root otherwise
    return arguments


if __name__ == "__main__":  # tests/install_browser asks: does it start?
    with sync_playwright() as playwright:
        playwright.chromium.launch(**launch_arguments()).close()

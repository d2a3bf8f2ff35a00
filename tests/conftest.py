"""What every test shares: goldens, the browser, and the rule that CI skips nothing."""

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.browser import launch_arguments

TESTS = Path(__file__).parent
CI = os.environ.get("CI") == "true"

settings.register_profile("cartable", deadline=None, derandomize=CI)
settings.load_profile("cartable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--save-golden", action="store_true", help="write the golden files anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "golden" in getattr(item, "fixturenames", ()):
            item.add_marker("golden")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text to the file `tests/golden/<path>`; with --save-golden, write it there."""
    save = bool(request.config.getoption("--save-golden"))

    def hold(path: str, text: str) -> None:
        file = TESTS / "golden" / path
        if save:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        assert file.is_file(), f"no golden {path}: run `make golden`"
        with file.open(encoding="utf-8", newline="") as kept:
            assert text == kept.read(), f"{path} changed; if rightly, run `make golden`"

    return hold


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        refuse(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if CI and report.skipped:
        refuse(report, collector.nodeid)
    return report


def refuse(report: pytest.TestReport | pytest.CollectReport, name: str) -> None:
    """Turn a skip into a failure: what CI does not run, it does not show."""
    report.outcome = "failed"
    report.longrepr = f"{name} was skipped, and CI skips nothing: {report.longrepr}"

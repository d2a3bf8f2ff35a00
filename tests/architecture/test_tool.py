"""The certification tool's own walls: who may touch the network, the request, all tenants."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "lti_tool"

# Who sees all tenants at once, and why it must: before anybody is known, or for the house itself.
SYSTEM = (
    "cli/", "exam/attempts.py", "grades/claim.py", "grades/worker.py", "lti/keysets.py",
    "lti/tokens.py", "people/", "seating.py", "staff/health.py", "web/admin.py", "web/health.py",
    "web/launch.py", "web/opening.py", "web/register.py", "web/session.py", "web/signin.py",
)  # fmt: skip
OUTBOUND = (
    "cli/", "demo/", "grades/", "lti/", "outbound.py", "people/roster.py", "staff/health.py",
    "web/__init__.py", "web/current.py", "web/register.py", "web/wiring.py",
)  # fmt: skip
SERVICES = (
    "cli/working.py",
    "grades/",
    "lti/services.py",
    "lti/members.py",
    "people/roster.py",
    "staff/health.py",
)


def files(kind: str = "*.py") -> list[Path]:
    return sorted(file for file in TOOL.rglob(kind) if "migrations" not in file.parts)


def place(file: Path) -> str:
    return file.relative_to(TOOL).as_posix()


def within(file: Path, places: tuple[str, ...]) -> bool:
    return place(file).startswith(places)


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """Yield what a file imports: a module, and the name taken from it (or nothing)."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def importers(*modules: str) -> Iterator[Path]:
    """Yield each file that imports one of the modules, or something below one."""
    for file in files():
        named = {m for m, _ in imports(file)} | {f"{m}.{n}" for m, n in imports(file)}
        if any(name == m or name.startswith(f"{m}.") for m in modules for name in named):
            yield file


@pytest.mark.parametrize(
    ("modules", "allowed"),
    [
        (("pylti1p3",), ("lti/services.py", "lti/messages.py")),
        (("httpx", "httpcore", "socket"), ("cli/grades.py", "outbound.py")),
        (("requests", "urllib.request", "http.client", "urllib3"), ()),
        (("lti_tool.outbound",), OUTBOUND),
        (("lti_tool.lti.services",), SERVICES),
        (("flask.request", "flask.g", "flask.session"), ("web/",)),
        (("random",), ()),
        (("sqlalchemy.text",), ("database.py", "models/")),
        (("lti_tool.demo",), ("demo/",)),
    ],
    ids=lambda value: value[0] if value else "nobody",
)
def test_only_these_import(modules: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    wrong = [place(file) for file in importers(*modules) if not within(file, allowed)]
    assert not wrong


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"\.system\(", SYSTEM),
        (r"datetime\.now|utcnow|date\.today|time\.time\(", ("clock.py",)),
        (r"family (==|!=) [\"']", ("quirks.py", "demo/")),
        (r"__table__|\.connection\(\)|bulk_(insert|save|update)", ("database.py", "guard.py")),
        (r"\bprint\(", ()),
        (r"\|\s*safe\b|Markup\(", ("staff/charts.py", "web/", "exam/", "bank/", "demo/")),
        (r"verify=False|CERT_NONE|check_hostname", ()),
        (r"request\.files|FileStorage", ("web/forms.py",)),  # rows 26 to 28
    ],
)
def test_only_these_write(pattern: str, allowed: tuple[str, ...]) -> None:
    wrong = [
        f"{place(file)}:{number}: {line.strip()}"
        for file in files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line.partition("#")[0]) and not within(file, allowed)
    ]
    assert not wrong


def test_scripts_write_no_html() -> None:
    wrong = [
        f"{place(file)}:{number}"
        for file in files("*.js")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", line)
        and file.name != "frame.js"
    ]
    assert not wrong


def test_pages_have_no_inline_style_script_or_handler() -> None:
    wrong = [
        f"{place(file)}:{number}: {line.strip()[:80]}"
        for file in files("*.html")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*nonce=)|\|\s*safe\b", line)
    ]
    assert not wrong

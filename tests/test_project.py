"""The project's own papers: decisions, change log, Makefile, locks, licences."""

import ast
import importlib.metadata
import itertools
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "docs/decisions"
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tracked(*patterns: str) -> list[str]:
    """List the files that git keeps."""
    run = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return list(filter(None, run.stdout.split("\0")))


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_decisions_are_numbered_without_a_gap_or_a_double() -> None:
    numbers = [int(file.name[:4]) for file in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("file", decisions(), ids=lambda file: file.stem)
def test_a_decision_says_context_choice_and_cost_in_half_a_page(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(file.name[:4])}. ")
    assert re.findall(r"^## (.*)$", text, re.M) == ["Context", "Decision", "What it costs"]
    assert len(text.split()) <= 350


def test_the_index_lists_each_decision_by_its_title() -> None:
    index = read("docs/decisions/README.md")
    for file in decisions():
        title = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}]({file.name})" in index


def test_the_change_log_has_the_headings_of_keep_a_changelog() -> None:
    text = read("CHANGELOG.md")
    versions = re.findall(r"^## (.*)$", text, re.M)
    assert versions[0] == "[Unreleased]"
    for version in versions[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version)
    assert set(re.findall(r"^### (.*)$", text, re.M)) <= KINDS


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    listed = {line.split()[1] for line in shown.splitlines() if line.startswith("  make ")}
    assert listed == targets()


def test_every_target_is_declared_phony() -> None:
    declared = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.M)
    assert declared
    assert set(declared[1].split()) == targets()


@pytest.mark.parametrize("path", tracked("requirements/*.txt"))
def test_a_python_lock_has_hashes_and_no_address(path: str) -> None:
    text = read(path)
    assert not ADDRESS.search(text)
    blocks = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    for block in blocks:
        assert re.match(r"\S+==\S+ ", block)
        assert re.search(r"^    --hash=sha256:[0-9a-f]{64}", block, re.M)


@pytest.mark.parametrize("lock", ["run", "tool"])
def test_developing_uses_the_versions_that_running_uses(lock: str) -> None:
    running, developing = (
        set(re.findall(r"^\S+==\S+", read(f"requirements/{name}.txt"), re.M))
        for name in (lock, "dev")
    )
    assert running <= developing


def test_who_only_builds_a_course_installs_no_server() -> None:
    tool = tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]["tool"]
    running = set(re.findall(r"^([\w.-]+)==", read("requirements/run.txt"), re.M))
    assert not {normal(name) for name in tool} & running


def normal(name: str) -> str:
    """Write a distribution's name as locks do; a requirement's bounds and extras go."""
    return re.split(r"[^\w.-]", name)[0].replace("_", "-").lower()


def declared() -> dict[str, set[str]]:
    """Name the distributions that running needs, and those that its extras add."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = itertools.chain.from_iterable(project["optional-dependencies"].values())
    return {
        "run": {normal(name) for name in project["dependencies"]},
        "extras": {normal(name) for name in extras},
    }


def test_the_lock_has_each_declared_dependency() -> None:
    for lock, names in (("run", declared()["run"]), ("dev", declared()["extras"])):
        assert names <= set(re.findall(r"^([\w.-]+)==", read(f"requirements/{lock}.txt"), re.M))


PATHS = {
    "builder": ["builder/*.py", ":!builder/fonts/make*.py"],  # fonts are made by developers
    "lti_tool": ["lti_tool/*.py"],
}


@pytest.mark.parametrize("package", PATHS)
def test_a_package_imports_only_what_is_declared(package: str) -> None:
    trees = [ast.parse(read(path)) for path in tracked(*PATHS[package])]
    nodes = list(itertools.chain.from_iterable(map(ast.walk, trees)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    outside = {name.split(".")[0] for name in names} - sys.stdlib_module_names - {package}
    homes = importlib.metadata.packages_distributions()
    needed = {normal(homes[name][0]) for name in outside}
    assert needed <= set.union(*declared().values())


def test_the_npm_lock_has_hashes_and_no_registry() -> None:
    packages = json.loads(read("package-lock.json"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


def test_the_wheel_carries_every_file_of_the_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        carried = set(wheel.namelist())
    kept = tracked("builder", "lti_tool", "schemas")
    assert {re.sub("^schemas/", "builder/schemas/", path) for path in kept} <= carried


def test_the_licence_of_every_text_is_used_and_every_use_has_its_text() -> None:
    notes = tomllib.loads(read("REUSE.toml"))["annotations"]
    assert notes[0]["path"] == "**"
    used = {note["SPDX-License-Identifier"] for note in notes}
    assert used == {file.stem for file in (ROOT / "LICENSES").iterdir()}


@pytest.mark.parametrize("path", tracked("*.md", ":!course", ":!tests", ":!builder"))
def test_the_links_between_pages_lead_somewhere(path: str) -> None:
    prose = re.sub(r"^(```|~~~).*?^\1|`[^`\n]+`", "", read(path), flags=re.M | re.S)
    for link in re.findall(r"(?<!\\)\[[^\]]*\]\(([^)#\s]+)", prose):
        assert ":" in link or (ROOT / path).parent.joinpath(link).exists(), link


def test_git_keeps_nothing_that_is_built() -> None:
    assert tracked("dist") == ["dist/README.md"]
    assert not tracked("node_modules", ".venv", "*.pyc")

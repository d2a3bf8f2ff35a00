"""The builder's house: imports point down its floors, never round in a circle."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("builder", "lti_tool")

# The one table of floors, lowest first; docs/architecture.md mirrors it (a test compares).
FLOORS: tuple[tuple[str, ...], ...] = (
    ("archive", "findings", "fonts", "ids", "marking", "model", "templating"),
    ("bundle", "language", "lock", "source", "state", "xmlkit"),
    ("checks", "formats", "load", "pages", "playerdata", "render"),
    ("inspect", "targets"),
    ("build", "preview", "release", "scaffold"),
    ("cli",),
)
TOOL_FLOORS: tuple[tuple[str, ...], ...] = (
    ("addresses", "clock", "config", "errors", "ids", "marking", "metrics", "policy", "quirks",
     "words"),
    ("audit", "bank", "database", "guard", "models", "outbound", "sealing"),
    ("lti",),
    ("admission", "exam", "grades", "people", "seating", "staff"),
    ("demo", "web"),
    ("cli",),
)  # fmt: skip
HOUSES = {"builder": FLOORS, "lti_tool": TOOL_FLOORS}


def modules(package: str) -> Mapping[str, Path]:
    """Name every module of a package: `builder.checks.rule` -> its file."""
    return {name_of(file): file for file in sorted((ROOT / package).rglob("*.py"))}


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def imported(name: str, file: Path, known: Mapping[str, Path]) -> Iterator[tuple[str, int]]:
    """Yield each module of ours that a file imports, lazily or not, and the line."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(parse(file)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, package)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner if inner in known else base), node.lineno


def absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *filter(None, [node.module])])


def graph(package: str) -> dict[str, set[str]]:
    known = modules(package)
    edges: dict[str, set[str]] = {}
    for name, file in known.items():
        found = {target for target, _ in imported(name, file, known)}
        edges[name] = {target for target in found if target in known} - {name}
    return edges


def unit(module: str) -> str:
    """`builder.checks.rule` stands on the floor of `checks`; the package itself is the roof."""
    return module.split(".")[1] if "." in module else ""


def cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """Return one circle of imports, or an empty list."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        found = next(filter(None, (visit(t, [*path, name]) for t in sorted(edges[name]))), [])
        done.add(name)
        return found

    return next(filter(None, (visit(name, []) for name in sorted(edges))), [])


def levels(package: str) -> dict[str, int]:
    return {unit: level for level, units in enumerate(HOUSES[package]) for unit in units}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_module_has_a_floor(package: str) -> None:
    units = {unit(name) for name in modules(package)} - {"", "__main__", "migrations"}
    assert units == levels(package).keys(), "FLOORS says on which floor each stands"


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_down(package: str) -> None:
    level, known = levels(package), modules(package)
    wrong = [
        f"{name}:{line} imports {target}, from a floor above"
        for name, file in known.items()
        for target, line in imported(name, file, known)
        if unit(name) in level and target.startswith(package)
        if level.get(unit(target), len(HOUSES[package])) > level[unit(name)]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_never_run_in_a_circle(package: str) -> None:
    assert not cycle(graph(package))


def test_a_circle_is_seen() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


@pytest.mark.parametrize(("package", "other"), [PACKAGES, PACKAGES[::-1]])
def test_builder_and_tool_never_import_each_other(package: str, other: str) -> None:
    known = modules(package)
    wrong = [
        f"{name}:{line} imports {target}"
        for name, file in known.items()
        for target, line in imported(name, file, known)
        if target.split(".")[0] == other
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("package", PACKAGES)
def test_only_the_command_line_prints(package: str) -> None:
    wrong = [
        f"{name}:{node.lineno} prints"
        for name, file in modules(package).items()
        if unit(name) != "cli"
        for node in ast.walk(parse(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "print"
    ]
    assert not wrong, "\n".join(wrong)


def sources() -> list[Path]:
    """Every source file that a person writes, player included."""
    return sorted(
        f for package in PACKAGES for kind in ("*.py", "*.js") for f in (ROOT / package).rglob(kind)
    )


def test_no_file_is_a_crowd() -> None:
    wrong = {f"{f.relative_to(ROOT)}: {n} lines" for f in sources() if (n := lines(f)) > 350}
    assert not wrong, "at most 350 lines a file"


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_no_function_is_longer_than_a_screen() -> None:
    wrong = [
        f"{name}:{node.lineno} {node.name}: {length} lines"
        for package in PACKAGES
        for name, file in modules(package).items()
        for node in ast.walk(parse(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > 60
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_architecture_page_shows_the_same_floors(package: str) -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    row = "floor" if package == "builder" else "tool floor"
    rows = re.findall(rf"^\| {row} (\d+) \| ([^|]*) \|", page, re.M)
    shown = {int(level): names_in(cell) for level, cell in rows}
    assert shown == {level: set(units) for level, units in enumerate(HOUSES[package])}


def names_in(cell: str) -> set[str]:
    return {name.strip(" `/") for name in cell.split(",")}

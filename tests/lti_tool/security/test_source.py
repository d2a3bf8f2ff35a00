"""Rows 32 and 33, held in the source: how secrets are compared, where our address comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[3] / "lti_tool"
MODULES = sorted(TOOL.rglob("*.py"))
SECRETS = {"digest", "keyed", "hexdigest"}
OF_THE_REQUEST = {"host", "host_url", "url_root", "root_url", "base_url", "server", "url"}


WEB = [module for module in MODULES if "web" in module.parts]


def nodes(module: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(module.read_text(encoding="utf-8")))


def called(node: ast.expr) -> str:
    """The name of what an expression calls, or of the attribute that it reads."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(TOOL)))
def test_32_no_secret_is_compared_by_equality(module: Path) -> None:
    for node in nodes(module):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = [node.left, *node.comparators]
            found = any(called(side) in SECRETS and isinstance(side, ast.Call) for side in sides)
            column = any(
                called(s).endswith("_hash") and isinstance(s, ast.Attribute) for s in sides
            )
            assert not found or column, f"{module}:{node.lineno}"  # an indexed look-up is not one


@pytest.mark.parametrize("module", WEB, ids=lambda path: path.name)
def test_33_our_address_is_never_the_request_s(module: Path) -> None:
    for node in nodes(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            read = node.value.id == "request" and node.attr in OF_THE_REQUEST
            assert not read, f"{module}:{node.lineno}: request.{node.attr}"
        if isinstance(node, ast.Call) and called(node) == "url_for":
            names = {keyword.arg for keyword in node.keywords}
            assert "_external" not in names, f"{module}:{node.lineno}"


def test_32_comparing_in_constant_time_has_few_places() -> None:
    compared = [
        module.relative_to(TOOL).as_posix()
        for module in MODULES
        if "compare_digest" in module.read_text(encoding="utf-8")
    ]
    assert "sealing.py" in compared
    assert set(compared) <= {"sealing.py", "bank/store.py", "web/health.py"}, compared

"""Joins the runtime's modules to one classic script.

The modules keep to a small dialect, which ``parse`` holds: named imports from ``./file.js`` on one
line, ``export`` before a declaration, comments on lines of their own. So no JavaScript parser is
needed, and the script runs where modules do not (``file:``, servers that mistype ``.js``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from builder.findings import BuilderError

IMPORT = re.compile(r"import \{ ?([\w, ]+?) ?\} from '\./([\w-]+\.js)';?\Z")
EXPORT = re.compile(r"export (?=(?:async )?function\b|const\b|let\b|class\b)")
NAME = re.compile(r"(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)")
BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)


class BundleError(BuilderError):
    """A module of the runtime cannot be bundled; ``str()`` says which and why."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module: what it imports, by file, its top-level names, and its body as a script."""

    name: str
    imports: tuple[tuple[str, tuple[str, ...]], ...]
    names: tuple[str, ...]
    exports: frozenset[str]
    body: str


def parse(name: str, source: str) -> Module:
    """Read a module; raise BundleError where it leaves the dialect."""
    imports, names, exports, lines = [], [], set(), []
    for line in BLOCK_COMMENT.sub("", source).splitlines():
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        if line.startswith("import"):
            match = IMPORT.match(line)
            if match is None:
                raise BundleError(f"{name}: not an import that can be bundled: {line}")
            imports.append((match[2], tuple(part.strip() for part in match[1].split(","))))
            continue
        if declared := NAME.match(line):
            names.append(declared[1])
        if line.startswith("export"):
            if not EXPORT.match(line) or declared is None:
                raise BundleError(f"{name}: not an export that can be bundled: {line}")
            exports.add(declared[1])
        lines.append(EXPORT.sub("", line, count=1) if line.startswith("export") else line)
    return Module(name, tuple(imports), tuple(names), frozenset(exports), "\n".join(lines))


def in_order(entry: str, modules: Mapping[str, Module]) -> list[Module]:
    """The modules that ``entry`` needs, each after those it imports; BundleError on a cycle."""
    done: dict[str, Module] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in trail:
            raise BundleError(f"modules import each other: {' > '.join((*trail, name))}")
        for other, wanted in modules[name].imports:
            visit(other, (*trail, name))
            for missing in sorted(set(wanted) - done[other].exports):
                raise BundleError(f"{name}: {other} does not export {missing}")
        done[name] = modules[name]

    visit(entry, ())
    return list(done.values())


def join(modules: list[Module]) -> str:
    """The modules' bodies in a row; BundleError when two use one top-level name."""
    owner: dict[str, str] = {}
    for module in modules:
        for name in module.names:
            if name in owner:
                raise BundleError(f"{module.name} and {owner[name]} both have a top-level {name}")
            owner[name] = module.name
    return "\n".join(module.body for module in modules)


def without(module: Module) -> Module:
    """A module that this package never calls: its names, and nothing behind them."""
    names = tuple(sorted(module.exports))
    body = "\n".join(f"const {name} = null" for name in names)
    return Module(module.name, (), names, module.exports, body)

"""Which kind of source each path of a course's folder is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from builder.source.files import Tree

PARTS = ("policy", "rubric", "dossier", "peer", "positioning")
_KINDS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "course": r"course\.yaml",
        "format": r"formats/[^/]+\.yaml",
        "module": r"modules/[^/]+/module\.yaml",
        "quiz": r"modules/[^/]+/[^/]+\.yaml",
        "page": r"modules/[^/]+/[^/]+/[^/]+\.md",
        "glossary": r"glossary\.yaml",
        "references": r"references\.yaml",
        "civic-tech": r"civic-techs/[^/]+\.yaml",
        "worksheet": r"worksheets/[^/]+\.yaml",
        "document": r"documents/[^/]+/[^/]+\.md",
        "shared": r"shared/.+\.md",
        "media": r"media/.+",
        "bank": r"certification/bank/[^/]+\.yaml",
        **{part: rf"certification/{part}\.yaml" for part in PARTS},
        "ids-lock": r"ids\.lock\.json",
        "about": r"(README|LICEN[CS]E|CHANGELOG|CREDITS)[^/]*|media/README\.md",
    }.items()
}
STRAY = "stray"


def kind_of(path: str) -> str:
    """The kind of a path, ``stray`` when a course has nothing there."""
    return next((kind for kind, shape in _KINDS.items() if shape.fullmatch(path)), STRAY)


def sort(tree: Tree) -> Mapping[str, list[str]]:
    """The paths of a folder by kind, each list sorted."""
    sorted_paths: dict[str, list[str]] = {kind: [] for kind in (*_KINDS, STRAY)}
    for path in tree.files:
        sorted_paths[kind_of(path)].append(path)
    return sorted_paths


def stem(path: str) -> str:
    """The name of a file without folder and last ending."""
    return path.rpartition("/")[2].rpartition(".")[0]


def folder(path: str) -> str:
    """The name of the folder that holds a file."""
    return path.split("/")[-2]

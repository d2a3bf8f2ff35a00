"""Everything that `cartable check` can say: docs/findings.md is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from builder.checks import RULES
from builder.load import codes as load_codes
from builder.source import codes as source_codes
from builder.source.code import CODES, Code

# Importing these enters their codes.
READERS = (source_codes, load_codes)
FAMILIES: Mapping[str, str] = {
    "S": "Sources: files, encoding, YAML, schemas, includes",
    "I": "Ids",
    "Q": "Quizzes and questions",
    "P": "Pages, modules and blocks",
    "L": "Links",
    "M": "Media",
    "A": "Accessibility",
    "T": "Languages and translation",
    "R": "References, glossary, catalogue, worksheets",
    "F": "Formats and schedules",
    "C": "Certification",
    "B": "Time, size and the saved state",
    "N": "Names",
    "H": "Hosts and security",
}
_HEAD = """\
# Findings

Everything that `cartable check` can say, by family. A line reads
`path:line:column: weight CODE: sentence`, with a hint below it. An *error* stops a build; a
*warning* stops it with `--strict` only. `{words}` stand for what is found.

This page is made by `cartable findings`; do not edit it.
"""


def families() -> Iterator[tuple[str, list[Code]]]:
    """The codes of each family, in order of their numbers."""
    for letter, title in FAMILIES.items():
        yield title, [CODES[name] for name in sorted(CODES) if name[0] == letter]


def markdown() -> str:
    """The catalogue as Markdown."""
    return "\n".join(
        [_HEAD, *(line for title, codes in families() for line in _table(title, codes))]
    )


def _table(title: str, codes: list[Code]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| Code | Weight | It says | A way out | What is held |"
    yield "| --- | --- | --- | --- | --- |"
    for code in codes:
        rule = RULES.get(code.code)
        held = (rule.function.__doc__ or "").strip() if rule else ""
        cells = (code.code, code.severity, code.sentence, code.hint, held)
        yield f"| {' | '.join(map(_cell, cells))} |"
    yield ""


def _cell(text: str) -> str:
    """A table's cell: one line, with its signs as they are and fields without their format."""
    text = re.sub(r"\{(\w+):\w+\}", r"{\1}", text)
    for sign in ("\\", "|", "<", "*", "_", "[", "`"):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())

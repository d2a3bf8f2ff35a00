"""A code of the catalogue: how much it weighs, its sentence and its way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from builder.findings import Finding, Place, Severity

CODES: dict[str, Code] = {}


@dataclass(frozen=True, slots=True)
class Code:
    """What a kind of finding says; ``sentence`` and ``hint`` have ``{fields}``."""

    code: str
    severity: Severity
    sentence: str
    hint: str = ""

    def at(self, place: Place, *, better: str = "", **fields: object) -> Finding:
        """The finding at a place; ``better`` is a hint that knows more than the usual one."""
        hint = better or self.hint.format(**fields)
        return Finding(place, self.severity, self.code, self.sentence.format(**fields), hint)


def code(name: str, severity: Severity, sentence: str, hint: str = "") -> Code:
    """Enter a code into the catalogue; ValueError when it is taken."""
    if name in CODES:
        raise ValueError(f"{name} is taken by: {CODES[name].sentence}")
    CODES[name] = Code(name, severity, sentence, hint)
    return CODES[name]


def error(name: str, sentence: str, hint: str = "") -> Code:
    """Enter a code that stops a build."""
    return code(name, Severity.ERROR, sentence, hint)


def warning(name: str, sentence: str, hint: str = "") -> Code:
    """Enter a code that stops a build with ``--strict`` only."""
    return code(name, Severity.WARNING, sentence, hint)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to ``word``; empty when none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""

"""A rule: a function of the whole course with its code on its head."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from builder.checks.scope import Scope
from builder.findings import Finding, Place, Severity
from builder.source.code import Code, code

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule is broken, the fields of its sentence, and a hint that knows more."""

    place: Place
    fields: dict[str, Any] = field(default_factory=dict)
    better: str = ""


def hit(place: Place, better: str = "", **fields: object) -> Hit:
    """A place where the rule is broken."""
    return Hit(place, fields, better)


Function: TypeAlias = Callable[[Scope], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A code and the function that looks for it."""

    code: Code
    function: Function

    def findings(self, scope: Scope) -> Iterator[Finding]:
        """Every finding of this rule."""
        for found in self.function(scope):
            yield self.code.at(found.place, better=found.better, **found.fields)


RULES: dict[str, Rule] = {}


def rule(
    name: str, severity: Severity, sentence: str, hint: str = ""
) -> Callable[[Function], Function]:
    """Enter the function below into the rules under a code."""

    def enter(function: Function) -> Function:
        RULES[name] = Rule(code(name, severity, sentence, hint), function)
        return function

    return enter

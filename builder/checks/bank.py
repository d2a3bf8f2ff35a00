"""C: the bank of the certification can give every paper that the policy asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Anchor
from builder.model import Question
from builder.source.code import did_you_mean

POLICY = Anchor("certification/policy.yaml")


def draws(scope: Scope) -> Iterator[tuple[Anchor, Mapping[str, Any]]]:
    """Each row of each format's draw, with its place."""
    policy = scope.course.certification.policy if scope.course.certification else {}
    for form, rules in policy.get("formats", {}).items():
        for index, row in enumerate(rules.get("exam", {}).get("draw", ())):
            yield POLICY.child("formats", form, "exam", "draw", index), row


def root_of(item: Question) -> str:
    """The item that a variant stands for: at most one of them is in a paper."""
    return item.variant_of or item.id


@rule("C-004", ERROR, "the draw asks for the objective '{id}', which no module states")
def drawn_objectives_exist(scope: Scope) -> Iterator[Hit]:
    """Each objective of a draw is stated by a module."""
    for at, row in draws(scope):
        name = row["objective"]
        if scope.whole and name not in scope.objectives:
            better = did_you_mean(name, scope.objectives) or "name an objective of a module"
            yield hit(scope.place(at, "objective"), better, id=name)


@rule(
    "C-005",
    ERROR,
    "the draw asks for {count} items of '{id}'{level}, and the bank has {have}",
    "write more items (variants of an item count once), or draw fewer",
)
def draws_are_possible(scope: Scope) -> Iterator[Hit]:
    """The bank has enough items of each objective and difficulty, variants counted once."""
    asked: dict[tuple[str, str], int] = {}
    for at, row in draws(scope):
        name, level = row["objective"], row.get("difficulty")
        if name not in scope.objectives:
            continue
        fits = {root_of(item) for item in scope.bank if _fits(item, name, level)}
        every = {root_of(item) for item in scope.bank if item.objective == name}
        key = (str(at.pointer[1]), name)
        asked[key] = asked.get(key, 0) + row["count"]
        words = f" of difficulty {level}" if level else ""
        if row["count"] > len(fits):
            say = {"count": row["count"], "level": words, "have": len(fits)}
            yield hit(scope.place(at, "count"), id=name, **say)
        elif asked[key] > len(every):
            say = {"count": asked[key], "level": " in all", "have": len(every)}
            yield hit(scope.place(at, "count"), id=name, **say)


def _fits(item: Question, objective: str, difficulty: int | None) -> bool:
    return item.objective == objective and difficulty in (None, item.difficulty)


@rule(
    "C-006", ERROR, "item '{id}' has no objective: no draw can take it", "add a line 'objective: …'"
)
def items_have_an_objective(scope: Scope) -> Iterator[Hit]:
    """Each item of the bank checks an objective."""
    for item in scope.bank:
        if item.objective is None:
            yield hit(scope.place(item.at), id=item.id)


@rule("C-007", ERROR, "item '{id}' checks the objective '{objective}', which no module states")
def item_objectives_exist(scope: Scope) -> Iterator[Hit]:
    """The objective of an item is stated by a module."""
    for item in scope.bank:
        name = item.objective
        if scope.whole and name is not None and name not in scope.objectives:
            better = did_you_mean(name, scope.objectives) or "name an objective of a module"
            yield hit(scope.place(item.at, "objective"), better, id=item.id, objective=name)


@rule("C-008", WARNING, "the bank has no item of the objective '{id}'", "write one")
def objectives_have_items(scope: Scope) -> Iterator[Hit]:
    """Where there is a bank, each objective has an item."""
    known = {item.objective for item in scope.bank}
    for module in scope.course.modules:
        for objective in module.objectives:
            if known and objective.id not in known:
                yield hit(scope.place(objective.at), id=objective.id)


@rule("C-009", ERROR, "item '{id}' is a variant of '{other}', which the bank does not have")
def variants_exist(scope: Scope) -> Iterator[Hit]:
    """A variant names another item of the bank."""
    known = {item.id for item in scope.bank}
    for item in scope.bank:
        other = item.variant_of
        if other is not None and (other not in known or other == item.id):
            better = did_you_mean(other, known - {item.id}) or "name another item"
            yield hit(scope.place(item.at, "variant_of"), better, id=item.id, other=other)


@rule(
    "C-010",
    ERROR,
    "item '{id}' is a variant of '{other}', itself a variant of '{root}'",
    "name '{root}'",
)
def variants_are_of_an_original(scope: Scope) -> Iterator[Hit]:
    """A variant names an item that is none."""
    roots = {item.id: item.variant_of for item in scope.bank}
    for item in scope.bank:
        root = roots.get(item.variant_of) if item.variant_of else None
        if root is not None and item.variant_of != item.id:
            place = scope.place(item.at, "variant_of")
            yield hit(place, id=item.id, other=item.variant_of, root=root)


@rule(
    "C-011",
    ERROR,
    "item '{id}' checks '{objective}', and '{other}', of which it is a variant, '{wanted}'",
    "a variant checks the same objective",
)
def variants_check_the_same(scope: Scope) -> Iterator[Hit]:
    """A variant checks the objective of its original."""
    objectives = {item.id: item.objective for item in scope.bank}
    for item in scope.bank:
        wanted = objectives.get(item.variant_of or item.id)
        if item.objective and wanted and wanted != item.objective:
            place, name = scope.place(item.at, "objective"), item.objective
            yield hit(place, id=item.id, objective=name, other=item.variant_of, wanted=wanted)


@rule(
    "C-012",
    WARNING,
    "item '{id}' asks the same as the practice question '{other}'",
    "whoever did the quiz knows the answer; ask otherwise",
)
def items_are_not_practised(scope: Scope) -> Iterator[Hit]:
    """No item has the text of a quiz's question."""
    practised = {tuple(sorted(q.text.items())): q.id for _, q in scope.course.questions()}
    for item in scope.bank:
        other = practised.get(tuple(sorted(item.text.items())))
        if other is not None:
            yield hit(scope.place(item.at, "text"), id=item.id, other=other)

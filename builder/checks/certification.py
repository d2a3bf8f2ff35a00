"""C: the policy, the rubric and the dossier add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builder.checks.bank import POLICY
from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Anchor
from builder.source.code import did_you_mean

RUBRIC = Anchor("certification/rubric.yaml")
WHOLE = 100


def _policies(scope: Scope) -> Iterator[tuple[str, Anchor, Mapping[str, Any]]]:
    """Each format's policy with its place."""
    policy = scope.course.certification.policy if scope.course.certification else {}
    for form, rules in policy.get("formats", {}).items():
        yield form, POLICY.child("formats", form), rules


def _rubric(scope: Scope) -> Mapping[str, Any]:
    return scope.course.certification.rubric if scope.course.certification else {}


@rule("C-002", ERROR, "the policy is for the format '{id}', which does not exist")
def policy_formats_exist(scope: Scope) -> Iterator[Hit]:
    """Each format of the policy is a format of the course."""
    known = {form.id for form in scope.course.formats}
    for form, at, _ in _policies(scope):
        if form not in known:
            better = did_you_mean(form, known) or f"the formats are {', '.join(sorted(known))}"
            yield hit(scope.place(at), better, id=form)


@rule("C-003", WARNING, "the policy says nothing of the format '{id}'", "add it under formats")
def formats_have_a_policy(scope: Scope) -> Iterator[Hit]:
    """Where there is a policy, each format has one."""
    known = {form for form, _, _ in _policies(scope)}
    for form in scope.course.formats:
        if known and form.id not in known:
            yield hit(scope.place(POLICY, "formats"), id=form.id)


@rule("C-013", ERROR, "the weights of format '{id}' make {total}", "let them make 100 together")
def policy_weights_add_up(scope: Scope) -> Iterator[Hit]:
    """The weights of exam and dossier make 100."""
    for form, at, rules in _policies(scope):
        weights = rules["decision"]["weights"]
        total = sum(weights.values())
        if weights and total != WHOLE:
            yield hit(scope.place(at, "decision", "weights"), id=form, total=f"{total:g}")


@rule(
    "C-014",
    ERROR,
    "the weights of the rubric's criteria make {total}",
    "let them make 100 together",
)
def rubric_weights_add_up(scope: Scope) -> Iterator[Hit]:
    """The weights of the rubric's criteria make 100."""
    criteria = _rubric(scope).get("criteria", ())
    total = sum(criterion["weight"] for criterion in criteria)
    if criteria and total != WHOLE:
        yield hit(scope.place(RUBRIC, "criteria"), total=f"{total:g}")


@rule(
    "C-015",
    ERROR,
    "criterion '{id}' has {count} levels, and the first one has {wanted}",
    "give every criterion the same levels",
)
def criteria_have_the_same_levels(scope: Scope) -> Iterator[Hit]:
    """Every criterion has as many levels as the first."""
    criteria = _rubric(scope).get("criteria", ())
    for index, criterion in enumerate(criteria):
        count, wanted = len(criterion["levels"]), len(criteria[0]["levels"])
        if count != wanted:
            place = scope.place(RUBRIC, "criteria", index, "levels")
            yield hit(place, id=criterion["id"], count=count, wanted=wanted)


@rule(
    "C-016",
    ERROR,
    "the rubric asks for level {least} at least, and has {count} levels",
    "lower minimum_level, or add levels",
)
def minimum_level_exists(scope: Scope) -> Iterator[Hit]:
    """The least level is one of the levels."""
    rubric = _rubric(scope)
    least = rubric.get("minimum_level", 1)
    count = min((len(item["levels"]) for item in rubric.get("criteria", ())), default=least)
    if least > count:
        yield hit(scope.place(RUBRIC, "minimum_level"), least=least, count=count)


@rule(
    "C-017",
    ERROR,
    "format '{id}' asks for the exam, and does not say what it is",
    "add exam: with minutes, attempts, pass_mark and draw",
)
def required_exam_is_described(scope: Scope) -> Iterator[Hit]:
    """A format that requires or weighs the exam describes it."""
    for form, at, rules in _policies(scope):
        decision = rules["decision"]
        wanted = "exam" in decision["required"] or decision["weights"].get("exam")
        if wanted and "exam" not in rules:
            yield hit(scope.place(at), id=form)


@rule(
    "C-018",
    WARNING,
    "format '{id}' weighs the {part}, and does not require it",
    "add it to required, or give it no weight",
)
def weighed_parts_are_required(scope: Scope) -> Iterator[Hit]:
    """What has a weight is required."""
    for form, at, rules in _policies(scope):
        decision = rules["decision"]
        for part, weight in decision["weights"].items():
            if weight and part not in decision["required"]:
                yield hit(scope.place(at, "decision", "weights", part), id=form, part=part)


@rule(
    "C-019",
    WARNING,
    "the exam of format '{id}' gives {minutes} minutes for {count} items",
    "half a minute an item is the least",
)
def exam_has_time(scope: Scope) -> Iterator[Hit]:
    """The exam gives half a minute an item at least."""
    for form, at, rules in _policies(scope):
        exam = rules.get("exam", {})
        count = sum(row["count"] for row in exam.get("draw", ()))
        if exam and exam["minutes"] * 2 < count:
            place = scope.place(at, "exam", "minutes")
            yield hit(place, id=form, minutes=exam["minutes"], count=count)


@rule(
    "C-020",
    WARNING,
    "the peer protocol gives {minutes} minutes in all",
    "give each phase a few minutes: the protocol of 18 is a short one",
)
def peer_review_has_time(scope: Scope) -> Iterator[Hit]:
    """A peer review lasts at least five minutes, where its phases say how long they take."""
    peer = scope.course.certification.peer if scope.course.certification else {}
    minutes = [phase.get("minutes") for phase in peer.get("phases", ())]
    if minutes and all(minutes) and sum(minutes) < 5:
        yield hit(scope.place(Anchor("certification/peer.yaml"), "phases"), minutes=sum(minutes))

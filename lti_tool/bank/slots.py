"""Which places a paper has and which families of items may fill them: pure, for check and draw.

A *family* is an item and its variants: a paper has one of them. A *slot* is one place that a line
of the policy asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.bank.types import Item
from lti_tool.policy import DrawLine, ExamPolicy


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of the paper: ``number`` in the policy's order, from 0, and the line it is of."""

    number: int
    line: DrawLine


def slots(policy: ExamPolicy) -> list[Slot]:
    """All places, those that ask for a difficulty first: they have the fewest candidates."""
    lines = [line for line in policy.draw for _ in range(line.count)]
    made = [Slot(number, line) for number, line in enumerate(lines)]
    return sorted(made, key=lambda slot: slot.line.difficulty is None)  # stable


def families(items: Mapping[str, Item]) -> dict[str, str]:
    """Each item's family, by the id at the root of its chain of variants.

    ValueError for a circle or a variant of nothing.
    """
    return {name: _root(items, name) for name in items}


def candidates(items: Mapping[str, Item], line: DrawLine) -> list[Item]:
    """The items that a line may take, in the bank's order."""
    return [
        item
        for item in items.values()
        if item.objective == line.objective and line.difficulty in (None, item.difficulty)
    ]


def unfilled(items: Mapping[str, Item], policy: ExamPolicy) -> list[DrawLine]:
    """The lines that can't all be filled at once with one item of a family; [] when they can.

    A maximal matching of slots and families (Kuhn); which lines are named depends on the order.
    """
    family = families(items)
    taken: dict[str, Slot] = {}
    wanted: dict[DrawLine, list[str]] = {}
    missing = []
    for slot in slots(policy):
        if slot.line not in wanted:
            found = [family[item.id] for item in candidates(items, slot.line)]
            wanted[slot.line] = list(dict.fromkeys(found))
        if not _place(slot, wanted, taken, set()):
            missing.append(slot.line)
    return list(dict.fromkeys(missing))


def _place(
    slot: Slot,
    wanted: Mapping[DrawLine, Sequence[str]],
    taken: dict[str, Slot],
    tried: set[str],
) -> bool:
    for name in wanted[slot.line]:
        if name in tried:
            continue
        tried.add(name)
        if name not in taken or _place(taken[name], wanted, taken, tried):
            taken[name] = slot
            return True
    return False


def _root(items: Mapping[str, Item], name: str) -> str:
    seen = {name}
    while parent := items[name].variant_of:
        if parent in seen or parent not in items:
            raise ValueError(f"{name!r} is a variant of {parent!r}, which leads nowhere")
        seen.add(parent)
        name = parent
    return name

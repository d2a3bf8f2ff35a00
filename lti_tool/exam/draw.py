"""The paper of one attempt, drawn from a bank by a seed: pure, so that it can be drawn again.

No ``random``: CPython promises nothing of its shuffle. Order comes from SHA-256 (algorithm 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from lti_tool.bank.slots import Slot, candidates, families, slots
from lti_tool.bank.types import BankView, Item, Option
from lti_tool.errors import Undrawable
from lti_tool.policy import ExamPolicy

ALGORITHM = 1
MIDDLE = 2  # the difficulty of an item that names none

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a paper: its item, and the author's keys in the order in which they are shown.

    ``shown`` has a tuple of keys for ``options``, ``right``, ``items``, and ``blanks`` has one for
    each blank that is chosen.
    """

    item: str
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """What was drawn, and all that it was drawn from but bank and policy."""

    algorithm: int
    seed: str
    seen: Mapping[str, int]
    questions: tuple[Asked, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data, to be kept with the attempt."""
        asked = [{"item": one.item, "shown": _plain(one.shown)} for one in self.questions]
        kept = {"algorithm": self.algorithm, "seed": self.seed, "seen": dict(self.seen)}
        return {**kept, "questions": asked}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Paper:
        """From what ``to_json`` gave."""
        asked = tuple(Asked(one["item"], _tuples(one["shown"])) for one in data["questions"])
        return cls(data["algorithm"], data["seed"], data["seen"], asked)


def rank(seed: str, purpose: str, name: str) -> bytes:
    """Where ``name`` comes among others: 32 bytes that nobody can foresee without the seed."""
    return sha256(f"{ALGORITHM}|{seed}|{purpose}|{name}".encode()).digest()


def draw(bank: BankView, policy: ExamPolicy, seed: str, seen: Mapping[str, int]) -> Paper:
    """The paper of a seed for a person who was asked items ``seen`` times before.

    One item of a family, as many of each line as it says, the least seen first, difficulties
    spread where a line names none. Undrawable when the bank can't fill the policy's lines.
    """
    known = {name: n for name, n in sorted(seen.items()) if name in bank.items and n > 0}
    drawn = _Draw(bank, seed, known)
    for slot in slots(policy):
        drawn.fill(slot)
    chosen = [item for _, item in sorted(drawn.paper(), key=lambda pair: pair[0].number)]
    if policy.shuffle:
        chosen.sort(key=lambda item: rank(seed, "place", item.id))
    return Paper(ALGORITHM, seed, known, tuple(Asked(one.id, shown(one, seed)) for one in chosen))


def shown(item: Item, seed: str) -> dict[str, Any]:
    """In which order the parts of an item are shown that have one; see ``Asked``."""
    listed = {"options": item.options, "right": item.right_items, "items": item.items}
    made: dict[str, Any] = {
        part: _mixed(seed, item, options) for part, options in listed.items() if options
    }
    blanks = {b.key: _mixed(seed, item, b.options, f"{b.key}/") for b in item.blanks if b.options}
    if item.type == "ordering":
        made["items"] = _out_of_order(item, made["items"])
    return made | ({"blanks": blanks} if blanks else {})


def _mixed(seed: str, item: Item, options: Sequence[Option], inside: str = "") -> Keys:
    """The options' keys in drawn order; as they are, where the author wants no shuffling."""
    keys = tuple(option.key for option in options)
    if not item.shuffle and item.type != "ordering":
        return keys
    return tuple(sorted(keys, key=lambda key: rank(seed, f"option/{item.id}", f"{inside}{key}")))


def _out_of_order(item: Item, keys: Keys) -> Keys:
    """Nobody is shown the solution: a right order is turned by one."""
    answers = [tuple(spec["answer"]) for spec in item.marking.values()]
    return (*keys[1:], keys[0]) if keys in answers else keys


def _plain(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _plain(v) if isinstance(v, Mapping) else list(v) for k, v in shown.items()}


def _tuples(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _tuples(v) if isinstance(v, Mapping) else tuple(v) for k, v in shown.items()}


class _Draw:
    """The state of one drawing: which slot has which item, and which families are taken."""

    def __init__(self, bank: BankView, seed: str, seen: Mapping[str, int]) -> None:
        self._items, self._seed, self._seen = bank.items, seed, seen
        self._family = families(bank.items)
        self._taken: dict[str, tuple[Slot, Item]] = {}

    def paper(self) -> Iterable[tuple[Slot, Item]]:
        return self._taken.values()

    def fill(self, slot: Slot) -> None:
        """Give the slot its best item of a free family; else move others to free one."""
        ordered = self._ordered(slot)
        free = next((one for one in ordered if self._family[one.id] not in self._taken), None)
        if free is not None:
            self._taken[self._family[free.id]] = slot, free
        elif not self._place(slot, ordered, set()):
            raise Undrawable(f"no item about {slot.line.objective}")

    def _place(self, slot: Slot, ordered: Sequence[Item], tried: set[str]) -> bool:
        """An augmenting path (Kuhn): who must leave a family looks for another one."""
        for item in ordered:
            family = self._family[item.id]
            if family in tried:
                continue
            tried.add(family)
            held = self._taken.get(family)
            if held is None or self._place(held[0], self._ordered(held[0]), tried):
                self._taken[family] = slot, item
                return True
        return False

    def _ordered(self, slot: Slot) -> list[Item]:
        levels = Counter(_level(item) for _, item in self._taken.values())

        def preference(item: Item) -> tuple[int, int, bytes]:
            crowd = levels[_level(item)] if slot.line.difficulty is None else 0
            return self._seen.get(item.id, 0), crowd, rank(self._seed, "item", item.id)

        return sorted(candidates(self._items, slot.line), key=preference)


def _level(item: Item) -> int:
    return MIDDLE if item.difficulty is None else item.difficulty

"""What the copies say of the questions: pure, from each person's first copy.

Only first attempts, so that observations are independent. Below ten copies there are counts and
nothing else: a percentage or an index of eight people would say what is not known.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

CALCULATED, COMPARED, IDLE = 10, 30, 20
PART = 0.27  # of the copies at either end (Kelley)
FEW = 3  # choosers below which a distractor is not suspected
WELL, LITTLE = 0.30, 0.10

Verdict = Literal["well", "little", "again", "first", "none", ""]
Flag = Literal["nobody", "better", "more"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a copy: ``fraction`` of its ``points``; ``response`` in author's keys."""

    item: str
    objective: str
    points: float
    fraction: float
    response: Any = None


@dataclass(frozen=True, slots=True)
class Sat:
    """One person's first copy; ``score_bp`` as it counts, in basis points."""

    score_bp: int
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What an item offers: ``right`` keys, and the others; a pair is written ``left→right``."""

    right: frozenset[str]
    wrong: tuple[str, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class OptionFigure:
    """How often something was chosen; ``mean_rest`` is of the other questions, 0 to 1."""

    key: str
    right: bool
    chosen: int
    mean_rest: float | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One question. ``fractions``: by copy, in the order of the copies."""

    item: str
    n: int
    right: int
    partial: int
    wrong: int
    fractions: tuple[float, ...]
    difficulty: float | None
    discrimination: float | None
    upper_lower: float | None
    verdict: Verdict
    options: tuple[OptionFigure, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveFigure:
    """One objective: its mean from ten copies on; who has acquired it (pass mark reached)."""

    objective: str
    n: int
    acquired: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    """All copies, in basis points; ``alpha`` only where all papers ask the same."""

    n: int
    median: float | None
    least: int | None
    most: int | None
    mean: float | None
    spread: float | None
    alpha: float | None
    same_paper: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a set of copies says."""

    whole: Whole
    items: tuple[ItemFigure, ...]
    objectives: tuple[ObjectiveFigure, ...]


def analyse(sats: Sequence[Sat], choices: Mapping[str, Choices], pass_bp: int) -> Analysis:
    """The figures of copies; ``choices`` by item for those with something to choose."""
    seen = dict.fromkeys(one.item for sat in sats for one in sat.answers)
    goals = dict.fromkeys(one.objective for sat in sats for one in sat.answers)
    return Analysis(
        whole(sats),
        tuple(_item(name, sats, choices.get(name)) for name in sorted(seen)),
        tuple(_objective(name, sats, pass_bp) for name in sorted(goals)),
    )


def rest(sat: Sat, item: str) -> float:
    """The part of the points of a copy's other questions, 0 to 1; 0 when there are none."""
    others = [one for one in sat.answers if one.item != item]
    total = math.fsum(one.points for one in others)
    return math.fsum(one.points * one.fraction for one in others) / total if total else 0.0


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r; None when either doesn't vary."""
    if len(xs) < 2 or len(set(xs)) == 1 or len(set(ys)) == 1:
        return None
    return statistics.correlation(xs, ys)


def upper_lower(fractions: Sequence[float], rests: Sequence[float]) -> float | None:
    """Mean of the upper 27 % by the rest less that of the lower 27 %.

    Copies that tie share their mean rank, and are in a group when half of them or more would be;
    None when all tie.
    """
    ranks = mid_ranks(rests)
    n, size = len(ranks), max(1, round(PART * len(ranks)))
    low = [f for f, rank in zip(fractions, ranks, strict=True) if rank <= size + 0.5]
    high = [f for f, rank in zip(fractions, ranks, strict=True) if rank >= n - size + 0.5]
    if not low or not high:
        return None
    return statistics.fmean(high) - statistics.fmean(low)


def mid_ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    below = Counter(values)
    ranks: dict[float, float] = {}
    passed = 0
    for value in sorted(below):
        ranks[value] = passed + (below[value] + 1) / 2
        passed += below[value]
    return [ranks[value] for value in values]


def whole(sats: Sequence[Sat]) -> Whole:
    """The scores of all; mean, spread and alpha only from thirty copies on."""
    scores = [sat.score_bp for sat in sats]
    same = len({frozenset(one.item for one in sat.answers) for sat in sats}) == 1
    many = len(scores) >= COMPARED
    return Whole(
        n=len(scores),
        median=statistics.median(scores) if scores else None,
        least=min(scores, default=None),
        most=max(scores, default=None),
        mean=statistics.fmean(scores) if many else None,
        spread=statistics.stdev(scores) if many else None,
        alpha=alpha(sats) if many and same else None,
        same_paper=same,
    )


def alpha(sats: Sequence[Sat]) -> float | None:
    """Cronbach's alpha of copies of one paper; None when no score varies."""
    names = sorted(one.item for one in sats[0].answers)
    got = [{one.item: one.points * one.fraction for one in sat.answers} for sat in sats]
    total = statistics.variance([math.fsum(copy.values()) for copy in got])
    if len(names) < 2 or not total:
        return None
    parts = math.fsum(statistics.variance([copy[name] for copy in got]) for name in names)
    return len(names) / (len(names) - 1) * (1 - parts / total)


def _item(name: str, sats: Sequence[Sat], choices: Choices | None) -> ItemFigure:
    asked = [(sat, one) for sat in sats for one in sat.answers if one.item == name]
    fractions = tuple(one.fraction for _, one in asked)
    rests = [rest(sat, name) for sat, _ in asked]
    n = len(asked)
    r = correlation(fractions, rests) if n >= CALCULATED else None
    return ItemFigure(
        item=name,
        n=n,
        right=sum(f == 1 for f in fractions),
        partial=sum(0 < f < 1 for f in fractions),
        wrong=sum(f == 0 for f in fractions),
        fractions=fractions,
        difficulty=statistics.fmean(fractions) if n >= CALCULATED else None,
        discrimination=r,
        upper_lower=upper_lower(fractions, rests) if n >= COMPARED else None,
        verdict=verdict(r) if n >= CALCULATED else "",
        options=_options(choices, [one.response for _, one in asked], rests) if choices else (),
    )


def verdict(r: float | None) -> Verdict:
    """What a discrimination means, as the key of its words."""
    if r is None:
        return "none"
    if r >= WELL:
        return "well"
    if r >= LITTLE:
        return "little"
    return "again" if r >= 0 else "first"


def _options(
    choices: Choices, responses: Sequence[Any], rests: Sequence[float]
) -> tuple[OptionFigure, ...]:
    by_key: dict[str, list[float]] = {}
    for response, r in zip(responses, rests, strict=True):
        for key in chosen(response):
            by_key.setdefault(key, []).append(r)
    counts = {key: len(found) for key, found in by_key.items()}
    means = {key: statistics.fmean(found) for key, found in by_key.items()}
    keys = [*sorted(choices.right), *choices.wrong]
    calculated = len(responses) >= CALCULATED
    return tuple(
        OptionFigure(
            key,
            key in choices.right,
            counts.get(key, 0),
            means.get(key) if calculated else None,
            tuple(_flags(key, choices, counts, means, len(responses))),
        )
        for key in keys
    )


def chosen(response: Any) -> Iterator[str]:
    """The keys in a response: one, several, or pairs."""
    if isinstance(response, Mapping):
        yield from (f"{left}→{right}" for left, right in response.items())
    elif isinstance(response, list | tuple):
        yield from map(str, response)
    elif response is not None:
        yield str(response)


def _flags(
    key: str, choices: Choices, counts: Mapping[str, int], means: Mapping[str, float], n: int
) -> Iterator[Flag]:
    """What makes a wrong option worth a look; nothing of a right one."""
    if key in choices.right:
        return
    count = counts.get(key, 0)
    rivals = _rivals(key, choices)
    if n >= IDLE and not count:
        yield "nobody"
    right = [means[one] for one in rivals if one in means]
    if n >= CALCULATED and count >= FEW and right and means[key] > max(right):
        yield "better"
    if count and all(count > counts.get(one, 0) for one in rivals):
        yield "more"


def _rivals(key: str, choices: Choices) -> Iterable[str]:
    """The right options that a wrong one stands against: of a pair, the one of the same left."""
    left, pair, _ = key.partition("→")
    return [one for one in choices.right if not pair or one.startswith(f"{left}→")]


def _objective(name: str, sats: Sequence[Sat], pass_bp: int) -> ObjectiveFigure:
    parts = [part for sat in sats if (part := _part(sat, name)) is not None]
    return ObjectiveFigure(
        name,
        len(parts),
        sum(round(part * 10_000) >= pass_bp for part in parts),
        statistics.fmean(parts) if len(parts) >= CALCULATED else None,
    )


def _part(sat: Sat, objective: str) -> float | None:
    asked = [one for one in sat.answers if one.objective == objective]
    total = math.fsum(one.points for one in asked)
    return math.fsum(one.points * one.fraction for one in asked) / total if total else None

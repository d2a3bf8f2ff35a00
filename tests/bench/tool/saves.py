"""Bench 2: answers saved a second, through the server, by 1, 8 and 64 clients at once.

``python -m tests.bench.tool.saves [--quick]``. A client is a process-wide thread that saves as fast
as it is answered; candidates take turns, because nobody may save more than 240 times a minute.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from tests.bench.tool.stage import ENGINES, Candidate, Stage, quantile, served

CLIENTS = (1, 8, 64)
CANDIDATES = 64
SAVES = 320  # a round; five rounds of three levels are 75 saves of each candidate
ROUNDS = 5


def main() -> None:
    """Measure on both engines, and print a table for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tool.saves")
    parser.add_argument("--quick", action="store_true", help="one round instead of five")
    parser.add_argument("--engine", choices=ENGINES, nargs="*", default=ENGINES)
    given = parser.parse_args()
    rounds = 1 if given.quick else ROUNDS
    for engine, made in served(given.engine):
        with made as stage:
            _measure(engine, stage, rounds)


def _measure(engine: str, stage: Stage, rounds: int) -> None:
    candidates = [Candidate(stage, f"saver-{n}") for n in range(CANDIDATES)]
    for one in candidates:
        one.launch()
        one.start()
    _round(candidates, 8, 64)  # warm
    for clients in CLIENTS:
        rates, took = [], []
        for _ in range(rounds):
            seconds, each = _round(candidates, clients, SAVES)
            rates.append(len(each) / seconds)
            took += each
        least, middle, most = min(rates), statistics.median(rates), max(rates)
        p50, p99 = quantile(took, 0.5) * 1000, quantile(took, 0.99) * 1000
        sys.stdout.write(
            f"{engine:<11} {clients:>3} clients  {least:6.0f} / {middle:6.0f} / {most:6.0f} saves/s"
            f"   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms\n"
        )
        sys.stdout.flush()


def _round(candidates: list[Candidate], clients: int, saves: int) -> tuple[float, list[float]]:
    """So many saves, shared out among the clients: seconds in all, and of each."""
    took: list[list[float]] = [[] for _ in range(clients)]

    def client(number: int) -> None:
        mine = candidates[number::clients]
        for one, position in zip(cycle(mine), cycle(range(1, 13)), strict=False):
            if len(took[number]) == saves // clients:
                return
            took[number].append(one.save(position, {}))

    with ThreadPoolExecutor(clients) as pool:
        began = time.perf_counter()
        list(pool.map(client, range(clients)))  # raises what a client raised
    return time.perf_counter() - began, [seconds for each in took for seconds in each]


if __name__ == "__main__":
    main()

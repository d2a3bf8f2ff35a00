"""Bench 1: a launch against its floor, and launches a second by 1 and 8 browsers at once.

``python -m tests.bench.tool.launches [--quick]``. A launch is the two requests that the platform
sends a browser through: login and launch. Its floor is what no tool can do without: one signature
verified and two transactions committed, on the same engine, in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from datetime import timedelta
from itertools import count
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_tool.clock import system_clock
from lti_tool.models import JobLock
from tests.bench.tool.stage import Candidate, Stage, quantile, served

TARGET = 6.0  # a launch costs at most so many floors
CLIENTS = (1, 8)
LAUNCHES = 80  # a round; 1 200 logins a minute are let through for one platform
ROUNDS = 5
NAMES = count()


def main() -> int:
    """Measure on both engines; 1 when a launch costs more than its target."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tool.launches")
    parser.add_argument("--quick", action="store_true", help="one round instead of five")
    rounds = 1 if parser.parse_args().quick else ROUNDS
    slow = False
    for engine, made in served():
        with made as stage:
            slow = _measure(engine, stage, rounds) > TARGET or slow
    return int(slow)


def _measure(engine: str, stage: Stage, rounds: int) -> float:
    _round(stage, 8, 16)  # warm
    floors = [_floor(stage) for _ in range(rounds)]
    ratio = 0.0
    for clients in CLIENTS:
        rates, took = [], []
        for _ in range(rounds):
            seconds, each = _round(stage, clients, LAUNCHES)
            rates.append(len(each) / seconds)
            took += each
        least, middle, most = min(rates), statistics.median(rates), max(rates)
        sys.stdout.write(
            f"{engine:<11} {clients:>3} browsers {least:6.1f} / {middle:6.1f} / {most:6.1f}"
            f" launches/s   p50 {quantile(took, 0.5) * 1000:6.1f} ms"
            f"   p99 {quantile(took, 0.99) * 1000:6.1f} ms\n"
        )
        if clients == 1:
            ratio = statistics.median(took) / statistics.median(floors)
    floor = " / ".join(f"{value * 1000:.1f}" for value in (min(floors), *_middle(floors)))
    sys.stdout.write(f"{engine:<11} floor {floor} ms, launch ÷ floor {ratio:.1f} (≤ {TARGET:g})\n")
    sys.stdout.flush()
    return ratio


def _middle(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), max(values)


def _floor(stage: Stage, times: int = 40) -> float:
    """Seconds for one verification and two commits, the mean of some."""
    platform = stage.platform
    platform.login_form("floor", "rl1", url=stage.launch_url)
    token = platform.keys.sign(platform.claims("floor", "rl1", "n"))
    key = RSAKey.import_key(platform.keys.jwks()["keys"][0])
    began = time.perf_counter()
    for _ in range(times):
        jwt.decode(token, key, ["RS256"])
        for _ in range(2):
            with stage.database.system() as db:
                until = system_clock() + timedelta(days=1)
                db.merge(JobLock(name="bench", owner="bench", until=until))
    return (time.perf_counter() - began) / times


def _round(stage: Stage, clients: int, launches: int) -> tuple[float, list[float]]:
    """So many launches, each by a new browser: seconds in all, and of each."""
    took: list[list[float]] = [[] for _ in range(clients)]

    def browser(mine: list[float]) -> None:
        mine.extend(_launch(stage) for _ in range(launches // clients))

    threads = [threading.Thread(target=browser, args=(mine,)) for mine in took]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, [seconds for mine in took for seconds in mine]


def _launch(stage: Stage) -> float:
    """Seconds that the tool took for both requests; what the platform does is not counted."""
    platform, one = stage.platform, Candidate(stage, f"launcher-{next(NAMES)}")
    form = platform.login_form(one.sub, "rl1", url=stage.launch_url)
    cross = {"Sec-Fetch-Site": "cross-site", "Origin": platform.issuer}
    began = time.perf_counter()
    login = one.form("/lti/login", form, cross)
    half = time.perf_counter() - began
    fields = platform.authorize(dict(parse_qsl(urlsplit(login).query, keep_blank_values=True)))
    began = time.perf_counter()
    one.form("/lti/launch", fields, cross)
    return half + time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())

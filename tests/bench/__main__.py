"""``make bench``: every speed target as a ratio, both sides measured in this run.

``python -m tests.bench [--pages N] [--large] [--rounds N]``; ``--large`` adds the memory of a
course ten times the size.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.generate import generate

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figure:
    """A measured ratio (or number) and the bound that the design sets."""

    what: str
    value: float
    bound: str

    def __str__(self) -> str:
        return f"{self.what:<62} {self.value:>8.2f}   target {self.bound}"


def measure(step: str, source: Path, out: Path) -> dict[str, float]:
    """What one step took, in a fresh process that may keep compiled code, as an author's may."""
    command = [sys.executable, "-m", "tests.bench.measure", step, str(source), str(out)]
    said = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=ROOT, env=said, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    wall, cpu, peak = took["seconds"], took["cpu"], took["peak_mb"]
    show(f"  {step:<10} {wall:7.2f} s   {cpu:7.2f} s of processor   {peak:6.0f} MB")
    return took


def best(step: str, source: Path, folders: Iterable[Path]) -> dict[str, float]:
    """The least of what some rounds took."""
    took = [measure(step, source, folder) for folder in folders]
    return {name: min(one[name] for one in took) for name in ("seconds", "cpu", "peak_mb")}


def show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def touch(source: Path) -> None:
    """Change one page in one language."""
    page = min(source.glob("modules/*/fr/*.md"))
    page.write_text(page.read_text("utf-8") + "\nUne phrase de plus.\n", "utf-8")


def generated(pages: int, rounds: int, scratch: Path) -> list[Figure]:
    """The figures of a generated course: of the processor, but for two processes."""
    source = scratch / f"source-{pages}"
    generate(source, pages)
    show(f"generated course: {pages} pages, 2 languages, scorm12")
    cold = best("cold", source, [scratch / f"cold-{n}" for n in range(rounds)])
    floor = best("floor", source, [scratch / "cold-0"] * rounds)
    two = best("two", source, [scratch / f"two-{n}" for n in range(rounds)])
    filled = scratch / "filled"
    full = measure("filling", source, filled)
    touch(source)
    changed = measure("warm", source, filled)
    same = measure("warm", source, filled)
    return [
        Figure("cold build / its Markdown and deflate alone", cold["cpu"] / floor["cpu"], "≤ 1.30"),
        Figure("one process / two processes", cold["seconds"] / two["seconds"], "≥ 1.70"),
        Figure("one changed page / cold build, %", 100 * changed["cpu"] / full["cpu"], "≤ 5"),
        Figure("nothing changed / cold build, %", 100 * same["cpu"] / full["cpu"], "-"),
        Figure(f"peak memory, {pages} pages, MB", cold["peak_mb"], "≤ 400"),
    ]


def growth(pages: int, scratch: Path) -> list[Figure]:
    """How memory and time grow when the course is ten times as long."""
    small, large = scratch / "small", scratch / "large"
    generate(small, pages)
    generate(large, 10 * pages)
    show(f"growth: {pages} and {10 * pages} pages")
    one, ten = measure("cold", small, scratch / "g1"), measure("cold", large, scratch / "g10")
    size = sources(large) / sources(small)
    return [
        Figure(
            "growth of memory / growth of the sources",
            ten["peak_mb"] / one["peak_mb"] / size,
            "≤ 1",
        ),
        Figure("growth of time / growth of the sources", ten["cpu"] / one["cpu"] / size, "-"),
    ]


def sources(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def real(scratch: Path) -> list[Figure]:
    """The real course, every target: first build and the next one."""
    show("the real course, every target")
    out = scratch / "real"
    first = measure("every", ROOT / "course", out)
    again = measure("every", ROOT / "course", out)
    return [
        Figure("real course, warm / cold, %", 100 * again["cpu"] / first["cpu"], "-"),
        Figure("real course, warm, seconds", again["seconds"], "about 1"),
    ]


def main() -> None:
    """Print the figures."""
    ask = argparse.ArgumentParser(prog="make bench", description=__doc__)
    ask.add_argument("--pages", type=int, default=1000)
    ask.add_argument("--rounds", type=int, default=2)
    ask.add_argument("--large", action="store_true")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        figures = generated(asked.pages, asked.rounds, scratch)
        if asked.large:
            figures += growth(asked.pages, scratch)
        figures += real(scratch)
    show("")
    for figure in figures:
        show(str(figure))


if __name__ == "__main__":
    main()

"""What was seen, line by line: each column of the comparison with the peers, for each package."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One thing seen of one package."""

    package: str
    column: str
    seen: str
    won: bool


@dataclass
class Scoreboard:
    """Every line, in the order in which it was seen, and the Moodle that it was seen on."""

    moodle: str = ""
    lines: list[Line] = field(default_factory=list)

    def hold(self, package: str, column: str, seen: object, won: bool) -> None:
        """Note what was seen, then fail the test if it is not as it should be."""
        self.lines.append(Line(package, column, str(seen), won))
        assert won, f"{package}: {column}: {seen}"

    def table(self) -> Iterator[str]:
        """The lines as text, a package at a time."""
        yield f"Moodle {self.moodle}"
        for package in dict.fromkeys(line.package for line in self.lines):
            yield f"\n{package}"
            for line in self.lines:
                if line.package == package:
                    yield f"  {'+' if line.won else '!'} {line.column:<38} {line.seen}"

    def write(self, file: Path) -> None:
        """Write the lines as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        data = {"moodle": self.moodle, "lines": [asdict(line) for line in self.lines]}
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

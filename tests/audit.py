"""``python -m tests.audit``: no installed version has a known fault (pip-audit, on the locks).

A finding fails, and so does a lock of which only a part could be looked up. Where no advisory
service is in reach, nothing at all can be: that is said, and is no failure.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run", "tool", "dev")
UNREACHED = "not audited: no advisory service in reach"


def asked(lock: str) -> Sequence[Mapping[str, Any]]:
    """What pip-audit says of each package of a lock; nothing when it could not ask."""
    command = [Path(sys.executable).with_name("pip-audit"), "--disable-pip", "--format", "json"]
    run = subprocess.run(
        [*map(str, command), "--progress-spinner", "off", "-r", f"requirements/{lock}.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    try:
        found: Sequence[Mapping[str, Any]] = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        return []
    return found


def judged(packages: Sequence[Mapping[str, Any]]) -> tuple[bool, list[str]]:
    """Whether anything could be looked up, and what is wrong, as sentences."""
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        return False, []
    return True, [*faults(packages), *(f"{name} could not be looked up" for name in skipped)]


def faults(packages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each known fault: the package, its version, the advisory, the versions that mend it."""
    for package in packages:
        for fault in package.get("vulns", ()):
            mended = ", ".join(fault.get("fix_versions", ())) or "none yet"
            yield f"{package['name']} {package['version']}: {fault['id']} (mended in {mended})"


def main() -> int:
    """Judge each lock; 1 when something is wrong."""
    wrong = False
    for lock in LOCKS:
        reached, found = judged(asked(lock))
        sys.stdout.write(
            f"{lock}: {'; '.join(found) or ('no known fault' if reached else UNREACHED)}\n"
        )
        wrong = wrong or bool(found)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())

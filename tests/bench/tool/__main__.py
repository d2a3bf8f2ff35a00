"""``python -m tests.bench.tool [--quick]``: all benches of the tool, one after the other.

Each is a process of its own, so that none inherits another's threads or connections.
"""

import subprocess
import sys
from pathlib import Path

BENCHES = ("launches", "saves", "candidates", "deliveries", "claims")


def main() -> int:
    """Run each; 1 when one of them missed its target or failed."""
    failed = []
    for name in BENCHES:
        if not Path(__file__).with_name(f"{name}.py").is_file():
            continue
        sys.stdout.write(f"\n{name}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", f"tests.bench.tool.{name}", *sys.argv[1:]]
        if subprocess.run(command).returncode:
            failed.append(name)
    if failed:
        sys.stdout.write(f"\nmissed or failed: {', '.join(failed)}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

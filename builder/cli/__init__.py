"""``cartable``: arguments in, printing and exit codes out.

Exit codes: 0 done; 1 the sources have errors (or warnings, with ``--strict``); 2 the command
cannot do its work (usage, a folder that cannot be written, a package that cannot be read);
130 interrupted, 143 terminated.
"""

from __future__ import annotations

import signal
import sys

import click

from builder.cli.authoring import catalogue, new, preview, release
from builder.cli.building import build, check
from builder.cli.packages import diff, inspect
from builder.findings import BuilderError

INTERRUPTED, TERMINATED = 130, 143


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cartable", prog_name="cartable")
def cartable() -> None:
    """Compile a course kept as text into packages that Moodle and other platforms import."""


for command in (build, check, preview, new, release, inspect, diff, catalogue):
    cartable.add_command(command)


def main() -> None:
    """Run the command line; every refusal is a sentence on the error output."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = cartable.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = _say("interrupted; dist/ is as it was", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BuilderError as error:
        code = _say(str(error), error.exit_code)
    sys.exit(code or 0)


def _terminated(_number: int, _frame: object) -> None:
    """End as after Ctrl-C, so that what was on its way is cleared."""
    sys.exit(TERMINATED)


def _say(sentence: str, code: int) -> int:
    click.echo(f"cartable: {sentence}", err=True)
    return code

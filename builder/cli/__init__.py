"""``cartable``: arguments in, printing and exit codes out.

Exit codes: see ``CODES``, which ``cartable --help`` ends with.
"""

from __future__ import annotations

import signal
import sys

import click

from builder.cli.authoring import catalogue, new, preview, readability, release
from builder.cli.building import build, check
from builder.cli.packages import diff, inspect, overlay
from builder.findings import BuilderError

INTERRUPTED, TERMINATED = 130, 143
CODES = f"""\b
A command ends with
    0    when it is done;
    1    when the course has errors (with --strict: or warnings),
         or when an inspected package is not valid;
    2    when it cannot do its work: an unknown option, a folder that
         cannot be written, a package that cannot be read or installed;
  {INTERRUPTED}    when it is interrupted, {TERMINATED} when it is terminated."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=CODES)
@click.version_option(package_name="cartable", prog_name="cartable")
def cartable() -> None:
    """Compile a course kept as text into packages that Moodle and other platforms import."""


for command in (
    build,
    check,
    readability,
    preview,
    new,
    release,
    inspect,
    diff,
    overlay,
    catalogue,
):
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

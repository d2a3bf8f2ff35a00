"""``cartable-lti``: exit codes 0, 1 for a refusal in a sentence, 2 for a wrong command line."""

from __future__ import annotations

from typing import Any

import click

from lti_tool.cli import exams, grades, house, platforms, serve
from lti_tool.errors import BankRefused, ConfigError, ToolError
from lti_tool.sealing import Unsealable
from lti_tool.words import words


class Refusing(click.Group):
    """A group whose refusals are sentences, not traces."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ToolError becomes its sentence."""
        try:
            return super().invoke(ctx)
        except (ConfigError, BankRefused) as fault:
            lines = fault.faults if isinstance(fault, ConfigError) else fault.findings
            raise click.ClickException("\n".join(lines)) from fault
        except ToolError as fault:
            said = words("en")(f"error.{fault.code}")
            raise click.ClickException(f"{said} ({fault.cause or fault.code})") from fault
        except Unsealable as fault:
            raise click.ClickException(
                "CARTABLE_SECRET_KEY is not the key that this database was sealed with."
            ) from fault


@click.group(cls=Refusing)
@click.version_option(package_name="cartable")
def main() -> None:
    """Cartable's certification tool: exams beside an LMS, by LTI 1.3."""


for module in (house, serve, platforms, exams, grades):
    for command in module.COMMANDS:
        main.add_command(command)

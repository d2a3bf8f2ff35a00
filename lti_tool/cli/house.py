"""Commands that look after the house."""

from __future__ import annotations

import click

from lti_tool.cli.tool import opened, say
from lti_tool.lti import keys
from lti_tool.web import session


@click.command("init")
def init() -> None:
    """Make the data folder, the database and the signing keys; again, bring them up to date."""
    with opened() as tool:
        tool.database.migrate()
        with tool.database.system() as db:
            keys.ensure(db, tool.sealer, tool.now)
        say(f"Ready in {tool.config.data}, at {tool.config.public_url}.")


@click.command("admin")
def admin() -> None:
    """Print a link that opens the administrator's pages, once, within 10 minutes."""
    with opened() as tool:
        with tool.database.system() as db:
            secret = session.invite_admin(db, tool.now)
        say(f"{tool.config.public_url}/admin/enter/{secret}")


COMMANDS: tuple[click.Command, ...] = (init, admin)

"""The command that serves."""

from __future__ import annotations

import click

from lti_tool.cli.tool import opened
from lti_tool.web import create_app


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the tool."""
    with opened(port=port) as tool:
        tool.database.migrate()
        create_app(tool.config, database=tool.database).run(host, port, threaded=True)


COMMANDS: tuple[click.Command, ...] = (serve,)

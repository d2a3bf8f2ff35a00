"""``serve``: the web server and, in its process, the thread that sends grades."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from prometheus_client import multiprocess

from lti_tool.cli.tool import Tool, opened, refuse, say
from lti_tool.cli.working import worker
from lti_tool.config import LOOPBACK
from lti_tool.lti import keys
from lti_tool.web import create_app

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
COUNTED = "cartable-metrics-"
LEAVE = 30  # s that a request and the worker have to end


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-worker", is_flag=True, help="Send no grades: `cartable-lti worker` does.")
def serve(host: str, port: int, workers: int, threads: int, no_worker: bool) -> None:
    """Serve the tool, after bringing the database up to date."""
    with opened(port=port) as tool:
        _may(tool, host, workers)
        if workers > 1 and MULTIPROCESS not in os.environ:
            _begin_again_counting_together()
        tool.database.migrate()
        with tool.database.system() as db:
            keys.ensure(db, tool.sealer, tool.now)
        say(f"Serving {tool.config.public_url} on {host}:{port}.", error=True)
        try:
            Server(tool, f"{host}:{port}", workers, threads, sends=not no_worker).run()
        finally:
            counted = Path(os.environ.get(MULTIPROCESS, ""))
            if counted.name.startswith(COUNTED):
                shutil.rmtree(counted, ignore_errors=True)


def _may(tool: Tool, host: str, workers: int) -> None:
    if tool.config.development and host not in LOOPBACK:
        raise refuse("Development serves this machine only: --host 127.0.0.1.")
    if tool.database.dialect == "sqlite" and workers > 1:
        raise refuse("SQLite has one writer: --workers 1, or PostgreSQL (CARTABLE_DATABASE_URL).")


def _begin_again_counting_together() -> None:
    """Start this command anew, with a folder where several processes keep their counts.

    prometheus_client looks for it when it is first imported, which was before.
    """
    environ = {**os.environ, MULTIPROCESS: tempfile.mkdtemp(prefix=COUNTED)}
    command = [sys.executable, "-m", "lti_tool.cli", *sys.argv[1:]]
    os.execve(sys.executable, command, environ)  # noqa: S606 - ourselves


class Server(BaseApplication):
    """gunicorn, told in code what it needs to know."""

    def __init__(self, tool: Tool, bind: str, workers: int, threads: int, *, sends: bool) -> None:
        self.tool, self.sends, self.threads = tool, sends, threads
        self.settings = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "graceful_timeout": LEAVE,
            "timeout": 60,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_fork": self.post_fork,
            "worker_exit": self.worker_exit,
            "child_exit": self.child_exit,
        }
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self.settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The app of one process."""
        tool = self.tool
        return create_app(tool.config, database=tool.database, outbound=tool.outbound)

    def post_fork(self, _server: Any, _worker: Any) -> None:
        """In the child: connections of its own, and the thread that sends."""
        self.tool.database.dispose(close=False)
        if self.sends:
            sender = worker(self.tool, f"serve-{os.getpid()}-{secrets.token_hex(4)}")
            self.thread = threading.Thread(target=sender.run, args=(self.stop,), name="worker")
            self.thread.start()

    def worker_exit(self, _server: Any, _worker: Any) -> None:
        """In the child: let the delivery under way end."""
        self.stop.set()
        if self.thread is not None:
            self.thread.join(LEAVE)

    def child_exit(self, _server: Any, gone: Any) -> None:
        """In the parent: forget the gauges of a process that is no more."""
        if MULTIPROCESS in os.environ:
            multiprocess.mark_process_dead(gone.pid)  # type: ignore[no-untyped-call]


COMMANDS: tuple[click.Command, ...] = (serve,)

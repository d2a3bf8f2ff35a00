"""``cartable preview``: the course in a local player beside a strict platform, as one types."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

from builder.preview.server import Server
from builder.preview.studio import Studio

__all__ = ["Server", "Studio", "serve"]


def serve(
    root: Path,
    *,
    host: str,
    port: int,
    cache: Path | None,
    say: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve the course in ``root`` until ``stop`` is set or Ctrl-C; ``say`` hears each rebuild.

    ``port`` 0 takes a free one. Raises OSError when the address is taken.
    """
    ended = stop or threading.Event()
    studio = Studio(root, cache)
    with Server((host, port), studio) as server:
        say(f"http://{host}:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            say(studio.refresh())
            for _ in watch(root, stop_event=ended, debounce=80, step=40, raise_interrupt=False):
                say(studio.refresh())
        finally:
            studio.close()
            server.shutdown()

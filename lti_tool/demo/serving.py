"""The development platform on a socket of this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lti_tool.demo.exchange import Answer
from lti_tool.demo.faults import Cut

Handle = Callable[[str, str, Mapping[str, str], bytes], Answer]
MOST = 1 << 20


def server(handle: Handle, port: int = 0) -> ThreadingHTTPServer:
    """A server on 127.0.0.1 that answers by ``handle``; ``server.server_port`` is its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def _serve(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), MOST)
            body = self.rfile.read(length)
            try:
                answer = handle(self.command, self.path, dict(self.headers.items()), body)
            except Cut:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value.encode().decode("latin-1"))
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815  http.server finds them by name

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: tests and the demo have their own words."""

    made = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    made.daemon_threads = True
    return made

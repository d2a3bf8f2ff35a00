"""The preview's web server: this machine only, no other page may read it."""

from __future__ import annotations

import json
import mimetypes
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from builder.pages import View
from builder.preview.studio import Studio

HOME = Path(__file__).parent.parent
OWN = {
    "/": HOME / "templates" / "preview" / "index.html",
    "/panel.js": HOME / "templates" / "preview" / "panel.js",
    "/panel.css": HOME / "templates" / "preview" / "panel.css",
    "/cartable.woff2": HOME / "runtime" / "cartable.woff2",
    **{f"/lms/{path.name}": path for path in (HOME / "preview_lms").glob("*.js")},
}
LMS = ("scorm12", "scorm2004", "none")
TYPES = {".js": "text/javascript", ".vtt": "text/vtt", ".woff2": "font/woff2"}
WAIT = 25.0


class Server(ThreadingHTTPServer):
    """Serves one studio; each connection has a thread, which never outlives us."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], studio: Studio) -> None:
        self.studio = studio
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that left before its answer, as one does at each reload."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """``/`` is the shell, ``/state`` what there is, ``/wait/N`` its change, ``/p/…`` the course."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one request; anything unknown is a 404."""
        if not self._local():
            self._answer(HTTPStatus.FORBIDDEN, b"this preview answers to its own address only")
            return
        path = unquote(urlsplit(self.path).path)
        if path in OWN:
            self._answer(HTTPStatus.OK, OWN[path].read_bytes(), path if path != "/" else ".html")
        elif path == "/state":
            self._json(self.server.studio.state())
        elif path.startswith("/wait/") and path[6:].isdigit():
            self._json({"version": self.server.studio.wait(int(path[6:]), WAIT)})
        else:
            self._course(path)

    def _local(self) -> bool:
        """Whether the Host is this machine: another name points here by DNS rebinding."""
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        own = {"localhost", "127.0.0.1", "::1", str(self.server.server_address[0])}
        return host in own

    def _course(self, path: str) -> None:
        parts = path.split("/", 6)
        if len(parts) < 7 or parts[1] != "p" or parts[5] not in LMS:
            self._answer(HTTPStatus.NOT_FOUND, b"there is nothing here")
            return
        _, _, format_id, language, module, lms, inside = parts
        view = View(format_id, language, None if module == "-" else module, lms)  # type: ignore[arg-type] # checked above
        try:
            file = self.server.studio.file(view, inside or "index.html")
        except KeyError:
            file = None
        if file is None:
            self._answer(HTTPStatus.NOT_FOUND, b"the course has no such file")
            return
        data = file.data if isinstance(file.data, bytes) else file.data.read_bytes()
        self._answer(HTTPStatus.OK, data, file.path)

    def _json(self, data: dict[str, Any]) -> None:
        self._answer(HTTPStatus.OK, json.dumps(data).encode(), ".json")

    def _answer(self, status: HTTPStatus, data: bytes, name: str = ".txt") -> None:
        suffix = Path(name).suffix or name
        kind = TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "text/plain"
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the author reads rebuilds, not requests."""

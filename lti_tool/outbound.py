"""The one HTTP client: it dials the very address that it has looked at (facts/lti.md § 4, row 14).

A name is resolved once, at the connection; one bad address among its answers refuses them all, so
that a name which answers twice differently gains nothing. No redirect is followed, no proxy or
certificate comes from the environment, a body has at most 1 MB and an exchange 10 s in all.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

import httpcore
import httpx

from lti_tool.addresses import Reach, allowed, check_url, origin_of, private
from lti_tool.errors import OutboundFailed, OutboundRefused
from lti_tool.metrics import OUTBOUND_SECONDS

if TYPE_CHECKING:
    from lti_tool.config import Config
    from lti_tool.models import Registration

__all__ = ["Answer", "HttpOutbound", "Outbound", "Reach", "check_origin", "reach_of"]

MOST = 1_000_000  # bytes of a body
SECONDS = 10.0
CONNECTIONS = 10  # to one host
Resolver = Callable[..., Any]  # of socket.getaddrinfo's shape


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; OutboundFailed when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as fault:
            raise OutboundFailed("not_json", sent=True) from fault


class Outbound(Protocol):
    """A port to the network."""

    def request(
        self,
        method: str,
        url: str,
        reach: Reach,
        *,
        headers: Mapping[str, str] = ...,
        body: bytes = b"",
    ) -> Answer:
        """The answer; OutboundRefused for an address, OutboundFailed for silence."""
        ...


def reach_of(registration: Registration, config: Config) -> Reach:
    """How far requests for a registration may go."""
    return Reach(
        registration.private_network, config.development, urlsplit(registration.issuer).port
    )


def check_origin(registration: Registration, url: str) -> None:
    """OutboundRefused unless the registration's services live at this origin (row 16)."""
    if origin_of(url) not in registration.service_origins:
        raise OutboundRefused("origin")


_deadline: ContextVar[float] = ContextVar("_deadline")  # monotonic; of the request being made


def _left(timeout: float | None) -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("deadline")
    return left if timeout is None else min(left, timeout)


class _Timed(httpcore.NetworkStream):
    """A stream that keeps to the whole exchange's deadline, in its headers too."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Pinned(httpcore.SyncBackend):
    """Resolves once, looks at every answer, dials the first."""

    def __init__(self, resolve: Resolver, reach: Reach, scheme: str) -> None:
        super().__init__()
        self._resolve, self._reach, self._scheme = resolve, reach, scheme

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._address(host, port)
        return _Timed(
            super().connect_tcp(address, port, _left(timeout), local_address, socket_options)
        )

    def _address(self, host: str, port: int) -> str:
        try:
            answers = self._resolve(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as fault:
            raise httpcore.ConnectError("name") from fault
        addresses = [str(answer[4][0]) for answer in answers]
        if not addresses or not all(allowed(one, self._reach) for one in addresses):
            raise OutboundRefused("address")
        plain = self._scheme == "http" and not self._reach.development
        if plain and not all(private(one) for one in addresses):
            raise OutboundRefused("scheme")
        return addresses[0]


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Transport(httpx.BaseTransport):
    """httpx over pools of pinned connections: one per host and reach, none shared beyond."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._tls = ssl.create_default_context()
        self._pools: dict[tuple[Reach, str], httpcore.ConnectionPool] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        reach: Reach = request.extensions["reach"]
        pool = self._pool(reach, request.url.scheme, request.url.netloc.decode())
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101 - httpx's own promise
        answer = pool.handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions={"timeout": request.extensions["timeout"]},
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    def _pool(self, reach: Reach, scheme: str, host: str) -> httpcore.ConnectionPool:
        with self._lock:
            key = (reach, f"{scheme}://{host}")
            if key not in self._pools:
                self._pools[key] = httpcore.ConnectionPool(
                    ssl_context=self._tls,
                    max_connections=CONNECTIONS,
                    keepalive_expiry=30,
                    network_backend=_Pinned(self._resolve, reach, scheme),
                )
            return self._pools[key]

    def close(self) -> None:
        with self._lock:
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()


_EMPTY: Final[Mapping[str, str]] = {}
_UNSENT = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol,
    httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, httpx.LocalProtocolError,
    httpcore.LocalProtocolError,
)  # fmt: skip
_CUT = (
    httpx.HTTPError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError,
    ssl.SSLError,
)  # fmt: skip


class HttpOutbound:
    """The real one; ``transport`` stands in for the network in tests, the URL is checked anyway."""

    def __init__(
        self,
        resolve: Resolver = socket.getaddrinfo,
        transport: httpx.BaseTransport | None = None,
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._seconds = seconds
        self._client = httpx.Client(
            transport=transport or _Transport(resolve),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(seconds, connect=min(seconds, 3.0)),
        )

    def request(
        self,
        method: str,
        url: str,
        reach: Reach,
        *,
        headers: Mapping[str, str] = _EMPTY,
        body: bytes = b"",
    ) -> Answer:
        """The answer, whatever its status; no redirect is followed.

        OutboundRefused before anything is sent; OutboundFailed when nothing whole came back, its
        ``sent`` telling whether the other side may have acted.
        """
        check_url(url, reach)
        began, outcome = time.monotonic(), "failed"
        deadline = _deadline.set(began + self._seconds)
        try:
            answer = self._exchange(method, url, reach, headers, body)
        except httpx.InvalidURL as fault:  # stricter still than check_url
            raise OutboundRefused("url") from fault
        except _UNSENT as fault:
            raise OutboundFailed(type(fault).__name__) from fault
        except _CUT as fault:
            raise OutboundFailed(type(fault).__name__, sent=True) from fault
        else:
            outcome = f"{answer.status // 100}xx"
            return answer
        finally:
            _deadline.reset(deadline)
            taken = time.monotonic() - began
            OUTBOUND_SECONDS.labels(method.lower(), outcome).observe(taken)

    def _exchange(
        self, method: str, url: str, reach: Reach, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        sent = {"Accept-Encoding": "identity", "User-Agent": "Cartable", **headers}
        extensions = {"reach": reach}
        with self._client.stream(
            method, url, headers=sent, content=body, extensions=extensions
        ) as response:
            whole = bytearray()
            for part in response.iter_raw():
                whole += part
                if len(whole) > MOST:
                    raise OutboundFailed("size", sent=True)
                _left(None)
            return Answer(response.status_code, response.headers, bytes(whole))

    def close(self) -> None:
        """Ends every connection."""
        self._client.close()

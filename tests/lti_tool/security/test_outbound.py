"""Row 14: where the tool may call, whatever a name, a redirect or an address says."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lti_tool.addresses import allowed, check_url, origin_of
from lti_tool.errors import OutboundFailed, OutboundRefused
from lti_tool.models import Registration
from lti_tool.outbound import MOST, HttpOutbound, Reach, check_origin

PUBLIC, PRIVATE, DEVELOPMENT = Reach(), Reach(private=True), Reach(development=True)
HOUSE = ["10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fc00::1", "fd12::7"]
LOOP = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]
NEVER = [  # the whole world has no business there
    "0.0.0.0", "::", "169.254.169.254", "169.254.1.1", "fe80::1", "fe80::1%eth0",  # noqa: S104 - refused, not bound
    "fd00:ec2::254", "224.0.0.1", "ff02::1", "192.0.0.8", "198.18.0.1", "240.0.0.1",
    "255.255.255.255", "2001:db8::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::", "nonsense",
    "64:ff9b:1::808:808", "64:ff9b:1:ffff::1", "fec0::1", "feff::1", "::8.8.8.8", "::2", "::a00:1",
    "168.63.129.16", "::ffff:168.63.129.16", "64:ff9b::a83f:8110",
    "100.100.100.200", "::ffff:100.100.100.200",
]  # fmt: skip
CARRIED = ["64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "64:ff9b::a00:1"]


@pytest.mark.parametrize("address", [*HOUSE, *LOOP, *NEVER, *CARRIED])
def test_14_addresses_that_are_not_public(address: str) -> None:
    assert not allowed(address, PUBLIC)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "64:ff9b::808:808"])
def test_14_public_addresses(address: str) -> None:
    assert allowed(address, PUBLIC)


@pytest.mark.parametrize("address", HOUSE)
def test_14_private_networks_where_invited(address: str) -> None:
    assert allowed(address, PRIVATE)


@pytest.mark.parametrize("address", [*LOOP, *NEVER])
def test_14_never_beyond_a_private_network(address: str) -> None:
    assert not allowed(address, PRIVATE)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_14_this_machine_in_development(address: str) -> None:
    assert allowed(address, DEVELOPMENT)


@pytest.mark.parametrize("address", NEVER)
def test_14_never_in_development_either(address: str) -> None:
    assert not allowed(address, Reach(private=True, development=True))


@pytest.mark.parametrize(
    ("url", "reach", "fine"),
    [
        ("https://lms.example/x", PUBLIC, True),
        ("https://lms.example:8443/x", PUBLIC, True),
        ("https://lms.example:22/x", PUBLIC, False),
        ("https://lms.example:6379/x", PRIVATE, False),
        ("https://lms.example:9443/x", Reach(port=9443), True),
        ("http://lms.example/x", PUBLIC, False),
        ("http://lms.example/x", PRIVATE, True),  # then only on a private address, see below
        ("http://localhost:5000/x", DEVELOPMENT, True),
        ("https://user@lms.example/x", DEVELOPMENT, False),
        ("file:///etc/passwd", DEVELOPMENT, False),
        ("gopher://lms.example/x", DEVELOPMENT, False),
    ],
)
def test_14_schemes_and_ports(url: str, reach: Reach, fine: bool) -> None:
    if fine:
        check_url(url, reach)
    else:
        with pytest.raises(OutboundRefused):
            check_url(url, reach)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://LMS.example:443/a?b", "https://lms.example"),
        ("http://lms.example:80", "http://lms.example"),
        ("https://lms.example:8443/", "https://lms.example:8443"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ("https://lms.example:0/", None),
        ("https://lms.example:99999/", None),
        ("https:///x", None),
        ("https://lms.example#f", None),
        ("https://lms.example/#f", None),
        ("https://-lms.example/", None),
        ("https://[:::]/", None),
        ("https://[1.2.3.4]/", None),
    ],
)
def test_an_origin_has_one_spelling(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin


class Answering(BaseHTTPRequestHandler):
    """A server with bad manners."""

    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]  # set by the fixture
        self.send_response(302 if self.path == "/302" else 200)
        self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()
        try:
            self._body()
        except OSError:
            return

    def _body(self) -> None:
        if self.path == "/big":
            for _ in range(40):
                self.wfile.write(b"x" * 100_000)
        elif self.path == "/slow":
            for _ in range(50):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self.wfile.write(b"hello")

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    made.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def resolver(*answers: list[str]) -> tuple[Any, list[str]]:
    """A name server that gives these answers, one after the other."""
    left, asked = list(answers), []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in left.pop(0)]

    return resolve, asked


def test_14_a_name_is_resolved_once_and_its_address_dialled(server: ThreadingHTTPServer) -> None:
    resolve, asked = resolver(["127.0.0.1"], ["169.254.169.254"])
    outbound = HttpOutbound(resolve)
    url = f"http://lms.example:{server.server_port}/x"
    assert outbound.request("GET", url, DEVELOPMENT).body == b"hello"
    assert asked == ["lms.example"]
    outbound.close()


@pytest.mark.parametrize("answers", [["8.8.8.8", "127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"], []])
def test_14_one_bad_answer_refuses_them_all(
    server: ThreadingHTTPServer, answers: list[str]
) -> None:
    outbound = HttpOutbound(resolver(answers)[0])
    reach = Reach(port=server.server_port)
    with pytest.raises(OutboundRefused):
        outbound.request("GET", f"https://lms.example:{server.server_port}/x", reach)
    assert server.seen == []  # type: ignore[attr-defined]
    outbound.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0"])
def test_14_loopback_by_any_name(server: ThreadingHTTPServer, host: str) -> None:
    outbound = HttpOutbound()
    reach = Reach(private=True, port=server.server_port)
    with pytest.raises((OutboundRefused, OutboundFailed)):
        outbound.request("GET", f"http://{host}:{server.server_port}/x", reach)
    assert server.seen == []  # type: ignore[attr-defined]
    outbound.close()


def test_14_plain_http_only_to_a_private_address() -> None:
    outbound = HttpOutbound(resolver(["8.8.8.8"])[0])
    with pytest.raises(OutboundRefused, match="scheme"):
        outbound.request("GET", "http://lms.example/x", PRIVATE)
    outbound.close()


def test_14_a_redirect_is_an_answer_not_an_order(server: ThreadingHTTPServer) -> None:
    outbound = HttpOutbound()
    answer = outbound.request("GET", f"http://127.0.0.1:{server.server_port}/302", DEVELOPMENT)
    assert answer.status == 302
    assert server.seen == ["/302"]  # type: ignore[attr-defined]
    outbound.close()


def test_14_a_body_beyond_the_cap(server: ThreadingHTTPServer) -> None:
    outbound = HttpOutbound()
    with pytest.raises(OutboundFailed, match="size"):
        outbound.request("GET", f"http://127.0.0.1:{server.server_port}/big", DEVELOPMENT)
    assert MOST == 1_000_000
    outbound.close()


def test_14_a_body_that_trickles(server: ThreadingHTTPServer) -> None:
    outbound = HttpOutbound(seconds=0.3)
    began = time.monotonic()
    with pytest.raises(OutboundFailed):
        outbound.request("GET", f"http://127.0.0.1:{server.server_port}/slow", DEVELOPMENT)
    assert time.monotonic() - began < 1.5
    outbound.close()


def test_14_headers_that_trickle() -> None:
    """Each read in time, the whole not: a deadline for each read alone would wait for ever."""
    door = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def trickle() -> None:
        got, _ = door.accept()
        with got:
            try:
                got.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(60):  # three seconds: who waits for ever fails too
                    if stop.wait(0.05):
                        return
                    got.sendall(b"x")
            except OSError:
                return

    thread = threading.Thread(target=trickle)
    thread.start()
    outbound, began = HttpOutbound(seconds=0.3), time.monotonic()
    with pytest.raises(OutboundFailed) as failed:
        outbound.request("GET", f"http://127.0.0.1:{door.getsockname()[1]}/", DEVELOPMENT)
    assert failed.value.sent
    assert time.monotonic() - began < 2
    stop.set()
    thread.join()
    door.close()
    outbound.close()


def test_14_an_address_that_the_client_takes_for_none() -> None:
    outbound = HttpOutbound(resolver()[0])
    with pytest.raises(OutboundRefused, match="url"):
        outbound.request("GET", f"https://lms.example/{'x' * 70_000}", PUBLIC)
    outbound.close()


def test_14_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    outbound = HttpOutbound()
    with pytest.raises(OutboundFailed) as failed:
        outbound.request("POST", f"http://127.0.0.1:{port}/", DEVELOPMENT, body=b"x")
    assert not failed.value.sent
    outbound.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://platform.example.evil.example/ags", "http://platform.example/ags",
        "https://platform.example:8443/ags", "https://x@platform.example/ags", "//platform.example",
    ],
)  # fmt: skip
def test_14_no_bearer_leaves_for_another_origin(row: Registration, url: str) -> None:
    check_origin(row, "https://platform.example/ags")
    with pytest.raises(OutboundRefused):
        check_origin(row, url)

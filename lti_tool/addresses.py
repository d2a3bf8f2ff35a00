"""Which addresses are addresses, and which the tool may dial: pure (facts/lti.md § 4, row 14)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lti_tool.errors import OutboundRefused

PORTS = frozenset({443, 80, 8443, 8080})
_URL = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?=[/?]|\Z)"
    r"[!$-;=?-Z_a-z~%\[\]]*",  # printable ASCII without " # < > \ ^ ` { | }
    re.IGNORECASE,
)
_NEVER = tuple(
    ipaddress.ip_network(n)
    for n in (
        "192.0.0.0/24", "169.254.0.0/16", "fd00:ec2::254/128",
        "168.63.129.16/32", "100.100.100.200/32",  # clouds' own, Azure's and Alibaba's
        "64:ff9b:1::/48", "fec0::/10", "::/96",  # inward, though Python calls them global
    )
)  # fmt: skip
_PRIVATE = tuple(
    ipaddress.ip_network(n)
    for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a request may go: private networks, loopback, and one more port."""

    private: bool = False
    development: bool = False
    port: int | None = None


def origin_of(url: str) -> str | None:
    """``scheme://host[:port]`` in lower case, its default port left out; None if it is no address.

    Strict on purpose: user names, backslashes, blanks, fragments and other schemes are no address.
    """
    found = _URL.fullmatch(url)
    if found is None:
        return None
    scheme, host = found[1].lower(), found[2].lower()
    port = int(found[3] or 0)
    if port > 65535 or (found[3] and not port):
        return None
    if host.startswith("[") and not _is_ipv6(host[1:-1]):
        return None
    default = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{host}" + (f":{port}" if port not in (0, default) else "")


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def allowed(address: str, reach: Reach) -> bool:
    """Whether the tool may dial an address, IPv4 inside IPv6 looked at as itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_allowed(one, reach) for one in (found, *_inside(found)))


def private(address: str) -> bool:
    """Whether an address is of a private network, or this machine's own."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return found.is_loopback or any(found in net for net in _PRIVATE)


def _allowed(address: Address, reach: Reach) -> bool:
    if address.is_loopback:
        return reach.development
    if any(address in net for net in _NEVER) or address.is_multicast or address.is_unspecified:
        return False
    if any(address in net for net in _PRIVATE):
        return reach.private
    return address.is_global


def _inside(address: Address) -> Iterator[Address]:
    """IPv4 addresses that an IPv6 one carries: Python calls 64:ff9b::7f00:1 global."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def check_url(url: str, reach: Reach) -> None:
    """OutboundRefused for what no address can mend: scheme, user, port."""
    origin = origin_of(url)
    if origin is None:
        raise OutboundRefused("url")
    parts = urlsplit(origin)
    if parts.scheme != "https" and not (reach.development or reach.private):
        raise OutboundRefused("scheme")
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    if port not in PORTS and port != reach.port and not reach.development:
        raise OutboundRefused("port")

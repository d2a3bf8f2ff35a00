"""H: no outside host, nothing hostile in a drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from builder.checks.rule import ERROR, WARNING, Function, Hit, hit, rule
from builder.checks.scope import Scope, Seen
from builder.checks.targets import Address, address, goal
from builder.findings import Place, Severity
from builder.model import Link
from builder.render.svg import faults

_TRACKING = re.compile(r"(?:^|&)(utm_[a-z]+|fbclid|gclid|mc_cid)=")


def _drawing(name: str, severity: Severity, fault: str, hint: str, doc: str) -> Function:
    """A rule about one kind of fault in the course's drawings."""

    def look(scope: Scope) -> Iterator[Hit]:
        for medium in scope.course.media.values():
            if medium.size and medium.path.lower().endswith(".svg"):
                for code, message, line in faults(Path(medium.source).read_bytes()):
                    if code == fault:
                        yield hit(Place(f"media/{medium.path}", line + 1), what=message)

    look.__doc__ = doc
    return rule(name, severity, "{what}", hint)(look)


svg_has_known_elements = _drawing(
    "H-001",
    ERROR,
    "svg-element",
    "export it as plain SVG, without scripts, HTML or embedded pictures",
    "A drawing has no element that could run, load or embed something.",
)
svg_runs_nothing = _drawing(
    "H-002", ERROR, "svg-event", "delete the attribute", "A drawing has no event attribute."
)
svg_stays_inside = _drawing(
    "H-003",
    ERROR,
    "svg-outside",
    "delete the reference, or draw what it shows",
    "A drawing refers only to its own parts.",
)
svg_is_readable = _drawing(
    "H-004",
    ERROR,
    "svg-unreadable",
    "export it again as plain SVG",
    "A drawing is well-formed SVG of a sane size without a document type.",
)
svg_has_plain_styles = _drawing(
    "H-007",
    WARNING,
    "svg-style",
    "export with presentation attributes",
    "A drawing has no style sheet and no style that reaches outside.",
)


@rule(
    "H-008",
    ERROR,
    "'{target}' would be fetched from another host",
    "put the file under media/: packages never call another host",
)
def media_are_inside(scope: Scope) -> Iterator[Hit]:
    """Pictures, sounds and films come from the package."""
    for seen in scope.everything:
        for image in seen.facts.images:
            if goal(image.target).kind == "outside":
                yield hit(seen.place(image.line, image.target), target=image.target)


def _web_links(scope: Scope) -> Iterator[tuple[Seen, Link, Address]]:
    for seen in scope.everything:
        for link in seen.facts.links:
            parts = address(link.target)
            if parts.scheme in ("http", "https"):
                yield seen, link, parts


@rule(
    "H-009",
    WARNING,
    "learners cannot reach {target}: '{host}' is a private network's",
    "link to a public address",
)
def links_are_public(scope: Scope) -> Iterator[Hit]:
    """No link goes to this computer or a private network."""
    for seen, link, parts in _web_links(scope):
        if _private(parts.host):
            yield hit(seen.place(link.line, link.target), target=link.target, host=parts.host)


def _private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".lan", ".internal", ".home"))


@rule("H-010", ERROR, "the link to {host} carries a user's name", "take the name and password out")
def links_have_no_credentials(scope: Scope) -> Iterator[Hit]:
    """No link holds a user name or password."""
    for seen, link, parts in _web_links(scope):
        if parts.user:
            yield hit(seen.place(link.line, link.target), host=parts.host)


@rule("H-011", WARNING, "the link to {host} tracks who follows it: {what}", "delete '{what}=…'")
def links_do_not_track(scope: Scope) -> Iterator[Hit]:
    """No link has a campaign's parameters."""
    for seen, link, parts in _web_links(scope):
        if found := _TRACKING.search(parts.query):
            yield hit(seen.place(link.line, link.target), host=parts.host, what=found.group(1))


@rule(
    "H-012",
    WARNING,
    "the certification tool's address is not encrypted: {url}",
    "LTI 1.3 works over https only; write https://",
)
def tool_is_encrypted(scope: Scope) -> Iterator[Hit]:
    """The certification tool is reached by https."""
    url = scope.course.certification.tool_url if scope.course.certification else ""
    if url.startswith("http://"):
        yield hit(scope.place(scope.course.at, "certification", "tool_url"), url=url)

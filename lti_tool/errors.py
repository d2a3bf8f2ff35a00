"""What can go wrong for somebody, each with a code, an HTTP status and a sentence.

The sentence is the message ``error.<code>`` of the catalogues. ``cause`` goes to the log only: it
says what a person must not read, or what would help an attacker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from lti_tool.policy import Refusal


class ToolError(Exception):
    """Base: ``code`` for machines and the catalogue, ``status`` for HTTP, ``cause`` for the log."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, cause: str = "") -> None:
        super().__init__(cause or self.code)
        self.cause = cause


class NotTrusted(ToolError):
    """The platform's token proves nothing."""

    code, status = "not_trusted", 401


class LoginOver(ToolError):
    """The login that this answers is unknown, used or too old."""

    code, status = "login_over", 400


class UnknownPlatform(ToolError):
    """No registration has this issuer and client."""

    code, status = "unknown_platform", 404


class PlatformDisabled(ToolError):
    """Its registration was switched off by an administrator."""

    code, status = "platform_disabled", 403


class Waiting(ToolError):
    """The deployment waits for an administrator."""

    code, status = "waiting", 403


class NoRole(ToolError):
    """The launch names no role that the tool knows."""

    code, status = "no_role", 403


class Suspended(ToolError):
    """The person may not enter."""

    code, status = "suspended", 403


class ForeignTarget(ToolError):
    """The address to open is not one of this tool."""

    code, status = "foreign_target", 400


class OtherMessage(ToolError):
    """A message type that the tool does not serve."""

    code, status = "other_message", 400


class NotReady(ToolError):
    """The link does not say yet what it opens."""

    code, status = "not_ready", 409


class LinkChanged(ToolError):
    """The link has attempts, and now asks for something else."""

    code, status = "link_changed", 409


class NotFound(ToolError):
    """No such thing, or not for this person: one answer for both."""

    code, status = "not_found", 404


class VisitOver(ToolError):
    """The browser's session has ended."""

    code, status = "visit_over", 401


class CrossSite(ToolError):
    """A form came from a page that is not ours."""

    code, status = "cross_site", 403


class BadForm(ToolError):
    """A form with a field or a value that no page of ours sends."""

    code, status = "bad_form", 400


class TooLarge(ToolError):
    """A request body over its cap."""

    code, status = "too_large", 413


class TooMany(ToolError):
    """More requests than people make."""

    code, status = "too_many", 429


class AttemptClosed(ToolError):
    """The attempt takes no answer any more."""

    code, status = "closed", 409


class Refused(ToolError):
    """The exam's policy says no; ``refusal`` says why and until when."""

    code, status = "refused", 409

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class OutboundRefused(ToolError):
    """An address that the tool must not call."""

    code, status = "foreign_address", 502


class OutboundFailed(ToolError):
    """The other side did not answer; ``sent``: the request may have been acted upon."""

    code, status = "unreachable", 502

    def __init__(self, cause: str = "", *, sent: bool = False) -> None:
        super().__init__(cause)
        self.sent = sent


class OtherIssuer(ToolError):
    """A configuration of a platform that was not invited."""

    code, status = "other_issuer", 400


class PlatformRefused(ToolError):
    """The platform refused our registration."""

    code, status = "platform_refused", 502


class KeyYoung(ToolError):
    """Our next key was published too lately for platforms to know it."""

    code, status = "key_young", 409


class BankRefused(ToolError):
    """An exam file that cannot be loaded; ``findings`` are sentences."""

    code, status = "bank", 400

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__("; ".join(findings))
        self.findings = findings


class Undrawable(ToolError):
    """A bank that cannot fill a paper: the check at load should have said so."""

    code, status = "undrawable", 500


class ConfigError(ToolError):
    """The environment is wrong; ``faults`` are all of them, as sentences."""

    code, status = "config", 500

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Unscoped(ToolError):
    """A statement over tenants' rows outside their scope: a fault of ours, never of a person."""

    code, status = "internal", 500

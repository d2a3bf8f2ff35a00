"""Dynamic registration, by invitation: the platform's administrator sees it all, then approves.

The page is shown in the platform's frame, where no cookie may be kept: an approval secret, and the
sealed address and token, travel in the form (row 15 of facts/lti.md § 4).
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass, replace
from uuid import UUID

import structlog
from flask import Blueprint, Response, make_response, render_template, request

from lti_tool.addresses import origin_of
from lti_tool.audit import Actor
from lti_tool.errors import NotFound, PlatformRefused
from lti_tool.lti import dynamic, registering
from lti_tool.lti.dynamic import PlatformConfiguration, Registered
from lti_tool.lti.registering import Facts
from lti_tool.models import Invitation, Registration
from lti_tool.sealing import Unsealable, digest
from lti_tool.web import current, security

bp = Blueprint("register", __name__)
security.csrf.exempt(bp)  # the approval secret stands for it, and our Origin
log = structlog.get_logger()

PURPOSE = "registration"
MOST_SEALED = 20_000  # characters
OURS = {"known": "lti.register-known", "changed": "lti.register-changed"}  # we refuse, and say why


@dataclass(frozen=True, slots=True)
class Asked:
    """What the platform asked for, as its frame opened us; ``shown``: what of itself it said."""

    invitation_id: UUID
    configuration_url: str
    token: str
    shown: str = ""


@bp.get("/lti/register")
def show() -> Response:
    """What a platform says of itself, and what we ask of it; the invitation is not used yet."""
    now = current.now()
    with current.database.read(None) as db:
        invitation = registering.find(db, request.args.get("invite", ""), now)
    _frame(invitation)
    asked = Asked(
        invitation.id,
        request.args.get("openid_configuration", "")[:2_000],
        request.args.get("registration_token", "")[:8_000],
    )
    platform = _configuration(invitation, asked)
    with current.database.write(None) as db:
        approval = registering.approval(db, invitation)
    return make_response(
        render_template(
            "lti/register.html",
            platform=platform,
            ask_names=current.config.ask_names,
            approval=approval,
            sealed=_seal(replace(asked, shown=_mark(platform))),
        )
    )


@bp.post("/lti/register")
def approve() -> Response:
    """Uses the invitation up, asks the platform to register us, keeps what it gave."""
    asked = _unseal(request.form.get("sealed", ""))
    invitation = _consumed(asked, request.form.get("approval", ""))
    _frame(invitation)
    try:
        platform = _approved(invitation, asked)
        reach = dynamic.reach(invitation, current.config)
        given = dynamic.register(
            current.outbound, platform, asked.token or None, current.config, reach
        )
        registration = _kept(invitation, platform, given)
    except PlatformRefused as fault:
        log.info("refused", code=fault.code, cause=fault.cause, status=fault.status)
        cause = current.t(OURS[fault.cause]) if fault.cause in OURS else fault.cause
        page = render_template("lti/register_refused.html", cause=cause)
        return Response(page, fault.status)
    log.info("registered", registration_id=str(registration.id))
    return make_response(
        render_template(
            "lti/registered.html",
            origin=origin_of(invitation.issuer),
            line="" if given.deployment_key else _line(registration),
        )
    )


def _frame(invitation: Invitation) -> None:
    security.frame([origin_of(invitation.issuer) or ""])


def _configuration(invitation: Invitation, asked: Asked) -> PlatformConfiguration:
    return dynamic.read_configuration(
        current.outbound, invitation, asked.configuration_url, current.config
    )


def _approved(invitation: Invitation, asked: Asked) -> PlatformConfiguration:
    """The configuration again; PlatformRefused when it isn't the one that was shown."""
    platform = _configuration(invitation, asked)
    if _mark(platform) != asked.shown:
        raise PlatformRefused("changed")
    return platform


def _consumed(asked: Asked, approval: str) -> Invitation:
    """The invitation, used up by this very request; NotFound otherwise."""
    with current.database.write(None) as db:
        if not approval or not registering.consume(
            db, asked.invitation_id, approval, current.now()
        ):
            raise NotFound("approval")
        return db.get_one(Invitation, asked.invitation_id)


def _kept(
    invitation: Invitation, platform: PlatformConfiguration, given: Registered
) -> Registration:
    facts = Facts(
        issuer=platform.issuer,
        client_id=given.client_id,
        deployment_key=given.deployment_key,
        auth_login_url=platform.auth_login_url,
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
        token_audience=platform.token_audience,
        family=platform.family,
        product_version=platform.product_version,
        private_network=invitation.private_network,
    )
    with current.database.system() as db:
        kept = registering.keep(db, facts, current.now(), Actor("system"), dynamic=True)
        db.get_one(Invitation, invitation.id).registration_id = kept.registration.id
        return kept.registration


def _line(registration: Registration) -> str:
    """The command that adds the deployment which the platform has not told."""
    return (
        f"cartable-lti platform deploy {registration.id} "
        f"<{current.t('lti.registered-placeholder')}>"
    )


def _mark(platform: PlatformConfiguration) -> str:
    """What is compared: the same for the same words alone."""
    return digest(json.dumps(asdict(platform), sort_keys=True)).hex()


def _seal(asked: Asked) -> str:
    data = [str(asked.invitation_id), asked.configuration_url, asked.token, asked.shown]
    sealed = current.sealer.seal(PURPOSE, json.dumps(data).encode())
    return base64.urlsafe_b64encode(sealed).decode()


def _unseal(text: str) -> Asked:
    """What `_seal` sealed; NotFound for anything else."""
    try:
        raw = base64.urlsafe_b64decode(text[:MOST_SEALED].encode())
        invitation, url, token, shown = json.loads(current.sealer.unseal(PURPOSE, raw))
    except (Unsealable, binascii.Error, ValueError) as fault:
        raise NotFound("sealed") from fault
    return Asked(UUID(invitation), url, token, shown)

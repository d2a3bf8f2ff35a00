"""Platforms, invitations and our keys, from the command line."""

from __future__ import annotations

from uuid import UUID

import click
from sqlalchemy import select

from lti_tool import audit
from lti_tool.cli.tool import CLI, json_option, listed, opened, refuse, say
from lti_tool.errors import KeyYoung
from lti_tool.lti import keys, registering
from lti_tool.lti.registering import Facts, Kept
from lti_tool.models import Deployment, Registration, ToolKey
from lti_tool.staff import health

YOUNG = (
    "The next key is less than an hour old: platforms that keep the keys they fetched before would "
    "refuse what it signs. Wait, or run cartable-lti keys rotate --force if a key has leaked."
)


@click.group()
def platform() -> None:
    """Platforms that may launch the tool."""


@platform.command("add")
@click.option("--issuer", required=True, help="The platform's issuer, to the letter.")
@click.option("--client-id", required=True)
@click.option("--deployment-id", required=True)
@click.option("--auth-login-url", required=True)
@click.option("--token-url", required=True)
@click.option("--jwks-url", required=True)
@click.option("--token-audience", help="The audience of token requests, if it isn't the URL.")
@click.option("--name", default="")
@click.option("--family", default="unknown", help="moodle, canvas, sakai…; a launch says it too.")
@click.option("--private-network", is_flag=True, help="It lives on a private network.")
def add(deployment_id: str, **facts: str | bool) -> None:
    """Register a platform by hand, or renew it; another deployment is added."""
    wanted = Facts(deployment_key=deployment_id, **facts)  # type: ignore[arg-type]  # click's
    with opened() as tool, tool.database.system() as db:
        try:
            kept = registering.keep(db, wanted, tool.now, CLI)
        except ValueError as fault:
            raise refuse(f"{fault}: not an address of the form https://host/…") from fault
        _tell(kept)


def _tell(kept: Kept) -> None:
    say(f"{'added' if kept.new else 'known'}: {kept.registration.id} {kept.registration.issuer}")
    for name, (before, after) in kept.changes.items():
        say(f"  {name}: {before} -> {after}")


@platform.command("deploy")
@click.argument("registration", type=click.UUID)
@click.argument("deployment_id")
def deploy(registration: UUID, deployment_id: str) -> None:
    """Add a deployment to a platform that is registered."""
    with opened() as tool, tool.database.system() as db:
        found = _found(db.get(Registration, registration))
        new = registering.deploy(db, found, deployment_id, tool.now)
        audit.record(db, "deployment.added", subject=found, actor=CLI, now=tool.now)
        say(f"{'added' if new else 'known'}: {deployment_id}")


@platform.command("list")
@json_option
def list_platforms(as_json: bool) -> None:
    """List platforms and their deployments."""
    with opened() as tool, tool.database.system(read=True) as db:
        deployed: dict[UUID, list[str]] = {}
        for one in db.scalars(select(Deployment).order_by(Deployment.created_at)):
            deployed.setdefault(one.registration_id, []).append(one.deployment_key)
        rows = [
            {
                "id": str(row.id),
                "name": row.name,
                "issuer": row.issuer,
                "client_id": row.client_id,
                "deployments": " ".join(deployed.get(row.id, [])),
                "family": row.family,
                "state": row.state,
            }
            for row in db.scalars(select(Registration).order_by(Registration.created_at))
        ]
    listed(rows, as_json=as_json)


@platform.command("disable")
@click.argument("registration", type=click.UUID)
def disable(registration: UUID) -> None:
    """Refuse a platform's launches, and end its people's visits at their next request."""
    _set_state(registration, "disabled")


@platform.command("enable")
@click.argument("registration", type=click.UUID)
def enable(registration: UUID) -> None:
    """Take a platform's launches again."""
    _set_state(registration, "active")


def _set_state(registration: UUID, state: str) -> None:
    with opened() as tool, tool.database.system() as db:
        found = _found(db.get(Registration, registration))
        registering.set_state(db, found, state, tool.now, CLI)
        say(f"{state}: {found.issuer}")


@platform.command("check")
@click.argument("registration", type=click.UUID)
@json_option
def check(registration: UUID, as_json: bool) -> None:
    """Try a platform's keys, clock, tokens, gradebook and frame; exit code 1 when one fails."""
    with opened() as tool:
        parts = health.Tool(
            tool.database, tool.outbound, tool.sealer, tool.config, lambda: tool.now
        )
        with tool.database.system(read=True) as db:
            _found(db.get(Registration, registration))
        found = health.check(parts, registration, tool.now)
    rows = [{"check": one.name, "ok": one.ok, "detail": one.detail} for one in found]
    listed(rows, as_json=as_json)
    if not all(one.ok for one in found):
        raise SystemExit(1)


def _found(registration: Registration | None) -> Registration:
    if registration is None:
        raise refuse("No platform has this id; cartable-lti platform list has them all.")
    return registration


@click.command()
@click.option("--issuer", required=True, help="The platform's issuer, to the letter.")
@click.option("--private-network", is_flag=True, help="It lives on a private network.")
def invite(issuer: str, private_network: bool) -> None:
    """Print an address for dynamic registration: one issuer, one hour, one use."""
    with opened() as tool, tool.database.system() as db:
        try:
            _, token = registering.invite(
                db, issuer, private_network=private_network, now=tool.now, actor=CLI
            )
        except ValueError as fault:
            raise refuse(f"{issuer}: not an address of the form https://host") from fault
        say(f"{tool.config.public_url}/lti/register?invite={token}")


@click.group("keys")
def our_keys() -> None:
    """The keys that the tool signs with."""


@our_keys.command("list")
@json_option
def list_keys(as_json: bool) -> None:
    """List our keys: the one that signs, the next one, and the retired."""
    with opened() as tool, tool.database.system(read=True) as db:
        rows = [
            {
                "kid": row.kid,
                "state": row.state,
                "created": row.created_at,
                "active": row.active_at,
                "retired": row.retired_at,
            }
            for row in db.scalars(select(ToolKey).order_by(ToolKey.created_at))
        ]
    listed(rows, as_json=as_json)


@our_keys.command("rotate")
@click.option("--force", is_flag=True, help="Even if the next key is less than an hour old.")
def rotate(*, force: bool) -> None:
    """Sign with the next key from now on, and publish another next one."""
    with opened() as tool, tool.database.system() as db:
        try:
            kid = keys.rotate(db, tool.sealer, tool.now, force=force)
        except KeyYoung as fault:
            raise refuse(YOUNG) from fault
        row = db.scalars(select(ToolKey).where(ToolKey.kid == kid)).one()
        audit.record(db, "key.rotated", subject=row, actor=CLI, now=tool.now)
        say(f"signs: {kid}")


COMMANDS: tuple[click.Command, ...] = (platform, invite, our_keys)

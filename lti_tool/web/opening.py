"""Logins under way: the platform is asked, the browser is bound, the login is found again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.addresses import origin_of
from lti_tool.database import Scope
from lti_tool.errors import PlatformDisabled
from lti_tool.lti import login as logins
from lti_tool.lti.login import Begun, Binding, LoginParams
from lti_tool.models import Login, Registration
from lti_tool.sealing import digest, same
from lti_tool.web import current, security

BROWSER = "__Host-cartable-browser"  # the cookie that binds a browser to its logins
DAY = 86_400  # s


@dataclass(frozen=True, slots=True)
class Opened:
    """A login under way and its platform, both detached."""

    login: Login
    registration: Registration


def begun(registration: Registration, params: LoginParams) -> AnyResponse:
    """To the platform's authorisation, by way of its storage where it has one."""
    with current.database.write(Scope(registration.id)) as db:
        made = logins.begin(
            db,
            registration,
            params,
            public_url=current.config.public_url,
            browser=request.cookies.get(BROWSER),
            now=current.now(),
        )
    security.frame(registration.frame_origins)
    answer: AnyResponse
    if made.proof is None:
        answer = redirect(made.auth_url)
    else:
        answer = make_response(render_template("lti/storing.html", storage=_storing(made)))
    answer.set_cookie(
        BROWSER,
        made.browser,
        max_age=DAY,
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return answer


def _storing(begun: Begun) -> dict[str, str | None]:
    return storage(begun.login, begun.auth_url) | {"value": begun.proof, "next": begun.auth_url}


def storage(login: Login, auth_url: str) -> dict[str, str | None]:
    """What storage.js needs to find our proof: the frame, its origin, the key."""
    return {
        "target": login.storage_target,
        "origin": origin_of(auth_url),
        "key": f"cartable_{login.id}",
    }


def opened(state: str) -> Opened:
    """The login of a state; from here on its platform may frame what we answer."""
    with current.database.system(read=True) as db:
        login = logins.find(db, state)
        registration = db.get_one(Registration, login.registration_id)
    security.frame(registration.frame_origins)
    return Opened(login, registration)


def check_active(registration: Registration) -> None:
    """PlatformDisabled unless the platform is served."""
    if registration.state != "active":
        raise PlatformDisabled


def binding(login: Login) -> Binding:
    """How this browser proves that it began the login (row 9)."""
    binder = request.cookies.get(BROWSER, "")
    if binder and same(digest(binder), login.binder_hash):
        return "cookie"
    return "storage" if login.storage_target else "none"


def restart(opened: Opened) -> str:
    """Where a new tab begins this launch anew."""
    return logins.restart(
        opened.registration, opened.login, current.sealer, current.config.public_url
    )

"""The door: a platform's login, its launch, and the three ways to keep a session in its frame.

A browser is bound to its login by a partitioned cookie; without one by a proof in the platform's
storage; without that the launch is not taken, and begins anew in a tab of its own (facts/lti.md
§ 3.5). What a refused token was about is for the log; the person reads one sentence.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import structlog
from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from lti_tool import admission
from lti_tool.addresses import origin_of
from lti_tool.admission import Admitted
from lti_tool.database import Scope
from lti_tool.errors import LoginOver, NotFound, ToolError
from lti_tool.lti import claims, keys, messages, verify
from lti_tool.lti import login as logins
from lti_tool.lti.keysets import Keysets
from lti_tool.lti.launch import Launch
from lti_tool.lti.login import Binding
from lti_tool.metrics import LAUNCH_SECONDS, LAUNCHES
from lti_tool.models import Login, Registration
from lti_tool.sealing import digest, fresh, same
from lti_tool.web import current, opening, security, session
from lti_tool.web.opening import Opened
from lti_tool.web.wiring import KEY, Wiring, wiring

bp = Blueprint("launch", __name__)
security.csrf.exempt(bp)  # a platform posts here: state, nonce and binder stand for it
log = structlog.get_logger()

PENDING = "launch"  # purpose of a sealed launch
JWKS_AGE = 300  # s
KEYSETS = "cartable-keysets"  # one memory of imported keys for the app


@bp.record_once
def _keep_keysets(state: BlueprintSetupState) -> None:
    parts: Wiring = state.app.extensions[KEY]
    state.app.extensions[KEYSETS] = Keysets(parts.database, parts.outbound, parts.config)


class LoginGone(LoginOver):
    """An own-tab address of another day."""

    status = 410


@bp.route("/lti/login", methods=["GET", "POST"])
def login() -> AnyResponse:
    """Begins a login, by the platform's request (OpenID Connect third-party login)."""
    sent = request.form if request.method == "POST" else request.args
    params = logins.params(sent, current.config.public_url)
    with current.database.system(read=True) as db:
        registration = logins.registration_of(db, params.issuer, params.client_id)
    return opening.begun(registration, params)


@bp.get("/lti/again/<ticket>")
def again(ticket: str) -> AnyResponse:
    """Begins the same login anew, in a tab; the ticket carries no session."""
    login_id = current.sealer.open_ticket(logins.TICKET, ticket)
    with current.database.system(read=True) as db:
        old = db.get(Login, login_id) if login_id else None
        if old is None:
            raise NotFound("ticket")
        registration = db.get_one(Registration, old.registration_id)
    opening.check_active(registration)
    try:
        params = logins.again(old, registration, current.now())
    except LoginOver as fault:
        raise LoginGone(fault.cause) from fault
    return opening.begun(registration, params)


@bp.get("/lti/launch")
@bp.get("/lti/deep-link")
def back() -> tuple[str, int, dict[str, str]]:
    """A launch address opened or reloaded by hand: back to the course."""
    return render_template("lti/back.html"), 405, {"Allow": "POST"}


@bp.post("/lti/launch")
def launch() -> AnyResponse:
    """A platform's answer to our login: verified, bound to this browser, admitted."""
    with LAUNCH_SECONDS.time():
        try:
            return _error() if "error" in request.form else _launched()
        except ToolError as fault:
            LAUNCHES.labels(fault.code).inc()
            raise


def _error() -> AnyResponse:
    """The platform said no (row 34): its words are shown as text, and nothing is looked at."""
    LAUNCHES.labels("platform_said_no").inc()
    with suppress(LoginOver):  # without a login nobody may frame the page
        opening.opened(request.form.get("state", ""))
    said = (request.form.get("error", ""), request.form.get("error_description", ""))
    return make_response(
        render_template("lti/said_no.html", code=said[0][:100], described=said[1][:500])
    )


def _launched() -> AnyResponse:
    opened = opening.opened(request.form.get("state", ""))
    now = current.now()
    logins.check_open(opened.login, now)
    found = _verified(opened)
    current.speak(found.locale)
    binding = opening.binding(opened.login)
    log.info(
        "launch", binding=binding, registration_id=str(opened.registration.id), message=found.kind
    )
    LAUNCHES.labels(binding).inc()
    match binding:
        case "cookie":
            return _entered(_admitted(opened, found, "cookie"))
        case "storage":
            return _confirming(opened, found)
        case _:
            return _own_tab(opened, found.kind)


def _verified(opened: Opened) -> Launch:
    """The launch that the token proves; nothing is used up yet, a forged one burns no state."""
    registration = opened.registration
    opening.check_active(registration)
    finder: Keysets = current_app.extensions[KEYSETS]
    token = request.form.get("id_token", "")
    said = verify.claims(token, registration, opened.login, finder, current.now())
    messages.check(said)
    found = claims.launch_of(said, registration, public_url=current.config.public_url)
    return replace(found, document_target="window") if _in_a_tab() else found


def _in_a_tab() -> bool:
    """Whether the browser says that this is no frame: a platform says the same of both."""
    return request.headers.get("Sec-Fetch-Dest") == "document"


def _used_up(opened: Opened, binding: Binding, found: Launch | None = None) -> str:
    """Uses the login up without admitting; keeps a launch aside where one is given."""
    confirm = fresh()
    with current.database.write(Scope(opened.registration.id)) as db:
        if not logins.consume(db, opened.login, binding, current.now()):
            raise LoginOver("used")
        if found is not None:
            sealed = current.sealer.seal(PENDING, found.to_json())
            logins.suspend(db, opened.login, sealed, confirm)
    return confirm


def _admitted(opened: Opened, found: Launch, carrier: str, *, used: bool = False) -> Admitted:
    """A seat, in the transaction that uses the login up; lost races are run again."""
    parts, now, old = wiring(), current.now(), session.visit() if carrier == "cookie" else None

    def work() -> Admitted:
        with parts.database.write(Scope(opened.registration.id)) as db:
            if not used and not logins.consume(db, opened.login, "cookie", now):
                raise LoginOver("used")
            return admission.admit(
                db, found, old, carrier=carrier, login=opened.login, now=now, sealer=parts.sealer
            )

    return parts.database.retrying(work)


def _entered(admitted: Admitted) -> Response:
    answer = make_response(redirect(_home(admitted), 303))
    return session.give(answer, admitted)


def _home(admitted: Admitted) -> str:
    """The first page of a seat; a link that says nothing yet asks its teacher first."""
    seat = f"/s/{admitted.seat.id}/"
    if admitted.seat.kind == "deep-link":
        return f"{seat}deep-link"
    if admitted.link is not None and not admission.is_set(admitted.link):
        return f"{seat}link"
    return seat


def _confirming(opened: Opened, found: Launch) -> Response:
    confirm = _used_up(opened, "storage", found)
    storage = opening.storage(opened.login, opened.registration.auth_login_url)
    return make_response(render_template("lti/confirming.html", storage=storage, confirm=confirm))


def _own_tab(opened: Opened, kind: str, *, used: bool = False) -> Response:
    """A page with a link to a tab of its own; deep linking only works in the frame."""
    if not used:
        _used_up(opened, "none")
    url = None if kind == "deep-link" else opening.restart(opened)
    return make_response(render_template("lti/own_tab.html", url=url))


@bp.post("/lti/confirm")
def confirm() -> AnyResponse:
    """The proof from the platform's storage: the launch kept aside is taken, once."""
    now = current.now()
    with current.database.system() as db:
        login, sealed = logins.resume(db, request.form.get("confirm", ""), now)
        registration = db.get_one(Registration, login.registration_id)
    opened = Opened(login, registration)
    security.frame(registration.frame_origins)
    opening.check_active(registration)
    found = Launch.from_json(current.sealer.unseal(PENDING, sealed))
    current.speak(found.locale)
    proof = request.form.get("proof", "")[: logins.MOST_STATE]
    if login.proof_hash is None or not proof or not same(digest(proof), login.proof_hash):
        return _own_tab(opened, found.kind, used=True)
    admitted = _admitted(opened, found, "bearer", used=True)
    if found.deep_linking is not None:  # its answer leaves from this very document
        security.also_post_to(origin_of(found.deep_linking.return_url) or "")
    entered = {"bearer": admitted.token, "seat": str(admitted.seat.id), "home": _home(admitted)}
    url = None if found.kind == "deep-link" else opening.restart(opened)
    return make_response(render_template("lti/entered.html", entered=entered, url=url))


@bp.get("/lti/jwks.json")
def jwks() -> Response:
    """Our public keys; the one answer of ours that may be kept for five minutes."""
    with current.database.read(None) as db:
        answer = jsonify(keys.jwks(db, current.now()))
    answer.headers["Cache-Control"] = f"public, max-age={JWKS_AGE}"
    return answer

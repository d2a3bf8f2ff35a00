"""The web app: wiring, blueprints, error pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool.clock import Clock, system_clock
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.outbound import HttpOutbound, Outbound
from lti_tool.sealing import Sealer
from lti_tool.web import (
    admin,
    current,
    deeplink,
    exam,
    health,
    home,
    launch,
    limits,
    logs,
    place,
    refusals,
    register,
    security,
    session,
    signin,
    staff,
    staff_acts,
)
from lti_tool.web.wiring import KEY, Wiring
from lti_tool.words import LANGUAGES

BLUEPRINTS = (
    home.bp,
    health.bp,
    launch.bp,
    register.bp,
    deeplink.bp,
    place.bp,
    exam.bp,
    staff.bp,
    staff_acts.bp,
    admin.bp,
    signin.bp,
)


def create_app(
    config: Config,
    *,
    database: Database | None = None,
    clock: Clock = system_clock,
    outbound: Outbound | None = None,
    limited: bool = True,
) -> Flask:
    """An app over its parts; what is not given is made from ``config``."""
    app = Flask("lti_tool", static_folder="static", template_folder="templates")
    parts = Wiring(
        config,
        database or Database(config.database_url),
        clock,
        Sealer(config.secret_keys),
        outbound or HttpOutbound(),
    )
    app.extensions[KEY] = parts
    app.secret_key = parts.sealer.keyed("flask", "csrf")
    app.session_interface = session.Visits()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.proxies:
        count = config.proxies  # the scheme too; never the host, which is the public address's
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    Babel(app, default_locale=LANGUAGES[0], locale_selector=current.language)
    logs.watch(app)
    security.protect(app)
    refusals.refuse(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    limits.limit(app, config, enabled=limited)
    app.context_processor(_in_templates)
    return app


def _in_templates() -> dict[str, object]:
    t = current.t
    return {
        "t": t,
        "tn": t.count,
        "lang": current.language(),
        "config": current.config,
        "nonce": security.nonce(),
        "static_url": security.static_url,
    }

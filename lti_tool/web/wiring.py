"""What an app is made of, for the modules of `web` that serve its requests."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from lti_tool.clock import Clock
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.outbound import Outbound
from lti_tool.sealing import Sealer

KEY = "cartable"


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of one app."""

    config: Config
    database: Database
    clock: Clock
    sealer: Sealer
    outbound: Outbound


def wiring() -> Wiring:
    """The parts of the app that serves this request."""
    found: Wiring = current_app.extensions[KEY]
    return found

"""A sender that ends at a named point, as a machine does: `python -m … URL PORT POINT`.

Its own process, so that nothing is cleaned up: no rollback, no lease given back.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from lti_tool.clock import system_clock
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.grades.claim import claim
from lti_tool.grades.send import send
from lti_tool.lti.services import Services
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer

SECRET = bytes(range(32))


def config_of(url: str) -> Config:
    """A developer's settings: the platform is on this machine."""
    return Config(
        env="development",
        public_url="http://localhost:9",
        data=Path(),
        database_url=url,
        secret_keys=(SECRET,),
    )


def services_of(database: Database, url: str, outbound: HttpOutbound) -> Services:
    """The services of that tool, on the real network."""
    config = config_of(url)
    return Services(database, outbound, Sealer(config.secret_keys), config, system_clock)


def main(url: str, point: str) -> None:
    """Claims one delivery and sends it, up to the point."""

    def hook(at: str) -> None:
        if at == point:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database(url)
    services = services_of(database, url, HttpOutbound())
    job = claim(database, "dying", system_clock())
    if job is None:
        sys.exit("nothing to send")
    send(database, job, services, system_clock, hook)


if __name__ == "__main__":
    main(*sys.argv[1:])

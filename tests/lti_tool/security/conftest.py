"""A platform and one login for tests that need neither a database nor an app."""

from __future__ import annotations

import pytest
from joserfc.jwk import RSAKey

from lti_tool.demo.platform import Platform
from lti_tool.lti.keysets import usable
from lti_tool.models import Login, Registration
from lti_tool.sealing import digest
from tests.lti_tool.conftest import registration_of
from tests.lti_tool.playing import TOOL, FrozenClock
from tests.lti_tool.security.forging import NONCE, Published


@pytest.fixture(scope="session")
def lms() -> Platform:
    """One platform for all pure tests: its key takes a while to make."""
    made = Platform(FrozenClock(), tool_url=TOOL)
    made.login_form("u1", "rl1", url=f"{TOOL}/lti/launch?course=c&format=f&part=exam")
    return made


@pytest.fixture
def row(lms: Platform) -> Registration:
    """That platform's registration, not in any database."""
    return registration_of(lms, FrozenClock())


@pytest.fixture
def login(row: Registration) -> Login:
    """A login of that registration whose nonce the tests know."""
    return Login(registration_id=row.id, nonce_hash=digest(NONCE))


@pytest.fixture
def published(lms: Platform) -> Published:
    """What the platform publishes, as the tool's key finder."""
    return Published(usable(lms.keys.jwks()))


@pytest.fixture(scope="session")
def stranger() -> RSAKey:
    """A key that no platform published."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})

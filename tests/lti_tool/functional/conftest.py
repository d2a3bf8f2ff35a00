from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.clock import system_clock
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.platform import Platform
from lti_tool.grades.worker import Worker
from lti_tool.outbound import HttpOutbound
from lti_tool.sealing import Sealer
from tests.lti_tool import nine
from tests.lti_tool.functional.foreign import Foreign
from tests.lti_tool.playing import TOOL, FrozenClock, PlatformTransport

LINK = f"{TOOL}/lti/launch?course=every-question&format=court&part=exam"


@pytest.fixture(scope="session")
def exam_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exam file with every type of question, two attempts without a wait."""
    return nine.exam(tmp_path_factory.mktemp("nine"), wait_hours=0)


@pytest.fixture
def clock() -> FrozenClock:
    """The present: the foreign platform reads a real clock."""
    return FrozenClock(system_clock())


@pytest.fixture
def foreign() -> Foreign:
    """The platform that is not ours."""
    return Foreign(TOOL, LINK)


@pytest.fixture
def outbound(platform: Platform, foreign: Foreign) -> Iterator[HttpOutbound]:
    """The tool's way to both platforms."""
    transport = PlatformTransport(platform)
    transport.platforms[foreign.issuer] = foreign  # type: ignore[assignment]  # as far as needed
    made = HttpOutbound(transport=transport)
    yield made
    made.close()


@pytest.fixture
def worker(
    database: Database, outbound: HttpOutbound, config: Config, clock: FrozenClock
) -> Worker:
    """The one who sends."""
    return Worker(database, outbound, Sealer(config.secret_keys), config, clock, "test")

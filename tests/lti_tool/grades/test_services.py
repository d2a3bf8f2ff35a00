from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool import ids
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.demo.faults import Fault
from lti_tool.demo.platform import Platform
from lti_tool.demo.world import AGS, NRPS
from lti_tool.errors import OutboundRefused
from lti_tool.lti.connector import _next
from lti_tool.lti.ports import Member, Place
from lti_tool.lti.services import ServiceFailed, Services, TokenRefused
from lti_tool.lti.tokens import retry_after
from lti_tool.models import AccessToken, Registration
from lti_tool.outbound import Answer, Outbound
from lti_tool.sealing import Sealer
from tests.lti_tool.conftest import registration_of
from tests.lti_tool.playing import FrozenClock

SCORE = [f"{AGS}score"]
URL = "https://platform.example/ags/lineitems?type_id=1"


@pytest.fixture
def services(
    database: Database,
    outbound: Outbound,
    sealer: Sealer,
    config: Config,
    clock: FrozenClock,
    registered: Registration,
) -> Services:
    return Services(database, outbound, sealer, config, clock)


def token(services: Services, registration: Registration, clock: FrozenClock) -> str:
    return services.tokens.get(registration, SCORE, clock.now)


def test_a_token_is_kept_renewed_in_time_and_sealed(
    services: Services,
    registered: Registration,
    clock: FrozenClock,
    platform: Platform,
    database: Database,
) -> None:
    first = token(services, registered, clock)
    clock.tick(3539)
    assert token(services, registered, clock) == first
    clock.tick(2)
    assert token(services, registered, clock) != first
    with database.system(read=True) as db:
        row = db.scalars(select(AccessToken)).one()
    assert first.encode() not in row.sealed
    assert platform.tokens.granted == 2


def test_two_registrations_of_one_platform_never_share_a_token(
    services: Services,
    registered: Registration,
    clock: FrozenClock,
    platform: Platform,
    database: Database,
) -> None:
    platform.add_tool("client-2").keys = platform.tool.keys
    with database.system() as db:
        other = registration_of(platform, clock)
        other.id, other.client_id = ids.new(clock.now), "client-2"
        db.add(other)
    mine, theirs = token(services, registered, clock), token(services, other, clock)
    assert mine != theirs
    bearer = platform.tokens.bearer
    assert bearer(f"Bearer {mine}", clock.now)[0].client_id == "client-1"
    assert bearer(f"Bearer {theirs}", clock.now)[0].client_id == "client-2"


def test_two_threads_that_want_a_token_fetch_one(
    services: Services, registered: Registration, clock: FrozenClock, platform: Platform
) -> None:
    start, got = threading.Barrier(4), list[str]()

    def want() -> None:
        start.wait()
        got.append(token(services, registered, clock))

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(set(got)), platform.tokens.granted) == (4, 1, 1)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"access_token": 3}', b'{"access_token": "a\\nb"}', b"\xff"]
)
def test_an_answer_without_a_token_is_a_refusal(
    services: Services,
    registered: Registration,
    clock: FrozenClock,
    platform: Platform,
    body: bytes,
) -> None:
    platform.faults.order("token", Fault(status=200, body=body.decode("latin-1")))
    with pytest.raises(TokenRefused):
        token(services, registered, clock)


def test_a_token_endpoint_that_is_down_is_no_refusal(
    services: Services, registered: Registration, clock: FrozenClock, platform: Platform
) -> None:
    platform.faults.order("token", Fault(status=503, headers={"Retry-After": "7"}))
    with pytest.raises(ServiceFailed) as told:
        token(services, registered, clock)
    assert not isinstance(told.value, TokenRefused)
    assert (told.value.answer_status, told.value.sent, told.value.retry_after) == (503, False, 7)


def test_the_roster_comes_page_after_page(
    services: Services, registered: Registration, platform: Platform
) -> None:
    for name in ("a", "b", "c"):
        platform.world.person(name)
    platform.world.person("t", role="instructor")
    platform.world.person("gone").suspended = True
    platform.members_page = 3
    found = list(services.members(registered).members("https://platform.example/nrps"))
    assert [(m.sub, m.role) for m in found] == [
        ("a", "learner"),
        ("b", "learner"),
        ("c", "learner"),
        ("t", "instructor"),
    ]
    assert found[0] == Member("a", "active", "learner", "a")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"roles": ["Learner", "Instructor"]}, ("active", "instructor")),
        ({"roles": ["Mentor"]}, ("active", None)),
        ({"roles": None, "status": "Inactive"}, ("inactive", None)),
        ({"roles": ["Learner"], "status": "Deleted"}, ("deleted", "learner")),
        ({"roles": [{}, 3, "Learner"], "name": 5}, ("active", "learner")),
    ],
)
def test_members_of_any_shape_are_read(
    services: Services,
    registered: Registration,
    platform: Platform,
    said: dict[str, Any],
    expected: tuple[str, str | None],
) -> None:
    body = json.dumps({"members": [{"user_id": "x", **said}, {"user_id": 3}, "nobody"]})
    platform.faults.order("members", Fault(status=200, body=body))
    (found,) = services.members(registered).members("https://platform.example/nrps")
    assert (found.status, found.role) == expected


@pytest.mark.parametrize("body", ["", "[]", '{"members": {}}', "{}"])
def test_a_roster_that_is_none_is_a_failure_not_an_empty_course(
    services: Services, registered: Registration, platform: Platform, body: str
) -> None:
    platform.faults.order("members", Fault(status=200, body=body))
    with pytest.raises(ServiceFailed):
        list(services.members(registered).members("https://platform.example/nrps"))


def test_a_next_page_elsewhere_gets_no_bearer(
    services: Services, registered: Registration, platform: Platform
) -> None:
    link = {"Link": '<https://evil.example/members>; rel="next"'}
    platform.faults.order("members", Fault(status=200, body='{"members": []}', headers=link))
    with pytest.raises(OutboundRefused):
        list(services.members(registered).members("https://platform.example/nrps"))


def test_a_line_item_on_a_later_page_is_found_and_no_limit_is_asked(
    services: Services, registered: Registration, platform: Platform
) -> None:
    ours = platform.world.column("X", resource_id="c/f", tag="exam")
    link = {"Link": f'<{URL}&from=1>; rel="next"'}
    platform.faults.order("lineitems", Fault(status=200, body="[3, {}]", headers=link))
    book = services.gradebook(registered, [f"{AGS}lineitem.readonly"])
    found = book.find_line_item(Place(URL, "X", "c/f", "exam", "rl1"))
    assert found == platform.gradebook.item_url(ours, platform.tool)
    assert not any("limit" in r.url for r in platform.requests)


def test_a_platform_can_t_name_a_line_item_elsewhere(
    services: Services, registered: Registration, platform: Platform
) -> None:
    item = {"id": "https://evil.example/1", "resourceId": "c/f", "tag": "exam"}
    platform.faults.order("lineitems", Fault(status=200, body=json.dumps([item])))
    book = services.gradebook(registered, [f"{AGS}lineitem"])
    with pytest.raises(OutboundRefused):
        book.find_line_item(Place(URL, "X", "c/f", "exam", "rl1"))


def test_scopes_that_were_not_given_are_not_asked_for(
    services: Services, registered: Registration, platform: Platform
) -> None:
    book = services.gradebook(registered, [f"{AGS}score", NRPS, "https://other.example/scope"])
    assert book.find_line_item(Place(URL, "X", "c/f", "exam", "rl1")) is None
    assert book.make_line_item(Place(URL, "X", "c/f", "exam", "rl1")) is None
    assert not book.reads_results
    assert platform.requests == []


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('</b?x=1,2>; rel="next"', "https://p.example/b?x=1,2"),
        ("<https://p.example/b>; rel=next", "https://p.example/b"),
        ('<https://p.example/A?Tok=aB>; REL="NEXT"', "https://p.example/A?Tok=aB"),
        ('</a>; rel="prev", </b>; title="x"; rel="next"', "https://p.example/b"),
        ("</b>; rel=“next”", None),
        ('</b>; rel="prev"', None),
        ("", None),
    ],
)
def test_next_is_read_as_rfc_8288_writes_it(link: str, expected: str | None) -> None:
    assert _next(Answer(200, {"lInK": link}, b""), "https://p.example/a") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("120", 120.0),
        ("Wed, 25 Nov 2026 09:01:00 GMT", 60.0),
        ("Wed, 25 Nov 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("9" * 400, 999999999.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(said: str, expected: float | None) -> None:
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert retry_after({"retry-AFTER": said}, now) == expected
    assert retry_after({}, now) is None


def test_an_assertion_is_new_each_time_and_lives_a_minute(
    services: Services, registered: Registration, clock: FrozenClock, platform: Platform
) -> None:
    for _ in range(2):  # the platform refuses a jti that it has seen
        token(services, registered, clock)
        services.tokens.drop(registered, SCORE)
        clock.tick(timedelta(hours=1).total_seconds())
    assert platform.tokens.granted == 2

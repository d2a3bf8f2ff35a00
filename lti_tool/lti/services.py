"""The platforms' services: the gradebook (AGS 2.0) and the roster (NRPS 2.0).

The library writes the messages; the way to the platform is ours (``connector``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlencode

from pylti1p3.assignments_grades import AssignmentsGradesService, TAssignmentsGradersData
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem
from pylti1p3.service_connector import ServiceConnector

from lti_tool.lti.connector import Connector
from lti_tool.lti.ports import Gradebook, Member, Members, Place, Result, Score
from lti_tool.lti.tokens import ServiceFailed, TokenRefused, Tokens
from lti_tool.outbound import Answer, check_origin
from lti_tool.quirks import Standard, for_family

if TYPE_CHECKING:
    from lti_tool.clock import Clock
    from lti_tool.config import Config
    from lti_tool.database import Database
    from lti_tool.models import Registration
    from lti_tool.outbound import Outbound
    from lti_tool.sealing import Sealer

__all__ = [
    "Gradebook", "Member", "Members", "Place", "Result", "Score", "ServiceFailed", "Services",
    "TokenRefused",
]  # fmt: skip

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE, RESULTS = f"{AGS}score", f"{AGS}result.readonly"
ITEMS, ITEMS_READ = f"{AGS}lineitem", f"{AGS}lineitem.readonly"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEDIA = "application/vnd.ims.lis.v2."
ITEM_MEDIA, ITEMS_MEDIA = f"{MEDIA}lineitem+json", f"{MEDIA}lineitemcontainer+json"
RESULTS_MEDIA = f"{MEDIA}resultcontainer+json"
ROSTER_MEDIA = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MAXIMUM = 100
PAGES = 200
ROLES: Mapping[str, Literal["learner", "instructor"]] = {
    "Learner": "learner",
    "Instructor": "instructor",
    "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner": "learner",
    "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor": "instructor",
}
LEFT = {"inactive": "inactive", "deleted": "deleted"}


class Services:
    """Opens the services of a registration; one object serves a whole process."""

    def __init__(
        self,
        database: Database,
        outbound: Outbound,
        sealer: Sealer,
        config: Config,
        clock: Clock,
    ) -> None:
        self._outbound, self._config, self._clock = outbound, config, clock
        self.tokens = Tokens(database, outbound, sealer, config)

    def gradebook(self, registration: Registration, scopes: Sequence[str]) -> Gradebook:
        """The gradebook; ``scopes`` are those that the platform gave for the context."""
        known = [s for s in (SCORE, RESULTS, ITEMS, ITEMS_READ) if s in scopes]
        return _Ags(self._connector(registration), known, for_family(registration.family))

    def members(self, registration: Registration) -> Members:
        """The roster service."""
        return _Roster(self._connector(registration))

    def _connector(self, registration: Registration) -> Connector:
        return Connector(registration, self.tokens, self._outbound, self._config, self._clock)


class _Ags:
    def __init__(self, connector: Connector, scopes: list[str], quirk: Standard) -> None:
        self._connector, self._scopes, self._quirk = connector, scopes, quirk

    @property
    def reads_results(self) -> bool:
        return RESULTS in self._scopes

    def find_line_item(self, place: Place) -> str | None:
        if ITEMS not in self._scopes and ITEMS_READ not in self._scopes:
            return None
        query = {"resource_id": place.resource_id, "tag": place.tag}
        for item in self._pages(_with(place.lineitems_url, query)):
            if found := self._suits(item, place):
                return found
        return None

    def _pages(self, url: str) -> Iterator[Any]:
        """All items, page after page; no ``limit`` is sent: Moodle's paging is odd then."""
        page: str | None = url
        for _ in range(PAGES):
            if page is None:
                return
            said = self._connector.make_service_request(self._scopes, page, accept=ITEMS_MEDIA)
            yield from _listed(said["body"], self._connector)
            page = said["next_page_url"]

    def _suits(self, item: Any, place: Place) -> str | None:
        """The address of this link's item: we compare too, whatever the platform filters."""
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            return None
        ours = item.get("resourceId") == place.resource_id and item.get("tag") == place.tag
        other_link = item.get("resourceLinkId") not in (None, "", place.resource_link)
        if not ours or other_link or item["id"] in place.taken:
            return None
        check_origin(self._connector.registration, item["id"])
        return str(item["id"])

    def make_line_item(self, place: Place) -> str | None:
        if ITEMS not in self._scopes:
            return None
        wanted = LineItem()
        wanted.set_label(place.label).set_score_maximum(MAXIMUM)
        wanted.set_resource_id(place.resource_id).set_tag(place.tag)
        if self._quirk.links_line_items:
            wanted.set_resource_link_id(place.resource_link)
        body = self._connector.make_service_request(
            self._scopes,
            place.lineitems_url,
            is_post=True,
            data=wanted.get_value(),
            content_type=ITEM_MEDIA,
            accept=ITEM_MEDIA,
        )["body"]
        made = body.get("id") if isinstance(body, dict) else None
        if not isinstance(made, str):
            raise ServiceFailed(self._connector.last.status, "a line item without an id")
        check_origin(self._connector.registration, made)
        return made

    def put_score(self, url: str, score: Score) -> Answer:
        data = {"scope": self._scopes, "lineitem": url}
        AssignmentsGradesService(
            cast(ServiceConnector, self._connector), cast(TAssignmentsGradersData, data)
        ).put_grade(self._grade(score))
        return self._connector.last

    def _grade(self, score: Score) -> Grade:
        extra = self._quirk.score({}, resent=score.resent)
        made = (
            Grade()
            .set_user_id(score.sub)
            .set_score_given(score.score_bp / 100)
            .set_score_maximum(MAXIMUM)
            .set_activity_progress("Completed")
            .set_grading_progress("FullyGraded")
            .set_timestamp(score.timestamp.isoformat(timespec="seconds"))
            .set_comment(score.comment)
            .set_started_at(score.started_at.isoformat(timespec="seconds"))
            .set_submitted_at(score.submitted_at.isoformat(timespec="seconds"))
        )
        return made.set_extra_claims(extra) if extra else made

    def result(self, url: str, sub: str) -> Result | None:
        before, mark, query = url.partition("?")
        address = _with(f"{before.rstrip('/')}/results{mark}{query}", {"user_id": sub})
        said = self._connector.make_service_request(self._scopes, address, accept=RESULTS_MEDIA)
        for row in _listed(said["body"], self._connector):
            if isinstance(row, dict) and str(row.get("userId")) == sub:
                return Result(_ratio(row), row.get("comment"))
        return None


class _Roster:
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def members(self, url: str) -> Iterator[Member]:
        page: str | None = url
        for _ in range(PAGES):
            said = self._connector.make_service_request([NRPS], page or url, accept=ROSTER_MEDIA)
            body = said["body"]
            listed = _listed(
                body.get("members") if isinstance(body, dict) else None, self._connector
            )
            yield from (_member(one) for one in listed if _is_member(one))
            page = said["next_page_url"]
            if page is None:
                return
        raise ServiceFailed(200, "a roster without an end")


def _listed(said: Any, connector: Connector) -> list[Any]:
    """A list, or ServiceFailed with the status of the answer that was none."""
    if not isinstance(said, list):
        raise ServiceFailed(connector.last.status, "no list")
    return said


def _member(said: Mapping[str, Any]) -> Member:
    roles = {ROLES[r] for r in said.get("roles") or () if isinstance(r, str) and r in ROLES}
    role: Literal["learner", "instructor"] | None = None
    if roles:
        role = "instructor" if "instructor" in roles else "learner"  # staff wins, as in a launch
    name = said.get("name")
    status = LEFT.get(str(said.get("status", "")).lower(), "active")
    return Member(said["user_id"], status, role, name if isinstance(name, str) else None)


def _is_member(said: Any) -> bool:
    return isinstance(said, dict) and isinstance(said.get("user_id"), str)


def _ratio(row: Mapping[str, Any]) -> float | None:
    score, maximum = row.get("resultScore"), row.get("resultMaximum", 1)
    numbers = isinstance(score, int | float) and isinstance(maximum, int | float)
    return score / maximum if numbers and maximum > 0 else None


def _with(url: str, query: Mapping[str, str]) -> str:
    """``url`` with more parameters."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"

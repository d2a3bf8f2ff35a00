"""The gradebook of the development platform: AGS 2.0 with the habits of a family.

Whole seconds, refusal of what is not newer, erasing, zero that reads back as nothing: see
``manners``. Line items answer ``limit`` with the typographic quotes that Moodle writes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lti_tool.demo.exchange import Answer, Refusal, Request, as_json
from lti_tool.demo.faults import Cut, Faults
from lti_tool.demo.manners import MANNERS, STANDARD, Manners
from lti_tool.demo.world import AGS, Column, Mark, Tool, World

SCORE_MEDIA = "application/vnd.ims.lis.v1.score+json"
ITEM_MEDIA = "application/vnd.ims.lis.v2.lineitem+json"
ITEMS_MEDIA = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS_MEDIA = "application/vnd.ims.lis.v2.resultcontainer+json"


class Gradebook:
    """The AGS service of one platform; ``issuer`` starts every address that it gives."""

    def __init__(self, issuer: str, world: World, faults: Faults, family: str) -> None:
        self.issuer, self.world, self.faults, self.family = issuer, world, faults, family

    @property
    def manners(self) -> Manners:
        """The habits of the family, which a test may change on the way."""
        return MANNERS.get(self.family, STANDARD)

    def items_url(self, tool: Tool) -> str:
        """The address of the course's line items, with a query as Moodle has."""
        return f"{self.issuer}/ags/lineitems?type_id={tool.deployment_id}"

    def item_url(self, column: Column, tool: Tool) -> str:
        """The address of one line item."""
        return f"{self.issuer}/ags/lineitems/{column.id}/lineitem?type_id={tool.deployment_id}"

    def handle(self, request: Request, tool: Tool, scopes: frozenset[str]) -> Answer:
        """One request under ``/ags/lineitems``; Refusal for what can't be done."""
        parts = request.path.removeprefix("/ags/lineitems").strip("/").split("/")
        match request.method, parts:
            case "GET", [""]:
                return self._list(request, tool, scopes)
            case "POST", [""]:
                return self._make(request, tool, scopes)
            case "GET", [name, "lineitem"]:
                return self._read(self._column(name), tool, scopes)
            case "GET", [name, "lineitem", "results"]:
                return self._results(request, self._column(name), tool, scopes)
            case "POST", [name, "lineitem", "scores"]:
                return self._score(request, self._column(name), scopes)
            case _:
                raise Refusal(404, "no such service")

    def _column(self, name: str) -> Column:
        if name not in self.world.columns:
            raise Refusal(self.manners.wrong_item, "no such line item")
        return self.world.columns[name]

    def _shown(self, column: Column, tool: Tool) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.item_url(column, tool),
            "label": column.label,
            "scoreMaximum": column.maximum,
            "resourceId": column.resource_id,
            "tag": column.tag,
        }
        return shown | ({"resourceLinkId": column.link_id} if column.link_id else {})

    def _list(self, request: Request, tool: Tool, scopes: frozenset[str]) -> Answer:
        _needs(scopes, f"{AGS}lineitem", f"{AGS}lineitem.readonly")
        if (broken := self.faults.take("lineitems").begin()) is not None:
            return broken
        asked = request.query
        found = [c for c in self.world.columns.values() if _matches(c, asked)]
        shown = [self._shown(column, tool) for column in found]
        if "limit" not in asked:
            return as_json(shown, media=ITEMS_MEDIA)
        answer = as_json(shown[: int(asked["limit"])], media=ITEMS_MEDIA)
        link = f"<{self.items_url(tool)}&from=1>; rel=“next”"
        return Answer(answer.status, answer.body, {**answer.headers, "Link": link})

    def _make(self, request: Request, tool: Tool, scopes: frozenset[str]) -> Answer:
        _needs(scopes, f"{AGS}lineitem")
        if (broken := self.faults.take("lineitems").begin()) is not None:
            return broken
        wanted = request.json()
        if not wanted.get("label") or not wanted.get("scoreMaximum"):
            raise Refusal(400, "label and scoreMaximum are required")
        if self._foreign(wanted.get("resourceLinkId")):
            raise Refusal(403, "not your resource link")
        column = self.world.column(
            wanted["label"],
            float(wanted["scoreMaximum"]),
            resource_id=wanted.get("resourceId", ""),
            tag=wanted.get("tag", ""),
            link_id=wanted.get("resourceLinkId"),
            client_id=tool.client_id,
        )
        return as_json(self._shown(column, tool), 201, ITEM_MEDIA)

    def _foreign(self, link_id: str | None) -> bool:
        return link_id is not None and link_id not in self.world.activities

    def _read(self, column: Column, tool: Tool, scopes: frozenset[str]) -> Answer:
        _needs(scopes, f"{AGS}lineitem", f"{AGS}lineitem.readonly")
        if (broken := self.faults.take("lineitem").begin()) is not None:
            return broken
        return as_json(self._shown(column, tool), media=ITEM_MEDIA)

    def _results(
        self, request: Request, column: Column, tool: Tool, scopes: frozenset[str]
    ) -> Answer:
        _needs(scopes, f"{AGS}result.readonly")
        if (broken := self.faults.take("results").begin()) is not None:
            return broken
        asked = request.query.get("user_id")
        rows = [
            self._result(column, user_id, mark, tool)
            for user_id, mark in column.marks.items()
            if asked in (None, user_id) and mark.modified is not None
        ]
        return as_json(rows, media=RESULTS_MEDIA)

    def _result(self, column: Column, user_id: str, mark: Mark, tool: Tool) -> dict[str, Any]:
        address = self.item_url(column, tool).replace("/lineitem?", "/lineitem/results?")
        row: dict[str, Any] = {"id": f"{address}&user_id={user_id}", "userId": user_id}
        row["resultMaximum"] = column.maximum
        if mark.score or (mark.score is not None and not self.manners.hides_zero):
            row["resultScore"] = mark.score
        if mark.comments:
            row["comment"] = mark.comments[-1]
        return row

    def _score(self, request: Request, column: Column, scopes: frozenset[str]) -> Answer:
        _needs(scopes, f"{AGS}score")
        fault = self.faults.take("score")
        if (broken := fault.begin()) is not None:
            return broken
        if request.content_type != SCORE_MEDIA:
            raise Refusal(400, "Incorrect content type")
        score = _checked(request.json())
        user = self.world.people.get(score["userId"])
        if user is None or user.suspended or user.role != "learner":
            raise Refusal(self.manners.unknown_user, self.manners.unknown_user_body)
        mark = column.mark(user.id)
        if mark.locked:
            raise Refusal(500, "Error updating grade")
        self._refuse_stale(mark, score["timestamp"])
        if not fault.forget:
            self._keep(mark, column, score, 0.5 if fault.lie else 1.0)
        if fault.cut:
            raise Cut
        return as_json([], self.manners.done)

    def _refuse_stale(self, mark: Mark, sent: datetime) -> None:
        if mark.modified is None:
            return
        older = sent <= mark.modified if self.manners.equal_is_stale else sent < mark.modified
        if older:
            raise Refusal(self.manners.stale, self.manners.stale_body)

    def _keep(self, mark: Mark, column: Column, score: dict[str, Any], part: float) -> None:
        mark.posts += 1
        final = score["gradingProgress"] == "FullyGraded"
        given = score.get("scoreGiven") if final else None
        if given is None and not self.manners.erases:
            return
        if given == 0 and self.manners.drops_zero:
            return
        if not mark.overridden:
            ratio = None if given is None else given / score["scoreMaximum"]
            mark.score = None if ratio is None else ratio * column.maximum * part
        mark.modified = score["timestamp"]
        self._comment(mark, score)

    def _comment(self, mark: Mark, score: dict[str, Any]) -> None:
        said = [score["comment"]] if score.get("comment") else []
        if not self.manners.appends_comments:
            mark.comments = said
            return
        mark.comments += said
        extra = score.get("https://canvas.instructure.com/lti/submission", {})
        mark.submissions += 1 if extra.get("new_submission", True) else 0


def _needs(scopes: frozenset[str], *one_of: str) -> None:
    if scopes.isdisjoint(one_of):
        raise Refusal(403, "insufficient scope")


def _matches(column: Column, asked: dict[str, str]) -> bool:
    pairs = (
        ("resource_id", column.resource_id),
        ("tag", column.tag),
        ("resource_link_id", column.link_id),
    )
    return all(asked.get(name, value) == value for name, value in pairs)


def _checked(score: dict[str, Any]) -> dict[str, Any]:
    for name in ("userId", "timestamp", "gradingProgress", "activityProgress"):
        if not score.get(name):
            raise Refusal(400, "Incorrect score received")
    if "scoreGiven" in score and not score.get("scoreMaximum"):
        raise Refusal(400, "Incorrect score received")
    whole = datetime.fromisoformat(score["timestamp"]).replace(microsecond=0)
    return {**score, "timestamp": whole}

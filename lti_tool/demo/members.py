"""The roster of the development platform: NRPS 2.0, active people only, as Moodle."""

from __future__ import annotations

from typing import Any

from lti_tool.demo.exchange import Answer, Request, as_json
from lti_tool.demo.world import User, World

MEDIA = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SHORT = {"learner": "Learner", "instructor": "Instructor"}


def members_page(world: World, request: Request, issuer: str, size: int) -> Answer:
    """A page of ``size`` members (0: all), with the link to the next one."""
    people = [p for p in world.people.values() if not p.suspended and p.role in SHORT]
    start = int(request.query.get("from", "0"))
    end = start + size if size else len(people)
    body = {
        "id": f"{issuer}/nrps",
        "context": {"id": world.course_id, "label": world.label, "title": world.title},
        "members": [_member(person) for person in people[start:end]],
    }
    answer = as_json(body, media=MEDIA)
    if end >= len(people):
        return answer
    link = f'<{issuer}/nrps?from={end}>; rel="next"'
    return Answer(answer.status, answer.body, {**answer.headers, "Link": link})


def _member(person: User) -> dict[str, Any]:
    return {
        "user_id": person.id,
        "roles": [SHORT[person.role]],
        "status": "Active",
        "name": person.name,
    }

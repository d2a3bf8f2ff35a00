"""What the development platform knows: one course, its people, activities and gradebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

Family = Literal["moodle", "canvas", "OpenEdX", "sakai"]
Role = Literal["learner", "instructor", "administrator", "none"]

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
ROLES: Mapping[str, tuple[str, ...]] = {
    "learner": (f"{MEMBERSHIP}#Learner",),
    "instructor": (f"{MEMBERSHIP}#Instructor",),
    "administrator": ("http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",),
    "none": (),
}
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (f"{AGS}lineitem", f"{AGS}lineitem.readonly", f"{AGS}result.readonly", f"{AGS}score", NRPS)


@dataclass
class User:
    """Somebody of the course; ``suspended`` people keep their id and lose the rest."""

    id: str
    name: str
    role: Role = "learner"
    suspended: bool = False


@dataclass
class Mark:
    """What the gradebook holds for one person in one column."""

    score: float | None = None
    maximum: float = 100.0
    comments: list[str] = field(default_factory=list)
    modified: datetime | None = None
    submissions: int = 0
    posts: int = 0
    locked: bool = False
    overridden: bool = False


@dataclass
class Column:
    """A line item, with the marks of each person."""

    id: str
    label: str
    maximum: float
    resource_id: str = ""
    tag: str = ""
    link_id: str | None = None
    client_id: str = ""
    marks: dict[str, Mark] = field(default_factory=dict)

    def mark(self, user_id: str) -> Mark:
        """The mark of that person, made empty at first sight."""
        return self.marks.setdefault(user_id, Mark(maximum=self.maximum))


@dataclass
class Activity:
    """A resource link: an activity of the course that opens the tool."""

    id: str
    title: str
    url: str
    custom: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)


@dataclass
class Tool:
    """The tool as this platform has it registered."""

    client_id: str
    deployment_id: str
    login_url: str
    launch_url: str
    keys: Callable[[], Mapping[str, Any]] = dict
    scopes: tuple[str, ...] = SCOPES
    names: bool = False


@dataclass
class World:
    """One course of one platform. All is in memory and ends with the process."""

    course_id: str = "course-1"
    title: str = "Urbanisme ouvert"
    label: str = "UO"
    people: dict[str, User] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    tools: dict[str, Tool] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def person(self, user_id: str, name: str = "", role: Role = "learner") -> User:
        """That person, enrolled at first sight."""
        return self.people.setdefault(user_id, User(user_id, name or user_id, role))

    def activity(self, link_id: str, url: str, title: str = "Examen") -> Activity:
        """That activity, added to the course at first sight, without a grade column."""
        return self.activities.setdefault(link_id, Activity(link_id, title, url))

    def column(self, label: str, maximum: float = 100.0, **more: Any) -> Column:
        """A new grade column; ``link_id`` couples it with an activity."""
        made = Column(str(next(self.numbers)), label, maximum, **more)
        self.columns[made.id] = made
        if made.link_id in self.activities:
            self.activities[made.link_id].columns.append(made.id)
        return made

"""The pages of the development platform: a course, its people, its gradebook."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from pathlib import Path

from jinja2 import Environment, PackageLoader

from lti_tool.demo.exchange import Answer, Request, as_page, lower, posting
from lti_tool.demo.platform import Platform
from lti_tool.words import LANGUAGES, Words, words

LAUNCH = "/mod/lti/launch.php"
WHO = "demo-person"
STATIC = Path(__file__).parents[1] / "static"


class Pages:
    """What a browser sees of a platform; all else is answered by the platform itself.

    ``admin`` gives a fresh address of the tool's administration.
    """

    def __init__(self, platform: Platform, admin: Callable[[], str]) -> None:
        self.platform, self.admin = platform, admin
        self.templates = Environment(
            loader=PackageLoader("lti_tool", "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def handle(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """One request."""
        request = Request(method, url, lower(headers), body)
        if method != "GET":
            return self.platform.handle(method, url, headers, body)
        mine: dict[str, Callable[[Request], Answer]] = {
            "/": self._course,
            "/activity": self._activity,
            "/deep-link": self._choosing,
            "/gradebook": self._gradebook,
            "/admin": lambda _: _to(self.admin()),
            LAUNCH: self._launch,
        }
        page = mine.get(request.path)
        if page is not None:
            return page(request)
        if request.path.startswith("/static/"):
            return _static(request.path.removeprefix("/static/"))
        if request.path.startswith("/course/"):
            return _to("/")
        return self.platform.handle(method, url, headers, body)

    def _course(self, request: Request) -> Answer:
        world = self.platform.world
        people = list(world.people.values())
        return self._page(
            "course", request, activities=list(world.activities.values()), people=people
        )

    def _activity(self, request: Request) -> Answer:
        world, asked = self.platform.world, request.query
        person = world.people.get(asked.get("sub", ""))
        activity = world.activities.get(asked.get("link", ""))
        if person is None or activity is None:
            return Answer(404, b"no such activity")
        tool = list(world.tools.values())[-1]
        fields = self.platform.login_form(person.id, activity.id, role=person.role, tool=tool)
        page = self._page(
            "activity",
            request,
            title=activity.title,
            person=person,
            action=tool.login_url,
            fields=fields,
        )
        who = {"Set-Cookie": f"{WHO}={person.id}; Path=/; HttpOnly; SameSite=Lax"}
        return Answer(page.status, page.body, {**page.headers, **who})

    def _launch(self, request: Request) -> Answer:
        """Moodle's own address of an activity, which the tool's link to a tab uses."""
        world = self.platform.world
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(WHO)
        person = world.people.get(cookie.value if cookie else "")
        number, activities = request.query.get("id", ""), list(world.activities)
        if person is None or not number.isdecimal() or not 1 <= int(number) <= len(activities):
            return _to("/")
        tool = list(world.tools.values())[-1]
        link = activities[int(number) - 1]
        fields = self.platform.login_form(person.id, link, role=person.role, tool=tool)
        return as_page(posting(tool.login_url, fields))

    def _choosing(self, request: Request) -> Answer:
        """A teacher adds what the tool offers to the course (deep linking)."""
        world = self.platform.world
        teacher = next(one for one in world.people.values() if one.role == "instructor")
        tool = list(world.tools.values())[-1]
        first = next(iter(world.activities))
        fields = self.platform.login_form(
            teacher.id, first, role="instructor", deep_link=True, tool=tool
        )
        title = _words(request)("demo.deep-link")
        return self._page(
            "activity", request, title=title, person=teacher, action=tool.login_url, fields=fields
        )

    def _gradebook(self, request: Request) -> Answer:
        world = self.platform.world
        columns = list(world.columns.values())
        learners = [one for one in world.people.values() if one.role == "learner"]
        rows = [(one.name, [column.marks.get(one.id) for column in columns]) for one in learners]
        return self._page("gradebook", request, columns=columns, rows=rows)

    def _page(self, name: str, request: Request, **values: object) -> Answer:
        t = _words(request)
        other = next(one for one in LANGUAGES if one != t.language)
        template = self.templates.get_template(f"demo/{name}.html")
        return as_page(template.render(t=t, lang=t.language, other=other, **values))


def _words(request: Request) -> Words:
    return words(request.query.get("lang", LANGUAGES[0]))


def _to(address: str) -> Answer:
    return Answer(302, b"", {"Location": address})


def _static(name: str) -> Answer:
    known = {one.name for one in STATIC.iterdir() if one.is_file()}
    if name not in known:
        return Answer(404, b"no such file")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Answer(200, (STATIC / name).read_bytes(), {"Content-Type": kind})

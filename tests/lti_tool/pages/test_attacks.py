"""Rows 18, 19, 22 and 25 of the security table, on every page and form of an exam."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.database import Database
from lti_tool.exam.asking import plain as without_tags
from lti_tool.models import Answer, Attempt
from tests.lti_tool import nine
from tests.lti_tool.pages.conftest import Sitting
from tests.lti_tool.playing import Launcher, SeatPage

NUMBERS = range(1, nine.TOTAL + 1)
BODY = {"tab": "t", "n": 1, "seen": 0, "response": {}, "flagged": True, "language": "fr"}


def forms(sitting: Sitting) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Every change that a candidate's pages ask for: method, path, fields."""
    return {
        "begin": ("POST", "/exam", {}),
        "language": ("POST", "/language", {"language": "en"}),
        "answer": ("POST", f"{sitting.base}/q/1", {"flag": "1", "go": "next"}),
        "keep": ("PUT", f"{sitting.base}/q/1", {}),
        "submit": ("POST", f"{sitting.base}/submit", {}),
    }


ALL = ["begin", "language", "answer", "keep", "submit"]


def send(sitting: Sitting, name: str, token: str, **headers: str) -> TestResponse:
    """One of them, with a token and headers of the test's own."""
    method, path, fields = forms(sitting)[name]
    address = sitting.seat.path + path
    if method == "PUT":
        sent = headers | {"X-CSRFToken": token}
        return sitting.seat.client.put(address, json=BODY, headers=sent)
    data = fields | {"csrf_token": token}
    return sitting.seat.client.post(address, data=data, headers=headers)


def untouched(database: Database) -> bool:
    """Whether nothing was changed by anybody."""
    with database.system(read=True) as db:
        states = [one.state for one in db.scalars(select(Attempt))]
        saved = [one for one in db.scalars(select(Answer)) if one.seq or one.flagged]
    return states == ["sitting"] and not saved


def test_the_list_has_every_change_of_the_routes(app: Flask) -> None:
    ours = {"/s/<uuid:seat>/exam", "/s/<uuid:seat>/language"}
    found = {
        (method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if any(str(rule).startswith(start) for start in ours)
    }
    assert len(found) == len(ALL)


@pytest.mark.parametrize("name", ALL)
def test_18_a_change_needs_this_visits_token_and_our_origin(
    sitting: Sitting, app: Flask, launch: Launcher, database: Database, name: str
) -> None:
    token = sitting.seat.token("/exam")
    other = app.test_client()
    foreign = SeatPage.of(other, launch(sub="u2", client=other)).token("/exam")
    evil = {"Origin": "https://evil.example"}
    for wrong in ("", "x", foreign):
        assert send(sitting, name, wrong).status_code == 403
    for headers in (evil, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert send(sitting, name, token, **headers).status_code == 403
    assert untouched(database)
    assert send(sitting, name, token).status_code in (200, 303)


def everywhere(sitting: Sitting) -> Iterator[TestResponse]:
    """Every page of a candidate, in the states before and after handing in."""
    seat, base = sitting.seat, sitting.base
    for path in ("/", "/exam", f"{base}/q/1", f"{base}/review", f"{base}/time", f"{base}/result"):
        yield seat.get(path)
    yield seat.get("/back")
    yield sitting.answer(1, go="next")
    yield sitting.keep(2)
    yield sitting.submit()
    for path in ("/exam", f"{base}/q/1", f"{base}/result", f"{base}/q/99", "/none"):
        yield seat.get(path)
    yield seat.post("/exam", page="/exam")


def test_19_only_the_launchs_platform_frames_a_page(sitting: Sitting) -> None:
    for answer in everywhere(sitting):
        policy = answer.headers["Content-Security-Policy"]
        framers = re.findall(r"frame-ancestors ([^;]*)", policy)
        page = answer.mimetype == "text/html"  # what a script reads is framed by nobody
        assert framers == ["https://platform.example" if page else framers[0]], answer.request.path
        assert framers[0] in ("https://platform.example", "'none'")
        assert "unsafe" not in policy
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def secrets(exam_file: Path) -> set[str]:
    """What must not be read before the policy allows it: ids, feedback, accepted answers."""
    with zipfile.ZipFile(exam_file) as held:
        items = json.loads(held.read("exam.json"))["items"]
    found: set[str] = set()
    for item in items:
        said = [item["right"], item["wrong"], *(o["feedback"] for o in item.get("options", ()))]
        found |= {item["id"], *(without_tags(one) for text in said for one in text.values())}
        for spec in item["marking"].values():
            found |= set(_accepted(spec))
    return found - {"", "GNU"}  # another question's item speaks of GNU


def _accepted(spec: Any) -> Iterator[str]:
    for one in (spec, *spec.get("blanks", {}).values()):
        if isinstance(one, dict):
            yield from one.get("accept", ())
            yield from one.get("scoring", "").split()


def test_22_no_key_leaves_the_server(sitting: Sitting, exam_file: Path) -> None:
    hidden = secrets(exam_file)
    assert {"exam-islande", "Cherchez plus au nord.", "fourche", "per-item"} <= hidden
    read = [sitting.seat.get("/exam").text]
    for n in NUMBERS:
        read.append(sitting.seat.get(f"{sitting.base}/q/{n}").text)
        wrong = {name: "1" for name in _names(read[-1]) if not name.startswith(("o.", "t", "b.1"))}
        read.append(sitting.keep(n, response=wrong).text)
        read.append(sitting.keep(n, tab="t2", response={}).text)
        read.append(sitting.answer(n, **wrong).text)
        read.append(sitting.seat.get(f"{sitting.base}/q/{n}").text)
    read.append(sitting.seat.get(f"{sitting.base}/review").text)
    read += [sitting.submit().text, sitting.result().text, sitting.seat.get("/exam").text]
    for text in read:
        told = without_tags(text) + text
        assert [one for one in hidden if one in told] == []


def test_22_a_value_is_a_place(sitting: Sitting) -> None:
    for n in NUMBERS:
        page = sitting.question(n).get_element_by_id("question")
        values = [one.get("value") for one in page.iter("input", "option") if one.get("value")]
        assert all(value.isdecimal() for value in values), sitting.legend(n)


def _names(page: str) -> set[str]:
    return set(re.findall(r' name="([a-z](?:\.[0-9]+)?)"', page)) - {"n"}


MORE = ["score", "score_bp", "role", "state", "status", "number", "person_id", "due_at", "now"]


@pytest.mark.parametrize("name", ALL)
def test_25_a_field_of_no_page_is_refused(sitting: Sitting, database: Database, name: str) -> None:
    method, path, fields = forms(sitting)[name]
    address, token = sitting.seat.path + path, sitting.seat.token("/exam")
    for more in MORE:
        if method == "PUT":
            body: dict[str, Any] = {**BODY, more: "1"}
            sent = sitting.seat.client.put(address, json=body, headers={"X-CSRFToken": token})
        else:
            data = {**fields, "csrf_token": token, more: "1"}
            sent = sitting.seat.client.post(address, data=data)
        assert sent.status_code == 400, more
    assert untouched(database)

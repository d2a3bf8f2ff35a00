"""What a candidate reads of a result: as much as the policy says, and no more."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, update

from lti_tool.database import Database
from lti_tool.demo.platform import CLAIM
from lti_tool.models import Attempt, Bank, Grade, Link, Seat
from tests.lti_tool import nine
from tests.lti_tool.pages.conftest import Sitting, path, plain
from tests.lti_tool.pages.test_sitting import TRUE
from tests.lti_tool.playing import FrozenClock, Launcher, SeatPage

Sit = Callable[..., Sitting]
Load = Callable[[Path], Bank]


@pytest.fixture
def policy(exam_file: Path, tmp_path: Path, seat: SeatPage, load: Load) -> Callable[..., None]:
    """Load the exam again with another policy."""

    def change(**values: Any) -> None:
        with zipfile.ZipFile(exam_file) as held:
            exam = json.loads(held.read("exam.json"))["exam"]
        load(nine.changed(exam_file, tmp_path / "e.zip", version="2.0.0", exam=exam | values))

    return change


def page(sitting: Sitting) -> html.HtmlElement:
    """The result's page."""
    answer = sitting.result()
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def said(sitting: Sitting) -> str:
    """Its text, plain."""
    return plain(page(sitting).get_element_by_id("page").text_content())


def sat(sitting: Sitting, *, rightly: bool) -> Sitting:
    """Answer all of it, or nothing, and hand in."""
    for n in range(1, nine.TOTAL + 1) if rightly else ():
        sitting.answer(n, **sitting.fields(n))
    path(sitting.submit())
    return sitting


def test_by_objective_with_what_to_read_again(sitting: Sitting) -> None:
    sitting.answer(1, **sitting.fields(1))
    told = said(sat(sitting, rightly=False))
    assert "Répondre à chaque type de question" in told
    assert "En partie, 1 réponse juste sur 10." in told
    assert "À relire : Questions : Avant de répondre." in told
    assert "Revenir au cours pour relire ces pages" in told
    assert "Vos réponses" not in told


def test_nothing_to_read_again_when_all_is_right(sitting: Sitting) -> None:
    told = said(sat(sitting, rightly=True))
    assert "Acquis, 10 réponses justes sur 10." in told
    assert "À relire" not in told


def test_only_the_score(policy: Callable[..., None], sit: Sit) -> None:
    policy(show="score")
    sitting = sat(sit(), rightly=False)
    assert "Vous avez 0 % des points ; il en faut 70 %." in said(sitting)
    assert page(sitting).find(".//section") is None


def test_22_answers_only_when_no_attempt_is_left(
    policy: Callable[..., None], sit: Sit, clock: FrozenClock
) -> None:
    policy(show="answers", wait_hours=0)
    first = sat(sit(), rightly=False)
    assert "Réponse attendue" not in said(first)
    last = sit()
    n = last.find(TRUE)
    last.answer(n, **last.fields(n))
    told = said(sat(last, rightly=False))
    assert "Vos réponses" in told
    assert told.count("Réponse attendue") == nine.TOTAL - 1
    for expected in ("Reykjavik", "1. Annonce du projet GNU", "3,5", "fourche", "Blanc 2 → 1983"):
        assert expected in told
    assert "Vous avez utilisé tous vos essais." in told


def test_22_a_held_result_waits_for_the_jury(sitting: Sitting, database: Database) -> None:
    sat(sitting, rightly=True)
    with database.system() as db:
        for grade in db.scalars(select(Grade)):
            grade.held = True
    told = said(sitting)
    assert "Votre résultat sera publié par le jury." in told
    assert "%" not in told
    start = begin(sitting)
    assert "100" not in start  # in its words: an id may well have that
    assert "publié par le jury" in start


def test_22_a_result_that_is_not_held_is_told(sitting: Sitting) -> None:
    sat(sitting, rightly=True)
    assert "100" in begin(sitting)


def begin(sitting: Sitting) -> str:
    """The words of the start page."""
    whole: html.HtmlElement = html.fromstring(sitting.seat.get("/exam").text)
    return plain(whole.get_element_by_id("page").text_content())


def test_a_withdrawn_attempt(sitting: Sitting, database: Database) -> None:
    sat(sitting, rightly=True)
    with database.system() as db:
        for attempt in db.scalars(select(Attempt)):
            attempt.state = "withdrawn"
    told = said(sitting)
    assert "Essai retiré" in told
    assert "%" not in told
    assert "retiré, il ne compte pas" in plain(sitting.seat.get("/exam").text)


def test_the_next_attempt_and_when(sitting: Sitting, clock: FrozenClock) -> None:
    sat(sitting, rightly=False)
    start = sitting.seat.get("/exam").text
    assert "Le prochain essai sera possible" in start
    assert "2026-11-26T09:00:00+00:00" in start
    assert 'form class="row"' not in start
    refused = sitting.seat.post("/exam")
    assert refused.status_code == 409
    assert "Le prochain essai sera possible" in refused.text
    clock.tick(24 * 3600)
    assert "Vers un nouvel essai" not in start


def test_again_after_the_wait(sitting: Sitting, clock: FrozenClock, launch: Any, sit: Sit) -> None:
    sat(sitting, rightly=False)
    clock.tick(24 * 3600)
    seat = SeatPage.of(launch.client, launch())
    assert "Commencer un nouvel essai" in seat.get("/exam").text
    assert sit(seat).base != sitting.base


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"opens_at": 60}, "L’examen ouvre le"),
        ({"closes_at": -60}, "L’examen est fermé."),
    ],
)
def test_outside_the_window(
    seat: SeatPage, database: Database, clock: FrozenClock, window: dict[str, int], words: str
) -> None:
    now = clock.now
    moved = {name: clock.tick(seconds) for name, seconds in window.items()}
    clock.now = now
    with database.system() as db:
        db.execute(update(Link).values(**moved))
    assert words in seat.get("/exam").text
    assert seat.post("/exam", page="/exam").status_code == 409


def test_a_result_while_one_sits_is_the_question(sitting: Sitting) -> None:
    assert path(sitting.result()) == f"{sitting.base}/q/1"


def test_back_goes_to_the_platform_only(seat: SeatPage, database: Database) -> None:
    answer = seat.get("/back")
    assert answer.status_code == 303
    assert answer.location == "https://platform.example/course/course-1"
    asked = seat.get("/back", headers={"Accept": "application/json"})
    assert asked.get_json() == {"to": answer.location}
    with database.system() as db:
        db.execute(update(Seat).values(return_url="https://evil.example/"))
    away = seat.get("/back")
    assert away.status_code == 200
    assert "evil" not in away.text
    assert "Vous pouvez fermer cet onglet" in away.text


def test_back_is_each_person_s_own(app: Flask, launch: Launcher) -> None:
    home = f"{launch.platform.issuer}/course/course-1"

    def launched(browser: FlaskClient, sub: str, query: str | None) -> SeatPage:
        said = {"return_url": f"{home}{query}", "document_target": "iframe"}
        claims = {f"{CLAIM}launch_presentation": None if query is None else said}
        return SeatPage.of(browser, launch(sub=sub, client=browser, claims=claims))

    mine, theirs = app.test_client(), app.test_client()
    first, second = launched(mine, "u1", "?k=1"), launched(theirs, "u2", "?k=2")
    assert first.get("/back").location == f"{home}?k=1"
    assert second.get("/back").location == f"{home}?k=2"
    again = launched(mine, "u1", "?k=3")
    assert again.id == first.id
    assert again.get("/back").location == f"{home}?k=3"
    assert launched(mine, "u1", None).get("/back").status_code == 200


def test_the_exam_opens_in_a_tab_of_its_own_by_a_new_login(seat: SeatPage) -> None:
    links = html.fromstring(seat.get("/exam").text).iter("a")
    (link,) = [one for one in links if one.get("target") == "_blank"]
    assert link.get("href") == "https://platform.example/mod/lti/launch.php?id=1&triggerview=0"
    assert link.get("rel") == "noopener"


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def test_22_a_medium_of_ones_own_paper(
    exam_file: Path, tmp_path: Path, seat: SeatPage, load: Load, sit: Sit
) -> None:
    file = tmp_path / "media.zip"
    with zipfile.ZipFile(exam_file) as held:
        exam = json.loads(held.read("exam.json"))
    for item in exam["items"]:
        item["text"] = {"fr": '<p><img src="media/a/plan.png" alt="Plan"></p>', "en": "<p>?</p>"}
        item["right"] = {"fr": '<p><img src="media/key.png" alt="Clé"></p>', "en": "<p>.</p>"}
    nine.changed(exam_file, file, version="3.0.0", items=exam["items"])
    with zipfile.ZipFile(file, "a") as more:
        more.writestr("media/a/plan.png", PNG)
        more.writestr("media/key.png", PNG)
    load(file)
    assert seat.get("/media/a/plan.png").status_code == 404
    sitting = sit()
    shown = sitting.question(1).find(".//img").get("src")
    assert shown == f"{seat.path}/media/a/plan.png"
    sent = seat.client.get(shown)
    assert (sent.data, sent.content_type) == (PNG, "image/png")
    assert sent.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert sent.headers["Cache-Control"] == "no-store"
    for other in ("key.png", "a/../key.png", "none.png"):
        assert seat.get(f"/media/{other}").status_code == 404

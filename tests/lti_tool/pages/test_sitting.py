"""A candidate sits an exam by forms alone, on both engines."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from lxml import html

from tests.lti_tool import nine
from tests.lti_tool.pages.conftest import Sitting, path, text
from tests.lti_tool.playing import TOOL, FrozenClock, Launcher, SeatPage

NUMBERS = range(1, nine.TOTAL + 1)
TEXT = "Comment s’appelle une copie autonome d’un projet ?"
ORDER = "Classez ces faits du plus ancien au plus récent."
TRUE = "Une licence libre permet l’usage commercial."


def test_the_seat_leads_to_the_exam(seat: SeatPage) -> None:
    assert path(seat.get("/")) == "/exam"
    assert "10 questions, 20 minutes" in seat.get("/exam").text


def test_all_types_rightly_answered_by_forms(sitting: Sitting) -> None:
    for n in NUMBERS:
        to = sitting.answer(n, **sitting.fields(n), go="next")
        assert path(to).endswith("/review" if n == nine.TOTAL else f"/q/{n + 1}")
    assert (
        "Toutes les questions ont une réponse." in sitting.seat.get(f"{sitting.base}/review").text
    )
    assert path(sitting.submit()) == f"{sitting.base}/result"
    page = html.fromstring(sitting.result().text)
    assert text(page.find(".//h1")) == "Réussi"
    assert text(page.find(".//p[@class='said']")).startswith("Vous avez 100 % des points")


def test_answers_are_there_when_one_comes_back(sitting: Sitting) -> None:
    for n in NUMBERS:
        sitting.answer(n, **sitting.fields(n))
    for n in NUMBERS:
        page = sitting.question(n)
        form = page.forms[0]
        wanted = {name: list(values) for name, values in _several(sitting.fields(n)).items()}
        filled: dict[str, list[str]] = {}
        for name, value in form.form_values():
            if name in wanted:
                filled.setdefault(name, []).append(value)
        assert {k: sorted(v) for k, v in filled.items()} == {
            k: sorted(v) for k, v in wanted.items()
        }, sitting.legend(n)


def _several(fields: dict[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: [one] if isinstance(one, str) else one for name, one in fields.items()}


def test_where_the_buttons_lead(sitting: Sitting) -> None:
    base = sitting.base
    goes = {"next": "q/3", "previous": "q/1", "7": "q/7", "review": "review", "": "q/2"}
    for go, to in goes.items():
        assert path(sitting.answer(2, go=go)) == f"{base}/{to}"
    assert path(sitting.answer(1, go="previous")) == f"{base}/q/1"
    assert path(sitting.answer(nine.TOTAL, go="next")) == f"{base}/review"
    assert sitting.seat.get(f"{base}/q/11").status_code == 404


def test_a_mark_stays_until_it_is_taken_off(sitting: Sitting) -> None:
    sitting.answer(3, flag="1")
    sitting.answer(3, go="next")
    review = sitting.seat.get(f"{sitting.base}/review").text
    assert "question que vous avez marquée" in review
    sitting.answer(3, flag="0")
    assert "vous avez marquée" not in sitting.seat.get(f"{sitting.base}/review").text


def test_an_unfinished_order_is_kept_and_said(sitting: Sitting) -> None:
    n = sitting.find(ORDER)
    sitting.answer(n, **{"o.1": "2", "o.2": "2"})
    page = sitting.question(n)
    assert "une place, et une seule" in page.get_element_by_id("notices").text_content()
    chosen = [s.value for s in page.get_element_by_id("question").iter("select")]
    assert chosen == ["2", "2", ""]


def test_an_answer_stays_through_a_change_of_language(sitting: Sitting) -> None:
    n = sitting.find(TEXT)
    to = sitting.answer(n, t="fork", go="in.en")
    assert path(to) == f"{sitting.base}/q/{n}"
    page = sitting.question(n)
    assert page.get("lang") == "en"
    assert page.forms[0].fields["t"] == "fork"
    assert text(page.find(".//h1")).startswith(f"Question {n} of 10")
    assert sitting.answer(n, t="fork", go="in.de").status_code == 400


def test_a_seat_changes_its_language_and_comes_back(seat: SeatPage) -> None:
    form = {"language": "en", "to": f"{seat.path}/exam"}
    assert path(seat.post("/language", form, page="/exam")) == "/exam"
    assert "Begin the exam" in seat.get("/exam").text
    away = {"language": "fr", "to": "//evil.example/"}
    assert path(seat.post("/language", away, page="/exam")) == "/"
    assert seat.post("/language", {"language": "de"}, page="/exam").status_code == 400


def test_another_device_goes_on_with_the_same_attempt(
    sitting: Sitting, app: Flask, launch: Launcher, sit: Callable[..., Sitting]
) -> None:
    sitting.answer(1, **sitting.fields(1))
    phone = app.test_client()
    there = SeatPage.of(phone, launch(client=phone))
    assert "Votre examen est en cours" in there.get("/exam").text
    again = sit(there)
    assert again.base == sitting.base
    assert path(there.post("/exam")) == f"{sitting.base}/q/2"  # the first without an answer


def test_two_forms_of_one_question(sitting: Sitting) -> None:
    n = sitting.find(TRUE)
    token = sitting.seat.token(f"{sitting.base}/q/{n}")
    sitting.keep(n, response={"a": "1"})
    late = {"csrf_token": token, "tab": "other", "seen": "0", "a": "2", "go": "next"}
    told = sitting.seat.client.post(f"{sitting.seat.path}{sitting.base}/q/{n}", data=late)
    assert told.status_code == 200
    assert "C’était : Vrai" in told.text.replace("\xa0", " ")
    assert sitting.question(n).forms[0].fields["a"] == "2"


def test_the_time_is_the_servers(sitting: Sitting, clock: FrozenClock) -> None:
    clock.tick(60 * 11)
    told = sitting.seat.get(f"{sitting.base}/time").json
    assert told == {"left": 540, "due": "2026-11-25T09:20:00+00:00", "total": 1200, "over": False}
    assert "<strong>Il reste 9 min</strong>" in sitting.seat.get(f"{sitting.base}/q/1").text
    clock.tick(60 * 9 + 31)
    assert sitting.seat.get(f"{sitting.base}/time").get_json()["over"] is True


def test_the_time_over_hands_in_what_was_saved(sitting: Sitting, clock: FrozenClock) -> None:
    sitting.answer(1, **sitting.fields(1))
    token = sitting.seat.token(f"{sitting.base}/q/2")
    clock.tick(60 * 20 + 31)
    late = {"csrf_token": token, "a": "1", "go": "next"}
    to = sitting.seat.client.post(f"{sitting.seat.path}{sitting.base}/q/2", data=late)
    assert path(to) == f"{sitting.base}/result"
    page = sitting.result().text
    assert "Votre copie a été rendue avec sa réponse enregistrée" in page
    assert "2026-11-25T09:20:00+00:00" in page
    for place in ("q/1", "review"):
        assert path(sitting.seat.get(f"{sitting.base}/{place}")) == f"{sitting.base}/result"


def test_handing_in_twice(sitting: Sitting) -> None:
    token = sitting.seat.token(f"{sitting.base}/review")
    for _ in range(2):
        to = sitting.seat.client.post(
            f"{sitting.seat.path}{sitting.base}/submit", data={"csrf_token": token}
        )
        assert path(to) == f"{sitting.base}/result"


def test_somebody_elses_attempt(sitting: Sitting, app: Flask, launch: Launcher) -> None:
    other = app.test_client()
    there = SeatPage.of(other, launch(sub="u2", client=other))
    for place in ("q/1", "review", "result", "time"):
        assert there.get(f"{sitting.base}/{place}").status_code == 404
    for place in ("q/1", "submit"):
        assert there.post(f"{sitting.base}/{place}", page="/exam").status_code == 404


def test_a_teacher_sits_no_exam(launch: Launcher) -> None:
    there = SeatPage.of(launch.client, launch("instructor", sub="t1"))
    assert path(there.get("/")) == "/staff/"
    assert there.get("/exam").status_code == 404


def test_a_teacher_aims_a_link_first(launch: Launcher) -> None:
    bare = launch("instructor", sub="t1", link="rl2", url=f"{TOOL}/lti/launch")
    there = SeatPage.of(launch.client, bare)
    there.path = "/".join(there.path.split("/")[:3])
    assert path(there.get("/")) == "/link"

"""A delivery from the hand-in to the gradebook, and every answer of § 8.5 on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from lti_tool.audit import Actor
from lti_tool.demo.faults import Fault
from lti_tool.demo.manners import MANNERS
from lti_tool.grades import decide
from lti_tool.models import LineItem, Person, Registration
from tests.lti_tool.grades.conftest import DeskMaker
from tests.lti_tool.grades.desk import SCOPES, Desk

HOUR = 3600
DAY = 24 * HOUR


def faulty(at: Desk, kind: Any = "score", **fault: Any) -> None:
    """From now on the platform does that wrong."""
    at.platform.faults.order(kind, Fault(**fault))


def again(at: Desk, sub: str = "u1") -> None:
    """Staff press « envoyer à nouveau »."""
    with at.database.write(at.scope) as db:
        decide.send_again(db, at.delivery(sub).id, at.clock.now, Actor("cli"))


def launch(at: Desk, sub: str = "u1") -> int:
    """What a launch of that person wakes."""
    with at.database.write(at.scope) as db:
        return decide.wake(db, link_id=at.link_id, person_id=at.people[sub], now=at.clock.now)


def faults(at: Desk) -> int:
    """Faults in a row of the registration."""
    with at.database.read(at.scope) as db:
        return db.get_one(Registration, at.registration.id).faults


# The happy way


def test_a_score_arrives_and_is_read_back(at: Desk) -> None:
    at.hand_in(7350)
    assert at.send() == 2
    assert at.state() == ("done", None)
    assert at.mark().score == 73.5
    assert at.mark().comments == ["Réussi, 73,5\xa0%, essai 1 sur 2 le 25 novembre 2026"]
    assert at.events() == ["accepted", "claimed", "claimed", "confirmed"]


@pytest.mark.parametrize("family", sorted(MANNERS))
def test_every_family_ends_with_the_better_score_and_one_of_each(
    make_desk: DeskMaker, family: str
) -> None:
    at = make_desk(family)
    at.hand_in(4000)
    at.send()
    at.send(40)
    at.hand_in(8000)
    at.send(1)
    at.send(40)
    assert at.state() == ("done", None)
    assert at.mark().score == 80
    assert at.posts() == 2
    assert at.mark().submissions == (1 if family == "canvas" else 0)


@pytest.mark.parametrize("family", sorted(MANNERS))
def test_a_zero_is_a_grade_and_no_endless_retry(make_desk: DeskMaker, family: str) -> None:
    at = make_desk(family)
    at.hand_in(0)
    at.send()
    at.send(40)
    hidden = MANNERS[family].hides_zero
    assert at.state() == ("sent" if hidden else "done", None)
    assert at.posts() == 1


def test_two_papers_in_one_second_give_two_seconds(at: Desk) -> None:
    at.hand_in(4000)
    at.send()
    at.hand_in(5000)
    at.send()
    assert at.state() == ("done", None)
    assert at.mark().score == 50
    assert at.mark().modified == at.clock.now.replace(microsecond=0) + timedelta(seconds=1)


def test_a_worse_paper_sends_nothing(at: Desk) -> None:
    at.hand_in(8000)
    at.send()
    at.hand_in(3000)
    assert at.send(5) == 0
    assert (at.mark().score, at.posts()) == (80, 1)


def test_what_is_revised_and_comes_back_alike_is_not_sent_again(at: Desk) -> None:
    first = at.hand_in(8000)
    at.send()
    with at.database.write(at.scope) as db:
        grade = decide._grade_of(db, at.link_id, at.people["u1"])
        assert grade is not None
        grade.revision += 1
        db.flush()
        decide.settle(db, at.link_id, at.people["u1"], at.clock.now)
    at.send(5)
    assert at.grade().attempt_id == first
    assert (at.state(), at.posts()) == (("done", None), 1)


def test_without_the_right_to_read_a_2xx_must_do(make_desk: DeskMaker) -> None:
    at = make_desk(scopes=[s for s in SCOPES if "result" not in s])
    at.hand_in(7000)
    assert at.send() == 1
    assert (at.state(), at.mark().score) == (("sent", None), 70)


def test_teachers_and_previews_send_nothing(at: Desk) -> None:
    at.enrol("t1", "instructor")
    at.hand_in(7000, "t1")
    assert at.send() == 0
    assert at.posts() == 0


# Line items


def test_a_line_item_is_found_by_our_names(make_desk: DeskMaker) -> None:
    at = make_desk(coupled=False)
    at.platform.world.column("Un autre", resource_id="every-question/court", tag="dossier")
    at.column = at.platform.world.column("X", 20.0, resource_id="every-question/court", tag="exam")
    at.hand_in(5000)
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 10)
    assert (at.item().origin, at.item().state) == ("found", "ready")


def test_a_line_item_is_made_once_for_all(make_desk: DeskMaker) -> None:
    at = make_desk(coupled=False)
    for sub in ("u1", "u2", "u3"):
        at.hand_in(5000, sub)
    at.send()
    made = list(at.platform.world.columns.values())
    assert [(c.label, c.maximum, c.resource_id, c.tag) for c in made] == [
        ("Examen", 100.0, "every-question/court", "exam")
    ]
    assert [m.score for m in made[0].marks.values()] == [50, 50, 50]
    assert made[0].link_id is None


def test_open_edx_wants_the_link_in_a_new_line_item(make_desk: DeskMaker) -> None:
    at = make_desk("OpenEdX", coupled=False)
    at.hand_in(5000)
    at.send()
    assert [c.link_id for c in at.platform.world.columns.values()] == ["rl1"]


def test_another_link_s_line_item_is_left_alone(make_desk: DeskMaker) -> None:
    at = make_desk(coupled=False)
    at.platform.world.activity("rl2", at.platform.tool.launch_url)
    other = at.platform.world.column(
        "X", resource_id="every-question/court", tag="exam", link_id="rl2"
    )
    at.hand_in(5000)
    at.send()
    assert other.marks == {}


def test_without_the_right_to_make_one_the_grade_waits_for_a_launch(make_desk: DeskMaker) -> None:
    at = make_desk(coupled=False, scopes=[s for s in SCOPES if not s.endswith("lineitem")])
    at.hand_in(5000)
    at.send()
    assert at.state() == ("waiting", "no-line-item")
    assert at.send(DAY) == 0
    at.column = at.platform.world.column("Examen", link_id="rl1")
    with at.database.write(at.scope) as db:
        url = at.platform.gradebook.item_url(at.column, at.platform.tool)
        db.execute(update(LineItem).values(url=url, state="ready"))
    assert launch(at) == 1
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 50)


@pytest.mark.parametrize("status", [403, 404, 412])
def test_a_line_item_that_moved_is_followed(at: Desk, status: int) -> None:
    faulty(at, status=status)
    at.column = at.platform.world.column("Copie", resource_id="every-question/court", tag="exam")
    at.hand_in(5000)
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 50)


def test_a_line_item_that_is_gone_is_asked_once_only(at: Desk) -> None:
    at.platform.world.columns.clear()
    for sub in ("u1", "u2", "u3"):
        at.hand_in(5000, sub)
    at.send()
    assert {at.state(sub) for sub in ("u1", "u2", "u3")} == {("waiting", "line-item-gone")}
    assert (at.posts(), at.item().state) == (1, "suspended")
    assert at.send(DAY) == 0


# Answers of § 8.5


@pytest.mark.parametrize("status", [400, 405, 406, 410, 413, 415, 418])
def test_a_refusal_of_the_content_is_a_dead_letter(make_desk: DeskMaker, status: int) -> None:
    at = make_desk("")
    faulty(at, status=status)
    at.hand_in(5000)
    at.send()
    assert at.state() == ("refused", "content")
    assert at.send(DAY) == 0
    again(at)
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 50)


@pytest.mark.parametrize("family", sorted(MANNERS))
def test_who_is_no_learner_there_is_tried_at_their_next_launch(
    make_desk: DeskMaker, family: str
) -> None:
    at = make_desk(family)
    at.enrol("u1", there=False)
    at.hand_in(5000)
    at.send()
    assert at.state() == ("refused", "not-a-learner")
    assert at.send(DAY) == 0
    at.platform.world.person("u1")
    assert launch(at) == 1
    at.send()
    at.send(40)
    assert (at.state(), at.mark().score) == (("done", None), 50)


@pytest.mark.parametrize("family", sorted(MANNERS))
def test_a_grade_corrected_over_there_is_shown_not_overwritten(
    make_desk: DeskMaker, family: str
) -> None:
    at = make_desk(family)
    at.hand_in(5000)
    at.mark().score, at.mark().modified = 90.0, at.clock.now + timedelta(minutes=5)
    at.send()
    assert at.state() == ("conflict", "changed-there")
    assert at.mark().score == 90
    at.clock.tick(600)
    again(at)
    at.send()
    at.send(40)
    assert (at.state(), at.mark().score) == (("done", None), 50)


def test_a_stale_answer_that_shows_our_score_is_done(at: Desk) -> None:
    at.hand_in(5000)
    at.mark().score, at.mark().modified = 50.0, at.clock.now + timedelta(minutes=5)
    at.send()
    assert at.state() == ("done", None)


def test_an_expired_token_is_renewed_within_the_job(at: Desk) -> None:
    at.hand_in(5000)
    at.send()
    at.platform.tokens.forget()
    at.hand_in(6000)
    at.send(2)
    assert (at.state(), at.mark().score) == (("done", None), 60)
    assert at.platform.tokens.granted == 2


def test_a_token_is_kept_for_its_life(at: Desk) -> None:
    for sub in ("u1", "u2", "u3"):
        at.hand_in(5000, sub)
    at.send()
    assert at.platform.tokens.granted == 1


def test_a_token_that_is_never_good_backs_off(at: Desk) -> None:
    faulty(at, status=401, times=2)
    at.hand_in(5000)
    at.send()
    assert (at.state(), faults(at)) == (("pending", "token"), 1)
    at.send(2 * 60)
    assert (at.state(), faults(at)) == (("done", None), 0)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refused_registration_pauses_the_platform_after_five(at: Desk, status: int) -> None:
    faulty(at, "token", status=status, times=100)
    for sub in "abcdefgh":
        at.hand_in(5000, sub)
    at.send()
    assert faults(at) == 5
    states = [at.state(sub) for sub in "abcdefgh"]
    assert states.count(("pending", "token")) == 5
    at.platform.faults.clear()
    assert at.send(14 * 60) == 0
    at.send(2 * 60)
    assert {at.state(sub)[0] for sub in "abcdefgh"} == {"done"}


def test_a_pause_doubles_up_to_two_hours(at: Desk) -> None:
    faulty(at, status=503, times=10_000)
    at.hand_in(5000)
    for _ in range(12):
        at.send(13 * HOUR)
    with at.database.read(at.scope) as db:
        until = db.get_one(Registration, at.registration.id).paused_until
    assert until is not None
    assert until <= at.clock.now + timedelta(hours=2)


def test_the_wait_that_a_platform_asks_for_is_kept(at: Desk) -> None:
    faulty(at, status=429, headers={"Retry-After": "120"})
    at.hand_in(5000)
    at.hand_in(5000, "u2")
    at.send()
    assert (at.state(), at.posts()) == (("pending", "busy"), 1)
    assert at.send(110) == 0
    at.send(11)
    assert {at.state("u1"), at.state("u2")} == {("done", None)}


def test_canvas_says_busy_by_403(make_desk: DeskMaker) -> None:
    at = make_desk("canvas")
    faulty(at, status=403, body="403 Forbidden (Rate Limit Exceeded)")
    at.hand_in(5000)
    at.send()
    assert at.state() == ("pending", "busy")
    assert at.item().state == "ready"


def test_a_locked_grade_on_moodle_is_given_up_after_three_tries(at: Desk) -> None:
    at.hand_in(4000)
    at.send()
    at.mark().locked = True
    at.hand_in(5000)
    for _ in range(5):
        at.send(40 * 60)
    assert (at.state(), at.posts()) == (("refused", "locked"), 4)
    assert faults(at) == 0


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"status": 408}])
def test_a_platform_that_is_down_is_waited_for(make_desk: DeskMaker, fault: Any) -> None:
    at = make_desk("canvas")
    faulty(at, times=4, **fault)
    at.hand_in(5000)
    for wait in (0, 72, 360, 2160):
        at.send(wait)
        assert at.state() == ("pending", "unreachable")
    at.send(2.4 * HOUR)
    assert (at.state(), at.mark().score) == (("done", None), 50)


def test_after_three_days_it_is_a_dead_letter(at: Desk) -> None:
    faulty(at, status=503, times=10_000)
    at.hand_in(5000)
    for _ in range(12):
        at.send(15 * HOUR)
    assert at.state() == ("refused", "unreachable")
    at.platform.faults.clear()
    assert at.send(DAY) == 0
    again(at)
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 50)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(at: Desk, status: int) -> None:
    faulty(at, status=status, headers={"Location": f"{at.platform.issuer}/elsewhere"})
    at.hand_in(5000)
    at.send()
    assert at.state() == ("refused", "redirect")
    assert not any("elsewhere" in r.url for r in at.platform.requests)


def test_a_foreign_address_gets_no_bearer(at: Desk) -> None:
    with at.database.write(at.scope) as db:
        db.execute(update(LineItem).values(url="https://evil.example/lineitem"))
    at.hand_in(5000)
    at.send()
    assert at.state() == ("refused", "foreign-address")
    assert at.platform.tokens.granted == 0


def test_a_cut_after_the_score_was_taken_sends_it_once(make_desk: DeskMaker) -> None:
    at = make_desk("canvas")
    faulty(at, cut=True)
    at.hand_in(5000)
    at.send()
    assert (at.state(), at.delivery().maybe_applied) == (("pending", "unreachable"), True)
    at.send(120)
    assert (at.state(), at.mark().posts, len(at.mark().comments)) == (("done", None), 1, 1)


def test_a_2xx_that_is_no_json_is_a_2xx(at: Desk) -> None:
    faulty(at, status=200, body="<html>fine</html>")
    faulty(at, "results", status=200, body="<html>fine</html>")
    at.hand_in(5000)
    at.send()
    assert at.state() == ("sent", None)


def test_results_that_fail_for_a_while_are_read_later(at: Desk) -> None:
    faulty(at, "results", status=503, times=2)
    at.hand_in(5000)
    at.send()
    assert at.state() == ("confirming", None)
    at.send(2 * 60)
    at.send(10 * 60)
    assert (at.state(), at.posts()) == (("done", None), 1)


def test_a_platform_that_forgets_gets_it_once_more(at: Desk) -> None:
    faulty(at, forget=True)
    at.hand_in(5000)
    at.send()
    assert at.state() == ("pending", None)
    at.send(61)
    assert (at.state(), at.mark().score, at.posts()) == (("done", None), 50, 2)


def test_a_platform_that_keeps_another_value_is_for_staff(at: Desk) -> None:
    faulty(at, lie=True, times=10)
    at.hand_in(5000)
    for _ in range(4):
        at.send(61)
    assert (at.state(), at.posts()) == (("conflict", "not-kept"), 2)
    assert at.send(DAY) == 0


def test_an_overridden_grade_in_moodle_is_told(at: Desk) -> None:
    at.hand_in(5000)
    at.mark().score, at.mark().overridden = 95.0, True
    for _ in range(4):
        at.send(61)
    assert at.state() == ("conflict", "not-kept")
    assert at.mark().score == 95


def test_a_grade_overridden_after_it_was_confirmed_is_told_when_sent_again(at: Desk) -> None:
    at.hand_in(5000)
    at.send()
    at.mark().score, at.mark().overridden = 95.0, True
    again(at)
    for _ in range(4):
        at.send(61)
    assert (at.state(), at.posts()) == (("conflict", "not-kept"), 3)


# People who leave, papers that are withdrawn


def test_what_is_erased_is_not_sent(at: Desk) -> None:
    at.hand_in(5000)
    with at.database.write(at.scope) as db:
        db.execute(update(Person).values(state="erased"))
    at.send()
    assert (at.state(), at.posts()) == (("refused", "erased"), 0)


def test_a_withdrawn_paper_leaves_the_gradebook_to_staff(at: Desk) -> None:
    only = at.hand_in(8000)
    at.send()
    at.withdraw(only)
    assert at.state() == ("conflict", "withdrawn")
    assert at.mark().score == 80
    at.clock.tick(5)
    at.hand_in(3000)
    at.send()
    assert (at.state(), at.mark().score) == (("done", None), 30)


def test_the_second_best_counts_when_the_best_is_withdrawn(at: Desk) -> None:
    at.hand_in(3000)
    best = at.hand_in(8000)
    at.send(2)
    at.withdraw(best)
    at.send(2)
    assert (at.state(), at.mark().score, at.grade().revision) == (("done", None), 30, 3)


def test_the_latest_counts_where_the_policy_says_so(at: Desk) -> None:
    at.hand_in(8000, keep="last")
    at.clock.tick(60)
    at.hand_in(3000, keep="last")
    at.send(2)
    assert at.mark().score == 30


def test_nothing_goes_to_a_disabled_platform(at: Desk) -> None:
    at.hand_in(8000)
    with at.database.system() as db:
        db.get_one(Registration, at.registration.id).state = "disabled"
    assert at.send(DAY) == 0


def test_only_final_scores_are_ever_sent(at: Desk) -> None:
    at.hand_in(8000)
    at.send()
    at.hand_in(9000)
    at.send(2)
    bodies = [r.json() for r in at.platform.requests if "/scores" in r.url]
    assert [b["gradingProgress"] for b in bodies] == ["FullyGraded", "FullyGraded"]
    assert all(b["comment"] and b["activityProgress"] == "Completed" for b in bodies)
    assert all(b["scoreMaximum"] == 100 and b["submission"]["submittedAt"] for b in bodies)

"""A class that has sat its exam, and its teacher."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.lti_tool.playing import FrozenClock, Launcher, SeatPage

Sit = Callable[..., SeatPage]


@pytest.fixture
def sit(app: Flask, launch: Launcher, clock: FrozenClock) -> Sit:
    """A learner who sits the exam: answers the first option everywhere, hands in unless told."""

    def sat(sub: str, *, hand_in: bool = True, answer: str = "1", **more: object) -> SeatPage:
        browser: FlaskClient = app.test_client()
        seat = SeatPage.of(browser, launch(sub=sub, client=browser, **more))  # type: ignore[arg-type]
        to = "/" + seat.post("/exam").location.partition(seat.path)[2].strip("/")
        base = to.rpartition("/q/")[0]
        while "/q/" in to:
            page = html.fromstring(seat.get(to).text)
            hidden = [one for one in page.iter("input") if one.get("type") == "hidden"]
            fields = {
                one.get("name", ""): one.get("value") for one in hidden if one.get("name") != "to"
            }
            if page.xpath("//input[@name='a']"):
                fields["a"] = answer
            clock.tick(1)
            kept = seat.client.post(f"{seat.path}{to}", data={**fields, "go": "next"})
            assert kept.status_code == 303, kept.text
            to = "/" + kept.location.partition(seat.path)[2].strip("/")
        if hand_in:
            assert seat.post(f"{base}/submit", page=f"{base}/review").status_code == 303
        return seat

    return sat


@pytest.fixture
def teacher(app: Flask, launch: Launcher) -> SeatPage:
    """A teacher's seat in the same activity."""
    browser = app.test_client()
    return SeatPage.of(browser, launch(role="instructor", sub="t1", client=browser))

"""What several pages of an exam say: a response in words, a moment, the time left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from lti_tool.exam.asking import Asking, Field, Question
from lti_tool.models import Attempt
from lti_tool.policy import WARN, ExamPolicy
from lti_tool.words import Words

LINE = 86  # of the drawing's 88 units: the whole time
_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class TimeView:
    """The time left as a page shows it: seconds, in words, and the end of its line."""

    left: int
    total: int
    due: str
    said: str
    say: str  # which of the two sentences the script renews
    minutes: int  # the whole, for that sentence
    x: int
    short: bool


def time_view(attempt: Attempt, policy: ExamPolicy, t: Words, now: datetime) -> TimeView:
    """What is left of an attempt, by the server's clock."""
    left = seconds_left(attempt, now)
    total = max(1, math.ceil((attempt.due_at - attempt.started_at).total_seconds()))
    minutes = math.ceil(total / 60)
    say = "time-left" if minutes <= policy.minutes else "time-left-of"
    return TimeView(
        left=left,
        total=total,
        due=attempt.due_at.isoformat(),
        said=t(f"exam.js.{say}", minutes=math.ceil(left / 60), total=minutes),
        say=say,
        minutes=minutes,
        x=1 + min(LINE, round(LINE * left / total)),
        short=left <= max(WARN).total_seconds(),
    )


def seconds_left(attempt: Attempt, now: datetime) -> int:
    """Seconds until an attempt is due, rounded up, never below 0."""
    return max(0, math.ceil((attempt.due_at - now).total_seconds()))


def timed(t: Words, key: str, at: datetime, /, count: int = 1, **values: object) -> Markup:
    """The message ``key``, its ``{at}`` a time element that a script shows in local time."""
    before, _, after = t.count(key, count, at=_HERE, **values).partition(_HERE)
    time = '{}<time datetime="{}">{}</time>{}'
    return Markup(time).format(before, at.isoformat(), t.moment(at), after)  # noqa: S704  # constant


def in_words(asking: Asking, response: Any) -> str:
    """A response as plain text, empty for none."""
    return "" if response is None else described(asking.question(response))


def described(question: Question) -> str:
    """What is filled in a question, as plain text."""
    if question.kind == "rank":
        return _ranked(question.fields)
    given = [(field, _given(field)) for field in question.fields]
    if len(given) == 1:
        return given[0][1]
    return " ; ".join(f"{field.text} → {said}" for field, said in given if said)


def _given(field: Field) -> str:
    chosen = [choice.text for choice in field.choices if choice.chosen]
    return " ; ".join(chosen) if field.choices else field.value


def _ranked(fields: tuple[Field, ...]) -> str:
    placed = [(int(place), field.text) for field in fields if (place := _given(field))]
    return " ; ".join(f"{place}. {text}" for place, text in sorted(placed))

"""What a seat may be shown beside the pages: languages, and the media of its own papers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from babel import Locale
from sqlalchemy.orm import Session

from lti_tool import policy
from lti_tool.bank import store
from lti_tool.bank.media import REFERENCE, Medium
from lti_tool.bank.types import BankView, Item, Option, Text
from lti_tool.exam import sitting
from lti_tool.exam.draw import Paper
from lti_tool.models import Attempt, Link
from lti_tool.policy import ExamPolicy
from lti_tool.seating import Here
from lti_tool.words import LANGUAGES, language_for

PATH = re.compile(r"/s/[0-9a-f-]{36}/[a-z0-9/-]{0,120}")
"""An address inside a seat, as one may come back to."""


def languages(bank: BankView, here: Here) -> list[tuple[str, str]]:
    """The bank's other languages: code, and name in itself."""
    now = language_for(here.locale, bank.languages)
    return [(one, _name(one)) for one in bank.languages if one != now]


def languages_of(db: Session, here: Here) -> set[str]:
    """The languages that a seat may choose from: of the banks that its link has shown or shows."""
    banks = _banks(db, here)
    return {code for bank in banks for code in bank.languages} or set(LANGUAGES)


def medium(db: Session, here: Here, name: str, now: datetime) -> Medium | None:
    """A medium by its name: of the link's banks for a teacher, of one's own papers for a learner.

    Media of a feedback only when the policy shows answers.
    """
    if here.role == "instructor":
        found = (store.medium(db, bank.id, name) for bank in _banks(db, here))
        return next((one for one in found if one), None)
    place = sitting.situation(db, here.link_id, here.person_id)
    for attempt in place.attempts:
        rules, sat = ExamPolicy.from_json(attempt.policy), place.sitting is not None
        seen = policy.visible(
            rules, place.window, place.finished, place.granted, False, now, sitting=sat
        )
        if name in _named(store.view(db, attempt.bank_id), attempt, answers=seen.answers):
            return store.medium(db, attempt.bank_id, name)
    return None


def _name(code: str) -> str:
    name = Locale.parse(code, sep="-").get_display_name(code) or code
    return name[0].upper() + name[1:]


def _banks(db: Session, here: Here) -> list[BankView]:
    link = db.get(Link, here.link_id) if here.link_id else None
    if link is None:
        return []
    now = store.current(db, link.course, link.format)
    place = sitting.situation(db, link.id, here.person_id)
    ids = dict.fromkeys([*([now.id] if now else []), *(one.bank_id for one in place.attempts)])
    return [store.view(db, bank_id) for bank_id in ids]


def _named(bank: BankView, attempt: Attempt, *, answers: bool) -> set[str]:
    items = [bank.items[one.item] for one in Paper.from_json(attempt.paper).questions]
    texts = [text for item in items for text in _texts(item, answers=answers)]
    return {name for text in texts for said in text.values() for name in REFERENCE.findall(said)}


def _texts(item: Item, *, answers: bool) -> Iterable[Text]:
    yield from (item.text, item.passage)
    blanks = [option for blank in item.blanks for option in blank.options]
    options: list[Option] = [
        *item.options,
        *item.left,
        *item.right_items,
        *item.items,
        *item.categories,
        *blanks,
    ]
    yield from (option.text for option in options)
    if answers:
        yield from (item.right, item.wrong, *(option.feedback for option in options))

"""The timetable of a format, from its schedule."""

from __future__ import annotations

from collections.abc import Iterator

from builder.language import Words, words
from builder.model import Activity, Course, Format, HalfDay
from builder.targets.documents.pdf import Sheet
from builder.targets.documents.tree import Block, Break, Cell, Heading, Inline, Paragraph, Table


def timetable(course: Course, form: Format, language: str) -> Sheet:
    """The half-days in order, each with its activities, their times and their screens."""
    say = words(language)
    return Sheet(
        title=f"{say('document.kind-timetable')}{say('document.colon')}{form.title[language]}",
        language=language,
        course=course.title[language],
        kind=say("document.kind-timetable"),
        authors=course.authors,
        date=course.date,
        page_word=say("page.page"),
        body=tuple(_blocks(course, form, language, say)),
    )


def _blocks(course: Course, form: Format, language: str, say: Words) -> Iterator[Block]:
    total = sum(day.minutes for day in form.schedule)
    yield Paragraph((say("document.total", time=say.time(total)),))
    for day in form.schedule:
        yield Heading(2, (f"{day.title[language]}, {say.time(day.minutes)}",), "")
        yield _table(course, day, language, say)


def _table(course: Course, day: HalfDay, language: str, say: Words) -> Table:
    names = ("start", "length", "activity", "screens")
    head = tuple(Cell((say(f"document.column-{name}"),), header=True) for name in names)
    rows, begun = [], 0
    for activity in day.activities:
        rows.append(_row(course, activity, begun, language, say))
        begun += activity.minutes
    return Table((), (head,), tuple(rows))


def _row(
    course: Course, activity: Activity, begun: int, language: str, say: Words
) -> tuple[Cell, ...]:
    hours, minutes = divmod(begun, 60)
    titles = [course.screen(screen).title[language] for screen in activity.pages]
    return (
        Cell((f"{hours}:{minutes:02}",), header=False),
        Cell((say.time(activity.minutes),), header=False),
        Cell((activity.title[language],), header=True),
        Cell(_lines(titles) or ("–",), header=False),
    )


def _lines(titles: list[str]) -> tuple[Inline, ...]:
    return tuple(item for title in titles for item in (Break(), title))[1:]

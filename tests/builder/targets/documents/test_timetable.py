"""The timetable: half-days in order, each activity at its time, with its screens by title."""

from builder.targets.documents.timetable import timetable
from builder.targets.documents.tree import Break, Heading, Paragraph, Table, plain
from tests.builder.targets.courses import REAL, course, members, plans


def test_times_follow_each_other_and_screens_have_their_titles() -> None:
    real = course(REAL)
    form = next(form for form in real.formats if form.schedule)
    made = timetable(real, form, "fr")
    total, *rest = made.body
    assert isinstance(total, Paragraph)
    headings, tables = rest[::2], rest[1::2]
    assert len(headings) == len(tables) == len(form.schedule)
    for day, heading, table in zip(form.schedule, headings, tables, strict=True):
        assert isinstance(heading, Heading)
        assert plain(heading.text).startswith(day.title["fr"])
        assert isinstance(table, Table)
        begun = 0
        for activity, (start, _, name, screens) in zip(day.activities, table.rows, strict=True):
            assert plain(start.text) == f"{begun // 60}:{begun % 60:02}"
            assert plain(name.text) == activity.title["fr"]
            assert name.header
            titles = [real.screen(screen).title["fr"] for screen in activity.pages]
            lines = [item for item in screens.text if not isinstance(item, Break)]
            assert lines == (titles or ["–"])
            begun += activity.minutes
        assert begun == day.minutes


def test_it_speaks_the_documents_language() -> None:
    real = course(REAL)
    form = next(form for form in real.formats if form.schedule)
    english = timetable(real, form, "en")
    assert english.language == "en"
    assert english.title == f"Timetable: {form.title['en']}"
    assert timetable(real, form, "fr").title == f"Emploi du temps\u00a0: {form.title['fr']}"


def test_its_file_is_named_in_the_packages_language() -> None:
    french, english = (members(plan) for plan in plans("documents")[:2])
    assert {"emploi-du-temps.pdf", "emploi-du-temps.odt"} <= french.keys()
    assert {"timetable.pdf", "timetable.odt"} <= english.keys()

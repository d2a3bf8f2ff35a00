from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from builder.archive import write_zip
from builder.inspect import PackageDiff, PackageRefused, diff_packages, inspect_package
from builder.inspect.difference import Changes
from builder.model import Course, Lock, MultipleChoice, Quiz, SingleChoice
from builder.state import layout, locked
from builder.targets import TARGETS
from tests.builder.inspect.packages import MANIFEST12, foreign
from tests.builder.targets.courses import course, pages

MINI = course("mini")


def packed(folder: Path, changed: Course, name: str, target: str = "scorm12") -> Path:
    """The French whole-course package of a variant of the small course."""
    path = folder / f"{name}.zip"
    plan = next(iter(TARGETS[target].plans(changed)))
    with path.open("wb") as out:
        write_zip(TARGETS[target].files(plan, changed, pages("mini")), TARGETS[target].first, out)
    return path


@pytest.fixture
def compare(tmp_path: Path) -> Callable[..., PackageDiff]:
    def against(changed: Course, **options: Any) -> PackageDiff:
        old = packed(tmp_path, MINI, "old")
        return diff_packages(old, packed(tmp_path, changed, "new", **options))

    return against


def with_question(name: str, **changes: Any) -> Course:
    """The small course with one question changed."""
    quizzes = {
        quiz.id: replace(
            quiz,
            questions=tuple(replace(q, **changes) if q.id == name else q for q in quiz.questions),
        )
        for quiz in MINI.quizzes.values()
    }
    return replace(MINI, quizzes=quizzes)


def question(name: str) -> Any:
    return next(q for _, q in MINI.questions() if q.id == name)


def quiz(**changes: Any) -> Course:
    name = "quiz-culture"
    changed: Quiz = replace(MINI.quizzes[name], **changes)
    return replace(MINI, quizzes={**MINI.quizzes, name: changed})


def test_the_same_bytes_are_a_no_op(compare: Callable[..., PackageDiff]) -> None:
    diff = compare(MINI)
    assert diff.identical
    assert "nothing changes for anybody" in "\n".join(diff.lines())


def test_a_new_version_keeps_everything(compare: Callable[..., PackageDiff]) -> None:
    diff = compare(replace(MINI, version="2.0.0"))
    assert (diff.identical, diff.lost, diff.state_kept) == (False, (), True)
    said = "\n".join(diff.lines())
    assert "version: 1.0.0 -> 2.0.0" in said
    assert "attempts are kept" in said
    assert "saved work is taken up again" in said


def test_another_course_id_deletes_attempts(compare: Callable[..., PackageDiff]) -> None:
    diff = compare(replace(MINI, id="autre"))
    assert diff.lost == ("item_mini_court", "organization_mini_court")
    assert diff.state_kept is False
    said = "\n".join(diff.lines())
    assert "ATTEMPTS ARE DELETED" in said
    assert "saved work IS LOST" in said


def test_a_removed_question_is_said(compare: Callable[..., PackageDiff]) -> None:
    kept = MINI.quizzes["quiz-culture"].questions[1:]
    diff = compare(quiz(questions=kept))
    assert diff.questions.removed == ("agpl-en-ligne",)
    assert diff.state_kept is True
    assert "questions that are gone: agpl-en-ligne" in "\n".join(diff.lines())


def test_a_new_question_is_said(compare: Callable[..., PackageDiff]) -> None:
    asked: SingleChoice = question("agpl-en-ligne")
    more = (*MINI.quizzes["quiz-culture"].questions, replace(asked, id="toute-neuve"))
    diff = compare(quiz(questions=more))
    assert (diff.questions.added, diff.questions.removed) == (("toute-neuve",), ())


def test_a_key_put_right_is_marked_otherwise_and_keeps_its_answers(
    compare: Callable[..., PackageDiff],
) -> None:
    diff = compare(with_question("agpl-en-ligne", answer="c"))
    assert (diff.questions.changed, diff.answers_lost) == (("agpl-en-ligne",), ())
    assert "marked otherwise" in "\n".join(diff.lines())


def test_other_keys_lose_the_saved_answer(compare: Callable[..., PackageDiff]) -> None:
    asked: MultipleChoice = question("libertes")
    more = (*asked.options, replace(asked.options[0], key="d"))
    diff = compare(with_question("libertes", options=more))
    assert diff.answers_lost == ("libertes",)
    assert "to answer again, since the keys changed: libertes" in "\n".join(diff.lines())


def test_other_tracking_is_said(compare: Callable[..., PackageDiff]) -> None:
    form = MINI.formats[0]
    changed = replace(form, tracking=replace(form.tracking, pass_mark=80))
    diff = compare(replace(MINI, formats=(changed,)))
    assert diff.tracking == ("pass: 70 -> 80",)


def test_screens_that_come_and_go(compare: Callable[..., PackageDiff]) -> None:
    form = MINI.formats[0]
    fewer = replace(form.modules[0], screens=form.modules[0].screens[1:])
    diff = compare(replace(MINI, formats=(replace(form, modules=(fewer, *form.modules[1:])),)))
    assert diff.screens.removed == ("quatre-libertes",)


def test_another_edition_is_said(compare: Callable[..., PackageDiff]) -> None:
    diff = compare(MINI, target="scorm2004")
    assert (diff.lost, diff.state_kept) == ((), True)
    assert "SCORM 1.2 becomes SCORM 2004 4th edition" in "\n".join(diff.lines())


def released() -> Course:
    """The small course after its first release."""
    return replace(MINI, lock=Lock({"layout": locked(layout(MINI))}))


def test_a_release_keeps_saved_work_and_going_back_behind_it_hides_it(tmp_path: Path) -> None:
    before = packed(tmp_path, MINI, "before")
    after = packed(tmp_path, released(), "after")
    there = diff_packages(before, after)
    assert (there.state_kept, there.answers_lost, there.answers_hidden) == (True, (), ())
    back = diff_packages(after, before)
    assert (back.state_kept, len(back.answers_hidden)) == (True, 7)
    assert "keeps answers to these without showing" in "\n".join(back.lines())


def test_foreign_packages_are_compared_by_what_is_known(tmp_path: Path) -> None:
    members = {"imsmanifest.xml": MANIFEST12.encode(), "a.html": b"x"}
    old = foreign(tmp_path, members, "old.zip")
    renamed = {**members, "imsmanifest.xml": MANIFEST12.replace('"i"', '"j"').encode()}
    diff = diff_packages(old, foreign(tmp_path, renamed, "new.zip"))
    assert (diff.lost, diff.gained, diff.state_kept) == (("i",), ("j",), False)
    moved = {**members, "b.html": b"y"}
    diff = diff_packages(old, foreign(tmp_path, moved, "new.zip"))
    assert (diff.lost, diff.state_kept) == ((), None)
    assert "cannot be told" in "\n".join(diff.lines())


def test_a_damaged_new_package_is_said_first_and_nothing_else(tmp_path: Path) -> None:
    members = {"imsmanifest.xml": MANIFEST12.encode(), "a.html": b"x"}
    old = foreign(tmp_path, members, "old.zip")
    diff = diff_packages(old, foreign(tmp_path, {**members, "../a": b""}, "new.zip"))
    assert not diff.valid
    first, *faults = diff.lines()
    assert first == f"{tmp_path / 'new.zip'} is not valid: do not install it"
    assert faults == [f"  fault: {fault}" for fault in diff.faults] != []


def test_against_a_foreign_package_nothing_is_new(tmp_path: Path) -> None:
    members = {"imsmanifest.xml": MANIFEST12.encode(), "a.html": b"x"}
    diff = diff_packages(foreign(tmp_path, members, "old.zip"), packed(tmp_path, MINI, "new"))
    assert (diff.screens, diff.questions) == (Changes(), Changes())
    assert "new screens" not in "\n".join(diff.lines())


def test_what_is_no_package_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"no")
    good = packed(tmp_path, MINI, "good")
    for pair in ((good, tmp_path / "no.zip"), (tmp_path / "no.zip", good)):
        with pytest.raises(PackageRefused, match="not a zip archive"):
            diff_packages(*pair)


def test_an_exam_is_known_for_what_it_is(tmp_path: Path) -> None:
    report = inspect_package(packed(tmp_path, MINI, "exam", target="exam"))
    assert (report.kind, report.valid) == ("Cartable exam (schema 1)", True)
    assert "do not publish" in report.notes[0]


def test_a_package_of_ours_is_known_as_such(tmp_path: Path) -> None:
    report = inspect_package(packed(tmp_path, MINI, "ours"))
    assert report.valid
    assert report.ours is not None
    assert report.ours.key == ("mini", "court", None)
    assert (
        report.ours.state
        == TARGETS["scorm12"].facts(next(iter(TARGETS["scorm12"].plans(MINI))), MINI)["state"]
    )
    assert report.asked_hosts == ()
    assert "decidim.org" in report.linked_hosts
    assert asdict(report)["ours"]["course"] == "mini"

"""A teacher sees the copy of a learner: in the list, in detail, in the files."""

from __future__ import annotations

import re

from tests.lti_tool.playing import SeatPage
from tests.lti_tool.staff.conftest import Sit


def test_a_copy_is_listed_shown_and_exported(sit: Sit, teacher: SeatPage) -> None:
    sit("u1")
    page = teacher.get("/staff/")
    assert page.status_code == 200, page.text
    assert "a rendu sa copie" in page.text
    link = re.search(r"/staff/attempts/[0-9a-f-]{36}", page.text)
    assert link
    copy = teacher.get(link[0])
    assert copy.status_code == 200
    assert "Tirage vérifié" in copy.text
    table = teacher.get("/staff/export.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("Personne;État")
    assert any("copie rendue" in row for row in table[1:])


def test_every_page_of_a_teacher_opens(sit: Sit, teacher: SeatPage) -> None:
    sit("u1")
    for path in ("/staff/items", "/staff/grades", "/staff/paper", "/staff/export.ods"):
        assert teacher.get(path).status_code == 200, path
    for table in ("people", "attempts", "answers", "items"):
        assert teacher.get(f"/staff/export.csv?table={table}").status_code == 200
    assert teacher.get("/staff/export.csv?table=nothing").status_code == 404

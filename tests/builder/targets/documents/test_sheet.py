"""The integration sheet: Moodle's own words, every interaction of the package, a safe CSV."""

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from playwright.sync_api import Browser

from builder.language import words
from builder.playerdata.interactions import Interaction, Standard
from builder.targets import sheet
from builder.targets.base import Plan
from tests.builder.targets.courses import REAL, course, members, plans
from tests.builder.targets.documents.conftest import words as pdf_words
from tests.end_to_end.test_axe import looks, violations

ENTRY = {
    "file": "a-scorm12.zip", "title": "Un <cours> & plus", "format_title": "Court",
    "module_title": None, "version": "1.0.0", "minutes": 60, "bytes": 1234567,
    "sha256": "0123456789abcdef" * 4, "state": 99,
}  # fmt: skip
# The labels of mod/scorm's form, of Moodle 4.5 and of its French pack, in the form's order.
MOODLE = {
    "en": {
        "Appearance": {"Display package": "Current window",
                       "Student skip content structure page": "Always",
                       "Disable preview mode": "Yes",
                       "Display content structure in player": "Disabled", "Show Navigation": "No"},
        "Grade": {"Grading method": "Highest grade", "Maximum grade": "100"},
        "Attempts management": {"Number of attempts": "Unlimited attempts",
                                "Attempts grading": "Highest attempt",
                                "Force new attempt": "No", "Lock after final attempt": "No"},
        "Compatibility settings": {"Force completed": "No",
                                   "Mastery score overrides status": "No"},
        "Completion conditions": {"Completion tracking": "Add requirements",
                                  "Require status": "Passed"},
    },
    "fr": {
        "Apparence": {"Afficher le paquetage": "Fenêtre courante",
                      "Cacher la structure du contenu aux étudiants": "Toujours",
                      "Désactiver le mode prévisualisation": "Oui",
                      "Affichage de la structure du contenu dans le lecteur": "Désactivé",
                      "Afficher la navigation": "Non"},
        "Note": {"Méthode d’évaluation": "Note la plus haute", "Note maximale": "100"},
        "Gestion des tentatives": {"Nombre de tentatives": "Tentatives illimitées",
                                   "Évaluation des tentatives": "Meilleure tentative",
                                   "Imposer une nouvelle tentative": "Non",
                                   "Verrouiller après la tentative finale": "Non"},
        "Réglages de compatibilité": {"Imposer de terminer": "Non",
                                      "Le score de maîtrise remplace le statut": "Non"},
        "Conditions d’achèvement": {"Suivi d’achèvement": "Ajouter des conditions",
                                    "Requiert un statut": "Réussi"},
    },
}  # fmt: skip
STANDARDS: tuple[Standard, ...] = ("scorm12", "scorm2004")


def made(
    standard: Standard, name: str = "every_question", language: str = "fr"
) -> dict[str, bytes]:
    plan = next(plan for plan in plans(standard, name) if plan.language == language)
    found = sheet.files(course(name), plan, ENTRY, standard)
    return {
        file.path.rsplit(".", 1)[1]: file.data for file in found if isinstance(file.data, bytes)
    }


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_settings_are_in_moodles_own_words(language: str) -> None:
    said = sheet.settings(words(language), passed=True)
    form = {section: {line.name: line.value for line in lines} for section, lines in said}
    assert form == MOODLE[language]


def test_the_status_to_require_is_the_one_that_is_sent() -> None:
    for passed, status in ((True, "Passed"), (False, "Completed")):
        *_, (_, lines) = sheet.settings(words("en"), passed=passed)
        assert lines[-1].value == status


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_csv_has_what_the_package_reports(standard: Standard) -> None:
    """Ids, types and patterns are those of the package's own course.js."""
    plan = plans(standard, "every_question")[0]
    script = members(plan, "every_question")["course.js"].decode()
    data: dict[str, Any] = json.loads(script[script.index("{") : script.rindex("}") + 1])
    reported = {
        told["id"]: (told["type"], tuple(told["patterns"]))
        for question in data["questions"].values()
        if (told := question.get("interaction"))
    }
    found = {
        row["Identifiant"]: (row["Type"], tuple(row["Bonne réponse"].split(sheet.ALTERNATIVES)))
        for row in rows(made(standard)["csv"])
    }
    assert found == reported
    assert len(found) >= 8


def test_the_csv_is_rfc_4180_with_accents() -> None:
    data = made("scorm12")["csv"]
    assert data.startswith(b"\xef\xbb\xbfIdentifiant,Type,Question,Bonne r\xc3\xa9ponse")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[-1] == ""
    assert all("\n" not in line for line in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    row = Interaction("a.b.c", "fill-in", (f"{start}1+1",), f"{start}SUM(A1)", 1, ())
    found = rows(sheet.table([row], words("en")))[0]
    assert found["Question"] == f"'{start}SUM(A1)"
    assert found["Right answer"] == f"'{start}1+1"


def test_a_negative_number_stays_one() -> None:
    row = Interaction("a.b.c", "numeric", ("-3.5",), "Quoi ?", 1, ())
    assert rows(sheet.table([row], words("en")))[0]["Right answer"] == "-3.5"


@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2))
def test_any_text_comes_back_from_the_csv(cells: list[str]) -> None:
    row = Interaction("a.b.c", "choice", (cells[0],), cells[1], 1, ())
    found = rows(sheet.table([row], words("en")))[0]
    for text, cell in zip(cells, (found["Right answer"], found["Question"]), strict=True):
        assert cell in {text, f"'{text}"}
        assert not re.match(r"[=+@\t\r]", cell)


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_page_says_right_answers_in_words_and_explains_signs(standard: Standard) -> None:
    page = etree.HTML(made(standard)["html"].decode())
    text = "".join(map(str, page.itertext()))
    sign = "[,]" if standard == "scorm2004" else "une virgule"
    assert f"Dans une réponse, {sign} sépare les clés" in text
    right = ["".join(map(str, strong.itertext())) for strong in page.iter("strong")]
    quizzes = course("every_question").quizzes.values()
    singles = [q for quiz in quizzes for q in quiz.questions if q.type == "single-choice"]
    for question in singles:
        option = next(o for o in question.options if o.key == question.answer)
        assert option.text["fr"] in right
    assert "Un <cours> & plus" in text
    assert "1\u202f234\u202f567" in text


def test_the_pdf_has_the_same_words() -> None:
    found = made("scorm2004")
    text = pdf_words(found["pdf"])
    for row in rows(found["csv"]):
        assert row["Identifiant"] in text.replace(" ", "") or row["Identifiant"] in text
    for section, lines in MOODLE["fr"].items():
        assert section in text
        assert all(name in text for name in lines)


def test_the_real_course_has_its_questions_on_the_sheet() -> None:
    for language in ("fr", "en"):
        assert len(rows(made("scorm12", REAL, language)["csv"])) >= 16


def test_the_page_is_clean_for_axe_and_fits_a_phone(browser: Browser) -> None:
    text = made("scorm2004")["html"].decode()
    for name, page in looks(browser):
        page.set_content(text)
        assert violations(page) == [], name
        widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], name
        page.close()


def test_the_page_asks_nobody_for_anything(browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(made("scorm12")["html"].decode())
    assert page.evaluate("document.fonts.ready.then(f => f.check('16px \"Cartable Sans\"'))")
    assert [url for url in asked if not url.startswith("data:")] == []
    page.close()


def test_the_paper_is_the_same_for_packages_that_only_differ_in_bytes() -> None:
    """It is set once; the page tells the package's digest, `SHA256SUMS` too."""
    plan, other = next(iter(plans("scorm12", "mini"))), {**ENTRY, "bytes": 9, "sha256": "f" * 64}
    one, two = (
        {file.path: file.data for file in sheet.files(course("mini"), plan, entry, "scorm12")}
        for entry in (ENTRY, other)
    )
    changed = {path.rsplit(".", 1)[1] for path in one if one[path] != two[path]}
    assert changed == {"html"}


def html(plan: Plan, standard: Standard) -> str:
    """The sheet's page of one package of the real course."""
    files = sheet.files(course(REAL), plan, ENTRY, standard)
    return next(
        str(f.data, "utf-8") for f in files if isinstance(f.data, bytes) and f.path.endswith("html")
    )


def test_a_long_package_in_2004_is_warned_of() -> None:
    """Only the real course has as many questions in one package."""
    said = "Moodle renvoie toute la tentative"
    for standard in STANDARDS:
        french = [plan for plan in plans(standard, REAL) if plan.language == "fr"]
        warned = {(plan.format, plan.module) for plan in french if said in html(plan, standard)}
        whole = {("approfondi", None), ("court", None)}
        assert warned == (whole if standard == "scorm2004" else set())

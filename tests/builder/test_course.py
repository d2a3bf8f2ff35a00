"""The real course keeps what it promises to institutions, and keeps its exam to itself."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pypdfium2
import pytest

from builder.build.examine import examine
from builder.checks.bank import root_of
from builder.model import Course, Question, is_graded
from builder.render import LanguagePages
from builder.render.quizzes import RenderedQuiz
from builder.targets import TARGETS
from lti_tool.bank.slots import families
from lti_tool.bank.types import BankView
from lti_tool.exam.draw import draw
from tests.builder.targets.courses import REAL, members, pages, plans
from tests.builder.targets.courses import course as load_course

SOURCES = Path(__file__).resolve().parents[2] / "course"
PHASES = ("culture-libre", "civic-techs", "strategie")
LEARNERS = tuple(name for name in TARGETS if name != "exam")
ALONE = 9  # words from which on a text can only be itself
SIGN = 6  # words in a row by which it is looked up

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
TAG = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[^\W_]+")


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(REAL)


@pytest.fixture(scope="module")
def bank(course: Course) -> tuple[Question, ...]:
    assert course.certification
    return course.certification.items


def questions(course: Course) -> list[Question]:
    return [question for _, question in course.questions()]


def in_full(name: str) -> bool:
    """Whether a page is a chapter: no plain-language summary, no credits, no page of cards."""
    return not name.startswith(("en-bref", "credits", "catalogue"))


# ---------- what is in it ----------


def test_check_has_nothing_to_say() -> None:
    assert [
        f"{found.place.path}:{found.place.line} {found.code} {found.sentence}"
        for found in examine(SOURCES, None)
    ] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_there_are_sixteen_chapters_or_more(course: Course, language: str) -> None:
    words = {name: page.facts.words for name, page in pages(REAL)[language].pages.items()}
    chapters = [name for name in words if in_full(name) and 700 <= words[name] <= 1200]
    assert len(chapters) >= 16, words


def test_every_text_is_in_every_language(course: Course) -> None:
    spoken = set(course.languages)
    assert spoken == {"fr", "en"}
    assert [name for name, page in course.pages.items() if set(page.texts) != spoken] == []
    assert [name for name, paper in course.documents.items() if set(paper.texts) != spoken] == []


def test_each_phase_has_a_page_in_plain_language(course: Course) -> None:
    for phase in PHASES:
        assert [name for name in course.module(phase).contents if name.startswith("en-bref")]


def test_each_objective_is_taught_and_practised(course: Course) -> None:
    taught = {name for page in course.pages.values() for name in page.objectives}
    practised = {question.objective for question in questions(course)}
    stated = {objective.id for module in course.modules for objective in module.objectives}
    assert stated - taught == set()
    assert stated - practised == set()


def test_practice_is_long_and_of_every_type(course: Course) -> None:
    asked = questions(course)
    assert len(asked) >= 80
    assert {type(question) for question in asked} == set(get_args(Question))


def test_every_practice_question_teaches(course: Course) -> None:
    silent = [
        question.id
        for question in filter(is_graded, questions(course))
        if not all(feedback_of(question, language) for language in course.languages)
        or question.page not in course.pages
    ]
    assert silent == []


def feedback_of(question: Question, language: str) -> bool:
    """Whether something is said after a right answer, and after a wrong one."""
    each = [option.feedback.get(language) for option in getattr(question, "options", ())]
    said = all(each) and bool(each)
    return bool(question.right.get(language) or said) and bool(question.wrong.get(language) or said)


def test_every_module_has_a_quiz(course: Course) -> None:
    assert [
        module.id for module in course.modules if not set(module.contents) & set(course.quizzes)
    ] == []


def test_the_glossary_and_the_references_have_forty_entries(course: Course) -> None:
    assert len(course.glossary) >= 40
    assert len(course.references) >= 40
    for term in course.glossary:
        for language in course.languages:
            assert term.term[language]
            assert len(re.findall(r"[.!?](?:\s|$)", term.definition[language])) <= 2, term.id


def test_the_grid_of_intentions_has_fourteen_questions(course: Course) -> None:
    asked = [field for field in course.worksheets["intentions"].fields if field.options]
    assert len(asked) == 14
    assert {len(field.options) for field in asked} == {3}  # 0 opaque, 1 partial, 2 public


def test_the_catalogue_has_its_twelve_tools(course: Course) -> None:
    assert len(course.civic_techs) >= 12
    assert {link.startswith("https://") for tech in course.civic_techs.values()
            if (link := tech.repository)} == {True}  # fmt: skip


# ---------- the two formats ----------


def test_there_are_two_formats_of_the_lengths_announced(course: Course) -> None:
    lengths = {form.id: [day.minutes for day in form.schedule] for form in course.formats}
    assert lengths == {"court": [210] * 3, "approfondi": [420] * 9}


def test_both_formats_keep_the_three_phases_in_order(course: Course) -> None:
    for form in course.formats:
        taken = {module.id: module.screens for module in form.modules}
        assert [name for name in taken if name in PHASES] == list(PHASES)
        for phase in PHASES:
            kinds = {name in course.pages for name in taken[phase]}
            assert kinds == {True, False}, (form.id, phase)  # pages, and a quiz


def test_each_session_has_its_guide(course: Course) -> None:
    for form in course.formats:
        guides = [
            document
            for document in course.documents.values()
            if document.kind == "guide" and form.id in document.formats
        ]
        assert len(guides) >= 3, form.id


def test_every_document_comes_in_both_forms_and_languages(course: Course) -> None:
    for plan in plans("documents", REAL):
        form = plan.format
        wanted = {name for name, document in course.documents.items() if form in document.formats}
        held = set(members(plan, REAL))
        assert {f"{name}.{kind}" for name in wanted for kind in ("pdf", "odt")} <= held, plan.stem
    assert {plan.language for plan in plans("documents", REAL)} == set(course.languages)


# ---------- the exam ----------


def test_the_bank_is_large_and_tagged(bank: tuple[Question, ...]) -> None:
    assert len(bank) >= 120
    assert [item.id for item in bank if not item.objective or item.difficulty is None] == []
    assert {item.difficulty for item in bank} == {1, 2, 3}


def test_no_item_is_practised(course: Course, bank: tuple[Question, ...]) -> None:
    assert {item.id for item in bank} & {question.id for question in questions(course)} == set()


def test_variants_ask_the_same_in_other_words(bank: tuple[Question, ...]) -> None:
    items = {item.id: item for item in bank}
    variants = [item for item in bank if item.variant_of]
    assert len(variants) >= 20
    for item in variants:
        original = items[root_of(item)]
        assert item.objective == original.objective
        assert item.text != original.text or choices(item) != choices(original), item.id


def choices(item: Question) -> list[Mapping[str, str]]:
    return [
        part.text
        for name in ("options", "left", "right_items", "items", "categories")
        for part in getattr(item, name, ())
    ]


def test_every_draw_has_more_items_than_it_takes(
    course: Course, bank: tuple[Question, ...]
) -> None:
    """So that a second paper can differ; variants count here, for they differ too."""
    assert course.certification
    have: dict[str | None, int] = defaultdict(int)
    for item in bank:
        have[item.objective] += 1
    forms: Mapping[str, Any] = course.certification.policy["formats"]
    assert set(forms) == {form.id for form in course.formats}
    for rules in forms.values():
        taken: dict[str, int] = defaultdict(int)
        for row in rules["exam"]["draw"]:
            taken[row["objective"]] += row["count"]
        assert {name for name, count in taken.items() if have[name] <= count} == set()


@pytest.mark.parametrize("form", ["court", "approfondi"])
def test_papers_differ_and_never_hold_two_variants_of_one_item(form: str) -> None:
    bank = exam_bank(form)
    assert bank.policy
    family = families(bank.items)
    papers = []
    for number in range(30):
        first = draw(bank, bank.policy, f"{number:032x}", {})
        again = draw(
            bank, bank.policy, f"{number + 1000:032x}", {a.item: 1 for a in first.questions}
        )
        for paper in (first, again):
            roots = [family[asked.item] for asked in paper.questions]
            assert len(roots) == len(set(roots)) == bank.policy.questions
        taken, later = ({asked.item for asked in paper.questions} for paper in (first, again))
        assert taken & later == set(), "who comes back is asked other things"
        papers.append(frozenset(taken))
    assert len(set(papers)) == len(papers)


def exam_bank(form: str) -> BankView:
    plan = next(plan for plan in plans("exam", REAL) if plan.format == form)
    return BankView.from_json(UUID(int=1), json.loads(members(plan, REAL)["exam.json"]))


# ---------- the exam stays apart ----------


@cache
def learners_files() -> tuple[tuple[str, bytes], ...]:
    """Every different file that a learner may be given, out of its package, with a name."""
    files: dict[str, tuple[str, bytes]] = {}
    for target in LEARNERS:
        for plan in plans(target, REAL):
            for name, data in unpacked(f"{plan.stem}/", members(plan, REAL)):
                files.setdefault(sha256(data).hexdigest(), (name, data))
    return tuple(files.values())


def unpacked(where: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, data in files.items():
        yield where + name, data
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as inner:
                yield from unpacked(f"{where}{name}/", {n: inner.read(n) for n in inner.namelist()})


def text_in(name: str, data: bytes) -> str:
    """The words of a file, whatever it is written in, with one space between them."""
    if name.endswith(".pdf"):
        document = pypdfium2.PdfDocument(data)
        raw = "".join(page.get_textpage().get_text_range() for page in document)
        return plain(re.sub(r"[-\u00ad\ufffe\u2010]\r?\n", "", raw))
    return plain(data.decode("utf-8", "ignore"))


def plain(text: str) -> str:
    text = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text.replace('\\"', '"'))
    text = TAG.sub(" ", html.unescape(TAG.sub(" ", text)))
    return " ".join(WORD.findall(text.lower()))


def shown(quiz: RenderedQuiz, ids: Iterable[str]) -> dict[str, str]:
    """The texts of questions that are long enough to be theirs alone: name to words."""
    known = frozenset(ids)
    found = {
        name: plain(text) for name, text in quiz.texts.items() if name.partition("/")[0] in known
    }
    return {name: text for name, text in found.items() if text.count(" ") >= ALONE - 1}


@cache
def learners_texts() -> tuple[tuple[str, str], ...]:
    """The words of every file that a learner may be given."""
    return tuple((name, text_in(name, data)) for name, data in learners_files())


def seen_in(files: Iterable[tuple[str, str]], texts: Mapping[str, str]) -> set[tuple[str, str]]:
    """Which of the texts stand in the words of which of the files."""
    signs: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for text in texts.values():
        signs[tuple(text.split(" ", SIGN)[:SIGN])].add(text)
    found = set()
    for name, whole in files:
        said = whole.split(" ")
        runs = set(zip(*(said[start:] for start in range(SIGN)), strict=False))
        for sign in runs & signs.keys():
            found |= {(name, text) for text in signs[sign] if f" {text} " in f" {whole} "}
    return found


def ids_in(data: bytes, ids: Iterable[str]) -> set[str]:
    found = set(re.findall(rb"[a-z0-9]+(?:-[a-z0-9]+)+", data))
    return {name for name in ids if name.encode() in found}


def test_packages_and_documents_were_opened() -> None:
    kinds = {Path(name).suffix for name, _ in learners_files()}
    assert {".html", ".js", ".json", ".xml", ".pdf", ".odt", ".css"} <= kinds


def test_no_id_of_the_bank_is_in_what_learners_get(bank: tuple[Question, ...]) -> None:
    ids = {item.id for item in bank}
    assert {name for name, data in learners_files() if ids_in(data, ids)} == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_of_the_bank_is_in_what_learners_get(
    bank: tuple[Question, ...], language: str
) -> None:
    rendered: LanguagePages = pages(REAL)[language]
    texts = shown(rendered.bank, (item.id for item in bank))
    assert len(texts) > 2 * len(bank)
    assert seen_in(learners_texts(), texts) == set()


def test_the_search_finds_the_practice_questions(course: Course) -> None:
    taken = {name for form in course.formats for module in form.modules for name in module.screens}
    asked = {q.id for name in taken & set(course.quizzes) for q in course.quizzes[name].questions}
    seen = {name for _, data in learners_files() for name in ids_in(data, asked)}
    assert {name for name in asked if "-" in name} <= seen
    for language in course.languages:
        stems: dict[str, str] = {}
        for quiz in pages(REAL)[language].quizzes.values():
            stems |= {k: v for k, v in shown(quiz, asked).items() if k.endswith("/text")}
        assert len(stems) > 20
        assert {text for _, text in seen_in(learners_texts(), stems)} == set(stems.values())


def test_the_search_finds_the_bank_in_the_exam() -> None:
    for plan in plans("exam", REAL):
        exam = members(plan, REAL)["exam.json"]
        drawn = {item["id"] for item in json.loads(exam)["items"]}
        assert ids_in(exam, drawn) == drawn
        texts = shown(pages(REAL)["fr"].bank, drawn)
        stems = {name: text for name, text in texts.items() if name.endswith("/text")}
        assert len(stems) > 20
        found = seen_in([("exam.json", text_in("exam.json", exam))], stems)
        assert {text for _, text in found} == set(stems.values())

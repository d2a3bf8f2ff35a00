import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.model import Blank, Cloze, Likert, Numeric, Question, ShortText, is_graded
from builder.playerdata import plain_text
from builder.playerdata.interactions import decimal, interaction
from tests.builder.state.questions import AT, questions

LMS = Path(__file__).parents[3] / "builder" / "preview_lms"
HELD_BY_JS = """
import { readFileSync } from 'node:fs'
import { isPattern } from '%s'
const told = JSON.parse(readFileSync(0))
process.stdout.write(JSON.stringify(told.filter(([type, pattern]) => !isPattern(type, pattern))))
"""
GRADED = questions().filter(is_graded)


def number(answer: float, tolerance: float = 0) -> Numeric:
    return Numeric(id="q", at=AT, text={}, answer=answer, tolerance=tolerance)


@settings(max_examples=10)
@given(st.lists(GRADED, min_size=30, max_size=60))
def test_the_strict_lms_takes_every_pattern_of_2004(asked: list[Question]) -> None:
    told = [interaction(question, "m.q.q", "fr", "scorm2004") for question in asked]
    pairs = [(one.type, pattern) for one in told for pattern in one.patterns]
    script = HELD_BY_JS % (LMS / "responses2004.js").as_uri()
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == []


PATTERNS_12 = {
    "true-false": r"[tf]",
    "choice": r"[0-9a-z](,[0-9a-z])*",
    "matching": r"[0-9a-z]\.[0-9a-z](,[0-9a-z]\.[0-9a-z])*",
    "sequencing": r"[0-9a-z](,[0-9a-z])*",
    "numeric": r"-?\d+(\.\d+)?",
    "fill-in": r"(?s).{0,255}",
}


@given(GRADED)
def test_patterns_of_1_2_are_of_their_type(question: Question) -> None:
    told = interaction(question, "m.q.q", "fr", "scorm12")
    assert told.patterns
    assert all(re.fullmatch(PATTERNS_12[told.type], pattern) for pattern in told.patterns)


@pytest.mark.parametrize(
    ("answer", "tolerance", "kind", "pattern"),
    [
        (3.5, 0.1, "numeric", "3.4[:]3.6"),
        (20000, 0, "numeric", "20000[:]20000"),
        (-2, 0.5, "numeric", "-2.5[:]-1.5"),
        (2_000_000, 0, "fill-in", "{lang=fr}2000000"),
    ],
)
def test_numbers_of_2004_are_ranges_that_moodle_takes(
    answer: float, tolerance: float, kind: str, pattern: str
) -> None:
    told = interaction(number(answer, tolerance), "m.q.q", "fr", "scorm2004")
    assert (told.type, told.patterns) == (kind, (pattern,))


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (0.1 + 0.2, "0.3"), (1e-9, "0"), (-1e-9, "0"), (123456.5, "123456.5")],
)
def test_numbers_have_a_point_and_no_exponent(value: float, text: str) -> None:
    assert decimal(value) == text


def test_texts_of_2004_escape_what_the_format_reserves() -> None:
    asked = ShortText(id="q", at=AT, text={}, accept={"fr": ("{a}[,]b",)})
    told = interaction(asked, "m.q.q", "fr", "scorm2004")
    assert told.patterns == ("{case_matters=false}{order_matters=true}{lang=fr} {a}[ , ]b",)


def test_a_passage_of_many_gaps_is_told_as_one_long_text() -> None:
    blanks = tuple(Blank(key, AT, accept={"fr": (key,)}) for key in "abcdefghijkl")
    told = interaction(
        Cloze(id="q", at=AT, text={}, passage={}, blanks=blanks), "m.q.q", "fr", "scorm2004"
    )
    assert told.type == "long-fill-in"
    assert told.patterns == ("{lang=fr}a, b, c, d, e, f, g, h, i, j, k, l",)


def test_opinions_are_never_told() -> None:
    asked: Any = Likert(id="q", at=AT, text={}, scale=5, low={}, high={})
    with pytest.raises(ValueError, match="never reported"):
        interaction(asked, "m.q.q", "fr", "scorm12")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Que **demande** la _licence_ `AGPL` ?", "Que demande la licence AGPL ?"),
        (
            "Voir [la page](x.md) et [[copyleft|le copyleft]] [@gnu, p. 3].",
            "Voir la page et le copyleft.",
        ),
        ("Une\nligne", "Une ligne"),
        ("# Titre", "Titre"),
        ("snake_case et 2*3*4", "snake_case et 2*3*4"),
    ],
)
def test_reports_have_plain_text(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text

"""The audit's judgement: a finding fails, half an answer fails, no answer is said."""

from tests.audit import judged

FINE = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "not found"}
FAULTY = {"name": "c", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}


def test_a_finding_and_half_an_answer_are_wrong() -> None:
    assert judged([FINE, FAULTY]) == (True, ["c 2: CVE-1 (mended in 2.1)"])
    assert judged([FINE, SKIPPED]) == (True, ["b could not be looked up"])


def test_an_audit_that_reached_nobody_says_so() -> None:
    assert judged([SKIPPED]) == judged([]) == (False, [])
    assert judged([FINE]) == (True, [])

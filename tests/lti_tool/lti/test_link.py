"""The contract of a link: what an address opens, or why it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti import link
from lti_tool.lti.link import Target, Unclear

TOOL = "https://tool.example"
EXAM = Target("urbanisme-ouvert", "court", "exam")
QUERY = "course=urbanisme-ouvert&format=court&part=exam"
slugs = st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
targets = st.builds(Target, slugs, slugs, st.sampled_from(link.PARTS))


@pytest.mark.parametrize(
    ("uri", "custom", "wanted"),
    [
        (f"{TOOL}/lti/launch?{QUERY}", {}, EXAM),
        (f"{TOOL}/lti/launch", link.custom(EXAM), EXAM),
        (f"{TOOL}/lti/launch?{QUERY}", link.custom(EXAM), EXAM),
        (f"{TOOL}/lti/launch?{QUERY}&lang=fr", {"other": "x"}, EXAM),
        (f"{TOOL}/lti/launch?{QUERY}", {"cartable_part": ""}, EXAM),
        (f"{TOOL}/lti/launch?{QUERY}", {"cartable_course": "$Context.id.history"}, EXAM),
        (
            f"{TOOL}/lti/launch?course=urbanisme-ouvert&part=exam",
            {"cartable_format": "court"},
            EXAM,
        ),
        (f"{TOOL}/lti/launch", {}, Unclear("course")),
        (f"{TOOL}/lti/launch?course=c", {}, Unclear("format")),
        (f"{TOOL}/lti/launch?course=c&format=f", {}, Unclear("part")),
        (f"{TOOL}/lti/launch?course=c&format=f&part=", {}, Unclear("part")),
        (f"{TOOL}/lti/launch?course=c&format=f&part=oral", {}, Unclear("unknown", "oral")),
        (f"{TOOL}/lti/launch?course=C&format=f&part=exam", {}, Unclear("unknown", "C")),
        (f"{TOOL}/lti/launch?course=../x&format=f&part=exam", {}, Unclear("unknown", "../x")),
        (
            f"{TOOL}/lti/launch?{QUERY}",
            {"cartable_format": "long"},
            Unclear("contradiction", "court / long"),
        ),
        (f"{TOOL}/lti/launch?{QUERY}&part=final", {}, Unclear("contradiction", "exam / final")),
    ],
)
def test_what_a_link_opens(uri: str, custom: dict[str, str], wanted: Target | Unclear) -> None:
    assert link.parse(uri, custom) == wanted


def test_its_keys_stand_in_one_order() -> None:
    assert link.build(TOOL, EXAM) == f"{TOOL}/lti/launch?{QUERY}"


@given(targets)
def test_what_is_built_is_read_again(target: Target) -> None:
    assert link.parse(link.build(TOOL, target), {}) == target
    assert link.parse(f"{TOOL}{link.LAUNCH}", link.custom(target)) == target


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=20), st.text(max_size=20)))
def test_nothing_that_people_write_is_an_error(query: str, custom: dict[str, str]) -> None:
    found = link.parse(f"{TOOL}/lti/launch?{query}", custom)
    assert isinstance(found, Target | Unclear)

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from builder.source.yaml_reader import Parsed, parse, scalar

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text("aé:#-'\"[] \n", max_size=9),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.text("abc- é", max_size=5), below)
    ),
    max_leaves=12,
)


def codes(parsed: Parsed) -> list[str]:
    return [finding.code for finding in parsed.findings]


@given(JSON)
def test_what_a_dumper_writes_is_read_back(data: object) -> None:
    assert parse(json.dumps(data), "x.yaml").data == data
    block = yaml.safe_dump(data, allow_unicode=True, default_flow_style=False)
    assert parse(block.replace("...\n", ""), "x.yaml").data == data


@given(st.text())
def test_any_text_is_data_or_a_finding(text: str) -> None:
    parsed = parse(text, "x.yaml")
    assert parsed.findings or parsed.data is not None or "null" in text.lower() or "~" in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("2026-09-01", "2026-09-01"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("true", True),
        ("~", None),
        ("-3", -3),
        ("1.5", 1.5),
        ("3,5", "3,5"),
        ("1e999", "1e999"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_plain_scalars_are_what_authors_mean(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_every_node_has_its_line_and_column() -> None:
    parsed = parse("a:\n  - b: 1\n    c: deux\n", "x.yaml", first_line=5)
    assert parsed.nodes == {
        (): (5, 1),
        ("a",): (5, 1),
        ("a", 0): (6, 5),
        ("a", 0, "b"): (6, 8),
        ("a", 0, "c"): (7, 8),
    }
    assert parsed.keys[("a", 0, "c")] == (7, 5)


def test_a_place_is_the_nearest_known_node() -> None:
    parsed = parse("a:\n  b: 1\n", "x.yaml")
    assert parsed.place(("a", "b", "c"))[1:] == (2, 6)


@pytest.mark.parametrize(
    ("text", "code", "line", "col"),
    [
        ("a: 1\na: 2\n", "S-010", 2, 1),
        ("a: &x 1\n", "S-011", 1, 4),
        ("a: *x\n", "S-011", 1, 4),
        ("a: !!python/name:os.system 1\n", "S-011", 1, 4),
        ("a:\n\t- b\n", "S-008", 2, 1),
        ("a: [1\n", "S-009", 2, 1),
        ("a: b: c\n", "S-009", 1, 5),
        ("a: 1\n---\nb: 2\n", "S-014", 2, 1),
        ("? [a]\n: b\n", "S-015", 1, 3),
        ("# only a comment\n", "S-013", 1, 1),
        ("[" * 60 + "]" * 60, "S-012", 1, 41),
        ("[" * 5000, "S-012", 1, 1001),
    ],
)
def test_a_fault_has_its_code_and_place(text: str, code: str, line: int, col: int) -> None:
    (finding,) = parse(text, "x.yaml").findings
    assert (finding.code, finding.place.line, finding.place.col) == (code, line, col)


def test_the_first_of_two_same_keys_counts() -> None:
    assert parse("a: {b: 1}\na: {b: 2}\n", "x.yaml").data == {"a": {"b": 1}}

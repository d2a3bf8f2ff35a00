"""Secrets at rest: sealed for one purpose, under a key that can be renewed (rows 29, 32)."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool import ids
from lti_tool.sealing import Sealer, Unsealable, digest, fresh, same

OLD, NEW = b"o" * 32, b"n" * 32
PACKAGE = Path(__file__).parents[3] / "lti_tool"
ONE = UUID(int=1)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_is_unsealed(data: bytes, purpose: str) -> None:
    sealer = Sealer([OLD])
    assert sealer.unseal(purpose, sealer.seal(purpose, data)) == data


def test_sealing_twice_looks_different() -> None:
    sealer = Sealer([OLD])
    assert sealer.seal("a", b"x") != sealer.seal("a", b"x")


def test_another_purpose_another_key_a_changed_bit_open_nothing() -> None:
    sealed = Sealer([OLD]).seal("a", b"secret")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for sealer, purpose, data in (
        (Sealer([OLD]), "b", sealed),
        (Sealer([NEW]), "a", sealed),
        (Sealer([OLD]), "a", changed),
        (Sealer([OLD]), "a", b""),
    ):
        with pytest.raises(Unsealable):
            sealer.unseal(purpose, data)


def test_the_first_key_seals_and_all_unseal() -> None:
    both = Sealer([NEW, OLD])
    assert both.unseal("a", Sealer([OLD]).seal("a", b"x")) == b"x"
    assert Sealer([NEW]).unseal("a", both.seal("a", b"x")) == b"x"
    assert both.open_ticket("again", Sealer([OLD]).ticket("again", ONE)) == ONE


@pytest.mark.parametrize("change", [str.upper, lambda t: t[:-2], lambda t: t + "A", lambda _: ""])
def test_a_changed_ticket_opens_nothing(change: object) -> None:
    sealer = Sealer([OLD])
    ticket = sealer.ticket("again", ONE)
    assert sealer.open_ticket("again", ticket) == ONE
    assert callable(change)
    assert sealer.open_ticket("again", change(ticket)) is None
    assert sealer.open_ticket("other", ticket) is None
    assert Sealer([NEW]).open_ticket("again", ticket) is None


def test_secrets_are_compared_in_constant_time_only() -> None:
    assert same(digest("a"), digest("a"))
    assert not same(digest("a"), digest("b"))
    assert len({fresh() for _ in range(100)}) == 100
    wrong = [
        f"{file.name}:{node.lineno}"
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        and any(
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Name)
            and part.func.id in ("digest", "sha256")
            for part in [node.left, *node.comparators]
        )
        and "_hash ==" not in ast.unparse(node)  # a column: the unique index finds it
    ]
    assert not wrong


def test_ids_are_version_7_and_sort_by_time() -> None:
    first = ids.new(datetime(2026, 1, 1, tzinfo=UTC))
    later = ids.new(datetime(2026, 1, 2, tzinfo=UTC))
    assert first < later
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert ids.parse(str(first)) == first
    assert ids.parse(first.hex) is None
    assert ids.parse("x") is None


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("court", True),
        ("a-b-2", True),
        ("", False),
        ("A", False),
        ("a--b", False),
        ("a" * 41, False),
    ],
)
def test_slugs(text: str, fine: bool) -> None:
    assert ids.is_slug(text) is fine

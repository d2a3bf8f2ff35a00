"""What is remembered is what reading gives, whatever became of the file that remembers it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.source.memo import Memo
from builder.source.yaml_reader import parse

TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["a: 1\nb: [x, 2.5, no]", "a: {fr: é, en: ~}", "a: 1\na: 2", "a: [", "- &x 1"]),
)


@given(st.lists(st.tuples(TEXTS, st.sampled_from([1, 2])), max_size=4))
def test_remembering_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, int]]
) -> None:
    store = tmp_path_factory.mktemp("memo") / "yaml"
    for _ in range(2):
        memo = Memo(store)
        for text, first in texts:
            assert memo.parse(text, "x.yaml", first) == parse(text, "x.yaml", first)
        memo.save()


def remembered(store: Path) -> Memo:
    memo = Memo(store)
    memo.parse("a: 1", "x.yaml")
    memo.save()
    return Memo(store)


def test_it_is_read_once(tmp_path: Path) -> None:
    memo = remembered(tmp_path / "yaml")
    assert memo.parse("a: 1", "x.yaml").data is memo.parse("a: 1", "y.yaml").data


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_file_is_as_if_it_were_not_there(damage: bytes | None, tmp_path: Path) -> None:
    store = tmp_path / "yaml"
    remembered(store)
    store.write_bytes(store.read_bytes()[:-1] if damage is None else damage)
    assert Memo(store).parse("a: 1", "x.yaml") == parse("a: 1", "x.yaml")


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    memo = remembered(tmp_path / "cache" / "yaml")
    assert memo.parse("a: 1", "x.yaml") == parse("a: 1", "x.yaml")

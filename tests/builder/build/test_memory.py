"""A build leaves the process's garbage collector as it found it."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from builder.build import Selection, build
from builder.build.memory import RARE, rare_collections

MINI = Path(__file__).parents[2] / "courses" / "mini"


def failing() -> None:
    with rare_collections():
        assert gc.get_threshold() == RARE
        raise RuntimeError


def test_within_it_is_rare_and_afterwards_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(RuntimeError):
        failing()
    assert gc.get_threshold() == before


def test_a_build_puts_it_back(tmp_path: Path) -> None:
    before = gc.get_threshold()
    build([MINI], tmp_path, selection=Selection(targets=("exam",)))
    assert gc.get_threshold() == before

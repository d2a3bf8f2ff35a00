"""How often Python looks for garbage while a build runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARE = (1_000_000, 50, 1_000)
"""A build makes millions of small values and hardly a cycle: looking for some after every 700
allocations, as Python does, took a tenth of a cold build and freed nothing that counts."""


def collect_rarely() -> None:
    """Look for cycles rarely from now on, in this process."""
    gc.set_threshold(*RARE)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles rarely within this, and as before afterwards."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)

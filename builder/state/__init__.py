"""The learner's saved state: where each thing stands in it, and its codec (decision 5)."""

from builder.state.codec import Answer, State, StateUnreadable, decode, encode, fresh
from builder.state.layout import (
    LIMIT,
    Item,
    Layout,
    clip,
    data,
    layout,
    locked,
    released,
    shape,
    worst_case,
)

__all__ = [
    "LIMIT",
    "Answer",
    "Item",
    "Layout",
    "State",
    "StateUnreadable",
    "clip",
    "data",
    "decode",
    "encode",
    "fresh",
    "layout",
    "locked",
    "released",
    "shape",
    "worst_case",
]

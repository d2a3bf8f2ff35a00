"""A response to and from the numbers and texts that the saved state holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def pack(shape: Sequence[Any], response: Any) -> tuple[list[int], list[str]]:
    """A response as numbers (0: nothing) and texts."""
    match shape[0]:
        case "one":
            return [_place(shape[1], response)], []
        case "set":
            return [int(key in (response or ())) for key in shape[1]], []
        case "list":
            given = [*(response or ())][: len(shape[1])]
            numbers = [_place(shape[1], key) for key in given]
            return numbers + [0] * (len(shape[1]) - len(given)), []
        case "map":
            by_name: Mapping[str, str] = response or {}
            numbers = [_place(k, by_name.get(n)) for n, k in shape[1] if not isinstance(k, int)]
            return numbers, [by_name.get(n) or "" for n, k in shape[1] if isinstance(k, int)]
        case "text":
            return [], [response or ""]
        case "level":
            return [int(response)], []
        case _:
            return [1], []


def _place(keys: Sequence[str], key: Any) -> int:
    return keys.index(key) + 1 if key in keys else 0


def unpack(shape: Sequence[Any], numbers: list[int], written: list[str]) -> Any:
    match shape[0]:
        case "one":
            return _key(shape[1], numbers[0])
        case "set":
            return [key for key, chosen in zip(shape[1], numbers, strict=True) if chosen]
        case "list":
            return [key for n in numbers if (key := _key(shape[1], n)) is not None]
        case "map":
            left, typed = iter(numbers), iter(written)
            found = {
                n: next(typed) if isinstance(k, int) else _key(k, next(left)) for n, k in shape[1]
            }
            return {name: value for name, value in found.items() if value}
        case "text":
            return written[0]
        case "level":
            return str(numbers[0])
        case _:
            return True


def _key(keys: Sequence[str], place: int) -> str | None:
    return keys[place - 1] if 0 < place <= len(keys) else None

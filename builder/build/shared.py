"""Large values that many units of work read: sent once, not with each unit.

In one process a ``Shared`` is the value itself. When it goes to another process it is written to a
file of the staging folder, once, and only the file's name travels.
"""

from __future__ import annotations

import pickle
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
KEPT = 6  # values that a process keeps: a course and its languages, and the next one's


class Shared(Generic[T]):
    """A value at hand in this process, or in a file that every worker sees."""

    def __init__(self, folder: str, value: T | None = None, path: str = "") -> None:
        self._folder, self._value, self._path = folder, value, path

    @property
    def value(self) -> T:
        """The value. Raises OSError when its file cannot be read."""
        found: T = _read(self._path) if self._value is None else self._value
        return found

    def __reduce__(self) -> tuple[Callable[..., Shared[Any]], tuple[str, None, str]]:
        """Travel as a name. Raises OSError when the disk refuses the file."""
        if not self._path:
            path = Path(self._folder, f"shared-{secrets.token_hex(8)}")
            path.write_bytes(pickle.dumps(self._value, pickle.HIGHEST_PROTOCOL))
            self._path = str(path)
        return Shared, (self._folder, None, self._path)


@lru_cache(KEPT)
def _read(path: str) -> Any:
    return pickle.loads(Path(path).read_bytes())  # noqa: S301 - our own, in a folder of ours


def unit(work: Callable[..., T], *args: Any) -> T:
    """Do a unit of work whose arguments may be shared values, or dictionaries of them."""
    return work(*map(_opened, args))


def shared_unit(folder: str, work: Callable[..., T], *args: Any) -> Shared[T]:
    """The same, when many later units want the result."""
    return Shared(folder, unit(work, *args))


def _opened(arg: Any) -> Any:
    if isinstance(arg, Shared):
        return arg.value
    if isinstance(arg, Mapping):
        return {key: _opened(value) for key, value in arg.items()}
    return arg

"""Courses that a careless hand or a bad disk has been at."""

import shutil
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

MINI = Path(__file__).parents[2] / "courses" / "mini"
FILES = sorted(str(path.relative_to(MINI)) for path in MINI.rglob("*") if path.is_file())

WRONG = ["null", "[]", "{}", "-1", "true", "'x'", "1e9", "[[1]]", "{a: {b: c}}", "é", "&a 1", "\t"]
Garble = Callable[[bytes, st.DataObject], bytes]


def flip(data: bytes, draw: st.DataObject) -> bytes:
    place = draw.draw(st.integers(0, len(data)))
    return data[:place] + draw.draw(st.binary(max_size=3)) + data[place + 1 :]


def drop_line(data: bytes, draw: st.DataObject) -> bytes:
    lines = data.split(b"\n")
    del lines[draw.draw(st.integers(0, len(lines) - 1))]
    return b"\n".join(lines)


def wrong_value(data: bytes, draw: st.DataObject) -> bytes:
    lines = data.split(b"\n")
    keyed = [i for i, line in enumerate(lines) if b": " in line]
    if keyed:
        place = draw.draw(st.sampled_from(keyed))
        head = lines[place].split(b": ")[0]
        lines[place] = head + b": " + draw.draw(st.sampled_from(WRONG)).encode()
    return b"\n".join(lines)


def cut(data: bytes, draw: st.DataObject) -> bytes:
    return data[: draw.draw(st.integers(0, len(data)))]


def garbled(data: st.DataObject, folder: Path) -> Path:
    """The mini course in a new folder, with some of its files garbled."""
    root = Path(shutil.copytree(MINI, folder))
    for _ in range(data.draw(st.integers(1, 4))):
        path = root / data.draw(st.sampled_from(FILES))
        garble: Garble = data.draw(st.sampled_from([flip, drop_line, wrong_value, cut]))
        path.write_bytes(garble(path.read_bytes(), data))
    return root

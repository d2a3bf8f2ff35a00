"""The saved state to and from base64url characters; ``builder/runtime/state.js`` does the same.

``header | area | tail | check``, as bits, big-endian, padded with 0 to whole characters. The header
names the release of the layout that wrote it and the area's length. What a newer layout wrote is
kept: its area is written over only where this layout has slots, its unknown entries are carried on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from builder.state.layout import (
    CHECK,
    INDEX,
    LIMIT,
    SIZE,
    TAG,
    TRIES,
    WHOLE,
    Item,
    Layout,
    cells,
    clip,
    is_graded,
    texts,
)
from builder.state.response import pack, unpack

SCHEMA = 1
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FIELDS = (
    ("schema", 3),
    ("release", 12),
    ("nonce", 32),
    ("counter", 24),
    ("writer", 12),
    ("location", TAG),
    ("seconds", 24),
    ("best", 14),
    ("final", 2),
    ("bits", 16),
)

AS_THEY_ARE = ("nonce", "release", "counter", "writer", "seconds", "final")

Entry = tuple[int, int, bytes]  # tag, whole, payload


class StateUnreadable(ValueError):
    """The characters are not a state: foreign, cut short, or of another schema."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``tries`` made (15: or more), ``index`` of its interaction (None: none yet), and the
    ``response`` that counts."""

    tries: int
    index: int | None
    response: Any


@dataclass(frozen=True, slots=True)
class State:
    """A learner's attempt. ``nonce`` names it and seeds its draws; ``writer`` names the visit that
    saved it as its ``counter``-th; ``best`` is a percentage or None; ``final``: 0 nothing final,
    1 completed, 2 passed, 3 failed. ``area`` and ``foreign`` carry what this layout cannot name.
    """

    nonce: int
    release: int = 0
    counter: int = 0
    writer: int = 0
    location: str | None = None
    seconds: int = 0
    best: float | None = None
    final: int = 0
    seen: frozenset[str] = frozenset()
    answers: dict[str, Answer] = field(default_factory=dict)
    area: str = ""
    foreign: tuple[Entry, ...] = ()


def fresh(nonce: int) -> State:
    """The state of an attempt that begins."""
    return State(nonce)


def encode(state: State, layout: Layout) -> str:
    """The state as base64url characters: at most ``worst_case(layout)``, or ``LIMIT`` when a newer
    layout wrote more."""
    area = list(state.area.ljust(layout.bits, "0"))
    entries: list[Entry] = []
    for item in layout.items:
        record, typed = _item(item, state)
        if item.slot is not None:
            area[item.slot : item.slot + item.width] = record
            payload = typed
        else:
            payload = _bytes(record if item.kind == "question" else "") + typed
        if typed or (item.slot is None and "1" in record):
            entries.append((item.tag, int(item.slot is None), payload))
    head = _header(state, layout, len(area))
    room = LIMIT * 6 - len(head) - len(area) - CHECK
    tail = "".join(_fitting([*map(_entry, entries)], [*map(_entry, state.foreign)], room))
    return _characters(head + "".join(area) + tail)


def _header(state: State, layout: Layout, bits: int) -> str:
    tags = {item.id: item.tag for item in layout.items if item.kind == "screen"}
    values = {
        "schema": SCHEMA,
        "release": max(state.release, layout.release),
        "nonce": state.nonce,
        "counter": state.counter,
        "writer": state.writer,
        "location": tags.get(state.location or "", 0),
        "seconds": min(state.seconds, 2**24 - 1),
        "best": 0 if state.best is None else round(state.best * 100) + 1,
        "final": state.final,
        "bits": bits,
    }
    return "".join(_bits(values[name], width) for name, width in FIELDS)


def _item(item: Item, state: State) -> tuple[str, bytes]:
    """An item's record and its texts; all zeros and no text when there is nothing to keep."""
    if item.kind == "screen":
        return str(int(item.id in state.seen)), b""
    answer = state.answers.get(item.id)
    if answer is None:
        return "0" * item.width, b""
    numbers, written = pack(item.shape, answer.response)
    record = "".join(
        _bits(n, most.bit_length()) for n, most in zip(numbers, cells(item.shape), strict=True)
    )
    if is_graded(item.shape):
        index = -1 if answer.index is None or answer.index >= 2**INDEX - 1 else answer.index
        record = _bits(min(answer.tries, 2**TRIES - 1), TRIES) + _bits(index + 1, INDEX) + record
    typed = [clip(t, most).encode() for t, most in zip(written, texts(item.shape), strict=True)]
    return record, b"".join(bytes([len(t)]) + t for t in typed) if any(typed) else b""


def _bits(value: int, width: int) -> str:
    return format(value, f"0{width}b")[-width:] if width else ""


def _bytes(bits: str) -> bytes:
    return bytes(int(bits[i : i + 8].ljust(8, "0"), 2) for i in range(0, len(bits), 8))


def _entry(entry: Entry) -> str:
    tag, whole, payload = entry
    body = "".join(_bits(byte, 8) for byte in payload)
    return _bits(tag, TAG) + str(whole) + _bits(len(payload), SIZE) + body


def _fitting(own: list[str], foreign: list[str], room: int) -> Iterator[str]:
    """Own entries, then the foreign ones that still fit the limit of the LMS."""
    room -= sum(map(len, own))
    yield from own
    for entry in foreign:
        if len(entry) <= room:
            room -= len(entry)
            yield entry


def _characters(bits: str) -> str:
    bits += "0" * (-len(bits) % 6)
    text = "".join(ALPHABET[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))
    return text + _check(text)


def _check(text: str) -> str:
    total = 0
    for character in text:
        total = (total * 31 + ALPHABET.index(character) + 1) % 4096
    return ALPHABET[total >> 6] + ALPHABET[total & 63]


def decode(text: str, layout: Layout) -> State:
    """The state in ``text``, whatever release wrote it; StateUnreadable if it is none."""
    if set(text) - set(ALPHABET) or len(text) < 4 or _check(text[:-2]) != text[-2:]:
        raise StateUnreadable("these characters are not a saved state")
    bits = "".join(_bits(ALPHABET.index(character), 6) for character in text[:-2])
    head, at = {}, 0
    for name, width in FIELDS:
        head[name], at = int(bits[at : at + width] or "0", 2), at + width
    if head["schema"] != SCHEMA or len(bits) < at + head["bits"]:
        raise StateUnreadable("this saved state is of another schema or cut short")
    area, tail = bits[at : at + head["bits"]], bits[at + head["bits"] :]
    return _read(head, area, list(_entries(tail)), layout)


def _entries(tail: str) -> Iterator[Entry]:
    at, head = 0, TAG + WHOLE + SIZE
    while at + head <= len(tail):
        tag = int(tail[at : at + TAG], 2)
        size = int(tail[at + TAG + WHOLE : at + head], 2)
        if not tag or at + head + 8 * size > len(tail):
            return
        yield tag, int(tail[at + TAG]), _bytes(tail[at + head : at + head + 8 * size])
        at += head + 8 * size


def _read(head: dict[str, int], area: str, entries: list[Entry], layout: Layout) -> State:
    seen, answers, used = set(), {}, set()
    padded = area.ljust(layout.bits, "0")
    for item in layout.items:
        mine = [e for e in entries if e[0] == item.tag and (e[1] or item.slot is not None)]
        used.update(mine)
        record, payload = _record(item, padded, mine[-1] if mine else (item.tag, 0, b""))
        if "1" in record and item.kind == "screen":
            seen.add(item.id)
        elif "1" in record:
            answers[item.id] = _answer(item, record, payload)
    places = {item.tag: item.id for item in layout.items if item.kind == "screen"}
    newer = head["release"] > layout.release
    return State(
        location=places.get(head["location"]),
        best=(head["best"] - 1) / 100 if head["best"] else None,
        seen=frozenset(seen),
        answers=answers,
        area=area,
        foreign=tuple(e for e in entries if e not in used) if newer else (),
        **{name: head[name] for name in AS_THEY_ARE},
    )


def _record(item: Item, area: str, entry: Entry) -> tuple[str, bytes]:
    """An item's record, from its slot or whole from its entry, and the bytes of its texts."""
    _, whole, payload = entry
    if not whole:
        return "" if item.slot is None else area[item.slot : item.slot + item.width], payload
    if item.kind == "screen":
        return "1", b""
    size = -(-item.width // 8)
    return "".join(_bits(byte, 8) for byte in payload[:size]), payload[size:]


def _answer(item: Item, record: str, payload: bytes) -> Answer:
    at = TRIES + INDEX if is_graded(item.shape) else 0
    tries, index = (int(record[:TRIES], 2), int(record[TRIES:at], 2)) if at else (0, 0)
    numbers = []
    for most in cells(item.shape):
        numbers.append(int(record[at : at + most.bit_length()], 2))
        at += most.bit_length()
    written = []
    for _ in texts(item.shape):
        size = payload[0] if payload else 0
        written.append(payload[1 : 1 + size].decode(errors="ignore"))
        payload = payload[1 + size :]
    return Answer(tries, index - 1 if index else None, unpack(item.shape, numbers, written))

"""Rendered texts kept on disk by content: one SQLite file a language, in a folder of its own.

A key is the digest of a text, its language and this renderer; an entry names what else it was
made from (``Used``), so that a stale one is known. A damaged file or entry is a miss, never an
error, and a file that another process has locked is left alone: the cache is a help, no source.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from deflate import DeflateError, deflate_compress, deflate_decompress

from builder.model import Facts, Heading, Image, Link, Packed

_TABLE = (
    "CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, body BLOB, sum BLOB) WITHOUT ROWID"
)
_KEEP = 3  # how many times the living entries a file may hold before the others go
_BATCH = 256


class Entry(NamedTuple):
    """What is kept: HTML by name, the facts, and what they were made from besides their text.

    ``digest`` and ``media`` are those of ``Rendered``.
    """

    html: Mapping[str, str] | Packed
    facts: Facts
    used: Mapping[str, str]
    digest: str
    media: tuple[str, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The HTML by name, inflated where it is not yet."""
        return self.html.texts() if isinstance(self.html, Packed) else dict(self.html)


class Shelf:
    """The kept texts of one language while a run lasts."""

    def __init__(self, path: Path | None, language: str) -> None:
        self._language = language
        self._db = None if path is None else _connect(path)
        self._rows = self._all()
        self._living: set[bytes] = set()
        self._waiting = 0

    def _all(self) -> dict[bytes, tuple[object, object]]:
        """Every row, still packed: one question to the file, not one a text."""
        if self._db is None:
            return {}
        try:
            rows = self._db.execute("SELECT key, body, sum FROM texts")
            return {key: (body, kept) for key, body, kept in rows}
        except sqlite3.Error:
            self._give_up()
            return {}

    def key(self, kind: str, *parts: str) -> bytes:
        """The key of a text."""
        digest = blake2b(digest_size=16, person=b"cartable")
        for part in (renderer_version(), self._language, kind, *parts):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
        return digest.digest()

    def get(self, key: bytes) -> Entry | None:
        """The entry of this key, or None."""
        self._living.add(key)
        body, kept = self._rows.get(key, (None, None))
        return _decode(body) if isinstance(body, bytes) and _sum(key, body) == kept else None

    def put(self, key: bytes, entry: Entry) -> None:
        """Keep an entry."""
        if self._db is None:
            return
        body = _encode(entry)
        row = self._rows[key] = body, _sum(key, body)
        try:
            self._db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", (key, *row))
            self._waiting += 1
            if self._waiting % _BATCH == 0:
                self._db.commit()
        except sqlite3.Error:
            self._give_up()

    def close(self) -> None:
        """Drop what is long dead, and write."""
        if self._db is None:
            return
        try:
            if self._waiting:
                self._prune(self._db)
            self._db.commit()
        except sqlite3.Error:
            self._give_up()
        else:
            self._db.close()

    def count(self) -> int:
        """How many texts the file holds."""
        if self._db is None:
            return 0
        found: int = self._db.execute("SELECT count(*) FROM texts").fetchone()[0]
        return found

    def _prune(self, db: sqlite3.Connection) -> None:
        if self.count() > _KEEP * len(self._living) + _BATCH:
            keys = [row[0] for row in db.execute("SELECT key FROM texts")]
            dead = [(key,) for key in keys if key not in self._living]
            db.executemany("DELETE FROM texts WHERE key = ?", dead)

    def _give_up(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
        self._db = None


class Cache:
    """A folder of kept texts. It may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def shelf(self, language: str) -> Iterator[Shelf]:
        """The shelf of a language, written when the block ends, with an error as well."""
        shelf = Shelf(self.folder / f"texts-{language}.sqlite", language)
        try:
            yield shelf
        finally:
            shelf.close()


@cache
def renderer_version() -> str:
    """A digest of this package's code, its words and the libraries that make the HTML."""
    digest = blake2b(digest_size=16)
    here = Path(__file__).parent
    words = sorted((here.parent / "strings").glob("*.po"))
    for file in [*sorted(here.rglob("*.py")), here.parent / "language.py", *words]:
        digest.update(file.read_bytes())
    for library in ("Markdown", "pymdown-extensions", "nh3", "lxml"):
        digest.update(version(library).encode())
    return digest.hexdigest()


def _connect(path: Path) -> sqlite3.Connection | None:
    """The file, made anew when it is damaged; None when there can be none."""
    for attempt in (1, 2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _open(path)
        except sqlite3.OperationalError:  # locked, or a folder that cannot be written to
            return None
        except sqlite3.DatabaseError:
            if attempt == 1:
                path.unlink(missing_ok=True)
        except OSError:
            return None
    return None


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=1, check_same_thread=False)
    try:
        db.execute("PRAGMA synchronous = OFF")  # a torn write is found by its sum
        db.execute(_TABLE)
        db.execute("SELECT key, body, sum FROM texts LIMIT 1").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    return db


def _sum(key: bytes, body: bytes) -> bytes:
    return blake2b(key + body, digest_size=16).digest()


def _encode(entry: Entry) -> bytes:
    """The facts, as JSON, apart from the HTML, which fewer readers want."""
    facts, texts = entry.facts, entry.texts
    plain = [
        [[h.level, h.text, h.anchor, h.line] for h in facts.headings],
        sorted(facts.anchors),
        [[link.target, link.text, link.line] for link in facts.links],
        [
            [i.kind, i.target, i.alt, i.line, i.captions, i.transcript, i.poster]
            for i in facts.images
        ],
        facts.citations,
        facts.terms,
        facts.cards,
        facts.worksheets,
        facts.tables,
        facts.faults,
        sorted(facts.years),
        facts.words,
        facts.opening,
        facts.vocabulary,
    ]
    html = "\0".join(texts.values()).encode("utf-8", "surrogatepass")
    kept = [list(texts), len(html), entry.digest, entry.media, plain, entry.used]
    seen = json.dumps(kept, separators=(",", ":")).encode()
    packed = bytes(deflate_compress(seen, 1))
    sizes = len(seen).to_bytes(4, "big") + len(packed).to_bytes(4, "big")
    return sizes + packed + bytes(deflate_compress(html, 1))


def _decode(body: bytes) -> Entry | None:
    """The entry; None when it is none (another version's, or damaged with a right sum)."""
    try:
        size, end = int.from_bytes(body[:4], "big"), 8 + int.from_bytes(body[4:8], "big")
        seen = bytes(deflate_decompress(body[8:end], size)).decode()
        names, length, digest, media, plain, used = json.loads(seen)
        html = Packed(tuple(names), body[end:], length)
        return Entry(html, _facts(*plain), used, digest, tuple(media))
    except (ValueError, TypeError, DeflateError):
        return None


def _facts(*plain: Any) -> Facts:
    headings, anchors, links, images, *rest, years, words, opening, vocabulary = plain
    citations, terms, cards, sheets, tables, faults = (tuple(map(tuple, some)) for some in rest)
    return Facts(
        tuple(Heading(*one) for one in headings),
        frozenset(anchors),
        tuple(Link(*one) for one in links),
        tuple(Image(*one) for one in images),
        *(citations, terms, cards, sheets, tables, faults),
        frozenset(years),
        words,
        opening,
        vocabulary,
    )

"""The operator's settings, read once from the environment; every fault is told, in one error."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from lti_tool.errors import ConfigError

PREFIX = "CARTABLE_"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
KEY_BYTES = 32
TOKEN_SIGNS = 16


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of data is kept."""

    people: int = 730
    attempts: int = 730
    grades: int = 1826
    reasons: int = 365
    audit: int = 1096


@dataclass(frozen=True, slots=True)
class Config:
    """All of it; ``public_url`` has no slash at its end."""

    env: Literal["production", "development"]
    public_url: str
    data: Path
    database_url: str
    secret_keys: tuple[bytes, ...]
    proxies: int = 0
    rate_storage: str = "memory://"
    metrics_token: str | None = None
    ask_names: bool = False
    retention: Retention = Retention()
    tool_name: str = "Cartable"
    contact: str | None = None
    log: Literal["json", "console"] = "json"

    @property
    def development(self) -> bool:
        """Whether the loopback rules of a developer's machine hold."""
        return self.env == "development"

    @classmethod
    def load(cls, environ: Mapping[str, str], *, port: int | None = None) -> Config:
        """Read ``CARTABLE_…``; ``port`` completes the development address. ConfigError."""
        return _Reader(environ, port).config()


class _Reader:
    """Reads variable after variable, and keeps the faults for the end."""

    def __init__(self, environ: Mapping[str, str], port: int | None) -> None:
        self._environ = environ
        self._port = port or 8080
        self.faults: list[str] = []

    def config(self) -> Config:
        env: Literal["production", "development"] = (
            "development" if self._one_of("ENV", "production", "development") else "production"
        )
        data = self._data()
        default_log = 0 if env == "production" else 1
        found = Config(
            env=env,
            public_url=self._public_url(env),
            data=data,
            database_url=self._database_url(data),
            secret_keys=self._secret_keys(env, data),
            proxies=self._number("PROXIES", 0, 0, 9),
            rate_storage=self._get("RATE_STORAGE") or "memory://",
            metrics_token=self._metrics_token(),
            ask_names=bool(self._one_of("ASK_NAMES", "0", "1")),
            retention=self._retention(),
            tool_name=self._get("TOOL_NAME") or "Cartable",
            contact=self._get("CONTACT") or None,
            log="console" if self._one_of("LOG", "json", "console", at=default_log) else "json",
        )
        if self.faults:
            raise ConfigError(tuple(self.faults))
        return found

    def _get(self, name: str) -> str:
        return self._environ.get(PREFIX + name, "").strip()

    def _fault(self, name: str, sentence: str) -> None:
        self.faults.append(f"{PREFIX}{name} {sentence}")

    def _one_of(self, name: str, *values: str, at: int = 0) -> int:
        text = self._get(name)
        if not text:
            return at
        if text not in values:
            self._fault(name, f"is {text!r}: one of {', '.join(values)}.")
            return at
        return values.index(text)

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        text = self._get(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            self._fault(name, f"is {text!r}: a whole number from {least} to {most}.")
            return default
        return int(text)

    def _public_url(self, env: str) -> str:
        text = self._get("PUBLIC_URL")
        if not text and env == "development":
            return f"http://localhost:{self._port}"
        if not text:
            self._fault("PUBLIC_URL", "is missing: the address people reach, https://…")
        elif sentence := _wrong_url(text, env):
            self._fault("PUBLIC_URL", sentence)
        return text.rstrip("/")

    def _data(self) -> Path:
        path = Path(self._get("DATA") or "cartable-data").absolute()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            open_to_others = path.stat().st_mode & 0o077
        except OSError as fault:
            self._fault("DATA", f"names a folder that can't be made: {fault.strerror}.")
            return path
        if not os.access(path, os.W_OK | os.X_OK):
            self._fault("DATA", "names a folder that this user can't write to.")
        elif open_to_others:
            self._fault("DATA", f"names a folder open to others: chmod 700 {path}.")
        return path

    def _database_url(self, data: Path) -> str:
        text = self._get("DATABASE_URL") or f"sqlite:///{data / 'cartable.sqlite3'}"
        try:
            kind = make_url(text).get_backend_name()
        except (ArgumentError, ValueError):
            kind = ""
        if kind not in ("sqlite", "postgresql"):  # the address has a password: it is not said
            self._fault("DATABASE_URL", "begins neither with sqlite:/// nor with postgresql://.")
        return text

    def _secret_keys(self, env: str, data: Path) -> tuple[bytes, ...]:
        texts = self._get("SECRET_KEY").split()
        if not texts and env == "development":
            texts = [_development_secret(data / "secret")]
        if not texts:
            self._fault("SECRET_KEY", "is missing: 32 random bytes, as openssl rand -hex 32 gives.")
        keys = tuple(_key(text) for text in texts)
        if any(len(key) < KEY_BYTES for key in keys):
            self._fault("SECRET_KEY", "has a key that is not 32 bytes or more, in hex or base64.")
        return keys

    def _metrics_token(self) -> str | None:
        text = self._get("METRICS_TOKEN")
        if text and len(text) < TOKEN_SIGNS:
            self._fault("METRICS_TOKEN", f"is short: {TOKEN_SIGNS} signs or more.")
        return text or None

    def _retention(self) -> Retention:
        kept = Retention()
        days = {
            field.name: self._number(
                f"RETENTION_{field.name.upper()}", getattr(kept, field.name), 1, 36_525
            )
            for field in fields(Retention)
        }
        return Retention(**days)


def _wrong_url(text: str, env: str) -> str:
    """What is wrong with a public address, or nothing."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not an address."
    if not host or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in text:
        return "has more or less than a scheme, a host and a port."
    if env == "development":
        loop = host in LOOPBACK and parts.scheme in ("http", "https")
        return "" if loop else "is not of this machine: development serves http://localhost only."
    if parts.scheme != "https":
        return "is not https."
    return "names this machine: browsers elsewhere can't reach it." if host in LOOPBACK else ""


def _key(text: str) -> bytes:
    """The bytes that a text writes in hexadecimal or base64; none when in neither."""
    readers: tuple[Callable[[str], bytes], ...] = (bytes.fromhex, _base64)
    for read in readers:
        try:
            return read(text)
        except (ValueError, binascii.Error):
            continue
    return b""


def _base64(text: str) -> bytes:
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    return base64.b64decode(padded.translate(str.maketrans("-_", "+/")), validate=True)


def _development_secret(file: Path) -> str:
    """The secret of a developer's data folder, made once."""
    if not file.is_file():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(KEY_BYTES), encoding="ascii")
    return file.read_text(encoding="ascii").strip()

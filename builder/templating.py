"""Jinja environments, and the templates' compiled code, kept where Python keeps its own."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket

TEMPLATES = Path(__file__).with_name("templates")
COMPILED = TEMPLATES / "__pycache__"


class _Beside(FileSystemBytecodeCache):
    """In ``__pycache__``, which who may change this code may write to, and nobody else."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code; where nothing may be written it is compiled again each time."""
        with suppress(OSError):
            COMPILED.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


def environment(folder: Path = TEMPLATES, *, trim: bool = True) -> Environment:
    """The templates below ``folder``, which escape what they show and refuse an unknown name.

    ``trim``: the lines of tags leave nothing behind, not even their own end.
    """
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=trim,
        lstrip_blocks=trim,
        keep_trailing_newline=not trim,
        auto_reload=False,
        bytecode_cache=_kept(),
    )


def _kept() -> BytecodeCache | None:
    return None if sys.dont_write_bytecode else _Beside(str(COMPILED), "%s.pyc")

"""The player as three files: one classic script, one stylesheet, one font."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from builder.bundle.modules import BundleError, Module, in_order, join, parse, without
from builder.bundle.shorten import shorten
from builder.bundle.stylesheet import squeezed
from builder.bundle.tokens import tokens, write

__all__ = ["BundleError", "font", "font_licence", "modules", "script", "style"]

RUNTIME = Path(__file__).parent.with_name("runtime")
STYLE = ["tokens", "ground", "frame", "text", "controls", "quiz", "beside", "figures", "media"]
ENTRY = "main.js"
LMS_FILES = {"scorm12": "scorm12.js", "scorm2004": "scorm2004.js"}


def modules(lms: str) -> list[Module]:
    """The runtime's modules in their order, with only the LMS's own one that ``lms`` names."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in RUNTIME.glob("*.js")}
    parsed = {name: parse(name, source) for name, source in sources.items()}
    for other, name in LMS_FILES.items():
        if other != lms:
            parsed[name] = without(parsed[name])
    return in_order(ENTRY, parsed)


@cache
def script(lms: str) -> bytes:
    """The player as one classic script, for the LMS that ``lms`` names (``none``: on its own)."""
    short = write(shorten(list(tokens(join(modules(lms))))))
    return f"(()=>{{'use strict'\n{short}}})()\n".encode()


@cache
def _style() -> str:
    parts = (RUNTIME / "style" / f"{name}.css" for name in STYLE)
    return squeezed("\n".join(part.read_text(encoding="utf-8") for part in parts))


def style(theme: Mapping[str, str]) -> bytes:
    """The player's stylesheet; ``theme`` gives the course's own colours by token (``trait``)."""
    own = "".join(f"--{name}:{colour};" for name, colour in sorted(theme.items()))
    return (_style() + (f":root{{{own}}}" if own else "") + "\n").encode()


def font() -> Path:
    """The player's one font file."""
    return RUNTIME / "cartable.woff2"


def font_licence() -> Path:
    """What the font's licence asks to travel with it."""
    return RUNTIME / "OFL.txt"

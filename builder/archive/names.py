"""Which names a member of a package may have, so that it unpacks the same on every system."""

from __future__ import annotations

import unicodedata

from builder.findings import BuilderError

FORBIDDEN = frozenset('<>:"|?*\\')
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
LONGEST = 240  # Windows stops at 260 with the folder that people unpack into


class ArchiveError(BuilderError):
    """A package cannot be written as asked; ``str()`` says which member and why."""


def fault(path: str) -> str | None:
    """What is wrong with ``path`` as a member's name, to end a sentence; None when nothing is."""
    if not path:
        return "is empty"
    if path.startswith("/"):
        return "is absolute"
    if bad := sorted(FORBIDDEN.intersection(path)):
        return f"has {bad[0]}, which Windows or Moodle refuses"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in path):
        return "has an invisible character"
    if unicodedata.normalize("NFC", path) != path:
        return "has letters and accents apart (not Unicode NFC)"
    if len(path.encode()) > LONGEST:
        return f"is longer than {LONGEST} bytes"
    return next(filter(None, map(_part_fault, path.split("/"))), None)


def _part_fault(part: str) -> str | None:
    if part in {"", ".", ".."}:
        return "has an empty part, . or .."
    if part[-1] in ". " or part[0] == " ":
        return "has a part that begins with a space or ends with a space or a dot"
    if part.split(".")[0].lower() in RESERVED:
        return f"has the part {part}, a device's name on Windows"
    return None


class Names:
    """The names given so far; refuses the unsafe, the repeated, and a file that is also a folder.

    Names that differ only in their case are the same file on Windows and macOS, so they repeat.
    """

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def add(self, path: str) -> None:
        """Take ``path`` in; raises ArchiveError with a sentence that names it."""
        if wrong := fault(path):
            raise ArchiveError(f"the name {path!r} {wrong}")
        key = path.casefold()
        if key in self._files:
            raise ArchiveError(f"two files are named {path!r} (or differ only in their case)")
        folders = [key[:at] for at, char in enumerate(key) if char == "/"]
        if key in self._folders or self._files.keys() & folders:
            raise ArchiveError(f"{path!r} would be a file and a folder at once")
        self._files[key] = path
        self._folders.update(dict.fromkeys(folders, path))

    def __contains__(self, path: str) -> bool:
        return self._files.get(path.casefold()) == path

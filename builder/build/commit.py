"""Moving a finished build into ``dist/``: all of it, or nothing.

Everything is first written in a staging folder beside its destination. The move itself is a list
of renames with a journal: an error undoes those done, and a process that died half-way is
finished by the next build (its staged files are all there).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path

from builder.findings import BuilderError

PREFIX = ".staging-"
JOURNAL = "journal.json"
ENDS = {signal.SIGINT, signal.SIGTERM}


class NotWritable(BuilderError):
    """The output folder cannot be written; what was there is as it was."""


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A fresh folder in ``out`` for files on their way; gone afterwards, whatever happened.

    Raises NotWritable when the folder cannot be made or the disk is full.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        recover(out)
        folder = out / f"{PREFIX}{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(0o700)  # exam files pass through it
    except OSError as error:
        raise _refused(out, error) from error
    try:
        yield folder
    except OSError as error:
        raise _refused(out, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refused(out: Path, error: OSError) -> NotWritable:
    why = error.strerror or str(error)
    return NotWritable(f"cannot write to {out}: {why}; what was there is untouched")


def move(folder: Path, out: Path, files: Mapping[str, Path], gone: Sequence[str]) -> None:
    """Put the staged ``files`` at their names in ``out`` and take ``gone`` away, or change nothing.

    Raises OSError when a rename is refused; what was moved is put back first.
    """
    plan = {name: staged.relative_to(folder).as_posix() for name, staged in files.items()}
    journal, part = folder / JOURNAL, folder / f"{JOURNAL}.part"
    part.write_text(json.dumps({"files": plan, "gone": list(gone)}), "utf-8")
    part.rename(journal)
    with unbroken():
        _swap(folder, out, files, gone)
        journal.unlink()


def _swap(folder: Path, out: Path, files: Mapping[str, Path], gone: Sequence[str]) -> None:
    done: list[tuple[Path, Path | None, Path | None]] = []
    try:
        for number, name in enumerate([*files, *gone]):
            final, staged = out / name, files.get(name)
            kept = _set_aside(final, folder / f"old-{number}")
            done.append((final, kept, staged))
            if staged is not None:
                final.parent.mkdir(parents=True, exist_ok=True)
                staged.rename(final)
    except OSError:
        _undo(done)
        raise


def _set_aside(final: Path, kept: Path) -> Path | None:
    if not final.exists():
        return None
    if final.is_dir():  # somebody's own: set aside, it would go with the staging folder
        raise IsADirectoryError(EISDIR, f"{final.name} is a folder")
    final.rename(kept)
    return kept


def _undo(done: Sequence[tuple[Path, Path | None, Path | None]]) -> None:
    for final, kept, staged in reversed(done):
        if staged is not None and final.exists():
            final.rename(staged)
        if kept is not None:
            kept.rename(final)


def recover(out: Path) -> None:
    """Finish the move of a build whose process is dead, and clear what dead builds left."""
    for folder in sorted(out.glob(f"{PREFIX}*")):
        if _alive(folder.name.removeprefix(PREFIX)):
            continue
        if (folder / JOURNAL).is_file():
            with suppress(ValueError):  # a power cut may leave it empty: nothing was moved then
                _finish(folder, out, json.loads((folder / JOURNAL).read_text("utf-8")))
        shutil.rmtree(folder, ignore_errors=True)


def _finish(folder: Path, out: Path, plan: Mapping[str, Mapping[str, str]]) -> None:
    for name, staged in plan["files"].items():
        if (folder / staged).exists():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / staged).replace(out / name)
    for name in plan["gone"]:
        (out / name).unlink(missing_ok=True)


def _alive(pid: str) -> bool:
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def unbroken() -> Iterator[None]:
    """Hold Ctrl-C and termination back for a moment, such as the renames take."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)

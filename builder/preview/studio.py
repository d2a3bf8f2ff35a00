"""The course as the preview holds it: examined anew at each change, composed when asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builder.archive import PackageFile
from builder.build.examine import Examined, examined
from builder.findings import failed
from builder.model import Course
from builder.pages import View, site


class Studio:
    """What is served: the last course without errors, and what there is to say of the newest."""

    def __init__(self, root: Path, cache: Path | None) -> None:
        self._root, self._cache = root, cache
        self._good: Examined | None = None
        self._last = Examined(None, {}, [])
        self._sites: dict[View, Mapping[str, PackageFile]] = {}
        self._changed = threading.Condition()
        self.version = 0
        self.closed = False

    def refresh(self) -> str:
        """Look at the course again; returns what to tell the author in a line."""
        start = time.perf_counter()
        found = examined(self._root, self._cache)
        with self._changed:
            self._last = found
            if found.course is not None and not failed(found.findings):
                self._good, self._sites = found, {}
            self.version += 1
            self._changed.notify_all()
        milliseconds = round(1000 * (time.perf_counter() - start))
        return f"version {self.version}: {len(found.findings)} findings, {milliseconds} ms"

    def close(self) -> None:
        """Let those who wait for a change go."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> int:
        """The version once it is not ``version`` any more, or after ``seconds``."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version or self.closed, seconds)
            return self.version

    def state(self) -> dict[str, Any]:
        """What the panel shows: what can be viewed, and the findings."""
        course = self._good.course if self._good else None
        return {
            "version": self.version,
            "findings": [str(finding) for finding in self._last.findings],
            "stale": self._good is not self._last,
            "title": dict(course.title) if course else {},
            "languages": list(course.languages) if course else [],
            "formats": _formats(course) if course else [],
        }

    def file(self, view: View, path: str) -> PackageFile | None:
        """One file of a learner's package, None when there is none of this name."""
        with self._changed:
            good = self._good
            if good is None or good.course is None or view.language not in good.pages:
                return None
            if view not in self._sites:
                files = site(good.course, good.pages[view.language], view)
                self._sites[view] = {file.path: file for file in files}
            return self._sites[view].get(path)


def _formats(course: Course) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "title": dict(item.title),
            "modules": [
                {"id": taken.id, "title": dict(course.module(taken.id).title)}
                for taken in item.modules
            ],
        }
        for item in course.formats
    ]

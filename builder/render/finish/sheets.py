"""A worksheet by itself, for documents and print."""

from __future__ import annotations

from builder.model import Worksheet
from builder.render.anchors import Anchors
from builder.render.finish.catalogue import worksheet
from builder.render.finish.work import Work, make, write
from builder.render.locate import Source
from builder.render.lookup import Lookup


def worksheet_html(lookup: Lookup, sheet: Worksheet) -> str:
    """The worksheet's form as HTML."""
    root = make("div")
    work = Work(root, Source(""), lookup.language, lookup.words, lookup, Anchors(()))
    root.append(worksheet(work, sheet, under=1))
    return write(root)

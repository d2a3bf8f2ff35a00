"""Links: to screens, to media, to the web, to the glossary; citations."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from builder.model import Link
from builder.render.finish.work import Element, Work, hidden, one_line, take, text_of

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_SCREEN = {".md", ".yaml", ".yml"}


def link(work: Work, a: Element) -> None:
    """Send an author's link where it goes and note it as written."""
    target = a.get("href")
    if target is None:
        if a.get("id") is None:
            _refused(work, a)
        return
    target = str(target)
    text = one_line(text_of(a))
    work.seen.links.append(Link(target, text, work.source.find("link", f"]({target}", target)))
    if _SCHEME.match(target):
        outside(work, a)
    elif not target.startswith("#"):
        _inside(work, a, target)


def outside(work: Work, a: Element) -> None:
    """A web address opens in a new tab, safely, and says so; other schemes stay as they are."""
    if not str(a.get("href")).lower().startswith(("http://", "https://", "//")):
        return
    a.set("rel", "noopener")
    a.set("target", "_blank")
    a.append(hidden(f" {work.words('render.new-tab')}"))


def _refused(work: Work, a: Element) -> None:
    text = text_of(a).strip()
    line = work.source.find("link", text) if text else 0
    work.seen.faults.append(("link-refused", f"the address of the link “{text}” is refused", line))


def _inside(work: Work, a: Element, target: str) -> None:
    path, mark, anchor = target.partition("#")
    file = PurePosixPath(unquote(path))
    if file.suffix in _SCREEN:
        a.set("href", f"{quote(file.stem)}.html{mark}{anchor}")
        a.set("data-screen", file.stem)
    elif work.lookup.medium(str(file)):
        a.set("href", f"media/{quote(str(file))}")


def term(work: Work, a: Element) -> None:
    """A glossary term: a link that the player unfolds in place. An unknown one stays plain text."""
    name = take(a, "data-term") or ""
    bare = take(a, "data-bare") is not None
    found = work.lookup.term(name)
    work.seen.terms.append((found[0] if found else name, work.source.find("term", f"[[{name}")))
    if found is None:
        a.tag = "span"
        return
    if bare:
        a.text = work.set(found[1])
    a.set("class", "term")
    a.set("href", f"glossary.html#g-{found[0]}")
    a.set("data-term", found[0])


def citation(work: Work, group: Element, cited: dict[str, str]) -> None:
    """``(Raymond, 1999, p. 30)``: links to the sources; ``cited`` gets each key's first link."""
    del group.attrib["data-cites"]
    links = group.findall("a[@data-cite]")
    for i, a in enumerate(links):
        a.tail = "; " if i < len(links) - 1 else ")"
        _cite(work, a, cited)
    group.text = "("


def _cite(work: Work, a: Element, cited: dict[str, str]) -> None:
    key = take(a, "data-cite") or ""
    locator = take(a, "data-locator") or ""
    work.seen.citations.append((key, work.source.find("citation", f"@{key}")))
    entry = work.lookup.entry(key)
    if entry is None:
        a.tag, a.text = "span", key
        return
    if key not in cited:
        cited[key] = work.anchors.new(f"cite-{key}")
        a.set("id", cited[key])
    a.text = entry.mark(work.set(locator))
    a.set("class", "cite")
    a.set("role", "doc-biblioref")
    a.set("href", f"#src-{quote(key)}" if work.page else f"references.html#ref-{quote(key)}")

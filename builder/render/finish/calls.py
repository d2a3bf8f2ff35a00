"""Call-outs get their label, sign and heading; quotations their marks."""

from __future__ import annotations

from builder.render.finish.work import Element, Work, add, append_text, make, take, text_of

_SIGNS = {
    "note": "i-note",
    "evidence": "i-proof",
    "example": "i-place",
    "law": "i-law",
    "exercise": "i-do",
}
_OPENING = "«“\"‘'"


def call(work: Work, section: Element, under: int) -> None:
    """Finish a call-out that stands below a heading of level ``under`` (1: the page's title)."""
    work.line(section)
    kind = take(section, "data-call") or ""
    label = section.find("p")
    if kind not in _SIGNS or label is None:
        return
    _label(work, label, kind)
    title = section.find("div/h3[@data-title]")
    if title is not None:
        del title.attrib["data-title"]
        title.tag = "h2" if under < 2 else "h3"
    named = label if title is None else title
    named.set("id", work.id("c"))
    section.set("aria-labelledby", str(named.get("id")))


def _label(work: Work, label: Element, kind: str) -> None:
    icon = add(label, "svg", class_="i", aria_hidden="true")
    add(icon, "use", href=f"#{_SIGNS[kind]}")
    icon.tail = work.words(f"render.call.{kind}")


def level(work: Work, line: Element) -> None:
    """Write an evidence's level: five squares, and words that a screen reader gets once."""
    value = take(line, "data-level") or ""
    number = int(value) if value in {"1", "2", "3", "4", "5"} else 0
    words = work.words("render.level", level=number)
    squares = make("span", class_="level")
    for i in range(5):
        add(squares, "i", **({"class_": "on"} if i < number else {}))
    if line.text or len(line):
        squares.set("role", "img")
        squares.set("aria-label", words)
    else:
        squares.set("aria-hidden", "true")
    squares.tail = f" {line.text}" if line.text else "" if len(line) else f" {words}."
    line.text = None
    line.insert(0, squares)


def who(work: Work, line: Element) -> None:
    """Write with whom and for how long: two short sentences."""
    minutes = take(line, "data-minutes") or ""
    text = (line.text or "").strip()
    line.text = text[:1].upper() + text[1:]
    if text_of(line) and not text_of(line).endswith((".", "!", "?", "…")):
        append_text(line, ".")
    if minutes.isdigit():
        gap = " " if line.text or len(line) else ""
        append_text(line, f"{gap}{_time(work, int(minutes))}.")


def _time(work: Work, minutes: int) -> str:
    return work.lookup.once(f"time:{minutes}", lambda: work.set(work.words.time(minutes)))


def reach(work: Work, line: Element) -> None:
    """Say what the line below a law is about, unless it says so itself."""
    del line.attrib["data-reach"]
    word = work.words("render.reach")
    if not (line.text or "").lower().startswith(word.split()[0].lower()):
        line.text = f"{word} {line.text or ''}"


def quote(work: Work, block: Element) -> None:
    """Set the quotation marks, where the author has not."""
    work.line(block)
    del block.attrib["data-quote"]
    paragraphs = block.findall("p")
    if not paragraphs or text_of(paragraphs[0]).lstrip()[:1] in tuple(_OPENING):
        return
    left, right = work.words("render.quoted", text="\0").split("\0")
    paragraphs[0].text = left + (paragraphs[0].text or "")
    append_text(paragraphs[-1], right)

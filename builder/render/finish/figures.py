"""Pictures, films and sounds, drawn from the course's media; tables."""

from __future__ import annotations

from urllib.parse import quote, unquote

from builder.model import Image
from builder.render import svg
from builder.render.finish.work import Element, Work, add, make, move, replace, take, text_of


def figure(work: Work, block: Element) -> None:
    """A ``/// figure``: the drawing, a numbered caption, and its table in a fold after it."""
    line = work.line(block)
    path = take(block, "data-figure") or ""
    tall = take(block, "data-tall")
    decorative = take(block, "data-decorative") == "true"
    alt = take(block, "data-alt")
    work.seen.images.append(Image("image", path, "" if decorative else alt, line))
    pictures = [picture(work, path, alt or "")]
    if tall:
        work.seen.images.append(Image("image", tall, "" if decorative else alt, line))
        pictures.append(picture(work, tall, alt or ""))
        for name, drawn in zip(("for-wide", "for-tall"), pictures, strict=True):
            drawn.set("class", f"{drawn.get('class', '')} {name}".strip())
    fold = block.find("details[@data-fold]")
    _compose(work, block, pictures)
    if fold is not None:
        _unfold(work, block, fold)


def _compose(work: Work, block: Element, pictures: list[Element]) -> None:
    block.set("class", "wide")
    for place, drawn in enumerate(pictures):
        block.insert(place, drawn)
    caption = block.find("figcaption")
    if caption is None:
        return
    work.figures += 1
    number = make("b", work.words("render.figure", number=work.figures))
    number.tail = f" {caption.text or ''}"
    caption.text = None
    caption.insert(0, number)
    caption.set("id", work.id("f"))
    block.set("role", "figure")
    block.set("aria-labelledby", str(caption.get("id")))


def _unfold(work: Work, block: Element, fold: Element) -> None:
    del fold.attrib["data-fold"]
    fold.set("class", "wide")
    fold.insert(0, make("summary", work.words("render.as-table")))
    parent = block.getparent()
    if parent is not None:
        block.remove(fold)
        fold.tail, block.tail = block.tail, "\n"
        parent.insert(parent.index(block) + 1, fold)


def image(work: Work, img: Element) -> None:
    """A Markdown image; alone in its paragraph it is a figure, with its title as the caption."""
    alt = img.get("alt")
    title = take(img, "title")
    written = str(img.get("src") or "")
    line = work.source.find("image", f"]({written}", written)
    path = unquote(written)
    work.seen.images.append(Image("image", path, None if alt is None else str(alt), line))
    drawn = picture(work, path, str(alt or ""))
    for name in ("class", "id", "lang"):
        if img.get(name):
            drawn.set(name, str(img.get(name)))
    parent = img.getparent()
    alone = parent is not None and parent.tag == "p" and len(parent) == 1
    if alone and parent is not None and not (parent.text or "").strip() + (img.tail or "").strip():
        _as_figure(work, parent, drawn, title)
    else:
        replace(img, [drawn])


def _as_figure(work: Work, paragraph: Element, drawn: Element, title: str | None) -> None:
    made = make("figure")
    if title:
        add(made, "figcaption", work.set(title))
    replace(paragraph, [made])
    _compose(work, made, [drawn])


def picture(work: Work, path: str, alt: str) -> Element:
    """A drawing of the course inline, a photograph as ``<img>``, anything else as its words."""
    if not work.lookup.medium(path):
        return make("span", alt, class_="missing")
    drawing = work.lookup.drawing(path)
    if drawing is not None:
        return svg.inline(drawing, f"{work.id('d')}-", alt)
    made = make("img", src=f"media/{quote(path)}", alt=alt, loading="lazy", decoding="async")
    size = work.lookup.size(path)
    if size is not None:
        made.set("width", str(size[0]))
        made.set("height", str(size[1]))
    return made


def film(work: Work, block: Element, kind: str) -> None:
    """A film or a sound with its captions track and its transcript in a fold."""
    line = work.line(block)
    path = take(block, f"data-{kind}") or ""
    captions = take(block, "data-captions") or ""
    poster = take(block, "data-poster") or ""
    transcript = block.find("details[@data-transcript]")
    work.seen.images.append(
        Image(
            "video" if kind == "video" else "audio",
            path,
            None,
            line,
            captions,
            transcript is not None,
            poster,
        )
    )
    block.set("class", "film wide" if kind == "video" else "film")
    block.insert(0, _player(work, kind, path, captions, poster))
    if transcript is not None:
        del transcript.attrib["data-transcript"]
        transcript.insert(0, make("summary", work.words("render.transcript")))


def _player(work: Work, kind: str, path: str, captions: str, poster: str) -> Element:
    if not work.lookup.medium(path):
        return make("span", path, class_="missing")
    player = make(kind, controls="", preload="metadata", src=f"media/{quote(path)}")
    if poster and work.lookup.medium(poster):
        player.set("poster", f"media/{quote(poster)}")
        size = work.lookup.size(poster)
        if size is not None:
            player.set("width", str(size[0]))
            player.set("height", str(size[1]))
    if captions and work.lookup.medium(captions):
        track = add(player, "track", kind="captions", src=f"media/{quote(captions)}", default="")
        track.set("srclang", work.language)
        track.set("label", work.words("render.captions"))
    return player


def table(work: Work, block: Element, number: int) -> None:
    """Give header cells their scope and note whether there are any with words in them."""
    headers = [cell for cell in block.iter("th") if text_of(cell).strip()]
    work.seen.tables.append((bool(headers), work.source.table(number)))
    for row in block.iter("tr"):
        inside = row.getparent()
        head = inside is not None and inside.tag == "thead"
        for cell in row:
            _cell(cell, head)
    _boxed(work, block)


def _boxed(work: Work, block: Element) -> None:
    """A box that scrolls a table too wide for its page, named by its caption or a word."""
    parent = block.getparent()
    if parent is None:
        return
    box = make("div", class_="table", role="group")
    box.tail, block.tail = block.tail, None
    parent.replace(block, box)
    box.append(block)
    caption = block.find("caption")
    if caption is None:
        box.set("aria-label", work.words("render.table"))
        return
    if caption.get("id") is None:
        caption.set("id", work.id("t"))
    box.set("aria-labelledby", str(caption.get("id")))


def _cell(cell: Element, head: bool) -> None:
    if take(cell, "align") == "right":
        cell.set("class", f"{cell.get('class', '')} num".strip())
    if cell.tag == "th" and cell.get("scope") is None:
        cell.set("scope", "col" if head else "row")


def table_block(work: Work, block: Element) -> None:
    """A ``/// table``: first cells are headers when the author says so; the block itself goes."""
    work.line(block)
    if block.get("data-row-headers") == "true":
        for row in block.findall(".//tbody/tr"):
            if len(row) and row[0].tag == "td":
                header = make("th", scope="row")
                move(row[0], header)
                header.tail = row[0].tail
                row.replace(row[0], header)
    replace(block, list(block))

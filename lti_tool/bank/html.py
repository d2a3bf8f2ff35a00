"""The HTML of items passes the sanitiser once more: a zip may come from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nh3

_TAGS = (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a em strong b i u s del ins sub sup small mark code "
    "pre kbd samp var q cite abbr dfn time span div section article aside figure figcaption "
    "blockquote footer header details summary table thead tbody tfoot tr th td caption colgroup "
    "col hr br img wbr bdi bdo ruby rt rp address audio video source track"
)
_ATTRIBUTES = {
    "*": {"class", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "poster", "width", "height"},
    "source": {"src", "type"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "th": {"colspan", "rowspan", "scope", "headers", "align"},
    "td": {"colspan", "rowspan", "headers", "align"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "time": {"datetime"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "span": {"data-blank"},
}
_LOADED = {"src", "poster"}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    clean_content_tags={"script", "style", "template", "svg", "math", "iframe", "noscript"},
    attributes=_ATTRIBUTES,
    attribute_filter=lambda _tag, name, value: (
        value if name not in _LOADED or value.startswith("media/") else None
    ),
    url_schemes={"http", "https", "mailto"},
    url_relative="pass_through",
    link_rel="noopener",
)
_HTML = frozenset({"text", "right", "wrong", "feedback", "passage"})


def clean(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item with only safe elements in its texts; media only from ``media/``.

    ``id`` is taken out too, so that no text answers to a name that a page's script looks for.
    """
    return {key: _cleaned(value, html=key in _HTML) for key, value in item.items()}


def _cleaned(value: Any, *, html: bool) -> Any:
    if isinstance(value, str):
        return _CLEANER.clean(value) if html else value
    if isinstance(value, list):
        return [_cleaned(one, html=html) for one in value]
    if isinstance(value, Mapping):
        return {key: _cleaned(one, html=html or key in _HTML) for key, one in value.items()}
    return value
